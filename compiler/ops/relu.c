// relu.c - the rectifier: negative values become zero; what is not a number stays so.
#include "ops/shapes.h"

static void relu_shape(Graph *g, Node *n) {
  (void)g;
  n->shape = n->in[0]->shape;
}

static void relu_reference(const Node *n, const double *const *in, double *out) {
  for (size_t i = 0; i < elements(n->shape); i++) out[i] = in[0][i] < 0 ? 0 : in[0][i];
}

const Op op_relu = {
  .name = "relu",
  .doc = "y = max(x, 0): the rectified linear unit (Nair and Hinton, 2010).",
  .inputs = 1,
  .expr = "vmax(vset(0.0f), x)",
  .shape = relu_shape,
  .reference = relu_reference,
  .emit = emit_elementwise,
};
