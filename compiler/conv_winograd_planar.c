// conv_winograd_planar.c - Winograd's form of a convolution of a planar tensor (runtime/kernels/winograd_planar.h): its
// sides, its register tile, and the weights, which are few enough to be packed transformed.
#include "conv_winograd.h"

#include <limits.h>
#include <string.h>

enum { FAST = 0, ANY = INT_MAX }; // Column.most

// A side of runtime/kernels/winograd.h.
typedef struct {
  int taps, tile; // outputs of a whole tile
  const char *name;
  int count; // of the points
  double line; // vector operations that a column of inputs or of products takes
  int most; // products at a point that are summed: with more it is for --winograd fast alone
} Column;

// Ten points have errors of up to 2.2e-6, under 7x7 taps and in sums of more than 100 products; in those of 40 1.5e-6.
static const Column columns[] = {
  {3, 2, "f2_3", 4, 5, ANY},  {3, 4, "f4_3", 6, 12, ANY}, {3, 6, "f6_3", 8, 25, FAST},
  {5, 4, "f4_5", 8, 24, ANY}, {5, 6, "f6_5", 10, 42, 40}, {7, 4, "f4_7", 10, 40, FAST},
};
enum { COLUMNS = sizeof columns / sizeof *columns, MOST_TAPS = 7 };

static const Column *column_of(const Node *n) {
  const Column *column = columns;
  while (column->taps != n->kernel.h || column->tile != n->winograd.tile_h) column++;
  return column;
}

// Columns of the input that a row of the output reads.
static int width_of(const Node *n) { return (n->shape.w - 1) * n->stride.w + (n->kernel.w - 1) * n->dilation.w + 1; }

// What a register tile has broadcasts of, and what it has vectors of: columns and blocks of channels, or channels and
// vectors of a row.
typedef struct {
  int broadcasts, vectors;
} Sides;

static Sides sides_of(const Node *n, const Target *target, Blocking b) {
  if (n->buffer->planar) return (Sides){n->shape.c, vectors_in(n->shape.w, target)};
  return (Sides){n->shape.w, b.out_blocks};
}

// A tile writes some rows at once, which no prefetcher of the CPU follows. Where the result leaves the caches each line
// takes longer: 64 channels of 224x224 1.03 ms instead of 0.53.
static double write_cycles(const Node *n, const Target *target) {
  const double line = 64, each = 12;
  double bytes = (double)n->buffer->lanes * blocks_of(n) * n->shape.h * n->shape.w * sizeof(float);
  return bytes > target->l3 / 2 ? bytes / line * each : 0;
}

// The cycles of the layer with this column; fills w.
static double plan_column(const Node *n, const Target *target, Blocking b, const Column *column, Winograd *w) {
  *w = (Winograd){.down = column->name, .tile_h = column->tile};
  if (column->taps != n->kernel.h || !cut(n->shape.h, column->tile, &w->tall, &w->low)) return NO_PLAN;
  Sides sides = sides_of(n, target, b);
  Shape row = {.h = 1, .w = sides.broadcasts};
  Pass pass = {.steps = (double)b.in_blocks * n->kernel.w};
  double rows = w->tall + w->low;
  double in = (double)b.in_blocks * vectors_in(width_of(n), target), out = (double)sides.broadcasts * sides.vectors;
  Tile tile = choose_tile(target, row, sides.vectors, sides.vectors, false, pass);
  double products = layer_cycles(target, row, sides.vectors, sides.vectors, tile, pass) - out; // no sum is loaded
  double transforms = rows * (in + out) * (column->line / target->fma + 1);
  w->most = tile.cols;
  w->q = tile.q;
  return (w->tall + rows * (column->count - 1)) * products + transforms + write_cycles(n, target);
}

static int v_row_of(const Node *n) { return (width_of(n) + 15) / 16 * 16; }

static double plan_winograd_planar(Node *n, const Target *target, Blocking b, const Options *o) {
  if (o->winograd == WINOGRAD_OFF || !n->in[0]->buffer->planar || n->groups > 1) return NO_PLAN;
  if (n->stride.h > 1 || n->dilation.h > 1) return NO_PLAN;
  double least = NO_PLAN;
  for (const Column *column = columns; column < columns + COLUMNS; column++) {
    Winograd w;
    bool exact = b.in_blocks * n->kernel.w <= column->most || o->winograd == WINOGRAD_FAST;
    double cycles = exact ? plan_column(n, target, b, column, &w) : NO_PLAN;
    if (cycles < 0 || (least >= 0 && cycles >= least)) continue;
    least = cycles;
    n->winograd = w;
  }
  return least;
}

static char *describe_winograd_planar(const Node *n) {
  return format("Winograd F(%d,%d) down, %dx%d", n->winograd.tile_h, n->kernel.h, n->winograd.most, n->winograd.q);
}

static float column_at_point(const Node *n, int points, int point, int k, int c, int kx) {
  float tap[MOST_TAPS] = {0};
  for (int ky = 0; ky < n->kernel.h; ky++) tap[ky] = weight_at(n, k, c, ky, kx);
  return at_point(tap, n->kernel.h, points, point);
}

// [group][point][input channel][kx][channel of the group]: a group is q blocks, or the channels of a register tile.
// Always floats: what the transform makes of weights of 16 bits has more.
static void pack_winograd_planar(Node *n, const Target *target, Blocking b) {
  int points = column_of(n)->count;
  int group = n->buffer->planar ? n->winograd.most : n->winograd.q * target->lanes;
  int channels = n->buffer->planar ? n->shape.c : b.out_blocks * target->lanes;
  n->weight_type = DTYPE_F32;
  Packer to = pack(n, target, (size_t)channels * (size_t)(points * b.in_blocks * n->kernel.w));
  for (int first = 0; first < channels; first += group)
    for (int point = 0; point < points; point++)
      for (int c = 0; c < b.in_blocks; c++)
        for (int kx = 0; kx < n->kernel.w; kx++)
          for (int k = first; k < first + group && k < channels; k++)
            put_weight(&to, column_at_point(n, points, point, k, c, kx));
  size_t products = (size_t)(n->winograd.most * n->winograd.q * target->lanes);
  size_t v = (size_t)b.in_blocks * (size_t)v_row_of(n), room = 2 * (size_t)target->lanes; // is read beyond it
  n->scratch = ((size_t)points * (products + v) + room) * sizeof(float);
}

// ---- the C ----------------------------------------------------------------------------------------------------------
static int last_of(int all, int group) { return all % group ? all % group : group; }

// "down5x5_f4_5_10x1_of_10x1_width14_then_tanh": what the loops are made for; all layers alike in it share them.
static char *shared_name(const Node *n, const Target *target, Blocking b) {
  const Winograd *w = &n->winograd;
  Sides all = sides_of(n, target, b);
  char *name = format("down%dx%d_%s_%dx%d_of_%dx%d", n->kernel.h, n->kernel.w, w->down, w->most, w->q, all.broadcasts,
                      all.vectors);
  name = format("%s_width%d", name, width_of(n));
  if (n->stride.w > 1) name = format("%s_stride%d", name, n->stride.w);
  if (n->dilation.w > 1) name = format("%s_dilation%d", name, n->dilation.w);
  return format("%s%s_%s", name, n->buffer->planar ? "_planar" : "", finish_name(n));
}

static void emit_winograd_planar_shared(Out *o, const Node *n, const Target *target, Blocking b) {
  const Winograd *w = &n->winograd;
  Sides all = sides_of(n, target, b);
  char *name = shared_name(n, target, b);
  if (!is_new(o, name)) return;
  out(o, "SHARED void %s(const struct winograd_planar *s, const float *x, const float *w,", name);
  out(o, "%*s const float *bias, const float *res, const float *params, float *y, float *scratch,",
      (int)strlen(name) + 12, "");
  out(o, "%*s int part, int parts) {", (int)strlen(name) + 12, "");
  out(o, "const struct winograd_planar_tile t = {");
  out(o, ".kernel_w = %d, .stride_w = %d, .dilation_w = %d, .width = %d,", n->kernel.w, n->stride.w, n->dilation.w,
      width_of(n));
  out(o, ".broadcasts = %d, .last_broadcasts = %d, .q = %d, .last_q = %d,", w->most, last_of(all.broadcasts, w->most),
      w->q, last_of(all.vectors, w->q));
  out(o, "};");
  out(o, "conv_winograd_planar(s, &t, &%s, %d, x, w, bias, res, params, y, scratch, %s, part, parts);", w->down,
      n->buffer->planar, finish_name(n));
  out(o, "}\n");
}

static void emit_winograd_planar(Out *o, const Node *n, const Target *target, Blocking b) {
  const Winograd *w = &n->winograd;
  out(o, "static const struct winograd_planar s = {");
  out(o, ".in_channels = %d, .out_channels = %d, .out_w = %d, .tall = %d, .low = %d, .v_row = %d,", b.in_blocks,
      b.out_blocks, n->shape.w, w->tall, w->low, v_row_of(n));
  out(o, "%s", strides_text(n, target));
  out(o, "};");
  emit_call(o, n, shared_name(n, target, b), "scratch, ");
}

const Form form_winograd_planar = {
  .name = "winograd_planar",
  .plan = plan_winograd_planar,
  .describe = describe_winograd_planar,
  .pack = pack_winograd_planar,
  .emit = emit_winograd_planar,
  .emit_shared = emit_winograd_planar_shared,
};
