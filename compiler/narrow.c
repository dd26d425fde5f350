// narrow.c - weights become numbers that their type can hold.
//
// In: the fused graph, whose weights hold the scales of batchnorms and will not change any more. Out, with
// --weights-type f16 or bf16: the weights of every conv and linear are rounded to the nearest such number, still as
// floats, so that the interpreter computes with the same values as the generated C, which packs them exactly. What
// rounding changed is summed up for the report. Biases and per-channel vectors stay as they are: they are few. So are
// the weights of planar layers (conv_planar.c, conv_winograd_planar.c): rounded as all are, but stored as floats.
//
//   f16   11 significant bits, up to 65504; what is below 6e-05 loses bits, below 3e-08 all
//   bf16   8 significant bits, the range of a float
//
// A weight beyond the range is an error. Many that are too small for f16 are worth a note: bf16 would hold them better.
#include "cnnc.h"

#include <math.h>

#include "half.h"

const char *dtype_text(Dtype type) {
  static const char *const text[] = {
    [DTYPE_F32] = "f32", [DTYPE_F16] = "f16", [DTYPE_BF16] = "bf16", [DTYPE_F64] = "f64", [DTYPE_OTHER] = "other"};
  return text[type];
}

size_t weight_size(const Node *n) { return n->weight_type == DTYPE_F32 ? sizeof(float) : sizeof(uint16_t); }

static float rounded(Dtype type, float value) {
  return type == DTYPE_F16 ? f16_to_float(float_to_f16(value)) : bf16_to_float(float_to_bf16(value));
}

// Whether the values are as the file has them, and no other operator is folded into them.
static bool is_declared(const Graph *g, const Param *p) {
  for (int i = 0; i < g->params; i++)
    if (g->param[i] == p) return true;
  return false;
}

static void refuse(const Graph *g, const Node *n, size_t at) {
  const double most_f16 = 65504, most_bf16 = 0x1.fep+127;
  const Param *w = n->param[WEIGHT];
  double value = (double)w->data[at];
  error_at(n->where, n->op->name, "%s: %s%s is %g%s: the largest %s is %g", n->op->name, printable(w->name),
           index_text(w, at), value, is_declared(g, w) ? "" : " with what is folded into it",
           dtype_text(n->weight_type), n->weight_type == DTYPE_F16 ? most_f16 : most_bf16);
  if (isfinite(value)) hint("--weights-type %s holds it", fabs(value) <= most_bf16 ? "bf16" : "f32");
}

static void narrow_weights(const Graph *g, Node *n) {
  const Param *w = n->param[WEIGHT];
  Param *narrow = NEW(Param);
  float *data = NEW_ARRAY(float, w->count);
  for (size_t i = 0; i < w->count; i++) {
    double value = (double)w->data[i], error = (double)(data[i] = rounded(n->weight_type, w->data[i])) - value;
    if (isinf(data[i])) {
      refuse(g, n, i);
      return;
    }
    n->weight_square += value * value;
    n->error_square += error * error;
  }
  *narrow = *w;
  narrow->data = data;
  n->param[WEIGHT] = narrow;
}

// The layer whose weights are hit most, if that is more than bf16 does to weights, as a root of the mean square.
static void note_loss(const Graph *g) {
  const double usual_bf16 = 1.7e-3;
  const Node *worst = NULL;
  for (int i = 0; i < g->count; i++) {
    const Node *n = g->node[i];
    if (n->weight_square <= 0 || n->weight_type != DTYPE_F16) continue;
    if (!worst || n->error_square * worst->weight_square > worst->error_square * n->weight_square) worst = n;
  }
  double error = worst ? sqrt(worst->error_square / worst->weight_square) : 0;
  if (error <= usual_bf16) return;
  fprintf(stderr,
          "cnnc: note: %s has weights that are too small for f16: a relative error of %.2g; with --weights-type "
          "bf16 it is about %.2g\n",
          printable(worst->name), error, usual_bf16);
}

void narrow(Graph *g, const Options *o) {
  if (o->weights_type == DTYPE_F32) return;
  for (int i = 0; i < g->count; i++) {
    Node *n = g->node[i];
    if (!has_weights(n)) continue;
    n->weight_type = g->weight_type = o->weights_type;
    narrow_weights(g, n);
  }
  if (!error_count()) note_loss(g);
}
