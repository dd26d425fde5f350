// mean.c - the mean of several tensors of one shape, value by value: the join of FractalNet.
#include "ops/shapes.h"

static void mean_shape(Graph *g, Node *n) {
  (void)g;
  if (all_same_shape(n)) n->shape = n->in[0]->shape;
}

static void mean_reference(const Node *n, const double *const *in, double *out) {
  for (size_t i = 0; i < elements(n->shape); i++) {
    double sum = 0;
    for (int k = 0; k < n->nin; k++) sum += in[k][i];
    out[i] = sum / n->nin;
  }
}

const Op op_mean = {
  .name = "mean",
  .doc = "The mean of two or more tensors of one shape, value by value: `cnn.mean{a, b, c}` (FractalNet; Larsson et "
         "al., 2016).",
  .inputs = -1,
  .shape = mean_shape,
  .reference = mean_reference,
};
