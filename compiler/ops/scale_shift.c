// scale_shift.c - a scale and a shift for each channel: Caffe's Scale, and what is left of a batchnorm that cannot be
// folded.
#include "ops/shapes.h"

static const Attr attrs[] = {
  {"init_scale", ATTR_REAL, ATTR(init_scale), "1", 1e-6, 1000, "factor on the pseudo-random scales (weight)"},
  {0},
};

static void scale_shift_shape(Graph *g, Node *n) {
  n->shape = n->in[0]->shape;
  new_param(g, n, WEIGHT, "weight", PARAM_GAMMA, 1, &n->shape.c, 0);
  new_param(g, n, BIAS, "bias", PARAM_BETA, 1, &n->shape.c, 0);
}

static void scale_shift_reference(const Node *n, const double *const *in, double *out) {
  size_t plane = (size_t)n->shape.h * (size_t)n->shape.w;
  for (int c = 0; c < n->shape.c; c++)
    for (size_t i = (size_t)c * plane; i < ((size_t)c + 1) * plane; i++)
      out[i] = in[0][i] * (double)n->param[WEIGHT]->data[c] + (double)n->param[BIAS]->data[c];
}

const Op op_scale_shift = {
  .name = "scale_shift",
  .doc = "y = weight x + bias for each channel.",
  .attrs = attrs,
  .inputs = 1,
  .expr = "vfma(x, s0, s1)",
  .shape = scale_shift_shape,
  .reference = scale_shift_reference,
  .emit = emit_elementwise,
};
