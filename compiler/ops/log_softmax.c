// log_softmax.c - the logarithm of softmax, without the underflow of small probabilities.
#include <math.h>

#include "ops/across.h"
#include "ops/shapes.h"

static void log_softmax_shape(Graph *g, Node *n) {
  (void)g;
  n->shape = n->in[0]->shape;
}

static void log_softmax_reference(const Node *n, const double *const *in, double *out) {
  size_t plane = (size_t)n->shape.h * (size_t)n->shape.w, count = elements(n->shape);
  for (size_t pixel = 0; pixel < plane; pixel++) {
    double most = in[0][pixel], sum = 0;
    for (size_t i = pixel; i < count; i += plane)
      if (in[0][i] > most) most = in[0][i];
    for (size_t i = pixel; i < count; i += plane) sum += exp(in[0][i] - most);
    for (size_t i = pixel; i < count; i += plane) out[i] = in[0][i] - most - log(sum);
  }
}

static void log_softmax_emit(Out *o, const Node *n, const Target *target) {
  (void)target;
  emit_channels(o, n, "");
  out(o, "log_softmax(&s, x, y, part, parts);");
}

const Op op_log_softmax = {
  .name = "log_softmax",
  .doc = "y[c] = x[c] - log(sum over i of exp(x[i])), across the channels of each pixel.",
  .inputs = 1,
  .shape = log_softmax_shape,
  .reference = log_softmax_reference,
  .emit = log_softmax_emit,
};
