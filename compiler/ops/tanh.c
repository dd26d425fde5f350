// tanh.c - the hyperbolic tangent: values end up in -1 to 1.
#include <math.h>

#include "ops/shapes.h"

static void tanh_shape(Graph *g, Node *n) {
  (void)g;
  n->shape = n->in[0]->shape;
}

static void tanh_reference(const Node *n, const double *const *in, double *out) {
  for (size_t i = 0; i < elements(n->shape); i++) out[i] = tanh(in[0][i]);
}

const Op op_tanh = {
  .name = "tanh",
  .doc = "y = tanh(x), as in LeNet-5 (LeCun et al., 1998).",
  .inputs = 1,
  .expr = "vtanh(x)",
  .shape = tanh_shape,
  .reference = tanh_reference,
  .emit = emit_elementwise,
};
