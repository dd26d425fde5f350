// conv_phases.c - Winograd's form of a convolution with a stride on planar rows (runtime/kernels/winograd_phases.h):
// whether it can be, the register tile of the products, how many rows a sweep has, and what all that costs.
//
// Each phase of the stride is a convolution of stride 1 by F(4, taps); of a kernel of 11 with stride 4 three have 3
// taps and one has 2, 6 + 6 + 6 + 5 products for 4 outputs instead of 44. The cost of a layer in cycles:
//
//   rows of input * transform + rows of output * (register tiles * points * products + tiles * transform)
#include "conv_winograd.h"

enum { TILE = 4, SHIFT = 16, MOST_STRIDE = 4, MOST_CHANNELS = 15, FEWEST_TERMS = 8, MOST_FLOATS = 1 << 26 };
enum { FEWEST_TAPS = 2, MOST_TAPS = 6 };

// An F(4,6) with sums of 168 products has an error of 2.3e-6.
enum { MOST_TERMS = 72 };

static int up_to(int n, int unit) { return (n + unit - 1) / unit * unit; }

static int taps_of(const Node *n) { return (n->kernel.w + n->stride.w - 1) / n->stride.w; }

static int points_of(const Node *n) { return taps_of(n) + TILE - 1; }

static int tiles_of(const Node *n) { return (n->shape.w + TILE - 1) / TILE; }

// Phases with a tap less than the others, and a product less.
static int short_phases(const Node *n) { return taps_of(n) * n->stride.w - n->kernel.w; }

static int products_of(const Node *n) { return points_of(n) * n->stride.w - short_phases(n); }

// What a row of the kernel sums, over all rows; a sum of fewer terms does not pay for being stored.
static int64_t terms_of(const Node *n, Blocking b) { return (int64_t)b.in_blocks * n->kernel.h; }

static bool is_possible(const Node *n, const Target *target, Blocking b, const Options *o) {
  bool plain = n->groups == 1 && !n->prologue && n->dilation.h == 1 && n->dilation.w == 1;
  bool planar = n->in[0]->buffer->lanes == 1 && b.in_blocks <= MOST_CHANNELS && n->buffer->lanes == target->lanes;
  int64_t terms = terms_of(n, b), weights = terms * products_of(n) * b.out_blocks * target->lanes;
  if (o->winograd != WINOGRAD_FAST && taps_of(n) == MOST_TAPS && terms * n->stride.w > MOST_TERMS) return false;
  return o->winograd != WINOGRAD_OFF && plain && planar && n->stride.w <= MOST_STRIDE && taps_of(n) >= FEWEST_TAPS &&
         taps_of(n) <= MOST_TAPS && terms * n->stride.w >= FEWEST_TERMS && weights < MOST_FLOATS;
}

// Rows of input that so many rows of output see.
static int rows_under(const Node *n, int rows) { return (rows - 1) * n->stride.h + n->kernel.h; }

// What the products of a row of q output blocks take: the sums of a register tile are stored while the next ones begin.
static double row_cycles(const Node *n, const Target *target, Blocking b, int q) {
  const Phases *p = &n->phases;
  double steps = (double)(terms_of(n, b) * products_of(n)), cycles = 0;
  for (int less = 0; less < 2 && q; less++) {
    int tiles = p->tiles - less, parts = less ? p->narrow : p->wide;
    if (parts) cycles += parts * (tile_cycles(target, tiles, q, steps) + (points_of(n) - 2) * tiles * q);
  }
  return cycles;
}

// A tap of all windows of a pool takes 3 cycles a vector in a pass of its own, and 1 where the rows are at hand.
static const double pool_tap = 3;

double pool_cycles(const Node *n) {
  const Node *p = n->pool;
  return p ? pool_tap * blocks_of(p) * p->shape.h * p->shape.w * p->kernel.h * p->kernel.w : 0;
}

// What the result takes on its way beyond L2, as a row's outputs come in a burst behind its products: VGG's first layer
// takes 2.1 ms on Emerald Rapids, and 1.3 as a direct one, which has twice the products.
static double storing(const Node *n, const Target *target) {
  double beyond = (double)plane_of(n) * blocks_of(n) * sizeof(float) - target->l2;
  return n->pool || beyond < 0 ? 0 : beyond / target->l3_rate;
}

// Cycles that a row takes on its way into its phases; the loop over the pixels of one begins for each place in a tile.
static double split_cycles(const Node *n) {
  int places = TILE * n->stride.w;
  return 0.35 * n->in[0]->shape.w + 12.0 * places;
}

static double cycles_of(const Node *n, const Target *target, Blocking b) {
  const Phases *p = &n->phases;
  int bands = (n->shape.h + p->band - 1) / p->band, pairs = pairs_of(points_of(n));
  double lines = (double)b.in_blocks * (n->shape.h * n->stride.h + bands * (n->kernel.h - n->stride.h));
  double vectors = (double)p->columns / target->lanes * n->stride.w;
  double input = split_cycles(n) + vectors * (2.0 * pairs * (pairs + 1) / target->fma + points_of(n));
  double output = (double)tiles_of(n) * b.out_blocks * ((6.0 * pairs + 8) / target->fma + 6);
  double products =
      b.out_blocks / p->q * row_cycles(n, target, b, p->q) + row_cycles(n, target, b, b.out_blocks % p->q);
  double cycles = lines * input + n->shape.h * (products + output) + storing(n, target);
  cycles -= pool_cycles(n) * (1 - 1 / pool_tap);
  return cycles > 1 ? cycles : 1;
}

// The register tiles that cut a row into the fewest parts of nearly equal size.
static void cut_row(Phases *p, int tiles, int most) {
  int parts = (tiles + most - 1) / most;
  p->tiles = (tiles + parts - 1) / parts;
  p->narrow = p->tiles * parts - tiles;
  p->wide = parts - p->narrow;
}

// A row of the result with the padding of the pool.
static int pool_width(const Node *n) {
  const Node *p = n->pool;
  int windows = (p->shape.w - 1) * p->stride.w + p->kernel.w, row = p->pad.left + n->shape.w;
  return windows > row ? windows : row;
}

// M, V, a row of input in its phases, one of zeros, and the rows that a window of the pool sees.
static size_t scratch_floats(const Node *n, const Target *target, Blocking b) {
  const Phases *p = &n->phases;
  size_t lanes = (size_t)target->lanes, products = (size_t)products_of(n);
  size_t m = (size_t)points_of(n) * (size_t)((p->tiles * p->q) | 1) * lanes;
  size_t v = products * (size_t)b.in_blocks * (size_t)rows_under(n, p->band) * (size_t)p->columns;
  size_t d = 2 * (size_t)(TILE * n->stride.w * (p->columns + SHIFT));
  size_t ring = n->pool ? (size_t)n->pool->kernel.h * (size_t)pool_width(n) * (size_t)b.out_blocks * lanes : 0;
  return m + v + d + ring;
}

// The rows of a sweep: their input at the points takes a quarter of L2, and the weights much of the rest.
static int choose_band(const Node *n, const Target *target, Blocking b) {
  double row = 4.0 * products_of(n) * b.in_blocks * n->phases.columns;
  int band = (int)((target->l2 / 4 / row - n->kernel.h) / n->stride.h) + 1;
  return band < 1 ? 1 : band < n->shape.h ? band : n->shape.h;
}

static double cost_phases(Node *n, const Target *target, Blocking b, const Options *o) {
  Phases *p = &n->phases;
  if (!is_possible(n, target, b, o) || p->q < 1 || p->q > MAX_Q || p->q > b.out_blocks) return NO_PLAN;
  p->columns = up_to(tiles_of(n), target->lanes);
  if (!p->band) p->band = choose_band(n, target, b);
  if (p->band < 0 || p->band > n->shape.h) return NO_PLAN;
  cut_row(p, tiles_of(n), (target->registers - 1 - p->q) / p->q);
  size_t scratch = scratch_floats(n, target, b);
  p->scratch = scratch * sizeof(float);
  return scratch < MOST_FLOATS ? cycles_of(n, target, b) : NO_PLAN;
}

static double plan_phases(Node *n, const Target *target, Blocking b, const Options *o) {
  double least = NO_PLAN;
  Phases best = {0};
  for (int q = 1; q <= MAX_Q; q++) {
    n->phases = (Phases){.q = q};
    double cycles = cost_phases(n, target, b, o);
    if (cycles < 0 || (least >= 0 && cycles >= least)) continue;
    least = cycles;
    best = n->phases;
  }
  n->phases = best;
  return least;
}

static const Knob knobs[] = {{"q", ATTR(phases.q), 1, MAX_Q}, {"band", ATTR(phases.band), 1, 0}, {0}};

// The taps of a phase at point k. Those that stand before the kernel are zero.
static float phase_at_point(const Node *n, int k, int channel, int c, int ky, int phase) {
  float tap[MOST_TAPS] = {0};
  for (int i = 0, kx = phase - short_phases(n); i < taps_of(n); i++, kx += n->stride.w)
    if (kx >= 0) tap[i] = weight_at(n, channel, c, ky, kx);
  return at_point(tap, taps_of(n), points_of(n), k);
}

// [group of q blocks][point][ky][channel][phase][q][lane]: at the points, which makes them products_of / kernel times
// as many, and floats whatever the type of the weights: the first layer has few.
static void pack_phases(Node *n, const Target *target, Blocking b) {
  int lanes = target->lanes, q = n->phases.q;
  size_t terms = (size_t)(b.in_blocks * n->kernel.h * products_of(n));
  n->weight_type = DTYPE_F32;
  Packer to = pack(n, target, terms * (size_t)(b.out_blocks * lanes));
  for (int first = 0; first < b.out_blocks; first += q) {
    int blocks = first + q <= b.out_blocks ? q : b.out_blocks - first;
    for (int k = 0; k < points_of(n); k++)
      for (int line = 0; line < b.in_blocks * n->kernel.h; line++)
        for (int phase = k ? 0 : short_phases(n); phase < n->stride.w; phase++)
          for (int lane = 0; lane < blocks * lanes; lane++)
            put_weight(&to, phase_at_point(n, k, first * lanes + lane, line % b.in_blocks, line / b.in_blocks, phase));
  }
  n->scratch = n->phases.scratch;
}

static char *describe_phases(const Node *n) {
  return format("Winograd along rows F(%d,%d), %dx%d", TILE, taps_of(n), n->phases.tiles, n->phases.q);
}

// Pixels of a row that some window sees.
static int seen_pixels(const Node *n) {
  int seen = (n->shape.w - 1) * n->stride.w + n->kernel.w - n->pad.left, all = n->in[0]->shape.w;
  return seen < 0 ? 0 : seen < all ? seen : all;
}

static void emit_phases(Out *o, const Node *n, const Target *target, Blocking b) {
  const Phases *p = &n->phases;
  const Node *pool = n->pool;
  out(o, "const struct phases s = {");
  out(o, ".points = &points%d, .kernel_h = %d, .stride_h = %d, .stride_w = %d, .zeros = %d,", points_of(n), n->kernel.h,
      n->stride.h, n->stride.w, short_phases(n));
  out(o, ".channels = %d, .in_h = %d, .in_w = %d, .top = %d, .left = %d, .out_blocks = %d, .out_h = %d, .out_w = %d,",
      b.in_blocks, n->in[0]->shape.h, seen_pixels(n), n->pad.top, n->pad.left, b.out_blocks, n->shape.h, n->shape.w);
  out(o, ".tiles = %d, .q = %d, .rest = %d, .wide = %d, .narrow = %d, .columns = %d, .band = %d, .lines = %d,",
      p->tiles, p->q, b.out_blocks % p->q, p->wide, p->narrow, p->columns, p->band,
      b.in_blocks * rows_under(n, p->band));
  out(o, "%s", strides_text(n, target));
  if (pool)
    out(o,
        ".pool = {.kernel_h = %d, .kernel_w = %d, .stride_h = %d, .stride_w = %d, .top = %d, .left = %d, .h = %d, "
        ".w = %d, .width = %d},",
        pool->kernel.h, pool->kernel.w, pool->stride.h, pool->stride.w, pool->pad.top, pool->pad.left, pool->shape.h,
        pool->shape.w, pool_width(n));
  out(o, "};");
  out(o, "conv_phases(&s, x, w, w + %zu, %s, y, scratch, %s, part, parts);", n->bias_at, finish_args(n),
      finish_name(n));
}

bool is_stem(const Node *n) { return n->form == &form_phases; }

const Form form_phases = {
  .name = "phases",
  .plan = plan_phases,
  .describe = describe_phases,
  .pack = pack_phases,
  .emit = emit_phases,
  .knobs = knobs,
  .cost = cost_phases,
};
