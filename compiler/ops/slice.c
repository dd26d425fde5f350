// slice.c - some of the channels of a tensor. Where they are whole channel blocks it costs nothing: layout.c makes the
// result a view of its input.
#include <string.h>

#include "ops/copies.h"
#include "ops/shapes.h"

static const Attr attrs[] = {
  {"out", ATTR_INT, ATTR(out), "", 1, MAX_CHANNELS, "output channels"},
  {"before", ATTR_INT, ATTR(before), "0", 0, MAX_CHANNELS, "how many channels of the input come before them"},
  {0},
};

static void slice_shape(Graph *g, Node *n) {
  (void)g;
  if (!takes_picture(n)) return;
  Shape in = n->in[0]->shape;
  if ((int64_t)n->out + n->before > in.c) {
    error_at(n->where, "slice", "slice: %d channels behind %d: there are %d", n->out, n->before, in.c);
    if (n->out <= in.c) hint("before can be at most %d", in.c - n->out);
    else hint("out can be at most %d", in.c);
    return;
  }
  n->shape = (Shape){.c = n->out, .h = in.h, .w = in.w};
}

static void slice_reference(const Node *n, const double *const *in, double *out) {
  size_t plane = (size_t)n->shape.h * (size_t)n->shape.w;
  memcpy(out, in[0] + (size_t)n->before * plane, elements(n->shape) * sizeof *out);
}

// The copy counts from the input's first channel, so the slice begins `before` channels before the output's.
static void slice_emit(Out *o, const Node *n, const Target *target) {
  (void)target;
  Shape to_last = {.c = n->before + n->out, .h = n->shape.h, .w = n->shape.w};
  emit_copy(o, "x", to_last, strides_of(n->in[0]), strides_of(n), -n->before, 0, blocks_of(n) * n->buffer->lanes,
            (Pair){1, 1});
}

const Op op_slice = {
  .name = "slice",
  .doc = "The channels `before` .. `before` + `out` - 1 of the input, counted from 0.",
  .attrs = attrs,
  .inputs = 1,
  .shape = slice_shape,
  .reference = slice_reference,
  .emit = slice_emit,
};
