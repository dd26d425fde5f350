// mul.c - multiplies every value by a constant; x * 0.5 in the network file. fold.c puts it into weights where it can.
#include "ops/shapes.h"

static const Attr attrs[] = {
  {"value", ATTR_REAL, ATTR(value), "", -1e30, 1e30, "the constant"},
  {0},
};

static void mul_shape(Graph *g, Node *n) {
  (void)g;
  n->shape = n->in[0]->shape;
}

static void mul_reference(const Node *n, const double *const *in, double *out) {
  for (size_t i = 0; i < elements(n->shape); i++) out[i] = n->value * in[0][i];
}

const Op op_mul = {
  .name = "mul",
  .doc = "y = value x; also written `x * 0.5`. Next to a conv or linear it costs nothing at run time.",
  .attrs = attrs,
  .inputs = 1,
  .expr = "vmul(x, vset($value))",
  .shape = mul_shape,
  .reference = mul_reference,
  .emit = emit_elementwise,
};
