// dropout.c - drops values at random in training and is the identity afterwards, when it costs nothing.
#include <string.h>

#include "ops/shapes.h"

static const Attr attrs[] = {
  {"p", ATTR_REAL, ATTR(value), "0.5", 0, 1, "the share of values that training drops; without effect here"},
  {0},
};

static void dropout_shape(Graph *g, Node *n) {
  (void)g;
  n->shape = n->in[0]->shape;
}

static void dropout_reference(const Node *n, const double *const *in, double *out) {
  memcpy(out, in[0], elements(n->shape) * sizeof *out);
}

const Op op_dropout = {
  .name = "dropout",
  .doc = "y = x: dropout (Srivastava et al., 2014) acts in training only. Costs nothing at run time.",
  .attrs = attrs,
  .inputs = 1,
  .shape = dropout_shape,
  .reference = dropout_reference,
};
