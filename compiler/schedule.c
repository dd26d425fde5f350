// schedule.c - how each layer is computed: its operator chooses algorithm and tile from the target's facts and packs
// the weights in the order in which the kernel reads them, so that a layer's weights are one sequential stream:
//
//   [weights][bias, a vector a block][block][vectors of the scale_shifts in the epilogue]
//
// The pad lanes of a result have the weights, the bias and the vectors of its last channel, and so its values: with
// zeros an infinite input would make them not-a-number, 0 * inf, which the next layer's zero weights pass on.
#include "cnnc.h"

// Lays out room for `weights` floats, which the caller fills, and behind them bias and the vectors of the steps.
float *pack(Node *n, const Target *target, size_t weights) {
  enum { LINE = 16 };
  int lanes = target->lanes, blocks = (n->shape.c + lanes - 1) / lanes, steps;
  const Node *const *step = steps_of(n, &steps);
  n->step_vectors = 0;
  for (int s = 0; s < steps; s++) n->step_vectors += step[s]->op == &op_scale_shift ? 2 : 0;
  size_t bias = has_weights(n) ? (size_t)(blocks * lanes) : 0;
  size_t count = weights + bias + (size_t)(blocks * n->step_vectors * lanes);
  n->bias_at = weights;
  n->step_at = weights + bias;
  n->packed_count = (count + LINE - 1) / LINE * LINE;
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
  return n->packed;
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
