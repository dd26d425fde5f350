// conv_winograd.c - Winograd's form of a convolution (runtime/kernels/winograd.h): whether it can be, how the picture
// is cut into tiles and bands, the register tile of the products, and what all that costs.
//
// A side of 14 pixels is 4 + 4 + 3 + 3: 22 products instead of 42 with 3 taps. The cost of a layer is counted in cycles
// over its bands and groups of output blocks:
//
//   input tiles + groups * (weights + products) + output tiles + what does not stay in L2
//
// Large bands transform the weights seldom; small ones keep V, the transformed input, in L2. So do parts of the input
// channels, one after the other, but then M, the products, is stored and loaded again for each: 512 channels of 28x28
// take 7.1 ms in four parts and 8.8 in one, where each group of output blocks reads V from L3 (Emerald Rapids).
// Weights of a line of 5 or 7 taps are stored transformed, at the points.
#include "conv_winograd.h"

#include <string.h>

static const Side sides[] = {
  {1, 1, 1, "one_tap", 1, 0, 0, 0, 0, WINOGRAD_DEFAULT},
  {2, 1, 2, "f2_2", 3, 4, 4, 2, 8, WINOGRAD_DEFAULT},
  {2, 1, 4, "f4_2", 5, 10, 12, 4, 8, WINOGRAD_DEFAULT},
  {3, 1, 2, "f2_3", 4, 5, 5, 3, 8, WINOGRAD_DEFAULT},
  {3, 1, 4, "f4_3", 6, 12, 12, 6, 8, WINOGRAD_DEFAULT},
  {3, 1, 6, "f6_3", 8, 25, 25, 9, 16, WINOGRAD_FAST},
  {4, 1, 2, "f2_4", 5, 10, 8, 8, 16, WINOGRAD_DEFAULT},
  {4, 1, 4, "f4_4", 7, 21, 20, 12, 16, WINOGRAD_DEFAULT},
  {5, 1, 2, "f2_5", 6, 12, 8, 10, 16, WINOGRAD_DEFAULT},
  {5, 1, 4, "f4_5", 8, 24, 24, 15, 16, WINOGRAD_DEFAULT},
  {7, 1, 4, "f4_7", 10, 40, 40, 28, 32, WINOGRAD_DEFAULT},
  {3, 2, 3, "f3_3_step2", 4, 9, 5, 2, 8, WINOGRAD_DEFAULT},
  {3, 2, 4, "f4_3_step2", 5, 20, 13, 4, 8, WINOGRAD_DEFAULT},
  {3, 2, 5, "f5_3_step2", 6, 24, 15, 4, 8, WINOGRAD_DEFAULT},
};
enum { SIDES = sizeof sides / sizeof *sides, SMALLEST = 2, USUAL = 4, LARGEST = 6 }; // of the tiles
enum { MOST_POINTS = 10, MOST_TAPS = 7, MOST_BANDS = 64, MOST_SPLITS = 8 };

// Lines of V, and values that a line of taps has in U (runtime/kernels/winograd.h).
static int lines_of(const Side *s) { return (s->count - 1) * s->stride + 1; }

static int values_of(const Side *s) { return s->count + s->stride - 1; }

// The fewest products: as many whole tiles as there can be. False if the side cannot be cut.
bool cut(int extent, int tile, int *whole, int *rest) {
  for (*whole = extent / tile; *whole >= 0; --*whole) {
    int left = extent - *whole * tile;
    *rest = tile > 1 ? left / (tile - 1) : 0;
    if (left == *rest * (tile - 1)) return true;
  }
  return false;
}

// With dilation d outputs that are d apart see inputs of their own: d^2 convolutions without it, whose tiles share the
// weights. 0: there are none such.
static int dilation_of(const Node *n) {
  Pair d = {n->kernel.h > 1 ? n->dilation.h : n->dilation.w, n->kernel.w > 1 ? n->dilation.w : n->dilation.h};
  bool plain = n->stride.h == 1 && n->stride.w == 1;
  if (d.h == 1 && d.w == 1) return 1;
  return plain && d.h == d.w ? d.h : 0;
}

// The least extent from `extent` on that tiles can cut. So with dilation tiles overhang, and what is outside the
// picture is left out: of 17 outputs, 4 apart, 5 are taken as 6 and three times 4 as they are.
static int extent_of(const Side *s, int extent) {
  int whole, rest;
  while (!cut(extent, s->tile, &whole, &rest)) extent++;
  return extent;
}

// The tiles of a side, which is a candidate; with dilation in sets, of which the first ones have an output more than
// the others.
static void cut_sets(const Side *s, int size, int by, Sets *sets, int *whole, int *rest) {
  int larger = extent_of(s, (size + by - 1) / by), smaller = extent_of(s, size / by);
  cut(smaller, s->tile, whole, rest);
  *sets = (Sets){.count = larger > smaller ? size % by : 0};
  cut(larger, s->tile, &sets->whole, &sets->rest);
  *whole = *whole * (by - sets->count) + sets->whole * sets->count;
  *rest = *rest * (by - sets->count) + sets->rest * sets->count;
}

// How the kernel lies along a side. With another stride than that of 3 taps, the pixels `apart` are convolved by
// themselves, in as many phases, each like blocks of channels of its own: a 4x4 with stride 2 is a 2x2 of 4 times the
// channels. So are the parts of a kernel that is longer than any side: a 7x7 is four 4x4. Taps that a phase lacks are
// zeros.
typedef struct {
  int taps, stride, apart, parts;
} Line;

static int ceiling(int n, int unit) { return (n + unit - 1) / unit; }

// alone: the kernel is a line; one of 7 taps has a side of its own.
static Line line_of(int kernel, int stride, bool alone) {
  enum { MOST_APART = 8, LONGEST = 5, LONGEST_APART = 4, ALONE = 7 };
  bool whole = stride == 1 || kernel <= 3 || stride >= kernel || stride > MOST_APART;
  Line line = {.taps = kernel, .stride = stride, .apart = 1, .parts = 1};
  if (!whole) line = (Line){.taps = ceiling(kernel, stride), .stride = 1, .apart = stride, .parts = 1};
  if (line.taps <= (whole ? LONGEST : LONGEST_APART) || (line.taps == ALONE && alone && whole)) return line;
  int each = 7 * ceiling(line.taps, 4) < 6 * ceiling(line.taps, 3) ? 4 : 3; // products of F(4,4) and of F(4,3)
  line.parts = ceiling(line.taps, each);
  line.taps = each;
  return line;
}

static Line down_of(const Node *n) { return line_of(n->kernel.h, n->stride.h, n->kernel.w == 1); }

static Line across_of(const Node *n) { return line_of(n->kernel.w, n->stride.w, n->kernel.h == 1); }

static int taps_of(const Node *n) { return down_of(n).taps * across_of(n).taps; }

static int phases_down(const Node *n) { return down_of(n).apart * down_of(n).parts; }

static int phases_across(const Node *n) { return across_of(n).apart * across_of(n).parts; }

int phases_of(const Node *n) { return phases_down(n) * phases_across(n); }

static Blocking in_phases(const Node *n, Blocking b) {
  b.in_blocks *= phases_of(n);
  return b;
}

// Tiles of 2 are for the sides of 1, 2 and 5 outputs, which tiles of 4 and 3 cannot cut: elsewhere they take more
// products. With 5 taps they have a smaller error too (is_inexact).
static bool is_candidate(const Side *s, Line line, int size, int by, WinogradBound bound) {
  int whole, rest;
  WinogradBound most = line.apart * line.parts > 1 ? WINOGRAD_DEFAULT : bound;
  if (s->taps != line.taps || s->stride != line.stride || s->bound > most) return false;
  if (by == 1 && !cut(size, s->tile, &whole, &rest)) return false;
  return s->tile != SMALLEST || line.taps == 5 || !cut((size + by - 1) / by, USUAL, &whole, &rest);
}

static bool is_possible(const Node *n, const Target *target, Blocking b) {
  int h = down_of(n).taps, w = across_of(n).taps, most = h > w ? h : w, other = h > w ? w : h;
  bool blocked = n->in[0]->buffer->lanes == target->lanes, single = n->shape.h * n->shape.w == 1;
  return dilation_of(n) && blocked && !single && !b.depthwise && most > 1 && (most < 7 || other == 1);
}

static int share(int n, int part, int parts) { return (int)((int64_t)n * part / parts); }

typedef struct {
  int tall, low;
} Band;

static Band band_of(const Winograd *w, int i) {
  return (Band){share(w->tall, i + 1, w->bands) - share(w->tall, i, w->bands),
                share(w->low, i + 1, w->bands) - share(w->low, i, w->bands)};
}

static int tiles_of(const Winograd *w, Band band) { return (band.tall + band.low) * (w->wide + w->narrow); }

// How many tiles of the band have products at point (i, j).
static int tiles_at(const Winograd *w, Band band, int i, int j, bool down, bool across) {
  int rows = band.tall + (i || !down ? band.low : 0), columns = w->wide + (j || !across ? w->narrow : 0);
  return rows * columns;
}

// Cycles of `count` tiles at a point, in calls of nearly equal size, which are noted.
static double product_cycles(const Target *target, Winograd *w, int count, double steps) {
  int calls = (count + w->most - 1) / w->most, size = calls ? count / calls : 0, larger = calls ? count % calls : 0;
  if (calls) w->sizes |= 1u << size | (larger ? 2u << size : 0);
  return larger * tile_cycles(target, size + 1, w->q, steps) +
         (calls - larger) * tile_cycles(target, size, w->q, steps);
}

// Of an input tile and of an output tile, for a block of channels; the factors here and below are measured: Zen 5,
// 64 .. 512 channels of 14 .. 224 pixels in 1 .. 14 bands.
static double in_transform(const Target *target, const Side *down, const Side *across) {
  int h = lines_of(down), w = lines_of(across);
  return 1.45 * ((down->in * w + across->in * h) / target->fma + 2.0 * h * w);
}

static double out_transform(const Target *target, const Side *down, const Side *across) {
  int h = down->count, w = across->count;
  return 1.45 * ((down->out * w + across->out * h) / target->fma + 2.0 * h * w);
}

// Of a vector of weights. It goes on between the products, but takes the time of its loads and stores all the same.
double weight_transform(const Target *target, const Side *down, const Side *across) {
  double mixed = (double)((down->taps - 1) / down->stride * across->taps) + across->weights;
  return 1.2 * values_of(down) * (mixed / target->fma + values_of(across) + across->taps);
}

// Whether L2 gives a line a cycle.
static bool gives_lines(const Target *target) { return target->l2_rate >= 64; }

// Whether weights are stored at the points, as floats: of 7 taps they are 1.4 times as many, and 192 channels of 17x17
// take 0.88 of the time (Emerald Rapids). Of a picture of taps they would be 2.6 to 4 times as many.
static bool is_at_points(const Node *n) {
  enum { LEAST_TAPS = 5 };
  bool line = down_of(n).taps == 1 || across_of(n).taps == 1, long_enough = taps_of(n) >= LEAST_TAPS;
  return line && long_enough && phases_of(n) == 1 && n->weight_type == DTYPE_F32 && !n->winograd.columns;
}

// Values that a vector of weights has in memory.
static int stored_values(const Node *n, const Side *down, const Side *across) {
  return is_at_points(n) ? down->count * across->count : taps_of(n);
}

// Of sums that make room for the transform of a vector of weights, which takes registers beside them: each is stored
// and loaded again. Zen 5 hides that behind the products; on Emerald Rapids 256 channels of 56x56 take 12.5 ms in tiles
// of 14x2 and 7.8 in those of 17x1. With 16 registers all tiles spill, and vectors are so short that it costs nothing
// (Zen 4: 256 channels of 14x14 take 0.84 ms, 1.19 with such a cost).
static double spilling(const Target *target, const Side *across, const Winograd *w) {
  enum { OTHERS = 4, FEW_REGISTERS = 16 };
  int spilled = w->most * w->q + w->q + OTHERS + across->taps + values_of(across) - target->registers;
  bool costs = spilled > 0 && target->registers > FEW_REGISTERS && !gives_lines(target);
  return costs ? 2.0 * spilled : 0;
}

// Cycles to transform a vector of weights, or to read one at the points.
static double weight_cycles(const Node *n, const Target *target, const Side *down, const Side *across,
                            const Winograd *w) {
  const double line = 1.6;
  if (is_at_points(n)) return line * stored_values(n, down, across);
  return weight_transform(target, down, across) + values_of(down) * spilling(target, across, w);
}

// Cycles that V and M of a band, in bytes, are waited for; beyond a quarter of L3, which inputs and outputs need too, V
// comes from memory.
static double fetch(const Target *target, double v, double m) {
  double beyond_l2 = v + m - 0.6 * target->l2, beyond_l3 = v - target->l3 / 4.0;
  double cycles = beyond_l2 > 0 ? wait_for_l3(target) * beyond_l2 : 0;
  return beyond_l3 > 0 ? cycles + 0.15 * beyond_l3 : cycles;
}

// Input blocks that are transformed: those of a group of output blocks for each of them.
static int transformed(Blocking b) { return (b.out_blocks + b.group_out - 1) / b.group_out * b.in_blocks; }

// The cycles of the layer; fills the number of tiles.
static double count_cycles(const Node *n, const Target *target, Blocking b, const Side *down, const Side *across,
                           Winograd *w) {
  int groups = (b.out_blocks + w->q - 1) / w->q, in_blocks = transformed(b);
  double steps = (double)w->chunk * b.in_lanes, chunks = (double)b.in_blocks / w->chunk, cycles = 0;
  double in = in_transform(target, down, across), back = out_transform(target, down, across);
  w->tiles = 0;
  w->sizes = 0;
  for (int i = 0; i < w->bands; i++) {
    Band band = band_of(w, i);
    double products = 0, tiles = tiles_of(w, band);
    for (int y = 0; y < lines_of(down); y++)
      for (int x = 0; x < across->count; x++)
        products += product_cycles(target, w, tiles_at(w, band, y, x, down->count > 1, across->count > 1),
                                   x ? steps * across->stride : steps);
    double weights = b.in_blocks * b.in_lanes * w->q * weight_cycles(n, target, down, across, w);
    cycles += tiles * (in * in_blocks + back * b.out_blocks);
    cycles += groups * (chunks * products + weights);
    if (tiles > w->tiles) w->tiles = (int)tiles;
  }
  double v = 4.0 * lines_of(down) * lines_of(across) * b.in_blocks / w->splits * target->lanes * w->tiles;
  double m = 4.0 * down->count * across->count * w->q * target->lanes * w->tiles;
  double kept = w->splits > 1 ? 2 * (w->splits - 1) * m * wait_for_l3(target) : 0;
  return cycles + w->bands * groups * (w->splits * fetch(target, v, m) + kept);
}

// Threads share the bands, or the output blocks with the input transformed by each: what takes two of them less time.
// That is noted, with the share of the cycles that the slower of them takes.
static void choose_split(const Target *target, Blocking b, const Side *down, const Side *across, Winograd *w,
                         double cycles) {
  int groups = (b.out_blocks + w->q - 1) / w->q, rows = w->tall + w->low, first = 0;
  double tiles = (double)rows * (w->wide + w->narrow);
  double input = tiles * b.in_blocks * in_transform(target, down, across) / cycles;
  for (int i = 0; i < w->bands / 2; i++) first += band_of(w, i).tall + band_of(w, i).low;
  double bands = (double)(first > rows - first ? first : rows - first) / rows;
  double blocks = (double)((groups + 1) / 2) / groups * (1 - input) + input;
  w->by_bands = bands < blocks;
  w->slower = w->by_bands ? bands : blocks;
}

// What plans are compared by: one that two threads cannot share may be the best if it is 5 % faster for one.
static double weighed(double cycles, const Winograd *w) { return cycles * (1 + 0.1 * w->slower); }

// Where V, M and U of one thread lie; false if that is too large for offsets that are ints.
static bool place_scratch(const Node *n, const Target *target, Blocking b, const Side *down, const Side *across,
                          Winograd *w) {
  int64_t lines = lines_of(down) * lines_of(across), in_blocks = b.in_blocks / w->splits;
  int64_t vectors = (int64_t)w->tiles * target->lanes, u = 2 * values_of(across) * w->q * target->lanes;
  w->m_tile = (down->count * across->count | 1) * target->lanes;
  u *= w->columns || is_at_points(n) ? 0 : (int64_t)w->chunk * b.in_lanes;
  int64_t groups = w->splits > 1 ? (b.out_blocks + w->q - 1) / w->q : 1, m = groups * w->q * w->tiles * w->m_tile;
  if (lines * (in_blocks * vectors + 32) + m + u > INT32_MAX / 4) return false;
  w->v_block = (int)(w->columns ? vectors * lines : vectors);
  w->v_point = w->columns ? (int)vectors : odd_lines((int)in_blocks * w->v_block);
  w->v_all = (int)(w->columns ? in_blocks * w->v_block : lines * w->v_point);
  w->scratch = (size_t)(w->v_all + (int)m + (int)u) * sizeof(float);
  return true;
}

// With few tiles the weights can be transformed in registers, `columns` of a row of points at a time. Beside the sums
// eight are for weights and constants; sums that spill cost more than weights in L1 (8 lanes, 16 registers: 1.13 times
// the time at 7x7).
static double cost_registers(const Node *n, const Target *target, Blocking b, const Side *down, const Side *across,
                             Winograd *w) {
  enum { MOST = 9, OTHERS = 8 };
  int tiles = (w->tall + w->low) * (w->wide + w->narrow), mixing = (down->taps - 1) / down->stride * across->taps;
  if (!w->chunk) w->chunk = 1;
  if (tiles > MOST || b.in_lanes < target->lanes || w->bands != 1 || w->q != 1 || w->chunk != 1 || w->splits != 1)
    return NO_PLAN;
  if (w->columns < 1 || w->columns > across->count || tiles * w->columns > target->registers - OTHERS) return NO_PLAN;
  int parts = (across->count + w->columns - 1) / w->columns;
  if (parts > 2) return NO_PLAN;
  w->tiles = w->most = tiles;
  double operations = 0;
  for (int y = 0; y < down->count; y++) {
    int phases = y ? down->stride : 1;
    operations += (y > 0 && y + 1 < down->count ? parts * mixing : 0) + phases * across->weights * (1 + parts) / 2;
    for (int x = 0; x < across->count; x++)
      operations += (x ? phases * across->stride : phases) *
                    tiles_at(w, (Band){w->tall, w->low}, y, x, down->count > 1, across->count > 1);
  }
  double cycles = 1.15 * operations / target->fma * b.in_blocks * b.in_lanes * b.out_blocks;
  double in = in_transform(target, down, across), back = out_transform(target, down, across);
  double weights = (double)(taps_of(n) * b.in_blocks * b.in_lanes) * b.out_blocks * target->lanes;
  cycles += weights * (double)weight_size(n) * wait_for_l3(target);
  return cycles + tiles * (in * transformed(b) + back * b.out_blocks);
}

// Whether V, a group of weights and the next one fit into L2.
static bool has_room(const Target *target) { return target->l2 >= 2 << 20; }

// A large L2 that does not give a line a cycle, as Emerald Rapids has it.
static bool is_large_and_slow(const Target *target) { return has_room(target) && !gives_lines(target); }

// Whether all rows of a chunk of weights are transformed before the next chunk (winograd.h): where they come slowly
// from L2, and a band has so few tiles that their sums are less than the weights of 32 channels.
static bool is_by_chunks(const Target *target, Blocking b, const Side *down, const Winograd *w) {
  enum { FEW = 16, CHANNELS = 32 };
  int rows = (w->tall + w->bands - 1) / w->bands + (w->low + w->bands - 1) / w->bands;
  bool few = down->taps > 1 && w->q == 1 && rows * (w->wide + w->narrow) <= FEW;
  return few && b.in_blocks * b.in_lanes % CHANNELS == 0 && is_large_and_slow(target);
}

// Bytes that a chunk of transformed weights may have; there are two, one in use and one in the making. Longer chunks
// make for longer sums: 64 channels of 56x56 take 0.9 of the time with 24 KB of 48 instead of 12 (Emerald Rapids), and
// there 80 channels of 73x73 0.82 with all of them, 30 KB, instead of 16 at a time.
static size_t chunk_limit(const Target *target, const Winograd *w) {
  if (w->by_chunks) return (size_t)target->l1 / 3;
  return is_large_and_slow(target) ? (size_t)target->l1 * 5 / 8 : (size_t)target->l1 / 2;
}

// How many sides have eight points and more, where the errors of long sums show.
static int many_points(const Side *down, const Side *across) {
  enum { MANY = 8 };
  return (down->count >= MANY) + (across->count >= MANY);
}

// An F(4,5) down and across has errors of 1.8e-6 with 16 channels of 28x28, 1.95e-6 with 64 and 2.5e-6 with 300. Near
// the border, where outputs are smaller, they are larger: 2.1e-6 with 64 channels of 12x12. So are those of weights in
// registers, whose sums are not in two chains. An F(2,5) down and F(4,5) across has 1.4e-6.
bool is_inexact(const Node *n, Blocking b, const Options *o, const Side *down, const Side *across) {
  enum { CHANNELS = 64, SMALL = 23 };
  if (o->winograd == WINOGRAD_FAST || many_points(down, across) < 2) return false;
  int least = (n->shape.h < n->shape.w ? n->shape.h : n->shape.w) / dilation_of(n);
  bool small = least <= SMALL, large = b.in_blocks * b.in_lanes > CHANNELS;
  return large || small || n->winograd.columns;
}

// Input blocks whose products may be summed in one go. An F(4,7) of up to 300 channels has errors of 2.8e-6 with all in
// one sum, 1.6e-6 with 32 at a time and 1.4e-6 with 16, which takes 1.09 times as long. An F(4,4) down and across has
// 2.4e-6, and 1.3e-6 with 32.
static int most_summed(Blocking b, const Side *down, const Side *across) {
  enum { CHANNELS = 32, FEW_CHANNELS = 16, SOME = 7 };
  int many = many_points(down, across);
  bool some = many || (down->count >= SOME && across->count >= SOME);
  return some ? (many == 2 ? FEW_CHANNELS : CHANNELS) / b.in_lanes : b.in_blocks;
}

// The most tiles of a register tile: a function is made for each number up to it.
static int most_tiles(const Target *target, const Winograd *w) {
  int most = (target->registers - 1 - w->q) / (w->q * w->chains), enough = gives_lines(target) ? 12 : 17;
  return most < enough ? most : enough;
}

static double cost_bands(const Node *n, const Target *target, Blocking b, const Options *o, const Side *down,
                         const Side *across, Winograd *w) {
  if (w->q < 1 || w->q > MAX_Q || w->q > b.group_out || (b.group_out < b.out_blocks && b.group_out % w->q))
    return NO_PLAN;
  if (w->bands < 1 || w->bands > MOST_BANDS || w->bands > w->tall + w->low) return NO_PLAN;
  if (b.in_blocks % (w->splits * phases_of(n)) || (w->splits > 1 && b.group_out < b.out_blocks)) return NO_PLAN;
  int in_blocks = b.in_blocks / w->splits;
  w->by_chunks = is_by_chunks(target, b, down, w);
  size_t limit = chunk_limit(target, w);
  size_t bytes = (size_t)(values_of(across) * b.in_lanes * w->q * target->lanes) * sizeof(float);
  if (w->q > 1 && bytes > (size_t)target->l1 / 2) return NO_PLAN;
  bool fast = o->winograd == WINOGRAD_FAST;
  int most = fast ? b.in_blocks : most_summed(b, down, across), fitting = most_blocks(in_blocks, bytes, limit);
  if (!w->chunk) w->chunk = fitting <= most ? fitting : most_blocks(in_blocks, 1, (size_t)most);
  if (w->chunk < 0 || w->chunk > most || in_blocks % w->chunk) return NO_PLAN;
  w->chains = !fast && many_points(down, across) == 2 ? 2 : 1;
  w->most = most_tiles(target, w);
  return count_cycles(n, target, b, down, across, w);
}

// The row of a side with that tile; NULL where there is none, or it may not be taken.
static const Side *find_side(Line line, int tile, int size, int by, int channels, WinogradBound bound) {
  for (const Side *s = sides; s < sides + SIDES; s++)
    if (s->tile == tile && is_candidate(s, line, size, by, bound) && channels >= s->channels) return s;
  return NULL;
}

// Lines of weights that each register tile asks L2 for, so that all of a group's ask for those of the next one.
static int lines_to_ask(Blocking b, const Side *down, const Side *across, const Winograd *w) {
  int calls = 0, lines = w->chunk * b.in_lanes * w->q * down->count * across->count;
  for (int i = 0; i < down->count; i++)
    for (int j = 0; j < across->count; j++)
      calls += (tiles_at(w, band_of(w, 0), i, j, down->count > 1, across->count > 1) + w->most - 1) / w->most;
  return calls ? (lines + calls - 1) / calls : 0;
}

static double cost_winograd(Node *n, const Target *target, Blocking b, const Options *o) {
  Winograd *w = &n->winograd;
  if (o->winograd == WINOGRAD_OFF || !is_possible(n, target, b)) return NO_PLAN;
  b = in_phases(n, b);
  int channels = b.in_blocks * b.in_lanes, by = dilation_of(n);
  const Side *down = find_side(down_of(n), w->tile_h, n->shape.h, by, channels, o->winograd);
  const Side *across = find_side(across_of(n), w->tile_w, n->shape.w, by, channels, o->winograd);
  if (!down || !across) return NO_PLAN;
  if (is_inexact(n, b, o, down, across)) return NO_PLAN;
  cut_sets(down, n->shape.h, by, &w->first_down, &w->tall, &w->low);
  cut_sets(across, n->shape.w, by, &w->first_across, &w->wide, &w->narrow);
  w->down = down->name;
  w->across = across->name;
  double cycles =
      w->columns ? cost_registers(n, target, b, down, across, w) : cost_bands(n, target, b, o, down, across, w);
  if (cycles < 0 || !place_scratch(n, target, b, down, across, w)) return NO_PLAN;
  choose_split(target, b, down, across, w, cycles);
  w->stored = stored_values(n, down, across);
  w->asks = is_at_points(n) ? lines_to_ask(b, down, across, w) : 0;
  return cycles;
}

// The cheapest of a pair of sides, in n->winograd.
static double plan_sides(Node *n, const Target *target, Blocking b, const Options *o, const Side *down,
                         const Side *across) {
  double least = NO_PLAN;
  Winograd best = {0};
  int most_splits = wait_for_l3(target) > 0 ? MOST_SPLITS : 1;
  for (int columns = 0; columns <= MOST_POINTS; columns++)
    for (int q = 1; q <= (columns ? 1 : MAX_Q); q++)
      for (int bands = 1; bands <= (columns ? 1 : MOST_BANDS); bands += bands > 1 ? 2 : 1)
        for (int splits = 1; splits <= (columns ? 1 : most_splits); splits *= 2) {
          n->winograd = (Winograd){
            .tile_h = down->tile, .tile_w = across->tile, .columns = columns, .q = q, .bands = bands, .splits = splits};
          double cycles = cost_winograd(n, target, b, o);
          if (cycles < 0 || (least >= 0 && weighed(cycles, &n->winograd) >= weighed(least, &best))) continue;
          least = cycles;
          best = n->winograd;
        }
  n->winograd = best;
  return least;
}

double best_sides(Node *n, const Target *target, Blocking b, const Options *o, PlanSides plan) {
  if (o->winograd == WINOGRAD_OFF || !is_possible(n, target, b)) return NO_PLAN;
  double least = NO_PLAN;
  Winograd best = {0};
  int by = dilation_of(n), channels = b.in_blocks * phases_of(n) * b.in_lanes;
  for (const Side *down = sides; down < sides + SIDES; down++)
    for (const Side *across = sides; across < sides + SIDES; across++) {
      if (!is_candidate(down, down_of(n), n->shape.h, by, o->winograd)) continue;
      if (!is_candidate(across, across_of(n), n->shape.w, by, o->winograd)) continue;
      if (channels < down->channels || channels < across->channels) continue;
      double cycles = plan(n, target, b, o, down, across);
      if (cycles < 0 || (least >= 0 && weighed(cycles, &n->winograd) >= weighed(least, &best))) continue;
      least = cycles;
      best = n->winograd;
    }
  n->winograd = best;
  return least;
}

static const Knob knobs[] = {
  {"tile_h", ATTR(winograd.tile_h), 1, LARGEST},
  {"tile_w", ATTR(winograd.tile_w), 1, LARGEST},
  {"columns", ATTR(winograd.columns), 0, MOST_POINTS},
  {"q", ATTR(winograd.q), 1, MAX_Q},
  {"bands", ATTR(winograd.bands), 1, MOST_BANDS},
  {"splits", ATTR(winograd.splits), 1, MOST_SPLITS},
  {"chunk", ATTR(winograd.chunk), 1, 0},
  {0},
};

static double plan_winograd(Node *n, const Target *target, Blocking b, const Options *o) {
  return best_sides(n, target, b, o, plan_sides);
}

// At the points: [group of q blocks][chunk][point down][input channel][q][point across][lane].
static void pack_at_points(Node *n, const Target *target, Blocking b) {
  const Winograd *w = &n->winograd;
  int lanes = target->lanes, taps = taps_of(n), channels = w->chunk * b.in_lanes;
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
  int lanes = target->lanes, q = n->winograd.q, phases = phases_of(n), wide = phases_across(n), taps = taps_of(n);
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

static void pack_winograd(Node *n, const Target *target, Blocking b) {
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

static char *describe_winograd(const Node *n) {
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

static void emit_shared(Out *o, const Node *n, const Target *target, Blocking b) {
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

static void emit_winograd(Out *o, const Node *n, const Target *target, Blocking b) {
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
      in_phases(n, b).in_blocks, b.in_lanes, phases_of(n), b.out_blocks, groups_text(n, b), w->q, w->chunk, w->stored,
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

const Form form_winograd = {
  .name = "winograd",
  .plan = plan_winograd,
  .describe = describe_winograd,
  .pack = pack_winograd,
  .emit = emit_winograd,
  .emit_shared = emit_shared,
  .knobs = knobs,
  .cost = cost_winograd,
};
