// shapes.h - the checks that the shape functions of several operators share. Each reports its error and returns false.
//
// A window of 3 taps, 2 apart (dilation), that moves by 2 over a line of 7 values with 1 of padding on each side:
//
//     0 a b c d e f g 0
//     ^   ^   ^              window 0
//         ^   ^   ^          window 1
//             ^   ^   ^      window 2: three outputs
//
// All numbers are small enough for 64 bits: MAX_EXTENT bounds the attributes, and a tensor has less than 2^31 elements.
#pragma once
#include <limits.h>

#include "cnnc.h"

enum { MAX_EXTENT = 65536, MAX_CHANNELS = INT_MAX };

static inline bool same_shape(Shape a, Shape b) { return a.c == b.c && a.h == b.h && a.w == b.w && a.flat == b.flat; }

static inline bool takes_picture(const Node *n) {
  if (!n->in[0]->shape.flat) return true;
  error_at(n->where, n->op->name, "%s: takes a tensor of channels x height x width, not %s values in a row",
           n->op->name, shape_text(n->in[0]->shape));
  hint("put %s before flatten()", n->op->name);
  return false;
}

// The values from the first to the last tap.
static inline int64_t window_span(int kernel, int dilation) { return (int64_t)(kernel - 1) * dilation + 1; }

// How many windows there are. With ceil_mode a last one may reach beyond the padding; it begins before its end.
static inline int64_t count_windows(int64_t size, int before, int after, int64_t span, int stride, bool ceil_mode) {
  int64_t room = size + before + after - span + (ceil_mode ? stride - 1 : 0);
  if (room < 0) return 0;
  int64_t count = room / stride + 1;
  return ceil_mode && (count - 1) * stride >= size + before ? count - 1 : count;
}

// Height and width of the result of an operator that moves a window over its input.
static inline bool set_window_extent(Node *n) {
  const char *name = n->op->name;
  Shape in = n->in[0]->shape;
  Pad p = n->pad;
  int64_t span_h = window_span(n->kernel.h, n->dilation.h), span_w = window_span(n->kernel.w, n->dilation.w);
  int64_t padded_h = (int64_t)in.h + p.top + p.bottom, padded_w = (int64_t)in.w + p.left + p.right;
  int64_t h = count_windows(in.h, p.top, p.bottom, span_h, n->stride.h, n->ceil_mode);
  int64_t w = count_windows(in.w, p.left, p.right, span_w, n->stride.w, n->ceil_mode);
  if (padded_h > INT_MAX || padded_w > INT_MAX) {
    error_at(n->where, name, "%s: the padded input is %lldx%lld, more than %d", name, (long long)padded_h,
             (long long)padded_w, INT_MAX);
    return false;
  }
  if (h < 1 || w < 1) {
    bool dilated = n->dilation.h > 1 || n->dilation.w > 1;
    error_at(n->where, name, "%s: kernel %lldx%lld%s is larger than the padded input, %lldx%lld (input %s)", name,
             (long long)span_h, (long long)span_w, dilated ? " (dilated)" : "", (long long)padded_h,
             (long long)padded_w, shape_text(in));
    hint("pad it, make the kernel smaller, or shrink the picture less before");
    return false;
  }
  n->shape.h = (int)h;
  n->shape.w = (int)w;
  return true;
}

// PyTorch's rule for pooling: with more padding a window could lie outside the picture altogether.
static inline bool pads_at_most_half(const Node *n) {
  int h = n->kernel.h / 2, w = n->kernel.w / 2;
  Pad p = n->pad;
  if (p.top <= h && p.bottom <= h && p.left <= w && p.right <= w) return true;
  error_at(n->where, n->op->name, "%s: pad {%d, %d, %d, %d} is more than half the kernel, %dx%d", n->op->name, p.top,
           p.left, p.bottom, p.right, n->kernel.h, n->kernel.w);
  hint("at most {%d, %d}", h, w);
  return false;
}

static inline bool all_same_shape(const Node *n) {
  for (int i = 1; i < n->nin; i++) {
    Shape a = n->in[0]->shape, b = n->in[i]->shape;
    if (same_shape(a, b)) continue;
    error_at(n->where, n->op->name, "%s: %s and %s differ", n->op->name, shape_text(a), shape_text(b));
    Shape large = a.h >= b.h ? a : b, small = a.h >= b.h ? b : a;
    bool divides = small.h > 0 && small.w > 0 && (large.h - 1) / small.h == (large.w - 1) / small.w;
    int stride = divides ? (large.h - 1) / small.h + 1 : 0;
    bool strided = divides && (large.h - 1) / stride + 1 == small.h && (large.w - 1) / stride + 1 == small.w;
    if (a.flat != b.flat) hint("flatten() both, or neither");
    else if (strided && stride > 1)
      hint("%s needs a projection: conv{%d, kernel = 1, stride = %d}", shape_text(large), small.c, stride);
    else if (strided)
      hint("%s needs a projection: conv{%d, kernel = 1}", shape_text(a.c < b.c ? a : b), a.c < b.c ? b.c : a.c);
    else hint("look at the stride and padding of the layers before");
    return false;
  }
  return true;
}
