// adaptive_avgpool.c - the mean of windows that divide the picture into `size` rows and columns, whatever its size.
// Window i of n over h pixels is [floor(i h / n), ceil((i + 1) h / n)): of 14 pixels, 4 windows are 0-3, 3-6, 7-10 and
// 10-13. Where the picture has that size already, nothing happens.
#include "ops/pools.h"
#include "ops/shapes.h"

static const Attr attrs[] = {
  {"size", ATTR_PAIR, ATTR(windows), "", 1, MAX_EXTENT, "height and width of the result"},
  {0},
};

static void adaptive_avgpool_shape(Graph *g, Node *n) {
  (void)g;
  if (takes_picture(n)) n->shape = (Shape){.c = n->in[0]->shape.c, .h = n->windows.h, .w = n->windows.w};
}

static int64_t first_of(int64_t window, int64_t windows, int64_t pixels) { return window * pixels / windows; }

static int64_t end_of(int64_t window, int64_t windows, int64_t pixels) {
  return ((window + 1) * pixels + windows - 1) / windows;
}

static void adaptive_avgpool_reference(const Node *n, const double *const *in, double *out) {
  Shape from = n->in[0]->shape, to = n->shape;
  for (int64_t c = 0; c < from.c; c++)
    for (int64_t y = 0; y < to.h; y++)
      for (int64_t x = 0; x < to.w; x++) {
        int64_t top = first_of(y, to.h, from.h), bottom = end_of(y, to.h, from.h);
        int64_t left = first_of(x, to.w, from.w), right = end_of(x, to.w, from.w);
        double sum = 0;
        for (int64_t row = top; row < bottom; row++)
          for (int64_t column = left; column < right; column++) sum += in[0][(c * from.h + row) * from.w + column];
        *out++ = sum / (double)((bottom - top) * (right - left));
      }
}

static void adaptive_avgpool_emit(Out *o, const Node *n, const Target *target) {
  emit_pool(o, n, target, "adaptive_avgpool");
}

const Op op_adaptive_avgpool = {
  .name = "adaptive_avgpool",
  .doc = "The mean of windows that divide a picture of any size into a result of this one, as "
         "torch.nn.AdaptiveAvgPool2d. Costs nothing where the picture has that size.",
  .attrs = attrs,
  .inputs = 1,
  .shape = adaptive_avgpool_shape,
  .reference = adaptive_avgpool_reference,
  .emit = adaptive_avgpool_emit,
};
