// commute.c - means move before the convolutions behind which they stand: both are linear, so their order is free, and
// the convolution has fewer pixels to compute.
//
// In: the folded graph. Out: where an average pool is all that reads a convolution with a 1x1 window, it runs first, as
// in the transitions of DenseNet:
//
//   conv 1x1     256x56x56 -> 128x56x56        pool 2x2 s2  256x56x56 -> 256x28x28
//   pool 2x2 s2  128x56x56 -> 128x28x28        conv 1x1     256x28x28 -> 128x28x28, a quarter of the work
//
// A bias survives where the weights of each mean have the sum 1, that is, where no zeros of a padding are counted. The
// multiplications of a layer are reported as the network file has them.
#include "cnnc.h"

// How many inputs each node is, by id.
static int *count_uses(const Graph *g) {
  int *uses = NEW_ARRAY(int, g->count);
  for (int i = 0; i < g->count; i++)
    for (int k = 0; k < g->node[i]->nin; k++) uses[g->node[i]->in[k]->id]++;
  return uses;
}

static bool is_mean(const Node *n) {
  return n->op == &op_avgpool || n->op == &op_global_avgpool || n->op == &op_adaptive_avgpool;
}

static bool has_pad(const Node *n) { return n->pad.top || n->pad.left || n->pad.bottom || n->pad.right; }

static bool is_pointwise(const Node *conv) {
  return conv->kernel.h == 1 && conv->kernel.w == 1 && conv->stride.h == 1 && conv->stride.w == 1 && !has_pad(conv);
}

static bool keeps_constants(const Node *pool) {
  return pool->op != &op_avgpool || !has_pad(pool) || !pool->count_include_pad;
}

static double pixels(Shape shape) { return (double)shape.h * shape.w; }

// What the convolution saves against what more channels cost the pool, which reads most pixels about once.
static bool pays(const Node *conv, const Node *pool) {
  Shape in = conv->in[0]->shape;
  double saved = (double)in.c / conv->groups * conv->out * (pixels(in) - pixels(pool->shape));
  return saved > (double)(in.c - conv->out) * pixels(in);
}

// Each takes the other's place in the list and its readers.
static void swap(Graph *g, Node *conv, Node *pool) {
  int first = conv->id, second = pool->id;
  conv->macs = macs(conv);
  replace_node(g, pool, conv);
  pool->in[0] = conv->in[0];
  conv->in[0] = pool;
  conv->shape.h = pool->shape.h;
  conv->shape.w = pool->shape.w;
  pool->shape.c = pool->in[0]->shape.c;
  g->node[pool->id = first] = pool;
  g->node[conv->id = second] = conv;
}

void commute(Graph *g) {
  int *uses = count_uses(g);
  for (int i = 0; i < g->count; i++) {
    Node *pool = g->node[i], *conv = pool->nin ? pool->in[0] : NULL;
    if (!is_mean(pool) || conv->op != &op_conv || uses[conv->id] > 1) continue;
    if (!is_pointwise(conv) || !(keeps_constants(pool) || !conv->bias) || !pays(conv, pool)) continue;
    swap(g, conv, pool);
  }
}
