// flat.h - operators on rows of values: that they get one, and how they find it in memory. A flatten that costs nothing
// leaves the values of a picture where they are, [block][pixel][lane], while its row is [channel][pixel].
#pragma once
#include "cnnc.h"

static inline bool takes_row(const Node *n) {
  if (n->in[0]->shape.flat) return true;
  error_at(n->where, n->op->name, "%s: takes a row of values, not %s", n->op->name, shape_text(n->in[0]->shape));
  hint("put flatten() before it");
  return false;
}

// The tensor whose memory the input is: a flatten without code is its own input.
static inline const Node *source_of(const Node *n) {
  const Node *from = n->in[0];
  while (from->op == &op_flatten && from->free) from = from->in[0];
  return from;
}

// Where the value at a place in memory stands in the row; -1 for a pad lane.
static inline int64_t dense_index(const Node *from, size_t place) {
  size_t lanes = (size_t)from->buffer->lanes, pixels = (size_t)from->shape.h * (size_t)from->shape.w;
  size_t channel = place / (lanes * pixels) * lanes + place % lanes, pixel = place / lanes % pixels;
  return channel < (size_t)from->shape.c ? (int64_t)(channel * pixels + pixel) : -1;
}

static inline size_t places(const Node *from) {
  return (size_t)blocks_of(from) * (size_t)from->buffer->lanes * (size_t)from->shape.h * (size_t)from->shape.w;
}
