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
  return n->op == &op_conv || n->op == &op_linear || n->op == &op_rbf || n->op == &op_maxpool || n->op == &op_avgpool ||
         n->op == &op_adaptive_avgpool || n->op == &op_global_avgpool || is_elementwise(n);
}

// How many nodes read each node, by id.
static int *count_readers(const Graph *g) {
  int *readers = NEW_ARRAY(int, g->count);
  for (int i = 0; i < g->count; i++) {
    const Node *n = g->node[i];
    for (int k = 0; k < n->nin; k++) {
      bool again = false;
      for (int j = 0; j < k; j++) again = again || n->in[j] == n->in[k];
      readers[n->in[k]->id] += !again;
    }
  }
  return readers;
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

static bool can_absorb(const Node *head, const Node *n) {
  if (!can_head(head) || head->steps == MAX_STEPS) return false;
  return n->nin == 1 || (n->in[0] != n->in[1] && !operand(head) && !(is_elementwise(head) && head->nin == 2));
}

void fuse(Graph *g) {
  Node **now = NEW_ARRAY(Node *, g->count); // what each node is part of: itself, or the layer that absorbed it
  int *place = NEW_ARRAY(int, g->count), *readers = count_readers(g), kept = 0;
  for (int i = 0; i < g->count; i++) {
    Node *n = g->node[i];
    for (int k = 0; k < n->nin; k++) n->in[k] = now[n->in[k]->id];
    now[n->id] = n;
    place[n->id] = i;
    if (!is_elementwise(n)) continue;
    int side = 0;
    while (side < n->nin && !(readers[n->in[side]->id] == 1 && can_absorb(n->in[side], n))) side++;
    if (side == n->nin) continue;
    Node *head = n->in[side];
    if (side == 1) n->in[1] = n->in[0];
    n->in[0] = head;
    head->step[head->steps++] = n;
    readers[head->id] = readers[n->id];
    now[n->id] = head;
    g->node[place[head->id]] = NULL;
    g->node[i] = head;
    place[head->id] = i;
  }
  for (int i = 0; i < g->count; i++)
    if (g->node[i]) g->node[kept++] = g->node[i];
  g->count = kept;
  sweep(g);
}
