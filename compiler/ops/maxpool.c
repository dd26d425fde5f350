// maxpool.c - the largest value of each window, channel by channel. Padding counts as minus infinity; a window with
// something that is not a number gives that.
#include <math.h>

#include "ops/pools.h"
#include "ops/shapes.h"

static const Attr attrs[] = {
  {"kernel", ATTR_PAIR, ATTR(kernel), "", 1, MAX_EXTENT, "size of the window"},
  {"stride", ATTR_PAIR, ATTR(stride), "-", 1, MAX_EXTENT, "step of the window; the kernel if not given"},
  {"pad", ATTR_PAD, ATTR(pad), "0", 0, MAX_EXTENT, "padding, at most half the kernel"},
  {"dilation", ATTR_PAIR, ATTR(dilation), "1", 1, MAX_EXTENT, "distance between the taps of the window"},
  {"ceil_mode", ATTR_BOOL, ATTR(ceil_mode), "false", 0, 1, "a last window may reach beyond the padding"},
  {0},
};

static void maxpool_shape(Graph *g, Node *n) {
  (void)g;
  if (!n->stride.h) n->stride = n->kernel;
  if (takes_picture(n) && pads_at_most_half(n) && set_window_extent(n)) n->shape.c = n->in[0]->shape.c;
}

static double largest(const Node *n, const double *x, int64_t top, int64_t left) {
  Shape in = n->in[0]->shape;
  double best = -(double)INFINITY;
  for (int ky = 0; ky < n->kernel.h; ky++)
    for (int kx = 0; kx < n->kernel.w; kx++) {
      int64_t y = top + (int64_t)ky * n->dilation.h, column = left + (int64_t)kx * n->dilation.w;
      if (y < 0 || y >= in.h || column < 0 || column >= in.w) continue;
      double value = x[y * in.w + column];
      if (value > best || isnan(value)) best = value;
    }
  return best;
}

static void maxpool_reference(const Node *n, const double *const *in, double *out) {
  size_t in_plane = (size_t)n->in[0]->shape.h * (size_t)n->in[0]->shape.w;
  for (int c = 0; c < n->shape.c; c++)
    for (int64_t y = 0; y < n->shape.h; y++)
      for (int64_t x = 0; x < n->shape.w; x++)
        *out++ = largest(n, in[0] + (size_t)c * in_plane, y * n->stride.h - n->pad.top, x * n->stride.w - n->pad.left);
}

static void maxpool_emit(Out *o, const Node *n, const Target *target) { emit_pool(o, n, target, "pool_blocks"); }

const Op op_maxpool = {
  .name = "maxpool",
  .doc = "The largest value of each window, channel by channel. `ceil_mode`, `pad` and sizes as in torch.nn.MaxPool2d.",
  .attrs = attrs,
  .inputs = 1,
  .shape = maxpool_shape,
  .reference = maxpool_reference,
  .emit = maxpool_emit,
};
