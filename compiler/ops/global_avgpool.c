// global_avgpool.c - the mean of each channel: CxHxW becomes Cx1x1.
#include "ops/pools.h"
#include "ops/shapes.h"

static void global_avgpool_shape(Graph *g, Node *n) {
  (void)g;
  if (takes_picture(n)) n->shape = (Shape){.c = n->in[0]->shape.c, .h = 1, .w = 1};
}

static void global_avgpool_reference(const Node *n, const double *const *in, double *out) {
  size_t plane = (size_t)n->in[0]->shape.h * (size_t)n->in[0]->shape.w;
  for (int c = 0; c < n->shape.c; c++) {
    double sum = 0;
    for (size_t i = 0; i < plane; i++) sum += in[0][(size_t)c * plane + i];
    out[c] = sum / (double)plane;
  }
}

static void global_avgpool_emit(Out *o, const Node *n, const Target *target) {
  emit_pool(o, n, target, "global_avgpool");
}

const Op op_global_avgpool = {
  .name = "global_avgpool",
  .doc = "The mean of each channel: CxHxW becomes Cx1x1 (Network in Network; Lin et al., 2013).",
  .inputs = 1,
  .shape = global_avgpool_shape,
  .reference = global_avgpool_reference,
  .emit = global_avgpool_emit,
};
