// subsample.c - the shortcut without parameters (option A): every stride-th pixel, with channels of zeros around.
//
//   16x32x32, subsample{32, stride = 2, before = 8}  ->  8 channels of zeros, the 16 at 16x16 pixels, 8 of zeros
#include <string.h>

#include "ops/copies.h"
#include "ops/shapes.h"

static const Attr attrs[] = {
  {"out", ATTR_INT, ATTR(out), "", 1, MAX_CHANNELS, "output channels"},
  {"stride", ATTR_PAIR, ATTR(stride), "1", 1, MAX_EXTENT, "step between the pixels that are kept"},
  {"before", ATTR_INT, ATTR(before), "0", 0, MAX_CHANNELS, "how many of the channels of zeros come first"},
  {0},
};

static void subsample_shape(Graph *g, Node *n) {
  (void)g;
  if (!takes_picture(n)) return;
  Shape in = n->in[0]->shape;
  if ((int64_t)in.c + n->before > n->out) {
    error_at(n->where, "subsample", "subsample: %d channels behind %d of zeros do not fit into %d", in.c, n->before,
             n->out);
    hint("out must be at least %lld", (long long)in.c + n->before);
    return;
  }
  n->shape = (Shape){.c = n->out, .h = (in.h - 1) / n->stride.h + 1, .w = (in.w - 1) / n->stride.w + 1};
}

static void subsample_reference(const Node *n, const double *const *in, double *out) {
  Shape from = n->in[0]->shape;
  size_t plane = (size_t)n->shape.h * (size_t)n->shape.w;
  memset(out, 0, elements(n->shape) * sizeof *out);
  double *to = out + (size_t)n->before * plane;
  for (int64_t c = 0; c < from.c; c++)
    for (int64_t y = 0; y < n->shape.h; y++)
      for (int64_t x = 0; x < n->shape.w; x++) *to++ = in[0][(c * from.h + y * n->stride.h) * from.w + x * n->stride.w];
}

static void subsample_emit(Out *o, const Node *n, const Target *target) {
  (void)target;
  Shape kept = {.c = n->in[0]->shape.c, .h = n->shape.h, .w = n->shape.w};
  emit_copy(o, "x", kept, strides_of(n->in[0]), strides_of(n), n->before, 0, blocks_of(n) * n->buffer->lanes,
            n->stride);
}

const Op op_subsample = {
  .name = "subsample",
  .doc = "Every stride-th pixel, with channels of zeros in front (`before`) and behind until there are `out`: the "
         "shortcut of ResNet's option A (He et al., 2015).",
  .attrs = attrs,
  .inputs = 1,
  .shape = subsample_shape,
  .reference = subsample_reference,
  .emit = subsample_emit,
};
