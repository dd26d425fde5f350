// schedule.c - how each layer is computed: its operator chooses algorithm and tile from the target's facts and packs
// the weights in the order in which the kernel reads them, so that a layer's weights are one sequential stream:
//
//   [weights][bias, a vector a block][block][vectors of the scale_shifts in the epilogue]
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

Packer pack(Node *n, const Target *target, size_t weights) {
  int lanes = target->lanes, blocks = (n->shape.c + lanes - 1) / lanes, steps;
  const Node *const *step = steps_of(n, &steps);
  n->step_vectors = 0;
  for (int s = 0; s < steps; s++) n->step_vectors += step[s]->op == &op_scale_shift ? 2 : 0;
  size_t bias = has_weights(n) ? (size_t)(blocks * lanes) : 0;
  n->bias_at = n->weight_type == DTYPE_F32 ? weights : whole_lines((weights + 1) / 2);
  n->step_at = n->bias_at + bias;
  size_t count = n->step_at + (size_t)(blocks * n->step_vectors * lanes);
  n->packed_count = whole_lines(count);
  n->packed = count ? NEW_ARRAY(float, n->packed_count) : NULL;
  for (size_t k = 0; k < bias && n->param[BIAS]; k++)
    n->packed[n->bias_at + k] = n->param[BIAS]->data[channel_at(n, (int)k)];
  int vector = 0;
  for (int s = 0; s < steps; s++) {
    if (step[s]->op != &op_scale_shift) continue;
    for (int c = 0; c < blocks * lanes; c++) {
      float *at = n->packed + n->step_at + (c / lanes * n->step_vectors + vector) * lanes + c % lanes;
      at[0] = step[s]->param[WEIGHT]->data[channel_at(n, c)];
      at[lanes] = step[s]->param[BIAS]->data[channel_at(n, c)];
    }
    vector += 2;
  }
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
