// resize.c - antialiased bilinear resizing with the very bytes that Pillow's Image.resize(BILINEAR) gives, because a
// network was trained on those: a triangle as wide as the scale, weights in fixed point, one pass along the rows and
// one along the columns. Rows come first; columns if the picture loses more than twice as much height as width (so
// since Pillow 13; before, rows always came first, and a value of such a picture may differ by 1).
//
//   out pixel x covers [center - support, center + support) of the row, center = (x + 0.5) * scale;
//   its taps are triangle((i + 0.5 - center) / filter scale), made to sum to 1, times 2^22, rounded; the sum is rounded
//   and clipped to 0..255 after each of the two passes
//
// Only the window that is asked for is computed: a 1 x 16384 picture must not become 256 x 4194304 pixels on the way.
#include "runtime.h"

#include <math.h>
#include <stdlib.h>

enum { PRECISION = 32 - 8 - 2 };

// The taps of count output pixels from `from` on: output pixel i reads tap_count[i] input pixels from first[i] on.
struct taps {
  int count, widest;
  int *first, *tap_count;
  int32_t *weight;
};

static double triangle(double x) { return fabs(x) < 1.0 ? 1.0 - fabs(x) : 0.0; }

static struct taps make_taps(int in_size, int out_size, int from, int count) {
  double scale = (double)in_size / out_size, filter_scale = scale < 1.0 ? 1.0 : scale, support = filter_scale;
  struct taps taps = {.count = count, .widest = (int)ceil(support) * 2 + 1};
  taps.first = cnnc_alloc((size_t)count, sizeof *taps.first);
  taps.tap_count = cnnc_alloc((size_t)count, sizeof *taps.tap_count);
  taps.weight = cnnc_alloc((size_t)count * (size_t)taps.widest, sizeof *taps.weight);
  double *exact = cnnc_alloc((size_t)taps.widest, sizeof *exact);
  for (int i = 0; i < count; i++) {
    double center = (from + i + 0.5) * scale, sum = 0.0;
    int first = (int)(center - support + 0.5), end = (int)(center + support + 0.5);
    if (first < 0) first = 0;
    if (end > in_size) end = in_size;
    for (int k = 0; k < end - first; k++) sum += exact[k] = triangle((k + first - center + 0.5) * (1.0 / filter_scale));
    for (int k = 0; k < end - first; k++)
      taps.weight[(size_t)i * (size_t)taps.widest + (size_t)k] =
          (int32_t)(0.5 + (sum != 0.0 ? exact[k] / sum : exact[k]) * (1 << PRECISION));
    taps.first[i] = first;
    taps.tap_count[i] = end - first;
  }
  free(exact);
  return taps;
}

static void free_taps(struct taps taps) {
  free(taps.first);
  free(taps.tap_count);
  free(taps.weight);
}

static uint8_t rounded(int32_t sum) {
  int32_t value = sum >> PRECISION;
  return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

// One row; in begins with pixel `origin` of its row.
static void resize_row(const uint8_t *in, int origin, const struct taps *taps, int channels, uint8_t *out) {
  for (int x = 0; x < taps->count; x++) {
    const int32_t *weight = taps->weight + (size_t)x * (size_t)taps->widest;
    const uint8_t *from = in + (size_t)(taps->first[x] - origin) * (size_t)channels;
    for (int c = 0; c < channels; c++) {
      int32_t sum = 1 << (PRECISION - 1);
      for (int k = 0; k < taps->tap_count[x]; k++) sum += from[k * channels + c] * weight[k];
      *out++ = rounded(sum);
    }
  }
}

// Row y of the result, count bytes wide; in begins with row `origin`, and a row has `stride` bytes.
static void resize_column(const uint8_t *in, int origin, size_t stride, size_t count, const struct taps *taps, int y,
                          uint8_t *out) {
  const int32_t *weight = taps->weight + (size_t)y * (size_t)taps->widest;
  const uint8_t *from = in + (size_t)(taps->first[y] - origin) * stride;
  for (size_t x = 0; x < count; x++) {
    int32_t sum = 1 << (PRECISION - 1);
    for (int k = 0; k < taps->tap_count[y]; k++) sum += from[(size_t)k * stride + x] * weight[k];
    out[x] = rounded(sum);
  }
}

// The input pixels that the taps read: [first, end).
static int first_of(const struct taps *taps) { return taps->first[0]; }

static int end_of(const struct taps *taps) { return taps->first[taps->count - 1] + taps->tap_count[taps->count - 1]; }

void cnnc_resize(const uint8_t *in, int in_width, int in_height, int channels, int width, int height,
                 struct cnnc_window window, uint8_t *out) {
  struct taps across = make_taps(in_width, width, window.left, window.width);
  struct taps down = make_taps(in_height, height, window.top, window.height);
  size_t in_row = (size_t)in_width * (size_t)channels, row = (size_t)window.width * (size_t)channels;
  int top = first_of(&down), left = first_of(&across);
  bool columns_first = in_height > height && in_height - height > 2 * (in_width - width);
  size_t span = columns_first ? (size_t)(end_of(&across) - left) * (size_t)channels : row;
  int rows = columns_first ? window.height : end_of(&down) - top;
  uint8_t *middle = cnnc_alloc((size_t)rows, span);
  for (int y = 0; y < rows; y++) {
    uint8_t *to = middle + (size_t)y * span;
    if (columns_first) resize_column(in + (size_t)left * (size_t)channels, 0, in_row, span, &down, y, to);
    else resize_row(in + (size_t)(top + y) * in_row, 0, &across, channels, to);
  }
  for (int y = 0; y < window.height; y++) {
    if (columns_first) resize_row(middle + (size_t)y * span, left, &across, channels, out + (size_t)y * row);
    else resize_column(middle, top, span, span, &down, y, out + (size_t)y * row);
  }
  free(middle);
  free_taps(across);
  free_taps(down);
}
