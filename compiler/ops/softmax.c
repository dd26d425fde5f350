// softmax.c - turns the channels of each pixel, or a row of logits, into probabilities. The largest is subtracted
// first, so that exp cannot overflow.
#include <math.h>

#include "ops/across.h"
#include "ops/shapes.h"

static void softmax_shape(Graph *g, Node *n) {
  (void)g;
  n->shape = n->in[0]->shape;
}

static void softmax_reference(const Node *n, const double *const *in, double *out) {
  size_t plane = (size_t)n->shape.h * (size_t)n->shape.w, count = elements(n->shape);
  for (size_t pixel = 0; pixel < plane; pixel++) {
    double most = in[0][pixel], sum = 0;
    for (size_t i = pixel; i < count; i += plane)
      if (in[0][i] > most) most = in[0][i];
    for (size_t i = pixel; i < count; i += plane) sum += exp(in[0][i] - most);
    for (size_t i = pixel; i < count; i += plane) out[i] = exp(in[0][i] - most) / sum;
  }
}

static void softmax_emit(Out *o, const Node *n, const Target *target) {
  (void)target;
  emit_channels(o, n, "");
  out(o, "softmax(&s, x, y, part, parts);");
}

const Op op_softmax = {
  .name = "softmax",
  .doc = "y[c] = exp(x[c]) / sum over i of exp(x[i]), across the channels of each pixel.",
  .inputs = 1,
  .shape = softmax_shape,
  .reference = softmax_reference,
  .emit = softmax_emit,
};
