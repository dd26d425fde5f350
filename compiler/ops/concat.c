// concat.c - tensors one behind the other, by channels. Where their parts fit into whole channel blocks layout.c lets
// the producers write in place, and it costs nothing.
#include <string.h>

#include "ops/copies.h"
#include "ops/shapes.h"

static void concat_shape(Graph *g, Node *n) {
  (void)g;
  Shape first = n->in[0]->shape;
  int64_t channels = 0;
  for (int i = 0; i < n->nin; i++) {
    Shape s = n->in[i]->shape;
    channels += s.c;
    if (s.h == first.h && s.w == first.w && s.flat == first.flat) continue;
    error_at(n->where, "concat", "concat: %s and %s differ in more than their channels", shape_text(first),
             shape_text(s));
    if (s.flat != first.flat) hint("flatten() all, or none");
    else hint("look at the stride and padding of the layers before");
    return;
  }
  if (channels > INT_MAX) {
    error_at(n->where, "concat", "concat: %lld channels are more than %d", (long long)channels, INT_MAX);
    return;
  }
  n->shape = (Shape){.c = (int)channels, .h = first.h, .w = first.w, .flat = first.flat};
}

static void concat_reference(const Node *n, const double *const *in, double *out) {
  for (int i = 0; i < n->nin; i++) {
    size_t count = elements(n->in[i]->shape);
    memcpy(out, in[i], count * sizeof *out);
    out += count;
  }
}

// Only the parts that their producers could not write in place.
static void concat_emit(Out *o, const Node *n, const Target *target) {
  (void)target;
  int lanes = n->buffer->lanes, first = 0;
  for (int i = 0; i < n->nin; i++) {
    const Node *part = n->in[i];
    const char *x = i ? format("x%d", i) : "x";
    bool in_place = part->buffer == n->buffer && first % lanes == 0 && part->block == n->block + first / lanes;
    int end = i + 1 < n->nin ? first + part->shape.c : blocks_of(n) * lanes;
    if (in_place) out(o, "(void)%s;", x);
    else emit_copy(o, x, part->shape, strides_of(part), strides_of(n), first, first, end, (Pair){1, 1});
    first += part->shape.c;
  }
}

const Op op_concat = {
  .name = "concat",
  .doc = "The channels of two or more tensors of one height and width, one behind the other; written `a .. b` or "
         "`cnn.concat{a, b, c}`.",
  .inputs = -1,
  .shape = concat_shape,
  .reference = concat_reference,
  .emit = concat_emit,
};
