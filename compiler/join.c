// join.c - convolutions with a 1x1 window that read the same tensor run as one.
//
// In: the fused graph. Out: such siblings with the same stride and the same steps behind them are one convolution with
// the output channels of all, so that the input is read once and their few channels fill the register tiles; each is a
// slice of the result now, which costs nothing:
//
//   conv 1x1  480x14x14 -> 96x14x14 +relu      conv 1x1  480x14x14 -> 112x14x14 +relu
//   conv 1x1  480x14x14 -> 16x14x14 +relu      slice 96, slice 16
//
// One whose result is a part of a concat, or leaves the network, is written there already and stays alone. Slices begin
// at whole blocks, so all but the last have whole blocks of channels.
#include "cnnc.h"

#include <string.h>

enum { MOST = 16 }; // siblings

static bool is_written_elsewhere(const Graph *g, const Node *n) {
  for (int i = 0; i < g->count; i++) {
    const Node *reader = g->node[i];
    bool copies = reader->op == &op_concat || reader->op == &op_flatten || reader->op == &op_output;
    for (int k = 0; k < reader->nin && copies; k++)
      if (reader->in[k] == n) return true;
  }
  return false;
}

// Its weights are one row for each output channel, and its steps need nothing of the channel.
static bool is_candidate(const Graph *g, const Node *n) {
  if (n->op != &op_conv || n->kernel.h != 1 || n->kernel.w != 1 || n->groups != 1 || n->table || n->prologue)
    return false;
  for (int s = 0; s < n->steps; s++)
    if (n->step[s]->nin != 1 || n->step[s]->param[WEIGHT]) return false;
  return !is_written_elsewhere(g, n);
}

static bool are_alike(const Node *a, const Node *b) {
  if (a->in[0] != b->in[0] || a->steps != b->steps) return false;
  if (a->stride.h != b->stride.h || a->stride.w != b->stride.w || memcmp(&a->pad, &b->pad, sizeof a->pad)) return false;
  for (int s = 0; s < a->steps; s++)
    if (a->step[s]->op != b->step[s]->op || a->step[s]->slope != b->step[s]->slope ||
        a->step[s]->value != b->step[s]->value)
      return false;
  return true;
}

// The siblings of g->node[first] from there on, whole blocks first; how many.
static int find_siblings(const Graph *g, const Target *target, int first, Node **all) {
  const Node *one = g->node[first];
  Node *last = NULL;
  int count = 0;
  if (!is_candidate(g, one)) return 0;
  for (int i = first; i < g->count && count < MOST - 1; i++) {
    Node *n = g->node[i];
    if (!n->nin || !are_alike(one, n) || !is_candidate(g, n)) continue;
    if (n->shape.c % target->lanes == 0) all[count++] = n;
    else if (!last) last = n;
  }
  if (last) all[count++] = last;
  return count;
}

static Param *joined_param(Node *const *all, int count, int slot, int channels) {
  Param *p = NEW(Param);
  const Param *first = NULL;
  size_t each = 1, at = 0;
  for (int i = 0; i < count && !first; i++) first = all[i]->param[slot];
  if (!first) return NULL;
  *p = *first;
  for (int i = 1; i < p->rank; i++) each *= (size_t)p->dim[i];
  float *data = NEW_ARRAY(float, (size_t)channels *each);
  p->dim[0] = channels;
  p->count = p->trainable = (size_t)channels * each;
  p->data = data;
  for (int i = 0; i < count; at += (size_t)all[i++]->shape.c * each)
    if (all[i]->param[slot])
      memcpy(data + at, all[i]->param[slot]->data, (size_t)all[i]->shape.c * each * sizeof *data);
  return p;
}

// "inception4a.branch2.0.conv + branch3.0.conv"
static char *joined_name(Node *const *all, int count) {
  const char *first = all[0]->name;
  char *text = format("%s", first);
  for (int i = 1; i < count; i++) {
    const char *name = all[i]->name;
    size_t same = 0;
    for (size_t k = 0; first[k] && first[k] == name[k]; k++)
      if (first[k] == '.') same = k + 1;
    text = format("%s + %s", text, name + same);
  }
  return text;
}

// Each sibling becomes a slice of a new node in the place of the first.
static void join_all(Graph *g, Node *const *all, int count, int at) {
  Node *joined = NEW(Node);
  *joined = *g->node[at];
  joined->in = NEW_ARRAY(Node *, 1);
  joined->in[0] = all[0]->in[0];
  joined->name = joined_name(all, count);
  joined->shape.c = 0;
  joined->macs = 0;
  joined->pool = NULL;
  for (int i = 0; i < count; i++) joined->shape.c += all[i]->shape.c, joined->macs += macs(all[i]);
  joined->out = joined->shape.c;
  for (int slot = 0; slot < MAX_PARAMS; slot++) joined->param[slot] = joined_param(all, count, slot, joined->shape.c);
  joined->bias = joined->param[BIAS] != NULL;
  for (int s = 0; s < joined->steps; s++) {
    Node *step = NEW(Node);
    *step = *joined->step[s];
    step->shape.c = joined->shape.c;
    step->in = NEW_ARRAY(Node *, 1);
    step->in[0] = joined;
    joined->step[s] = step;
  }
  for (int i = 0, before = 0; i < count; before += all[i++]->shape.c) {
    Node *n = all[i], slice = {.op = &op_slice,
                               .id = n->id,
                               .name = n->name,
                               .where = n->where,
                               .in = n->in,
                               .nin = 1,
                               .shape = n->shape,
                               .out = n->shape.c,
                               .before = before};
    *n = slice;
    n->in[0] = joined;
  }
  insert_node(g, at, joined);
}

void join(Graph *g, const Target *target) {
  for (int i = 0; i < g->count; i++) {
    Node *all[MOST];
    int count = find_siblings(g, target, i, all);
    if (count > 1) join_all(g, all, count, i);
  }
}
