// conv_grouped.c - convolution in groups narrower than a vector, down to one channel, which lie side by side in its
// lanes (runtime/kernels/grouped.h): the register tile, by counting cycles, and the order of the packed weights.
#include "conv_forms.h"

enum { MOST_TAPS = 11 }; // of a kernel's row: they stay in registers

int lanes_of_group(const Node *n, const Target *target) {
  int channels = n->in[0]->shape.c, width = channels / n->groups;
  bool same = channels == n->shape.c && n->in[0]->buffer->lanes == target->lanes;
  return same && width < channels && target->lanes % width == 0 ? width : 0;
}

// Vectors of a row of inputs that `cols` outputs read: each once, for the first of the taps that see it.
static int vectors_read(const Node *n, int cols) {
  int read = 0;
  for (int column = 0; column < cols; column++)
    for (int kx = 0; kx < n->kernel.w; kx++) {
      bool seen = false; // by a tap before, at a column behind
      for (int before = 0; before < kx; before++) {
        int distance = (kx - before) * n->dilation.w;
        seen = seen || (distance % n->stride.w == 0 && column + distance / n->stride.w < cols);
      }
      read += !seen;
    }
  return read;
}

// To swap within four lanes costs nothing beside FMAs. Farther apart it takes units that do FMAs too: with two swaps
// for three FMAs these take 1.27 times as long as alone, with as many swaps 1.5 times; a third as many cost nothing.
double swapped_cycles(const Target *target, int width, double products, double swaps) {
  enum { FREE = 4 };
  double far = (products + swaps) / 1.35, most = products > far ? products : far;
  int steps = width < FREE ? width : FREE;
  return (steps * products + (width - steps) * most) / target->fma;
}

// A row of taps, in all steps; each sum takes part in it with all taps, 4 cycles apart.
static double grouped_cycles(const Node *n, const Target *target, int rows, int cols, int width) {
  double row = swapped_cycles(target, width, rows * cols * n->kernel.w, rows * vectors_read(n, cols));
  if (row < 4.0 * n->kernel.w * width) row = 4.0 * n->kernel.w * width;
  return n->kernel.h * row + 0.5 * rows * cols + 5;
}

static double plan_grouped(Node *n, const Target *target, Blocking b, const Options *o) {
  int width = lanes_of_group(n, target);
  double least = NO_PLAN;
  (void)o;
  // A group that fills a vector is a block of its own, whose channels need no swaps.
  if (!width || width == target->lanes || n->kernel.w > MOST_TAPS) return NO_PLAN;
  for (int rows = 1; rows <= 4 && rows <= n->shape.h; rows++)
    for (int cols = 1; cols <= 28 && cols <= n->shape.w; cols++) {
      if (rows * cols + n->kernel.w + 2 > target->registers) break;
      int down = n->shape.h / rows, across = n->shape.w / cols, below = n->shape.h % rows, right = n->shape.w % cols;
      double cycles = down * across * grouped_cycles(n, target, rows, cols, width);
      if (right) cycles += down * grouped_cycles(n, target, rows, right, width);
      if (below) cycles += across * grouped_cycles(n, target, below, cols, width);
      if (below && right) cycles += grouped_cycles(n, target, below, right, width);
      cycles *= b.out_blocks;
      if (least >= 0 && cycles >= least) continue;
      least = cycles;
      n->tile = (Tile){.rows = rows, .cols = cols, .q = 1};
    }
  return least;
}

static char *describe_grouped(const Node *n) { return format("grouped %dx%d", n->tile.rows, n->tile.cols); }

// [block][step][ky][kx][lane]
void pack_in_lanes(Node *n, const Target *target, Blocking b) {
  int width = lanes_of_group(n, target), lanes = target->lanes;
  Packer to = pack(n, target, (size_t)(b.out_blocks * lanes * width) * (size_t)(n->kernel.h * n->kernel.w));
  for (int block = 0; block < b.out_blocks; block++)
    for (int k = 0; k < width; k++)
      for (int ky = 0; ky < n->kernel.h; ky++)
        for (int kx = 0; kx < n->kernel.w; kx++)
          for (int lane = 0; lane < lanes; lane++) {
            int out = channel_at(n, block * lanes + lane);
            put_weight(&to, weight_at(n, out, out / width * width + (lane ^ k) % width, ky, kx));
          }
}

static char *name_of(const Node *n, const Target *target) {
  const Tile *t = &n->tile;
  char *name = format("grouped%d_%dx%d_%dx%d", lanes_of_group(n, target), n->kernel.h, n->kernel.w, t->rows, t->cols);
  if (n->shape.h % t->rows) name = format("%s_below%d", name, n->shape.h % t->rows);
  if (n->shape.w % t->cols) name = format("%s_right%d", name, n->shape.w % t->cols);
  if (n->stride.w > 1) name = format("%s_stride%d", name, n->stride.w);
  if (n->dilation.w > 1) name = format("%s_dilation%d", name, n->dilation.w);
  return format("%s_%s", name, finish_name(n));
}

static void emit_grouped_shared(Out *o, const Node *n, const Target *target, Blocking b) {
  char *name = name_of(n, target);
  const Tile *t = &n->tile;
  (void)b;
  if (!is_new(o, name)) return;
  emit_head(o, name, "grouped", "weight", "");
  out(o, "const struct grouped_tile t = {");
  out(o, ".rows = %d, .cols = %d, .below = %d, .right = %d, .kernel_h = %d, .kernel_w = %d, .stride = %d,", t->rows,
      t->cols, n->shape.h % t->rows, n->shape.w % t->cols, n->kernel.h, n->kernel.w, n->stride.w);
  out(o, ".dilation = %d, .width = %d,", n->dilation.w, lanes_of_group(n, target));
  out(o, "};");
  out(o, "conv_grouped(s, &t, x, w, bias, res, params, y, %s, part, parts);", finish_name(n));
  out(o, "}\n");
}

static void emit_grouped(Out *o, const Node *n, const Target *target, Blocking b) {
  out(o, "static const struct grouped s = {");
  out(o, ".blocks = %d, .channels = %d, .out_h = %d, .out_w = %d, .stride_h = %d, .dilation_h = %d,", b.out_blocks,
      n->shape.c, n->shape.h, n->shape.w, n->stride.h, n->dilation.h);
  out(o, "%s", strides_text(n, target));
  out(o, "};");
  emit_call(o, n, name_of(n, target), "");
}

const Form form_grouped = {"grouped", plan_grouped, describe_grouped, pack_in_lanes, emit_grouped, emit_grouped_shared,
                           NULL,      NULL};
