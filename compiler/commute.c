// commute.c - means and convolutions next to each other change places where that is less work: both are linear, so
// their order is free.
//
// In: the folded graph. Out: where an average pool is all that reads a convolution with a 1x1 window, it runs first, as
// in the transitions of DenseNet:
//
//   conv 1x1     256x56x56 -> 128x56x56        pool 2x2 s2  256x56x56 -> 256x28x28
//   pool 2x2 s2  128x56x56 -> 128x28x28        conv 1x1     256x28x28 -> 128x28x28, a quarter of the work
//
// Behind a larger window the pool becomes a box: the mean of each pixel and its neighbours, at stride 1. The
// convolution takes over the stride of the pool. The box begins before the picture where the convolution does:
//
//   conv 3x3 p1  3x32x32 -> 24x32x32           pool 2x2 s1 p1  3x32x32 -> 3x33x33
//   pool 2x2 s2  24x32x32 -> 24x16x16          conv 3x3 s2     3x33x33 -> 24x16x16
//
// The other way round, a 1x1 convolution to fewer channels runs before a mean at stride 1 that it alone reads, as in
// Inception v3:
//
//   pool 3x3 p1  768x17x17 -> 768x17x17        conv 1x1     768x17x17 -> 192x17x17
//   conv 1x1     768x17x17 -> 192x17x17        pool 3x3 p1  192x17x17 -> 192x17x17, a quarter of the work
//
// A bias survives where the weights of each mean have the sum 1, that is, where no zeros of a padding are counted; else
// it is added behind the mean. The multiplications of a layer are reported as the network file has them.
#include "cnnc.h"

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

// No window of the pool is cut.
static bool is_whole(const Node *pool) {
  Shape in = pool->in[0]->shape;
  return !has_pad(pool) && (pool->shape.h - 1) * pool->stride.h + pool->kernel.h <= in.h &&
         (pool->shape.w - 1) * pool->stride.w + pool->kernel.w <= in.w;
}

static double pixels(Shape shape) { return (double)shape.h * shape.w; }

// What the convolution saves against what more channels cost the pool, which reads most pixels about once.
static bool pays(const Node *conv, const Node *pool) {
  Shape in = conv->in[0]->shape;
  double saved = (double)in.c / conv->groups * conv->out * (pixels(in) - pixels(pool->shape));
  return saved > (double)(in.c - conv->out) * pixels(in);
}

// The same for a box, which reads each pixel as often as it has taps, in whole channel blocks. With as many input
// channels as there are lanes the convolution does better without stride, by Winograd's algorithm.
static bool box_pays(const Node *conv, const Node *pool) {
  enum { BLOCK = 16 };
  Shape in = conv->in[0]->shape;
  double taps = (double)conv->kernel.h * conv->kernel.w * in.c / conv->groups;
  double saved = taps * conv->out * (pixels(conv->shape) - pixels(pool->shape));
  return in.c < BLOCK && saved > (double)BLOCK * pool->kernel.h * pool->kernel.w * pixels(in);
}

static int less(int a, int b) { return a < b ? a : b; }

// Windows that lie outside the picture as a whole are zeros: these stay the convolution's padding.
static void make_box(Node *conv, Node *pool) {
  Pad *outer = &conv->pad, *inner = &pool->pad;
  Shape in = pool->in[0]->shape;
  conv->stride = pool->stride;
  pool->stride = (Pair){1, 1};
  *inner = (Pad){less(outer->top, pool->kernel.h - 1), less(outer->left, pool->kernel.w - 1),
                 less(outer->bottom, pool->kernel.h - 1), less(outer->right, pool->kernel.w - 1)};
  *outer = (Pad){outer->top - inner->top, outer->left - inner->left, outer->bottom - inner->bottom,
                 outer->right - inner->right};
  pool->ceil_mode = false;
  pool->count_include_pad = true;
  pool->shape.h = in.h + inner->top + inner->bottom - pool->kernel.h + 1;
  pool->shape.w = in.w + inner->left + inner->right - pool->kernel.w + 1;
}

// Each takes the other's place in the list and its readers.
static void swap(Graph *g, Node *first, Node *second) {
  int place = first->id;
  replace_node(g, second, first);
  second->in[0] = first->in[0];
  first->in[0] = second;
  first->id = second->id;
  second->id = place;
  g->node[first->id] = first;
  g->node[second->id] = second;
}

static void move_pool_first(Graph *g, Node *conv, Node *pool) {
  conv->macs = macs(conv);
  swap(g, conv, pool);
  conv->shape.h = pool->shape.h;
  conv->shape.w = pool->shape.w;
  pool->shape.c = pool->in[0]->shape.c;
}

static bool passes(const Node *conv, const Node *pool) {
  return is_pointwise(conv) && (keeps_constants(pool) || !conv->bias) && pays(conv, pool);
}

static bool becomes_box(const Node *conv, const Node *pool) {
  return pool->op == &op_avgpool && conv->stride.h == 1 && conv->stride.w == 1 && is_whole(pool) &&
         box_pays(conv, pool);
}

// y = x + the bias of the convolution, which loses it; behind the pool.
static void add_bias_behind(Graph *g, Node *pool, Node *conv) {
  int channels = conv->out;
  float *ones = NEW_ARRAY(float, channels);
  for (int c = 0; c < channels; c++) ones[c] = 1;
  Node *shift = NEW(Node);
  Param *scale = NEW(Param);
  *shift = (Node){.op = &op_scale_shift,
                  .name = format("%s.bias", conv->name),
                  .where = conv->where,
                  .in = NEW_ARRAY(Node *, 1),
                  .nin = 1,
                  .shape = pool->shape,
                  .init_scale = 1};
  *scale = (Param){.name = format("%s.scale", conv->name),
                   .kind = PARAM_GAMMA,
                   .rank = 1,
                   .dim = {channels},
                   .count = (size_t)channels,
                   .data = ones,
                   .node = shift};
  replace_node(g, pool, shift);
  shift->in[0] = pool;
  shift->param[WEIGHT] = scale;
  shift->param[BIAS] = conv->param[BIAS];
  conv->param[BIAS] = NULL;
  conv->bias = false;
  insert_node(g, pool->id + 1, shift);
}

static bool shrinks(const Node *conv, const Node *pool) {
  return pool->op == &op_avgpool && is_pointwise(conv) && conv->out < pool->shape.c &&
         pixels(pool->shape) >= pixels(pool->in[0]->shape);
}

static void move_conv_first(Graph *g, Node *conv, Node *pool) {
  swap(g, pool, conv);
  conv->shape.h = conv->in[0]->shape.h;
  conv->shape.w = conv->in[0]->shape.w;
  pool->shape.c = conv->out;
  if (conv->bias && !keeps_constants(pool)) add_bias_behind(g, pool, conv);
}

void commute(Graph *g) {
  int *uses = count_uses(g);
  for (int i = 0; i < g->count; i++) {
    Node *pool = g->node[i], *conv = pool->nin ? pool->in[0] : NULL;
    if (!is_mean(pool) || conv->op != &op_conv || uses[conv->id] > 1) continue;
    if (passes(conv, pool)) move_pool_first(g, conv, pool);
    else if (becomes_box(conv, pool)) move_pool_first(g, conv, pool), make_box(conv, pool);
  }
  for (int i = 0; i < g->count; i++) {
    Node *conv = g->node[i], *pool = conv->nin ? conv->in[0] : NULL;
    if (conv->op != &op_conv || !shrinks(conv, pool) || count_uses(g)[pool->id] > 1) continue;
    move_conv_first(g, conv, pool);
  }
}
