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
//
// An elementwise operator that no layer could take, and that a convolution or a mean alone reads, is that one's
// prologue: it is applied as the input is read, as in the layers of DenseNet, where many read the sum of channels
// before the batchnorm. So is a tanh that only a mean of 2x2 values reads, which takes four of them together (pool.h).
//
// A convolution also knows the max pool that alone reads it, if it is the first layer or the pool takes each 2x2: it
// may compute that too (elide.c).
#include "cnnc.h"

#include <limits.h>

enum { MOST_LANES = 16 }; // of a target

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

// A padding that makes the input too large is for layout.c to report, which sees none before a prologue.
static bool can_begin(const Node *n, const Node *head) {
  bool plain = is_elementwise(head) && head->nin == 1 && !operand(head);
  if (!plain || head->in[0]->op == &op_image) return false;
  if (n->op == &op_avgpool || n->op == &op_global_avgpool) return true;
  if (n->op != &op_conv || n->groups > 1) return false;
  double h = (double)n->pad.top + head->shape.h + n->pad.bottom, w = (double)n->pad.left + head->shape.w + n->pad.right;
  return h * w * (head->shape.c + MOST_LANES) < INT_MAX;
}

bool is_in_pairs(const Node *pool) {
  Pair k = pool->kernel, s = pool->stride, d = pool->dilation;
  bool pads = pool->pad.top || pool->pad.left || pool->pad.bottom || pool->pad.right;
  return k.h == 2 && k.w == 2 && s.h == 2 && s.w == 2 && d.h == 1 && d.w == 1 && !pads;
}

// Whether it is the mean of each 2x2, none of them cut.
static bool takes_mean(const Node *pool, const Node *of) {
  bool cut = 2 * pool->shape.h > of->shape.h || 2 * pool->shape.w > of->shape.w;
  return pool->op == &op_avgpool && is_in_pairs(pool) && !cut;
}

bool is_mean_of_tanh(const Node *n) {
  return n->prologue && n->prologue->op == &op_tanh && !n->prologue->steps && takes_mean(n, n->in[0]);
}

// Whether n is a tanh that is left to its only reader, such a mean.
static bool is_averaged(const Graph *g, const Node *n, const int *readers) {
  if (n->op != &op_tanh || readers[n->id] > 1) return false;
  for (int i = n->id + 1; i < g->count; i++)
    if (g->node[i]->nin && g->node[i]->in[0] == n) return takes_mean(g->node[i], n);
  return false;
}

static bool may_be_pooled(const Node *conv, const Node *n) {
  enum { LARGEST = 5 };
  if (conv->op != &op_conv || n->op != &op_maxpool || n->steps) return false;
  bool small = n->dilation.h == 1 && n->dilation.w == 1 && n->kernel.h <= LARGEST && n->kernel.w <= LARGEST;
  return is_in_pairs(n) || (conv->in[0]->op == &op_image && small);
}

// A mean of tanh right before a linear learns of it. One with steps of its own has its own weights to point at.
static void ask_soon(const Node *linear) {
  Node *from = linear->in[0];
  while (from->op == &op_flatten) from = from->in[0];
  if (is_mean_of_tanh(from) && !from->steps) from->soon = linear;
}

void fuse(Graph *g) {
  Node **now = NEW_ARRAY(Node *, g->count); // what each node is part of: itself, or the layer that absorbed it
  int *place = NEW_ARRAY(int, g->count), *readers = count_readers(g), kept = 0;
  for (int i = 0; i < g->count; i++) {
    Node *n = g->node[i];
    for (int k = 0; k < n->nin; k++) n->in[k] = now[n->in[k]->id];
    now[n->id] = n;
    place[n->id] = i;
    if (!is_elementwise(n) || is_averaged(g, n, readers)) continue;
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
  for (int i = 0; i < g->count; i++) {
    Node *n = g->node[i], *head = n && n->nin ? n->in[0] : NULL;
    if (n) g->node[kept++] = n;
    if (!head || readers[head->id] > 1 || !can_begin(n, head)) continue;
    n->prologue = head;
    n->in[0] = head->in[0];
  }
  g->count = kept;
  for (int i = 0; i < kept; i++) {
    Node *n = g->node[i];
    if (n->nin && may_be_pooled(n->in[0], n) && readers[n->in[0]->id] == 1) n->in[0]->pool = n;
    if (n->op == &op_linear) ask_soon(n);
  }
  sweep(g);
}
