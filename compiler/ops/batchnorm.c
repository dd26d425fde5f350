// batchnorm.c - normalises each channel by the mean and variance that training collected, then scales and shifts it.
// fold.c puts it into the weights of the conv or linear before it, or makes a scale_shift of it.
#include <math.h>

#include "ops/shapes.h"

static const Attr attrs[] = {
  {"eps", ATTR_REAL, ATTR(eps), "1e-5", 1e-12, 1, "added to the variance"},
  {"init_scale", ATTR_REAL, ATTR(init_scale), "1", 1e-6, 1000, "factor on the pseudo-random scales (weight)"},
  {0},
};

static void batchnorm_shape(Graph *g, Node *n) {
  n->shape = n->in[0]->shape;
  new_param(g, n, WEIGHT, "weight", PARAM_GAMMA, 1, &n->shape.c, 0);
  new_param(g, n, BIAS, "bias", PARAM_BETA, 1, &n->shape.c, 0);
  new_param(g, n, MEAN, "running_mean", PARAM_MEAN, 1, &n->shape.c, 0);
  new_param(g, n, VAR, "running_var", PARAM_VAR, 1, &n->shape.c, 0);
}

static void batchnorm_reference(const Node *n, const double *const *in, double *out) {
  size_t plane = (size_t)n->shape.h * (size_t)n->shape.w;
  for (int c = 0; c < n->shape.c; c++) {
    double gamma = n->param[WEIGHT]->data[c], beta = n->param[BIAS]->data[c];
    double mean = n->param[MEAN]->data[c], variance = n->param[VAR]->data[c];
    for (size_t i = (size_t)c * plane; i < ((size_t)c + 1) * plane; i++)
      out[i] = (in[0][i] - mean) / sqrt(variance + n->eps) * gamma + beta;
  }
}

const Op op_batchnorm = {
  .name = "batchnorm",
  .doc = "y = (x - running_mean) / sqrt(running_var + eps) * weight + bias for each channel (Ioffe and Szegedy, 2015). "
         "Behind a conv or linear it costs nothing at run time.",
  .attrs = attrs,
  .inputs = 1,
  .shape = batchnorm_shape,
  .reference = batchnorm_reference,
};
