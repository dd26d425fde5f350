// copies.h - operators that only move values: between the caller's dense tensors and channel blocks, into a concat,
// apart.
#pragma once
#include "cnnc.h"

// How values lie in memory: floats from channel to channel in a block, from row to row, from block to block.
typedef struct {
  int pixel, row, plane;
} Strides;

static inline Strides strides_of(const Node *n) { return (Strides){n->buffer->lanes, row_of(n), plane_of(n)}; }

static inline Strides dense_strides(Shape s) { return (Strides){1, s.w, s.h * s.w}; }

// Copies the channels of `shape` from x to channels first .. of y; channels begin .. end - 1 of y that get none become
// zero.
static inline void emit_copy(Out *o, const char *x, Shape shape, Strides in, Strides to, int first, int begin, int end,
                             Pair stride) {
  int lanes = in.pixel > to.pixel ? in.pixel : to.pixel;
  bool whole = first == 0 && begin == 0 && (end + lanes - 1) / lanes == (shape.c + lanes - 1) / lanes;
  bool plain = whole && stride.h == 1 && stride.w == 1;
  const char *how = "channels";
  if (in.pixel == to.pixel && lanes > 1) how = "lanes";
  else if (plain && in.pixel > 1 && end == shape.c) how = "out_of_blocks";
  else if (plain && to.pixel > 1 && end % lanes == 0) how = "into_blocks";
  out(o, "copy_%s(&(const struct copy){", how);
  out(o, ".channels = %d, .h = %d, .w = %d, .out_first = %d, .begin = %d, .end = %d,", shape.c, shape.h, shape.w, first,
      begin, end);
  out(o, ".in_pixel = %d, .in_row = %d, .in_plane = %d, .stride_h = %d, .stride_w = %d,", in.pixel, in.row, in.plane,
      stride.h, stride.w);
  out(o, ".out_pixel = %d, .out_row = %d, .out_plane = %d", to.pixel, to.row, to.plane);
  out(o, "}, %s, y, part, parts);", x);
}
