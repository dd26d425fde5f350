// reference.c - the oracle of every test: runs a graph in double precision, one layer after the other, each as its
// operator defines it.
//
// In: the graph after any pass, with the values of its parameters, and one picture as [c][h][w]. Out: the outputs,
// dense.
// A node that has absorbed others (fuse.c) applies them to its result in order, its prologue to a copy of its input;
// elementwise references may write over their input. A value is freed behind its last reader, so that ResNet-34 needs
// 20 MB and not 200.
#include <stdlib.h>
#include <string.h>

#include "cnnc.h"

// values[i] is the result of node i while somebody still has to read it.
typedef struct {
  double **value;
  int *readers;
} Run;

static double *new_value(Shape shape) {
  double *value = malloc(elements(shape) * sizeof *value);
  if (!value) {
    fprintf(stderr, "cnnc: error: out of memory (%zu bytes more)\n", elements(shape) * sizeof *value);
    exit(1);
  }
  return value;
}

static void count_readers(const Graph *g, Run *run) {
  for (int i = 0; i < g->count; i++) {
    const Node *n = g->node[i];
    for (int k = 0; k < n->nin; k++) run->readers[n->in[k]->id]++;
    for (int s = 0; s < n->steps; s++)
      if (n->step[s]->nin == 2) run->readers[n->step[s]->in[1]->id]++;
  }
}

static void release(Run *run, const Node *n) {
  if (--run->readers[n->id] > 0) return;
  free(run->value[n->id]);
  run->value[n->id] = NULL;
}

static double *image_value(const Node *n, const float *input) {
  double *value = new_value(n->shape);
  for (size_t i = 0; i < elements(n->shape); i++) value[i] = (double)input[i];
  return value;
}

static double *prologue_value(const Node *n, const double *from) {
  double *value = new_value(n->shape);
  n->op->reference(n, &from, value);
  for (int s = 0; s < n->steps; s++) n->step[s]->op->reference(n->step[s], (const double *const[]){value}, value);
  return value;
}

static double *node_value(const Node *n, Run *run) {
  double *value = new_value(n->shape), *before = NULL;
  const double **in = NEW_ARRAY(const double *, n->nin);
  for (int k = 0; k < n->nin; k++) in[k] = run->value[n->in[k]->id];
  if (n->prologue) in[0] = before = prologue_value(n->prologue, in[0]);
  n->op->reference(n, in, value);
  free(before);
  for (int k = 0; k < n->nin; k++) release(run, n->in[k]);
  for (int s = 0; s < n->steps; s++) {
    const Node *step = n->step[s];
    bool two = step->nin == 2;
    step->op->reference(step, (const double *const[]){value, two ? run->value[step->in[1]->id] : NULL}, value);
    if (two) release(run, step->in[1]);
  }
  return value;
}

void reference(const Graph *g, const float *input, double *const *out) {
  Run run = {NEW_ARRAY(double *, g->count), NEW_ARRAY(int, g->count)};
  count_readers(g, &run);
  for (int i = 0; i < g->count; i++) {
    const Node *n = g->node[i];
    if (n->id != i) unreachable("reference: the nodes are not numbered");
    run.value[i] = n == g->image ? image_value(n, input) : node_value(n, &run);
  }
  for (int i = 0; i < g->outputs; i++) {
    const Node *n = g->output[i];
    memcpy(out[i], run.value[n->id], elements(n->shape) * sizeof **out);
  }
  for (int i = 0; i < g->count; i++) free(run.value[i]);
}
