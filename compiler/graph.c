// graph.c - the graph: how nodes are made, replaced, dropped, checked and copied.
//
// In: an operator, its inputs and attributes. Out: a node whose shape is known, at the end of a list in order of
// construction, which is topological. A mistake gives NULL instead of a node; whatever takes it as an input is NULL too
// and says nothing, so that one mistake is one message:
//
//   local y = x:conv{64, groups = 3}      -> error, y is poison
//   return (y + x):relu()                 -> silent
#include "cnnc.h"

#include <limits.h>
#include <string.h>

static const Op *const operators[] = {
#define OP(name) &op_##name,
#include "ops.h"
#undef OP
};

enum { OPERATORS = sizeof operators / sizeof *operators };

const Op *const *all_ops(int *count) {
  *count = OPERATORS;
  return operators;
}

const Op *find_op(const char *name) {
  for (int i = 0; i < OPERATORS; i++)
    if (strcmp(operators[i]->name, name) == 0) return operators[i];
  return NULL;
}

bool is_elementwise(const Node *n) { return n->op->expr != NULL; }

// ---- construction ---------------------------------------------------------------------------------------------------
// Twice the room for an array that is full; the old one stays in the arena.
static void *twice(const void *array, int *capacity, size_t size) {
  int old = *capacity;
  *capacity = old ? 2 * old : 64;
  void *bigger = alloc_array((size_t)*capacity, size);
  if (old) memcpy(bigger, array, (size_t)old * size);
  return bigger;
}

static char *stem(const char *path) {
  const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path, *dot = strrchr(base, '.');
  return format("%.*s", dot && dot > base ? (int)(dot - base) : (int)strlen(base), base);
}

Graph *new_graph(const char *file) {
  Graph *g = NEW(Graph);
  g->file = file;
  g->name = identifier(stem(file));
  return g;
}

static bool small_enough(const Node *n) {
  uint64_t c = (uint64_t)n->shape.c, h = (uint64_t)n->shape.h, w = (uint64_t)n->shape.w;
  if (c * h <= INT_MAX && c * h * w <= INT_MAX) return true;
  error_at(n->where, n->op->name, "%s: a result of %s has more than 2^31 - 1 elements", n->op->name,
           shape_text(n->shape));
  return false;
}

Node *new_node(Graph *g, const Op *op, Where where, const char *name, Node *const *in, int nin,
               const Node *attributes) {
  for (int i = 0; i < nin; i++)
    if (!in[i]) return NULL;
  Node *n = NEW(Node);
  if (attributes) *n = *attributes;
  n->op = op;
  n->id = g->count;
  n->name = name;
  n->where = where;
  n->in = NEW_ARRAY(Node *, nin);
  n->nin = nin;
  for (int i = 0; i < nin; i++) n->in[i] = in[i];
  int errors = error_count(), params = g->params;
  op->shape(g, n);
  if (error_count() > errors || !small_enough(n)) {
    g->params = params;
    return NULL;
  }
  if (g->count == g->capacity) g->node = twice(g->node, &g->capacity, sizeof *g->node);
  return g->node[g->count++] = n;
}

Param *new_param(Graph *g, Node *n, int slot, const char *suffix, ParamKind kind, int rank, const int *dim,
                 int fan_in) {
  Param *p = NEW(Param);
  *p = (Param){.name = format("%s.%s", n->name, suffix),
               .kind = kind,
               .rank = rank,
               .count = 1,
               .fan_in = fan_in,
               .scale = 1,
               .node = n};
  for (int i = 0; i < rank; i++) {
    p->dim[i] = dim[i];
    p->count *= (size_t)dim[i];
    if (p->count <= INT_MAX) continue;
    error_at(n->where, n->op->name, "%s: %s has more than 2^31 - 1 values", n->op->name, printable(p->name));
    return NULL;
  }
  bool statistics = kind == PARAM_MEAN || kind == PARAM_VAR;
  p->trainable = statistics ? 0 : p->count;
  if (!statistics && n->init_scale > 0) p->scale = n->init_scale;
  if (g->params == g->param_capacity) g->param = twice(g->param, &g->param_capacity, sizeof *g->param);
  g->param[g->params++] = p;
  return n->param[slot] = p;
}

// ---- change ---------------------------------------------------------------------------------------------------------
static void replace_inputs(Node *n, const Node *old, Node *by) {
  for (int i = 0; i < n->nin; i++)
    if (n->in[i] == old) n->in[i] = by;
}

void replace_node(Graph *g, Node *old, Node *by) {
  for (int i = 0; i < g->count; i++) {
    replace_inputs(g->node[i], old, by);
    for (int s = 0; s < g->node[i]->steps; s++) replace_inputs(g->node[i]->step[s], old, by);
    if (g->node[i]->prologue) replace_inputs(g->node[i]->prologue, old, by);
  }
}

void insert_node(Graph *g, int at, Node *node) {
  Node **longer = NEW_ARRAY(Node *, g->count + 1);
  memcpy(longer, g->node, (size_t)at * sizeof *longer);
  longer[at] = node;
  memcpy(longer + at + 1, g->node + at, (size_t)(g->count - at) * sizeof *longer);
  g->node = longer;
  g->capacity = ++g->count;
  for (int i = at; i < g->count; i++) g->node[i]->id = i;
}

static void mark_inputs(const Node *n, bool *live) {
  for (int i = 0; i < n->nin; i++) live[n->in[i]->id] = true;
  for (int s = 0; s < n->steps; s++)
    for (int i = 1; i < n->step[s]->nin; i++) live[n->step[s]->in[i]->id] = true;
}

int *count_uses(const Graph *g) {
  int *uses = NEW_ARRAY(int, g->count);
  for (int i = 0; i < g->count; i++)
    for (int k = 0; k < g->node[i]->nin; k++) uses[g->node[i]->in[k]->id]++;
  return uses;
}

void sweep(Graph *g) {
  bool *live = NEW_ARRAY(bool, g->count);
  for (int i = 0; i < g->count; i++) {
    g->node[i]->id = i;
    live[i] = g->node[i] == g->image;
  }
  for (int i = 0; i < g->outputs; i++) live[g->output[i]->id] = true;
  for (int i = g->count - 1; i >= 0; i--)
    if (live[i]) mark_inputs(g->node[i], live);
  int kept = 0;
  for (int i = 0; i < g->count; i++) {
    if (!live[i]) continue;
    g->node[i]->id = kept;
    g->node[kept++] = g->node[i];
  }
  g->count = kept;
}

// ---- checks ---------------------------------------------------------------------------------------------------------
static bool comes_before(const Graph *g, const Node *in, int place) {
  return in && in->id >= 0 && in->id < place && g->node[in->id] == in;
}

static const char *problem_of(const Graph *g, const Node *n, int place) {
  if (n->id != place) return "its id is not its place";
  if (n->op->inputs >= 0 ? n->nin != n->op->inputs : n->nin < 2) return "wrong number of inputs";
  if (n->shape.c < 1 || n->shape.h < 1 || n->shape.w < 1) return "no shape";
  if (n->shape.flat && (n->shape.h != 1 || n->shape.w != 1)) return "flat, but with height or width";
  for (int i = 0; i < n->nin; i++)
    if (!comes_before(g, n->in[i], place)) return "an input does not come before it";
  if (n->prologue && n->prologue->in[0] != n->in[0]) return "the prologue has another input";
  for (int s = 0; s < n->steps; s++) {
    const Node *step = n->step[s];
    if (!is_elementwise(step)) return "a step is not elementwise";
    if (step->in[0] != n) return "a step belongs to another node";
    if (elements(step->shape) != elements(n->shape)) return "a step has another shape";
    for (int i = 1; i < step->nin; i++)
      if (!comes_before(g, step->in[i], place)) return "the operand of a step does not come before it";
  }
  return NULL;
}

void check_graph(const Graph *g, const char *pass) {
  for (int i = 0; i < g->count; i++) {
    const char *problem = problem_of(g, g->node[i], i);
    if (problem) unreachable(format("after %s: %s (%s): %s", pass, g->node[i]->name, g->node[i]->op->name, problem));
  }
  for (int i = 0; i < g->outputs; i++)
    if (!comes_before(g, g->output[i], g->count)) unreachable(format("after %s: an output is not in the graph", pass));
  if (!g->outputs || !comes_before(g, g->image, g->count)) unreachable(format("after %s: no input or output", pass));
}

// ---- figures --------------------------------------------------------------------------------------------------------
size_t elements(Shape shape) { return (size_t)shape.c * (size_t)shape.h * (size_t)shape.w; }

int64_t macs(const Node *n) { return n->macs ? n->macs : n->op->macs ? n->op->macs(n) : 0; }

int64_t trainable(const Graph *g) {
  int64_t sum = 0;
  for (int i = 0; i < g->params; i++) sum += (int64_t)g->param[i]->trainable;
  return sum;
}

// ---- copy -----------------------------------------------------------------------------------------------------------
static Node *copy_node(const Node *n, Node *const *copies) {
  Node *copy = NEW(Node);
  *copy = *n;
  copy->in = NEW_ARRAY(Node *, n->nin);
  for (int i = 0; i < n->nin; i++) copy->in[i] = copies[n->in[i]->id];
  return copy;
}

Graph *copy_graph(const Graph *g) {
  Graph *copy = NEW(Graph);
  *copy = *g;
  copy->node = NEW_ARRAY(Node *, g->count);
  copy->capacity = g->count;
  for (int i = 0; i < g->count; i++) {
    Node *n = copy->node[i] = copy_node(g->node[i], copy->node);
    for (int s = 0; s < n->steps; s++) n->step[s] = copy_node(g->node[i]->step[s], copy->node);
    if (n->prologue) n->prologue = copy_node(n->prologue, copy->node);
  }
  copy->image = copy->node[g->image->id];
  copy->output = NEW_ARRAY(Node *, g->outputs);
  for (int i = 0; i < g->outputs; i++) copy->output[i] = copy->node[g->output[i]->id];
  return copy;
}
