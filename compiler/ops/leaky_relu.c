// leaky_relu.c - the rectifier that lets a share of the negative values through.
#include "ops/shapes.h"

static const Attr attrs[] = {
  {"slope", ATTR_REAL, ATTR(slope), "0.01", -1e6, 1e6, "factor on negative values"},
  {0},
};

static void leaky_relu_shape(Graph *g, Node *n) {
  (void)g;
  n->shape = n->in[0]->shape;
}

static void leaky_relu_reference(const Node *n, const double *const *in, double *out) {
  for (size_t i = 0; i < elements(n->shape); i++) out[i] = in[0][i] > 0 ? in[0][i] : n->slope * in[0][i];
}

const Op op_leaky_relu = {
  .name = "leaky_relu",
  .doc = "y = x where x > 0, slope x elsewhere (Maas et al., 2013).",
  .attrs = attrs,
  .inputs = 1,
  .expr = "vfma(vset($slope), vmin(vset(0.0f), x), vmax(vset(0.0f), x))",
  .shape = leaky_relu_shape,
  .reference = leaky_relu_reference,
  .emit = emit_elementwise,
};
