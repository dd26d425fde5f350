// fold.c - what need not happen at run time goes into the weights.
//
// In: the graph as the network file says it. Out: no dropout, no identity; zeros where a connection table connects
// nothing; a batchnorm, scale_shift or multiplication behind a conv or linear that has no other reader is in its
// weights:
//
//   y = s (W x + b) + t  =  (s W) x + (s b + t)       batchnorm: s = gamma / sqrt(var + eps), t = beta - s mean
//
// A chain of such operators is composed in double precision and rounded to float once. What cannot be folded (a
// batchnorm behind a sum or a concat) becomes a scale_shift, one fused multiply-add a value. A multiplication before a
// conv goes into that conv's weights. The mean of several tensors becomes sums and a multiplication, which fuse.c knows
// how to absorb.
#include "cnnc.h"

#include <math.h>
#include <string.h>

// y = scale x + shift, a pair of values for each channel.
typedef struct {
  double *scale, *shift;
} Affine;

static bool is_nothing(const Node *n) {
  return n->op == &op_dropout || n->op == &op_identity ||
         (n->op == &op_adaptive_avgpool && n->shape.h == n->in[0]->shape.h && n->shape.w == n->in[0]->shape.w);
}

static bool is_affine(const Node *n) { return n->op == &op_batchnorm || n->op == &op_scale_shift || n->op == &op_mul; }

bool has_weights(const Node *n) { return n->op == &op_conv || n->op == &op_linear; }

static Affine affine_of(const Node *n) {
  int channels = n->shape.c;
  Affine a = {NEW_ARRAY(double, channels), NEW_ARRAY(double, channels)};
  for (int c = 0; c < channels; c++) {
    if (n->op == &op_mul) {
      a.scale[c] = n->value;
      continue;
    }
    a.scale[c] = n->param[WEIGHT]->data[c];
    a.shift[c] = n->param[BIAS]->data[c];
    if (n->op == &op_batchnorm) {
      a.scale[c] /= sqrt((double)n->param[VAR]->data[c] + n->eps);
      a.shift[c] -= a.scale[c] * n->param[MEAN]->data[c];
    }
  }
  return a;
}

static void compose(Affine *first, Affine then, int channels) {
  for (int c = 0; c < channels; c++) {
    first->scale[c] *= then.scale[c];
    first->shift[c] = first->shift[c] * then.scale[c] + then.shift[c];
  }
}

// A parameter with other values: the declared one stays as the file has it.
static Param *with_values(const Param *like, const char *suffix, Node *node, int rank, const int *dim, float *data) {
  Param *p = NEW(Param);
  if (like) *p = *like;
  else *p = (Param){.name = format("%s.%s", node->name, suffix), .kind = PARAM_BIAS, .rank = rank, .node = node};
  p->count = 1;
  for (int i = 0; i < rank; i++) p->dim[i] = dim[i], p->count *= (size_t)dim[i];
  p->data = data;
  return p;
}

static void scale_weights(Node *n, Affine a) {
  const Param *w = n->param[WEIGHT];
  int channels = n->shape.c;
  size_t each = w->count / (size_t)channels;
  float *scaled = NEW_ARRAY(float, w->count), *bias = NEW_ARRAY(float, channels);
  for (int k = 0; k < channels; k++) {
    for (size_t i = 0; i < each; i++)
      scaled[(size_t)k * each + i] = (float)(a.scale[k] * (double)w->data[(size_t)k * each + i]);
    double old = n->param[BIAS] ? n->param[BIAS]->data[k] : 0.0;
    bias[k] = (float)(a.scale[k] * old + a.shift[k]);
  }
  n->param[WEIGHT] = with_values(w, NULL, n, w->rank, w->dim, scaled);
  n->param[BIAS] = with_values(NULL, "bias", n, 1, &channels, bias);
  n->bias = true;
}

// Entries that the table leaves out are zero from here on.
static void clear_unconnected(Node *n) {
  const Param *w = n->param[WEIGHT];
  size_t taps = (size_t)w->dim[2] * (size_t)w->dim[3];
  float *dense = NEW_ARRAY(float, w->count);
  for (int k = 0; k < n->table->outputs; k++)
    for (int i = 0; i < n->table->count[k]; i++) {
      size_t at = ((size_t)k * (size_t)w->dim[1] + (size_t)n->table->inputs[k][i]) * taps;
      memcpy(dense + at, w->data + at, taps * sizeof *dense);
    }
  n->param[WEIGHT] = with_values(w, NULL, n, w->rank, w->dim, dense);
}

// Turns an affine operator that has to stay into a scale_shift. MEAN and VAR go on saying what a batchnorm knows of its
// input.
static void make_scale_shift(Node *n, Affine a) {
  int channels = n->shape.c;
  float *scale = NEW_ARRAY(float, channels), *shift = NEW_ARRAY(float, channels);
  for (int c = 0; c < channels; c++) scale[c] = (float)a.scale[c], shift[c] = (float)a.shift[c];
  n->op = &op_scale_shift;
  n->param[WEIGHT] = with_values(NULL, "weight", n, 1, &channels, scale);
  n->param[BIAS] = with_values(NULL, "bias", n, 1, &channels, shift);
}

// A multiplication whose only readers are convolutions costs nothing there: padding is zero before and after.
static bool push_into_readers(Graph *g, Node *mul) {
  int readers = 0;
  for (int i = 0; i < g->count; i++)
    for (int k = 0; k < g->node[i]->nin; k++) {
      if (g->node[i]->in[k] != mul) continue;
      if (!has_weights(g->node[i])) return false;
      readers++;
    }
  for (int i = 0; i < g->count && readers; i++) {
    Node *n = g->node[i];
    if (n->nin != 1 || n->in[0] != mul) continue;
    const Param *w = n->param[WEIGHT];
    float *scaled = NEW_ARRAY(float, w->count);
    for (size_t j = 0; j < w->count; j++) scaled[j] = (float)(mul->value * (double)w->data[j]);
    n->param[WEIGHT] = with_values(w, NULL, n, w->rank, w->dim, scaled);
  }
  return readers > 0;
}

// mean{a, b, c} becomes (a + b + c) * (1/3). Returns how many sums stand before it now.
static int expand_mean(Graph *g, int at) {
  Node *mean = g->node[at], *sum = mean->in[0];
  int sums = mean->nin - 1;
  for (int i = 1; i <= sums; i++) {
    Node *add = NEW(Node);
    *add = *mean;
    add->op = &op_add;
    add->name = format("%s.sum%d", mean->name, i);
    add->nin = 2;
    add->in = NEW_ARRAY(Node *, 2);
    add->in[0] = sum;
    add->in[1] = mean->in[i];
    insert_node(g, at + i - 1, add);
    sum = add;
  }
  mean->op = &op_mul;
  mean->value = 1.0 / mean->nin;
  mean->nin = 1;
  mean->in = NEW_ARRAY(Node *, 1);
  mean->in[0] = sum;
  return sums;
}

void fold(Graph *g) {
  for (int i = 0; i < g->count; i++)
    if (g->node[i]->op == &op_mean) i += expand_mean(g, i);
  Affine *pending = NEW_ARRAY(Affine, g->count); // of each node: what is still to be put into its weights
  Node **now = NEW_ARRAY(Node *, g->count); // what each node is part of: itself, or one before it
  int *uses = count_uses(g);
  for (int i = 0; i < g->count; i++) {
    Node *n = g->node[i];
    for (int k = 0; k < n->nin; k++) n->in[k] = now[n->in[k]->id];
    Node *from = n->nin ? n->in[0] : NULL;
    now[i] = is_nothing(n) ? from : n;
    if (n->op == &op_conv && n->table) clear_unconnected(n);
    if (is_affine(n)) {
      bool onto = has_weights(from) || (is_affine(from) && pending[from->id].scale);
      Affine *a = onto && uses[from->id] == 1 ? &pending[from->id] : NULL;
      if (a && a->scale) compose(a, affine_of(n), n->shape.c);
      else if (a) *a = affine_of(n);
      else if (n->op != &op_mul) pending[i] = affine_of(n);
      if (a) now[i] = from;
    }
    if (now[i] != n) uses[from->id] += uses[i] - 1;
  }
  for (int i = 0; i < g->count; i++) {
    Node *n = g->node[i];
    if (n->op == &op_mul && push_into_readers(g, n)) replace_node(g, n, n->in[0]);
    else if (pending[i].scale && has_weights(n)) scale_weights(n, pending[i]);
    else if (pending[i].scale && is_affine(n) && n->op != &op_mul) make_scale_shift(n, pending[i]);
  }
  sweep(g);
}
