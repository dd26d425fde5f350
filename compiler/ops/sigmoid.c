// sigmoid.c - the logistic function: values end up in 0 to 1.
#include <math.h>

#include "ops/shapes.h"

static void sigmoid_shape(Graph *g, Node *n) {
  (void)g;
  n->shape = n->in[0]->shape;
}

static void sigmoid_reference(const Node *n, const double *const *in, double *out) {
  for (size_t i = 0; i < elements(n->shape); i++) out[i] = 1 / (1 + exp(-in[0][i]));
}

const Op op_sigmoid = {
  .name = "sigmoid",
  .doc = "y = 1 / (1 + exp(-x)).",
  .inputs = 1,
  .expr = "vdiv(vset(1.0f), vadd(vset(1.0f), vexp(vsub(vset(0.0f), x))))",
  .shape = sigmoid_shape,
  .reference = sigmoid_reference,
  .emit = emit_elementwise,
};
