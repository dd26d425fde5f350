// relu6.c - the rectifier with a ceiling: values end up in 0 to 6; what is not a number stays so.
#include "ops/shapes.h"

static void relu6_shape(Graph *g, Node *n) {
  (void)g;
  n->shape = n->in[0]->shape;
}

static void relu6_reference(const Node *n, const double *const *in, double *out) {
  for (size_t i = 0; i < elements(n->shape); i++) out[i] = in[0][i] < 0 ? 0 : in[0][i] > 6 ? 6 : in[0][i];
}

const Op op_relu6 = {
  .name = "relu6",
  .doc = "y = min(max(x, 0), 6) (MobileNet; Howard et al., 2017).",
  .inputs = 1,
  .expr = "vmin(vset(6.0f), vmax(vset(0.0f), x))",
  .shape = relu6_shape,
  .reference = relu6_reference,
  .emit = emit_elementwise,
};
