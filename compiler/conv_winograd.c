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

enum { LARGEST = 6, MOST_POINTS = 10, MOST_BANDS = 64, MOST_SPLITS = 8 };

// Lines of V, and values that a line of taps has in U (runtime/kernels/winograd.h).
static int lines_of(const Side *s) { return (s->count - 1) * s->stride + 1; }

static int values_of(const Side *s) { return s->count + s->stride - 1; }

static Blocking in_phases(const Node *n, Blocking b) {
  b.in_blocks *= phases_of(n);
  return b;
}

// The next candidate of each side behind the last one, NULL before the first and behind all.
static const Side *next_down(const Node *n, Blocking b, const Options *o, const Side *last) {
  int channels = in_phases(n, b).in_blocks * b.in_lanes;
  return next_side(last, down_of(n), n->shape.h, dilation_of(n), channels, o->winograd);
}

static const Side *next_across(const Node *n, Blocking b, const Options *o, const Side *last) {
  int channels = in_phases(n, b).in_blocks * b.in_lanes;
  return next_side(last, across_of(n), n->shape.w, dilation_of(n), channels, o->winograd);
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

// Values that a vector of weights has in memory.
static int stored_values(const Node *n, const Side *down, const Side *across) {
  return is_at_points(n) ? down->count * across->count : taps_of_phase(n);
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
  double weights = (double)(taps_of_phase(n) * b.in_blocks * b.in_lanes) * b.out_blocks * target->lanes;
  cycles += weights * (double)weight_size(n) * wait_for_l3(target);
  return cycles + tiles * (in * transformed(b) + back * b.out_blocks);
}

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
  const Side *down = NULL, *across = NULL;
  while ((down = next_down(n, b, o, down)) && down->tile != w->tile_h) continue;
  while ((across = next_across(n, b, o, across)) && across->tile != w->tile_w) continue;
  if (!down || !across) return NO_PLAN;
  int by = dilation_of(n);
  b = in_phases(n, b);
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
  for (const Side *down = NULL; (down = next_down(n, b, o, down));)
    for (const Side *across = NULL; (across = next_across(n, b, o, across));) {
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

const Form form_winograd = {
  .name = "winograd",
  .plan = plan_winograd,
  .describe = describe_winograd,
  .pack = pack_winograd,
  .emit = emit_winograd,
  .emit_shared = emit_winograd_shared,
  .knobs = knobs,
  .cost = cost_winograd,
};
