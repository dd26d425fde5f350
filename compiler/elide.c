// elide.c - layers that the chosen forms make needless.
//
// In: the scheduled graph. Out: where every convolution that reads the caller's picture pads it itself, the picture has
// no border and is read where it is.
#include "conv_forms.h"

// Whether the reader takes the planar picture as the caller has it, without a border and room for whole vectors.
static bool takes_dense(const Node *reader) {
  bool copies = reader->op == &op_concat || reader->op == &op_subsample || reader->op == &op_flatten;
  return is_stem(reader) || reader->op == &op_output || (copies && !reader->buffer->planar);
}

void elide(Graph *g) {
  Node *image = g->image;
  Buffer *b = image->buffer;
  if (b->lanes > 1) return;
  for (int i = 0; i < g->count; i++) {
    const Node *n = g->node[i];
    bool reads = operand(n) == image;
    for (int k = 0; k < n->nin; k++) reads |= n->in[k] == image;
    if (reads && (operand(n) == image || !takes_dense(n))) return;
  }
  b->border = (Pad){0};
  b->bytes = elements(image->shape) * sizeof(float);
  b->external = image->free = true;
  image->algorithm = "in place";
}
