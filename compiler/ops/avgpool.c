// avgpool.c - the mean of each window, channel by channel. With count_include_pad the zeros of the padding are part
// of the mean; what ceil_mode adds beyond the padding never is. The divisors of 2x2 windows over 3x3 pixels, ceil_mode:
//
//   4 2
//   2 1
#include "ops/pools.h"
#include "ops/shapes.h"

static const Attr attrs[] = {
  {"kernel", ATTR_PAIR, ATTR(kernel), "", 1, MAX_EXTENT, "size of the window"},
  {"stride", ATTR_PAIR, ATTR(stride), "-", 1, MAX_EXTENT, "step of the window; the kernel if not given"},
  {"pad", ATTR_PAD, ATTR(pad), "0", 0, MAX_EXTENT, "padding with zeros, at most half the kernel"},
  {"ceil_mode", ATTR_BOOL, ATTR(ceil_mode), "false", 0, 1, "a last window may reach beyond the padding"},
  {"count_include_pad", ATTR_BOOL, ATTR(count_include_pad), "true", 0, 1, "whether the divisor counts the padding"},
  {0},
};

static void avgpool_shape(Graph *g, Node *n) {
  (void)g;
  if (!n->stride.h) n->stride = n->kernel;
  n->dilation = (Pair){1, 1};
  if (takes_picture(n) && pads_at_most_half(n) && set_window_extent(n)) n->shape.c = n->in[0]->shape.c;
}

static int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }

static int64_t larger(int64_t a, int64_t b) { return a > b ? a : b; }

static double average(const Node *n, const double *x, int64_t y, int64_t column) {
  Shape in = n->in[0]->shape;
  int64_t top = larger(y, 0), bottom = smaller(y + n->kernel.h, in.h);
  int64_t left = larger(column, 0), right = smaller(column + n->kernel.w, in.w);
  int64_t padded = (smaller(y + n->kernel.h, (int64_t)in.h + n->pad.bottom) - y) *
                   (smaller(column + n->kernel.w, (int64_t)in.w + n->pad.right) - column);
  double sum = 0;
  for (int64_t r = top; r < bottom; r++)
    for (int64_t c = left; c < right; c++) sum += x[r * in.w + c];
  return sum / (double)(n->count_include_pad ? padded : (bottom - top) * (right - left));
}

static void avgpool_reference(const Node *n, const double *const *in, double *out) {
  size_t in_plane = (size_t)n->in[0]->shape.h * (size_t)n->in[0]->shape.w;
  for (int c = 0; c < n->shape.c; c++)
    for (int64_t y = 0; y < n->shape.h; y++)
      for (int64_t x = 0; x < n->shape.w; x++)
        *out++ = average(n, in[0] + (size_t)c * in_plane, y * n->stride.h - n->pad.top, x * n->stride.w - n->pad.left);
}

static void avgpool_emit(Out *o, const Node *n, const Target *target) { emit_pool(o, n, target, "pool_blocks"); }

const Op op_avgpool = {
  .name = "avgpool",
  .doc = "The mean of each window, channel by channel. Sizes and divisors as in torch.nn.AvgPool2d.",
  .attrs = attrs,
  .inputs = 1,
  .shape = avgpool_shape,
  .reference = avgpool_reference,
  .emit = avgpool_emit,
};
