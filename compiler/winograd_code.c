// winograd_code.c - what becomes of a planned layer of Winograd's form (conv_winograd.c): its packed weights, its names
// and its C.
#include "conv_winograd.h"

#include <string.h>

enum { MOST_TAPS = 7 };

// At the points: [group of q blocks][chunk][point down][input channel][q][point across][lane].
static void pack_at_points(Node *n, const Target *target, Blocking b) {
  const Winograd *w = &n->winograd;
  int lanes = target->lanes, taps = taps_of_phase(n), channels = w->chunk * b.in_lanes;
  int down = n->kernel.h > 1 ? w->stored : 1, across = w->stored / down;
  Packer to = pack(n, target, (size_t)(b.in_blocks * b.in_lanes * w->stored) * (size_t)(b.out_blocks * lanes));
  for (int first = 0; first < b.out_blocks; first += w->q) {
    int blocks = first + w->q <= b.out_blocks ? w->q : b.out_blocks - first, in_first = first_input(n, b, first);
    for (int chunk = 0; chunk < b.in_blocks * b.in_lanes; chunk += channels)
      for (int i = 0; i < down; i++)
        for (int c = chunk; c < chunk + channels; c++)
          for (int k = first; k < first + blocks; k++)
            for (int j = 0; j < across; j++)
              for (int lane = 0; lane < lanes; lane++) {
                float tap[MOST_TAPS];
                for (int t = 0; t < taps; t++)
                  tap[t] = weight_at(n, k * lanes + lane, in_first * lanes + c, down > 1 ? t : 0, down > 1 ? 0 : t);
                put_weight(&to, at_point(tap, taps, w->stored, down > 1 ? i : j));
              }
  }
}

// Where tap `tap` of a phase is in a line of the kernel.
static int place_in(Line line, int phase, int tap) {
  return (phase / line.apart * line.taps + tap) * line.apart + phase % line.apart;
}

// A tap in all lanes of an output block; zero where it lies behind the kernel.
static void pack_tap(Node *n, Packer *to, int lanes, int block, int channel, int ky, int kx) {
  bool inside = ky < n->kernel.h && kx < n->kernel.w;
  for (int k = block * lanes; k < (block + 1) * lanes; k++)
    put_weight(to, inside ? weight_at(n, k, channel, ky, kx) : 0);
}

// [group of q blocks][input block][phase][input channel][q][ky][kx][lane]: as they are, transformed only when they are
// needed.
static void pack_taps(Node *n, const Target *target, Blocking b) {
  Line down = down_of(n), across = across_of(n);
  int lanes = target->lanes, q = n->winograd.q, phases = phases_of(n), wide = phases_across(n), taps = taps_of_phase(n);
  Packer to = pack(n, target, (size_t)(phases * b.in_blocks * b.in_lanes * taps) * (size_t)(b.out_blocks * lanes));
  for (int first = 0; first < b.out_blocks; first += q) {
    int end = first + q <= b.out_blocks ? first + q : b.out_blocks, in_first = first_input(n, b, first) * lanes;
    for (int i = 0; i < b.in_blocks * phases; i++) {
      int channel = in_first + i / phases * lanes, i_h = i % phases / wide, i_w = i % wide;
      for (int c = channel; c < channel + b.in_lanes; c++)
        for (int block = first; block < end; block++)
          for (int y = 0; y < down.taps; y++)
            for (int x = 0; x < across.taps; x++)
              pack_tap(n, &to, lanes, block, c, place_in(down, i_h, y), place_in(across, i_w, x));
    }
  }
}

void pack_winograd(Node *n, const Target *target, Blocking b) {
  is_at_points(n) ? pack_at_points(n, target, b) : pack_taps(n, target, b);
  n->scratch = n->winograd.scratch;
}

bool pools_tiles(const Node *n) {
  const Node *p = n->pool;
  const Winograd *w = &n->winograd;
  bool whole = n->form == &form_winograd && dilation_of(n) == 1 && w->tile_h % 2 == 0 && w->tile_w % 2 == 0 &&
               !w->low && !w->narrow;
  return whole && p && is_in_pairs(p);
}

char *describe_sides(const Node *n) {
  const Winograd *w = &n->winograd;
  char *down = w->tile_h > 1 ? format("F(%d,%d)", w->tile_h, down_of(n).taps) : "",
       *across = w->tile_w > 1 ? format("F(%d,%d)", w->tile_w, across_of(n).taps) : "";
  bool both = *down && *across && strcmp(down, across) != 0;
  bool phases = n->stride.h > 1 || n->stride.w > 1, parts = phases_of(n) > down_of(n).apart * across_of(n).apart;
  const char *how = phases ? " by phases" : parts ? " by parts" : "";
  return format("Winograd%s %s%s%s", how, down, both ? "x" : "", *down && !both ? "" : across);
}

char *describe_winograd(const Node *n) {
  const Winograd *w = &n->winograd;
  char *tile = w->columns ? format("%dx%d in registers", w->tiles, w->columns) : format("%dx%d", w->most, w->q);
  return format("%s, %s", describe_sides(n), tile);
}

// ---- the C ----------------------------------------------------------------------------------------------------------
// "3x3", "3x3_step2x2": the taps, and the stride.
static char *taps_name(const Node *n) {
  Line down = down_of(n), across = across_of(n);
  bool steps = down.stride > 1 || across.stride > 1;
  return format("%dx%d%s", down.taps, across.taps, steps ? format("_step%dx%d", down.stride, across.stride) : "");
}

// "3x3_tiles4x4": and the outputs of a tile.
char *tiles_name(const Node *n) {
  return format("%s_tiles%dx%d", taps_name(n), n->winograd.tile_h, n->winograd.tile_w);
}

// "products_3x3_tiles4x4_12_13x2": register tiles of 12 and of 13 tiles and two output blocks; "…_asks7": for weights
// at the points, and the lines that each asks for.
static char *products_name(const Node *n, Blocking b, int q) {
  char *name = format("products_%s", tiles_name(n));
  for (int size = 1; size <= n->winograd.most; size++)
    if (n->winograd.sizes >> size & 1) name = format("%s_%d", name, size);
  name = format("%sx%d%s", name, q, unroll_of(b) == 1 ? "_by1" : "");
  return n->winograd.asks ? format("%s_asks%d", name, n->winograd.asks) : name;
}

// How weights are asked for (winograd_vector): vectors ahead into L1, which a CPU with a slower L2 does better by
// itself (Emerald Rapids, 256 channels of 14x14: 0.64 ms with it, 0.61 without), and whether in all rows into L2.
static char *ahead_text(const Target *target) {
  return format("%d, %d", gives_lines(target) ? 8 : 0, has_room(target));
}

static void emit_products(Out *o, const Node *n, const Target *target, Blocking b, int q) {
  char *name = products_name(n, b, q);
  if (!q || !is_new(o, name)) return;
  out(o, "SHARED void %s(const struct winograd *s, int begin, int end, int wide_end, int blocks,", name);
  out(o, "%*s const float *v, const float *u, float *m, int first, struct weights_to_come *next)",
      (int)strlen(name) + 12, "");
  out(o,
      "{ winograd_products(s, &%s, &%s, %d, 0x%x, %d, %d, %d, %s, %d, begin, end, wide_end, blocks, v, u, m, first, "
      "next); }",
      n->winograd.down, n->winograd.across, n->winograd.most, n->winograd.sizes, q, n->winograd.chains, unroll_of(b),
      ahead_text(target), n->winograd.asks);
}

// "row_3x3_tiles4x4_to7x7_by6": the outputs of the layer, and the columns at a time.
static char *row_name(const Node *n) {
  return format("row_%s_to%dx%d_by%d", tiles_name(n), n->shape.h, n->shape.w, n->winograd.columns);
}

// How far ahead L1 is asked for weights, and L2. Emerald Rapids has 512 channels of 7x7 in 0.92 of the time where it is
// asked for V as well, and for weights 9 KB ahead instead of 16.
enum { NEAR = 4096, NEARER = 2304, FAR = 1 << 15 };

static void emit_row(Out *o, const Node *n, const Target *target) {
  const Winograd *w = &n->winograd;
  char *name = row_name(n);
  if (!is_new(o, name)) return;
  out(o, "SHARED void %s(const struct winograd *s, int row, int blocks, const float *v, const weight *w,", name);
  out(o, "%*s const weight *next, float *m, int first)", (int)strlen(name) + 12, "");
  out(o, "{ winograd_row(s, &%s, &%s, %d, %d, %d, %d, %d, %d, row, blocks, v, w, next, m, first); }", w->down,
      w->across, w->tall, w->low, w->wide, w->narrow, w->columns, gives_lines(target) ? 0 : FAR);
}

void emit_weights(Out *o, const Node *n, const Target *target) {
  char *name = format("weights_%s", tiles_name(n));
  if (!is_new(o, name)) return;
  out(o, "SHARED void %s(struct weights_to_come *next) { winograd_weights(&%s, &%s, %s, next); }", name,
      n->winograd.down, n->winograd.across, ahead_text(target));
}

static char *dilation_name(const Node *n) { return dilation_of(n) > 1 ? format("_by%d", dilation_of(n)) : ""; }

// Rows and columns that so many taps see, from the first padding on.
static Pair seen(const Node *n, int taps_h, int taps_w) {
  return (Pair){(n->shape.h - 1) * n->stride.h + (taps_h - 1) * n->dilation.h + 1,
                (n->shape.w - 1) * n->stride.w + (taps_w - 1) * n->dilation.w + 1};
}

// Those of the picture and its padding; behind the picture only those that a tap lies on (layout.c).
static Pair held(const Node *n) {
  Pair by_taps = seen(n, n->kernel.h, n->kernel.w);
  int h = n->pad.top + n->in[0]->shape.h, w = n->pad.left + n->in[0]->shape.w;
  return (Pair){by_taps.h > h ? by_taps.h : h, by_taps.w > w ? by_taps.w : w};
}

// Whether tiles reach beyond that, since they have more outputs than there are, or a phase lacks a tap: input and
// output are checked then.
static bool overhangs(const Node *n) {
  const Winograd *w = &n->winograd;
  int h = w->tall * w->tile_h + w->low * (w->tile_h - 1), width = w->wide * w->tile_w + w->narrow * (w->tile_w - 1);
  Pair by_phases = seen(n, phases_down(n) * down_of(n).taps, phases_across(n) * across_of(n).taps);
  return h > n->shape.h || width > n->shape.w || by_phases.h > held(n).h || by_phases.w > held(n).w;
}

static char *input_name(const Node *n) {
  const char *first = n->prologue ? format("%s_", finish_name(n->prologue) + strlen("then_")) : "";
  Line down = down_of(n), across = across_of(n);
  char *apart =
      phases_of(n) > 1 ? format("_apart%dx%d_parts%dx%d", down.apart, across.apart, down.parts, across.parts) : "";
  return format("%sinput_%s%s%s%s", first, tiles_name(n), dilation_name(n), apart, overhangs(n) ? "_checked" : "");
}

static char *output_name(const Node *n) {
  const char *more = pools_tiles(n) ? "_maxpool" : dilation_name(n);
  return format("output_%s_%s%s", tiles_name(n), finish_name(n), more);
}

static void emit_tiles(Out *o, const Node *n) {
  const Winograd *w = &n->winograd;
  char *in = input_name(n), *back = output_name(n);
  if (is_new(o, in)) {
    out(o, "SHARED void %s(const struct winograd *s, const struct band *band, const float *x,", in);
    out(o, "%*s const float *vectors, float *v)", (int)strlen(in) + 12, "");
    out(o, "{ winograd_inputs(s, &%s, &%s, %d, %d, %d, %d, %d, band, x, vectors, v, %s); }", w->down, w->across,
        n->prologue || overhangs(n), dilation_of(n), down_of(n).apart, across_of(n).apart, phases_across(n),
        n->prologue ? finish_name(n->prologue) : "keep");
  }
  if (!is_new(o, back)) return;
  out(o, "SHARED void %s(const struct winograd *s, const struct band *band, int q, int block,", back);
  out(o, "%*s const float *m, const float *bias, const float *res, const float *params, float *y)",
      (int)strlen(back) + 12, "");
  out(o, "{ winograd_outputs(s, &%s, &%s, %d, %d, band, q, block, m, bias, res, params, y, %s); }", w->down, w->across,
      pools_tiles(n), dilation_of(n), finish_name(n));
}

void emit_winograd_shared(Out *o, const Node *n, const Target *target, Blocking b) {
  const Winograd *w = &n->winograd;
  size_t before = o->size;
  if (w->columns) emit_row(o, n, target);
  else {
    emit_products(o, n, target, b, w->q);
    emit_products(o, n, target, b, b.out_blocks % w->q);
    if (!is_at_points(n)) emit_weights(o, n, target);
  }
  emit_tiles(o, n);
  if (o->size > before) out(o, "");
}

void emit_winograd(Out *o, const Node *n, const Target *target, Blocking b) {
  const Winograd *w = &n->winograd;
  int rest = b.out_blocks % w->q;
  out(o, "static const struct winograd s = {");
  out(o,
      ".down = &%s, .across = &%s, .tall = %d, .low = %d, .wide = %d, .narrow = %d, .bands = %d, .tiles = %d, "
      ".by_bands = %d,",
      w->down, w->across, w->tall, w->low, w->wide, w->narrow, w->bands, w->tiles, w->by_bands);
  out(o,
      ".in_blocks = %d, .in_lanes = %d, .phases = %d, .out_blocks = %d, %s .q = %d, .chunk = %d, .stored = %d, "
      ".steady = %d, .by_chunks = %d, .splits = %d,",
      b.in_blocks * phases_of(n), b.in_lanes, phases_of(n), b.out_blocks, groups_text(n, b), w->q, w->chunk, w->stored,
      has_room(target), w->by_chunks, w->splits);
  out(o, "%s .v_point = %d, .v_block = %d, .v_all = %d, .m_tile = %d,", strides_text(n, target), w->v_point, w->v_block,
      w->v_all, w->m_tile);
  Shape in = n->in[0]->shape;
  if (n->prologue)
    out(o, ".in_h = %d, .in_w = %d, .top = %d, .left = %d, .vectors = %zu, .block_vectors = %d,", in.h, in.w,
        n->pad.top, n->pad.left, n->prologue_at, n->prologue->step_vectors * target->lanes);
  else if (overhangs(n)) out(o, ".in_h = %d, .in_w = %d,", held(n).h, held(n).w);
  if (dilation_of(n) > 1)
    out(o, ".out_h = %d, .out_w = %d, .first_down = {%d, %d, %d}, .first_across = {%d, %d, %d},", n->shape.h,
        n->shape.w, w->first_down.count, w->first_down.whole, w->first_down.rest, w->first_across.count,
        w->first_across.whole, w->first_across.rest);
  char *products = format(".products = {%s, %s},", products_name(n, b, w->q), rest ? products_name(n, b, rest) : "0");
  if (!is_at_points(n)) products = format(".weights = weights_%s, %s", tiles_name(n), products);
  if (w->columns) products = format(".row = %s, .ahead = %d,", row_name(n), gives_lines(target) ? NEAR : NEARER);
  out(o, ".input = %s, .output = %s, %s", input_name(n), output_name(n), products);
  out(o, "};");
  emit_call(o, n, "conv_winograd", "scratch, ");
}
