// fuse.c - elementwise operators become the last steps of the layer before them.
//
// In: the folded graph. Out: an elementwise operator (Op.expr) whose input comes from a layer that has no other reader
// is a step of that layer: it is applied to each vector while it is still in a register, so that bias, activation and
// residual sum cost no pass over memory. Of two operands the one that is computed by the fused layer becomes "the value
// so far", the other is read from memory; a layer takes one such operand. The layer moves to the place of what it
// absorbs:
//
//   conv2            conv2 +add(x) +relu
//   add conv2 x  ->
//   relu
#include "cnnc.h"

static bool can_head(const Node *n) {
  return n->op == &op_conv || n->op == &op_linear || n->op == &op_maxpool || n->op == &op_avgpool ||
         n->op == &op_global_avgpool || is_elementwise(n);
}

static bool reads(const Node *n, const Node *what) {
  for (int i = 0; i < n->nin; i++)
    if (n->in[i] == what) return true;
  for (int s = 0; s < n->steps; s++)
    for (int i = 1; i < n->step[s]->nin; i++)
      if (n->step[s]->in[i] == what) return true;
  return false;
}

static int readers(const Graph *g, const Node *what) {
  int n = 0;
  for (int i = 0; i < g->count; i++) n += reads(g->node[i], what);
  return n;
}

Node *operand(const Node *n) {
  for (int s = 0; s < n->steps; s++)
    if (n->step[s]->nin == 2) return n->step[s]->in[1];
  return NULL;
}

const Node *const *steps_of(const Node *n, int *count) {
  const Node **list = NEW_ARRAY(const Node *, MAX_STEPS + 1);
  *count = 0;
  if (is_elementwise(n)) list[(*count)++] = n;
  for (int s = 0; s < n->steps; s++) list[(*count)++] = n->step[s];
  return list;
}

static bool can_absorb(const Graph *g, const Node *head, const Node *n) {
  if (!can_head(head) || head->steps == MAX_STEPS || readers(g, head) != 1) return false;
  return n->nin == 1 || (n->in[0] != n->in[1] && !operand(head) && !(is_elementwise(head) && head->nin == 2));
}

// Takes n, at place i, out of the list and moves its head there.
static void absorb(Graph *g, int i, Node *head) {
  Node *n = g->node[i];
  replace_node(g, n, head);
  n->in[0] = head;
  head->step[head->steps++] = n;
  int at = 0;
  while (g->node[at] != head) at++;
  for (; at + 1 < i; at++) g->node[at] = g->node[at + 1];
  g->node[i - 1] = head;
  for (g->count--; i < g->count; i++) g->node[i] = g->node[i + 1];
}

void fuse(Graph *g) {
  for (int i = 0; i < g->count; i++) {
    Node *n = g->node[i];
    if (!is_elementwise(n)) continue;
    int side = 0;
    while (side < n->nin && !can_absorb(g, n->in[side], n)) side++;
    if (side == n->nin) continue;
    Node *head = n->in[side];
    if (side == 1) n->in[1] = n->in[0];
    absorb(g, i--, head);
  }
  sweep(g);
}
