// elide.c - layers that the chosen forms make needless.
//
// In: the scheduled graph. Out: where every convolution that reads the caller's picture pads it itself, the picture has
// no border and is read where it is. A max pool behind a convolution that can pool has no code: the convolution writes
// into the pool's buffer, and its own result is nowhere. The convolutions of VGG-16 take 0.95 of the time so (Emerald
// Rapids).
#include "conv_forms.h"

// Whether the reader takes the planar picture as the caller has it, without a border and room for whole vectors.
static bool takes_dense(const Node *reader) {
  bool copies = reader->op == &op_concat || reader->op == &op_subsample || reader->op == &op_flatten;
  return is_stem(reader) || reader->op == &op_output || (copies && !reader->buffer->planar);
}

static void elide_picture(Graph *g) {
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

static void elide_pool(Node *conv) {
  Node *pool = conv->pool;
  conv->buffer = pool->buffer;
  conv->block = pool->block;
  pool->free = true;
  pool->algorithm = "in the convolution";
}

const Node *fused_pool(const Node *n) { return n->pool && n->pool->free ? n->pool : NULL; }

void elide(Graph *g) {
  elide_picture(g);
  for (int i = 0; i < g->count; i++) {
    Node *n = g->node[i];
    if (n->pool && (is_stem(n) || pools_tiles(n))) elide_pool(n);
  }
}
