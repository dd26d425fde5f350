// image.c - the input of a network. cnn.image{3, 224, 224} gives the shape; preprocess and labels are the graph's.
#include "ops/copies.h"
#include "ops/shapes.h"

static void image_shape(Graph *g, Node *n) {
  (void)g;
  Shape s = n->shape;
  if (s.c < 1 || s.h < 1 || s.w < 1)
    error_at(n->where, "image", "image: channels, height and width must be at least 1, not %s", shape_text(s));
}

static void image_emit(Out *o, const Node *n, const Target *target) {
  (void)target;
  emit_copy(o, "x", n->shape, dense_strides(n->shape), strides_of(n), 0, 0, blocks_of(n) * n->buffer->lanes,
            (Pair){1, 1});
}

const Op op_image = {
  .name = "image",
  .doc = "The input of the network: `cnn.image{channels, height, width}`, with `preprocess` and `labels` as options.",
  .inputs = 0,
  .shape = image_shape,
  .emit = image_emit,
};
