// output.c - what the network file returns: one tensor, or each of a table of named ones.
#include <string.h>

#include "ops/copies.h"
#include "ops/shapes.h"

static void output_shape(Graph *g, Node *n) {
  (void)g;
  n->shape = n->in[0]->shape;
}

static void output_reference(const Node *n, const double *const *in, double *out) {
  memcpy(out, in[0], elements(n->shape) * sizeof *out);
}

// A flatten without code is read as the picture that it is in memory; single pixels without a gap are dense already.
static void output_emit(Out *o, const Node *n, const Target *target) {
  (void)target;
  const Node *from = n->in[0];
  while (from->op == &op_flatten && from->free) from = from->in[0];
  size_t count = elements(n->shape);
  if (from->shape.h * from->shape.w == 1 && plane_of(from) == from->buffer->lanes) {
    out(o, "for (int i = share(%zu, part, parts); i < share(%zu, part + 1, parts); i++) y[i] = x[i];", count, count);
    return;
  }
  emit_copy(o, "x", from->shape, strides_of(from), dense_strides(from->shape), 0, 0, from->shape.c, (Pair){1, 1});
}

const Op op_output = {
  .name = "output",
  .doc = "A result of the network: what the file returns, one tensor or a table of named ones.",
  .inputs = 1,
  .shape = output_shape,
  .reference = output_reference,
  .emit = output_emit,
};
