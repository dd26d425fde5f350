// conv_dot.c - convolution into a few channels (runtime/kernels/conv_dot.h): its register tile and the order of the
// packed weights.
#include "conv_forms.h"

enum { MOST_OUTPUTS = 4 };

static bool is_possible(const Node *n, const Target *target) {
  bool blocks = target->lanes > 1 && !n->in[0]->buffer->planar && !n->buffer->planar;
  return blocks && n->shape.c <= MOST_OUTPUTS && n->groups == 1 && !n->prologue && !n->pool;
}

// A tile of direct convolution whose outputs are vectors of one channel, and the sums of their lanes at the end.
static double cycles_of(const Node *n, const Target *target, Blocking b, int cols) {
  enum { SUM = 3 };
  int outputs = n->shape.c, steps = n->kernel.h * n->kernel.w * b.in_blocks;
  return tile_cycles(target, cols, outputs, steps) + SUM * cols * outputs;
}

static double cost_dot(Node *n, const Target *target, Blocking b, const Options *o) {
  (void)o;
  int cols = n->tile.cols, outputs = n->shape.c;
  if (!is_possible(n, target) || cols < 1 || cols > n->shape.w) return NO_PLAN;
  int values = outputs > 1; // an input that serves one product is its operand in memory
  if (cols * outputs + outputs + values + 1 > target->registers) return NO_PLAN;
  n->tile = (Tile){.rows = 1, .cols = cols, .q = 1};
  double row = n->shape.w / cols * cycles_of(n, target, b, cols);
  if (n->shape.w % cols) row += cycles_of(n, target, b, n->shape.w % cols);
  return n->shape.h * row;
}

// More than 16 sums make the code longer, not faster.
static double plan_dot(Node *n, const Target *target, Blocking b, const Options *o) {
  enum { MOST_SUMS = 16 };
  double least = NO_PLAN;
  int best = 0;
  for (int cols = 1; cols * n->shape.c <= MOST_SUMS; cols++) {
    n->tile.cols = cols;
    double cycles = cost_dot(n, target, b, o);
    if (cycles < 0 || (least >= 0 && cycles >= least)) continue;
    least = cycles;
    best = cols;
  }
  n->tile = (Tile){.rows = 1, .cols = best, .q = 1};
  return least;
}

static const Knob dot_knobs[] = {{"cols", ATTR(tile.cols), 1, MAX_COLS}, {0}};

static char *describe_dot(const Node *n) { return format("dot %dx%d", n->tile.cols, n->shape.c); }

// [input block][ky][kx][output][lane]
static void pack_dot(Node *n, const Target *target, Blocking b) {
  int lanes = target->lanes, taps = n->kernel.h * n->kernel.w;
  Packer to = pack(n, target, (size_t)b.in_blocks * (size_t)taps * (size_t)(n->shape.c * lanes));
  for (int block = 0; block < b.in_blocks; block++)
    for (int ky = 0; ky < n->kernel.h; ky++)
      for (int kx = 0; kx < n->kernel.w; kx++)
        for (int k = 0; k < n->shape.c; k++)
          for (int lane = 0; lane < lanes; lane++) put_weight(&to, weight_at(n, k, block * lanes + lane, ky, kx));
}

// The function that all layers alike in the inner loops share: "dot5x5_14x1_right6_then_tanh".
static char *name_of(const Node *n) {
  char *name = format("dot%dx%d_%dx%d", n->kernel.h, n->kernel.w, n->tile.cols, n->shape.c);
  if (n->shape.w % n->tile.cols) name = format("%s_right%d", name, n->shape.w % n->tile.cols);
  if (n->stride.w > 1) name = format("%s_stride%d", name, n->stride.w);
  return format("%s_%s", name, finish_name(n));
}

static void emit_dot_shared(Out *o, const Node *n, const Target *target, Blocking b) {
  char *name = name_of(n);
  (void)target, (void)b;
  if (!is_new(o, name)) return;
  emit_head(o, name, "dot", "weight", "");
  out(o, "const struct dot_tile t = {");
  out(o, ".outputs = %d, .cols = %d, .right = %d, .kernel_h = %d, .kernel_w = %d, .stride = %d,", n->shape.c,
      n->tile.cols, n->shape.w % n->tile.cols, n->kernel.h, n->kernel.w, n->stride.w);
  out(o, "};");
  out(o, "conv_dot(s, &t, x, w, bias, res, params, y, %s, part, parts);", finish_name(n));
  out(o, "}\n");
}

static void emit_dot(Out *o, const Node *n, const Target *target, Blocking b) {
  out(o, "static const struct dot s = {");
  out(o, ".in_blocks = %d, .out_h = %d, .out_w = %d, .stride_h = %d, .dilation_h = %d, .dilation_w = %d,", b.in_blocks,
      n->shape.h, n->shape.w, n->stride.h, n->dilation.h, n->dilation.w);
  out(o, "%s", strides_text(n, target));
  out(o, "};");
  emit_call(o, n, name_of(n), "");
}

const Form form_dot = {
  .name = "dot",
  .plan = plan_dot,
  .describe = describe_dot,
  .pack = pack_dot,
  .emit = emit_dot,
  .emit_shared = emit_dot_shared,
  .knobs = dot_knobs,
  .cost = cost_dot,
};
