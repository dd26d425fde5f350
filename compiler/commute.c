// commute.c - means move before the convolutions behind which they stand: both are linear, so their order is free, and
// the convolution has fewer pixels to compute.
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
// A bias survives where the weights of each mean have the sum 1, that is, where no zeros of a padding are counted. The
// multiplications of a layer are reported as the network file has them.
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

static bool passes(const Node *conv, const Node *pool) {
  return is_pointwise(conv) && (keeps_constants(pool) || !conv->bias) && pays(conv, pool);
}

static bool becomes_box(const Node *conv, const Node *pool) {
  return pool->op == &op_avgpool && conv->stride.h == 1 && conv->stride.w == 1 && is_whole(pool) &&
         box_pays(conv, pool);
}

void commute(Graph *g) {
  int *uses = count_uses(g);
  for (int i = 0; i < g->count; i++) {
    Node *pool = g->node[i], *conv = pool->nin ? pool->in[0] : NULL;
    if (!is_mean(pool) || conv->op != &op_conv || uses[conv->id] > 1) continue;
    if (passes(conv, pool)) swap(g, conv, pool);
    else if (becomes_box(conv, pool)) swap(g, conv, pool), make_box(conv, pool);
  }
}
