// identity.c - a tensor under another name: where a network has a layer in one variant and none in another.
#include <string.h>

#include "ops/shapes.h"

static void identity_shape(Graph *g, Node *n) {
  (void)g;
  n->shape = n->in[0]->shape;
}

static void identity_reference(const Node *n, const double *const *in, double *out) {
  memcpy(out, in[0], elements(n->shape) * sizeof *out);
}

const Op op_identity = {
  .name = "identity",
  .doc = "y = x. Costs nothing at run time.",
  .inputs = 1,
  .shape = identity_shape,
  .reference = identity_reference,
};
