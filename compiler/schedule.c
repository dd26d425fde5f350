// schedule.c - how each layer is computed: its operator chooses algorithm and tile from the target's facts and packs
// the weights in the order in which the kernel reads them, so that a layer's weights are one sequential stream:
//
//   [weights][bias, a vector a block][block][vectors of the scale_shifts in the epilogue][the same in the prologue,
//   or thresholds]
//
// Weights may have 16 bits (narrow.c) and fill whole lines of the cache then; what follows them is floats.
//
// The pad lanes of a result have the weights, the bias and the vectors of its last channel, and so its values: with
// zeros an infinite input would make them not-a-number, 0 * inf, which the next layer's zero weights pass on.
#include "cnnc.h"

#include "half.h"

enum { LINE = 16 }; // floats in a line of the cache

static size_t whole_lines(size_t floats) { return (floats + LINE - 1) / LINE * LINE; }

void put_weight(Packer *to, float value) {
  uint16_t half = to->type == DTYPE_F16 ? float_to_f16(value) : float_to_bf16(value);
  if (to->type == DTYPE_F32) memcpy(to->at, &value, sizeof value);
  else memcpy(to->at, &half, sizeof half);
  to->at += to->type == DTYPE_F32 ? sizeof value : sizeof half;
}

static int padded_channels(const Node *n, int lanes) { return (n->shape.c + lanes - 1) / lanes * lanes; }

// Floats of the per-channel vectors of what is applied to n's values.
static size_t count_vectors(Node *n, int lanes) {
  int steps;
  const Node *const *step = steps_of(n, &steps);
  n->step_vectors = 0;
  for (int s = 0; s < steps; s++) n->step_vectors += step[s]->op == &op_scale_shift ? 2 : 0;
  return (size_t)(padded_channels(n, lanes) * n->step_vectors);
}

static void put_vectors(const Node *n, int lanes, float *to) {
  int vector = 0, steps;
  const Node *const *step = steps_of(n, &steps);
  for (int s = 0; s < steps; s++) {
    if (step[s]->op != &op_scale_shift) continue;
    for (int c = 0; c < padded_channels(n, lanes); c++) {
      float *at = to + (c / lanes * n->step_vectors + vector) * lanes + c % lanes;
      at[0] = step[s]->param[WEIGHT]->data[channel_at(n, c)];
      at[lanes] = step[s]->param[BIAS]->data[channel_at(n, c)];
    }
    vector += 2;
  }
}

Packer pack(Node *n, const Target *target, size_t weights) {
  int lanes = target->lanes, padded = padded_channels(n, lanes);
  size_t bias = has_weights(n) ? (size_t)padded : 0, steps = count_vectors(n, lanes), prologue = 0;
  if (n->prologue) prologue = count_vectors(n->prologue, lanes);
  if (is_threshold(n)) prologue = (size_t)padded_channels(n->prologue, lanes);
  n->bias_at = n->weight_type == DTYPE_F32 ? weights : whole_lines((weights + 1) / 2);
  n->step_at = n->bias_at + bias;
  n->prologue_at = bias + steps;
  size_t count = n->step_at + steps + prologue;
  n->packed_count = whole_lines(count);
  if (!count) return (Packer){0};
  n->packed = NEW_ARRAY(float, n->packed_count);
  for (size_t k = 0; k < bias && n->param[BIAS]; k++)
    n->packed[n->bias_at + k] = n->param[BIAS]->data[channel_at(n, (int)k)];
  put_vectors(n, lanes, n->packed + n->step_at);
  float *before = n->packed + n->bias_at + n->prologue_at;
  for (size_t c = 0; c < prologue && is_threshold(n); c++) before[c] = threshold_of(n, channel_at(n->prologue, (int)c));
  if (n->prologue && !is_threshold(n)) put_vectors(n->prologue, lanes, before);
  return (Packer){(uint8_t *)n->packed, n->weight_type};
}

void schedule(Graph *g, const Target *target, const Options *o) {
  for (int i = 0; i < g->count; i++) {
    Node *n = g->node[i];
    if (n->free) n->algorithm = "in place";
    else if (n->op->schedule) n->op->schedule(n, target, o);
    else pack(n, target, 0);
    if (!n->algorithm) n->algorithm = n->op == &op_image || n->op == &op_output ? "copy" : "vectors";
  }
}
