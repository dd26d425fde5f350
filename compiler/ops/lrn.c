// lrn.c - local response normalisation across channels: strong responses damp those of their neighbours.
//
// The window of channel c is c - size / 2 .. c + (size - 1) / 2, cut at the ends; the sum is divided by size even
// there, as in PyTorch and Caffe. The paper has no division: its alpha is alpha / size here.
#include <math.h>

#include "ops/across.h"
#include "ops/shapes.h"

static const Attr attrs[] = {
  {"size", ATTR_INT, ATTR(size), "5", 1, MAX_EXTENT, "channels in a window"},
  {"alpha", ATTR_REAL, ATTR(alpha), "1e-4", 0, 1e6, "factor on the mean of the squares"},
  {"beta", ATTR_REAL, ATTR(beta), "0.75", 0, 2, "exponent"},
  {"k", ATTR_REAL, ATTR(k), "1", 1e-6, 1e6, "added to the mean of the squares"},
  {0},
};

static void lrn_shape(Graph *g, Node *n) {
  (void)g;
  if (takes_picture(n)) n->shape = n->in[0]->shape;
}

static void lrn_reference(const Node *n, const double *const *in, double *out) {
  int64_t plane = (int64_t)n->shape.h * n->shape.w;
  for (int64_t c = 0; c < n->shape.c; c++)
    for (int64_t i = 0; i < plane; i++) {
      double sum = 0;
      for (int64_t near = c - n->size / 2; near <= c + (n->size - 1) / 2; near++)
        if (near >= 0 && near < n->shape.c) sum += in[0][near * plane + i] * in[0][near * plane + i];
      out[c * plane + i] = in[0][c * plane + i] / pow(n->k + n->alpha / n->size * sum, n->beta);
    }
}

static void lrn_emit(Out *o, const Node *n, const Target *target) {
  emit_channels(o, n,
                format(".size = %d, .alpha = %s, .beta = %s, .k = %s,", n->size, float_text(n->alpha),
                       float_text(n->beta), float_text(n->k)));
  out(o, "float line[%d];", (blocks_of(n) + 1) * target->lanes + n->size);
  out(o, "lrn(&s, x, y, line, part, parts);");
}

const Op op_lrn = {
  .name = "lrn",
  .doc = "y[c] = x[c] / (k + alpha / size * sum of x[i]^2)^beta, the sum over `size` channels around c (Krizhevsky et "
         "al., 2012, whose alpha is alpha / size here); as torch.nn.LocalResponseNorm.",
  .attrs = attrs,
  .inputs = 1,
  .shape = lrn_shape,
  .reference = lrn_reference,
  .emit = lrn_emit,
};
