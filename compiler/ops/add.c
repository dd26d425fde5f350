// add.c - the sum of two tensors of one shape: what ends a residual block.
#include "ops/shapes.h"

static void add_shape(Graph *g, Node *n) {
  (void)g;
  if (all_same_shape(n)) n->shape = n->in[0]->shape;
}

static void add_reference(const Node *n, const double *const *in, double *out) {
  for (size_t i = 0; i < elements(n->shape); i++) out[i] = in[0][i] + in[1][i];
}

const Op op_add = {
  .name = "add",
  .doc = "y = a + b, two tensors of one shape; written `a + b`. Residual learning: He et al., 2015.",
  .inputs = 2,
  .expr = "vadd(x, y)",
  .shape = add_shape,
  .reference = add_reference,
  .emit = emit_elementwise,
};
