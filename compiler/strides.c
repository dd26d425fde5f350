// strides.c - pixels that nobody reads are not computed: a stride moves to the layers before it.
//
// In: the folded graph. Out: where all that read a layer are 1x1 convolutions (or subsamples) with one stride, the
// layer takes that stride, and its readers have none. It moves on through elementwise operators up to convolutions;
// what else such an operator reads is subsampled. So the last block of a stage of ResNet-50 with the strides of the
// paper computes a quarter of its pixels, 10 % of the network's work:
//
//   conv 3x3      64x56x56 -> 64x56x56         conv 3x3 s2   64x56x56 -> 64x28x28
//   conv 1x1      64x56x56 -> 256x56x56        conv 1x1      64x28x28 -> 256x28x28
//   add, relu     256x56x56                    add, relu     256x28x28, of every second pixel of the shortcut
//   conv 1x1 s2   256x56x56 -> 128x28x28       conv 1x1      256x28x28 -> 128x28x28
//   conv 1x1 s2   256x56x56 -> 512x28x28       conv 1x1      256x28x28 -> 512x28x28
//
// The multiplications of a layer are reported as the network file has them.
#include "cnnc.h"

static bool has_stride(const Node *n) { return n->stride.h > 1 || n->stride.w > 1; }

// Reads only the pixels that are a stride apart, from the first one on.
static bool is_sampler(const Node *n) {
  bool padded = n->pad.top || n->pad.left || n->pad.bottom || n->pad.right;
  bool pointwise = n->op == &op_conv && n->kernel.h == 1 && n->kernel.w == 1 && !padded;
  return (pointwise || n->op == &op_subsample) && has_stride(n);
}

// The stride of all readers, or 1: a reader that is none, or another stride.
static Pair common_stride(const Graph *g, const Node *n) {
  Pair common = {0, 0};
  for (int i = n->id + 1; i < g->count; i++)
    for (int k = 0; k < g->node[i]->nin; k++) {
      const Node *reader = g->node[i];
      if (reader->in[k] != n) continue;
      bool same = !common.h || (common.h == reader->stride.h && common.w == reader->stride.w);
      if (!is_sampler(reader) || !same) return (Pair){1, 1};
      common = reader->stride;
    }
  return common.h ? common : (Pair){1, 1};
}

static bool is_read_once(const Graph *g, const Node *n) {
  int uses = 0;
  for (int i = n->id + 1; i < g->count && uses < 2; i++)
    for (int k = 0; k < g->node[i]->nin; k++) uses += g->node[i]->in[k] == n;
  return uses == 1;
}

// Whether a convolution before n, and nothing but n behind it, can leave pixels out. Its stride stays one that a file
// may state.
static bool saves(const Graph *g, const Node *n, Pair stride) {
  enum { LARGEST = 65536 };
  if (n->op == &op_conv) return n->stride.h <= LARGEST / stride.h && n->stride.w <= LARGEST / stride.w;
  bool some = false;
  for (int k = 0; k < n->nin && is_elementwise(n); k++)
    some = some || (is_read_once(g, n->in[k]) && saves(g, n->in[k], stride));
  return some;
}

static Shape sampled(Shape s, Pair stride) {
  s.h = (s.h - 1) / stride.h + 1;
  s.w = (s.w - 1) / stride.w + 1;
  return s;
}

// A subsample of input k of n, in the list before n.
static void sample_input(Graph *g, Node *n, int k, Pair stride) {
  Node *from = n->in[k], *sample = NEW(Node);
  *sample = (Node){.op = &op_subsample,
                   .name = format("%s.subsample%d", n->name, k + 1),
                   .where = n->where,
                   .in = NEW_ARRAY(Node *, 1),
                   .nin = 1,
                   .shape = sampled(from->shape, stride),
                   .out = from->shape.c,
                   .stride = stride,
                   .init_scale = 1};
  sample->in[0] = from;
  n->in[k] = sample;
  insert_node(g, n->id, sample);
}

static void take_stride(Graph *g, Node *n, Pair stride) {
  if (n->op == &op_conv) {
    n->macs = macs(n);
    n->stride = (Pair){n->stride.h * stride.h, n->stride.w * stride.w};
  }
  for (int k = 0; k < n->nin && n->op != &op_conv; k++) {
    if (is_read_once(g, n->in[k]) && saves(g, n->in[k], stride)) take_stride(g, n->in[k], stride);
    else sample_input(g, n, k, stride);
  }
  n->shape = sampled(n->shape, stride);
}

static void drop_stride_of_readers(Graph *g, const Node *n) {
  for (int i = n->id + 1; i < g->count; i++)
    for (int k = 0; k < g->node[i]->nin; k++)
      if (g->node[i]->in[k] == n) g->node[i]->stride = (Pair){1, 1};
}

// It looks at all nodes for each stride: in a network of more than 4000 (ResNet-1202 has 3009) nothing moves.
void strides(Graph *g) {
  enum { MOST = 4000 };
  if (g->count > MOST) return;
  for (int i = g->count - 1; i >= 0; i--) {
    Node *n = is_sampler(g->node[i]) ? g->node[i]->in[0] : NULL;
    Pair stride = n ? common_stride(g, n) : (Pair){1, 1};
    if ((stride.h == 1 && stride.w == 1) || !saves(g, n, stride)) continue;
    int before = g->count;
    drop_stride_of_readers(g, n);
    take_stride(g, n, stride);
    i += g->count - before;
  }
}
