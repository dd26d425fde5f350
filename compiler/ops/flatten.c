// flatten.c - a picture becomes a row of values, in the order [channel][row][column], as linear takes it.
#include <string.h>

#include "ops/copies.h"
#include "ops/shapes.h"

static void flatten_shape(Graph *g, Node *n) {
  (void)g;
  n->shape = (Shape){.c = (int)elements(n->in[0]->shape), .h = 1, .w = 1, .flat = true};
}

static void flatten_reference(const Node *n, const double *const *in, double *out) {
  memcpy(out, in[0], elements(n->shape) * sizeof *out);
}

// A row of values is dense in memory, but for the pad lanes at its end.
static void flatten_emit(Out *o, const Node *n, const Target *target) {
  (void)target;
  const Node *in = n->in[0];
  int end = blocks_of(n) * n->buffer->lanes;
  emit_copy(o, "x", in->shape, strides_of(in), dense_strides(in->shape), 0, 0, in->shape.c, (Pair){1, 1});
  if (end > n->shape.c) out(o, "for (int i = %d; part == 0 && i < %d; i++) y[i] = 0.0f;", n->shape.c, end);
}

const Op op_flatten = {
  .name = "flatten",
  .doc = "CxHxW becomes a row of C H W values, channel by channel; what linear takes.",
  .inputs = 1,
  .shape = flatten_shape,
  .reference = flatten_reference,
  .emit = flatten_emit,
};
