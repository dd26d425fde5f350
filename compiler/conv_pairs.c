// conv_pairs.c - 1x1 convolution with half of the products replaced by additions (runtime/kernels/conv_pairs.h), for
// CPUs that add beside their multiply-adds: its register tile, its sweeps, and the scaled weights.
#include "conv_forms.h"

#include <math.h>
#include <string.h>

// Rounding grows with the products of a chunk that cancel: up to 128 channels it is less than that of direct sums.
enum { MOST_CHANNELS_A_CHUNK = 128 };

// The error grows where inputs that are small have large weights: the scale is that of the larger inputs, and what
// small ones give is lost in what cancels. If all channels give about as much, inputs are as the inverse of their
// weights, and the error grows with the roots of the mean squares of both, multiplied: that is 1 where weights are
// alike, 1.0 to 1.2 for a trained SqueezeNet. 1.7 doubles the error of a layer, 6 makes it 1.3e-6, 32 makes it 3.4e-6.
// Training lets the weights of channels that are always zero decay to nothing; they are left out.
static bool is_even(const Node *n) {
  enum { SOME = 16 }; // channels at a time, whose weights lie in a line of the cache
  const double most = 3, dead = 1e-3;
  const Param *w = n->param[WEIGHT];
  int channels = w->dim[1], count = 0;
  double all = 0, sum = 0, inverse = 0;
  for (size_t i = 0; i < w->count; i++) all += (double)w->data[i] * (double)w->data[i];
  for (int first = 0; first < channels; first += SOME) {
    double square[SOME] = {0};
    int some = channels - first < SOME ? channels - first : SOME;
    for (int k = 0; k < w->dim[0]; k++)
      for (int c = 0; c < some; c++)
        square[c] += pow((double)w->data[(size_t)k * (size_t)channels + (size_t)(first + c)], 2);
    for (int c = 0; c < some; c++) {
      if (square[c] <= dead * dead * all / channels) continue;
      sum += square[c];
      inverse += 1 / square[c];
      count++;
    }
  }
  return sum * inverse <= most * most * count * count;
}

static bool is_possible(const Node *n, const Target *target, const Options *o) {
  bool blocks = target->lanes > 1 && !n->in[0]->buffer->planar && !n->buffer->planar;
  bool padded = n->pad.top || n->pad.left || n->pad.bottom || n->pad.right;
  bool plain = n->kernel.h * n->kernel.w == 1 && n->groups == 1 && !padded && n->in[0]->shape.c > 1;
  return blocks && plain && n->weight_type == DTYPE_F32 && o->winograd != WINOGRAD_OFF && is_even(n);
}

static int pixels_of(const Node *n) { return n->shape.h * n->shape.w; }

static int chunks_of(const Node *n, Blocking b) { return (b.in_blocks + n->tile.chunk - 1) / n->tile.chunk; }

// Channels of the last input block.
static int last_lanes(const Node *n, const Target *target) { return (n->in[0]->shape.c - 1) % target->lanes + 1; }

static int tiles_of(const Node *n) { return (pixels_of(n) + n->tile.cols - 1) / n->tile.cols; }

// Floats of a tile's copy.
static int copy_of(const Node *n, const Target *target, Blocking b) {
  return odd_lines((b.in_blocks * target->lanes + chunks_of(n, b)) * n->tile.cols + 1);
}

static size_t weights_of(const Node *n, const Target *target, Blocking b) {
  return (size_t)(b.in_blocks * target->lanes + chunks_of(n, b) + 1) * (size_t)(b.out_blocks * target->lanes);
}

// Of a tile, all input channels: 1.5 multiply-adds a pair and as many additions, of which those that find no unit of
// their own take that of a multiply-add; two sums in a row of two each. Then its share of what each chunk begins and
// ends with.
static double sums_cycles(const Node *n, const Target *target, Blocking b, int pixels, int q) {
  const double least = 8, loss = q == 1 ? 1.15 : q == 2 ? 1.05 : 1.02; // with one block some sums are spilled
  double sums = pixels * q, loads = 2.0 * (pixels + q) / target->loads;
  double each = loss * 3 * sums / (target->fma + target->add);
  if (each < loads) each = loads;
  if (each < least) each = least;
  return each * b.in_blocks * target->lanes / 2 + chunks_of(n, b) * (2.0 * sums + 20);
}

// Measured on Zen 5: of a vector, and of the sum over one at the end of a chunk.
static double copy_tile_cycles(const Node *n, Blocking b, int pixels) {
  const double a_vector = 5, a_sum = 5;
  return pixels * (a_vector * b.in_blocks + a_sum * chunks_of(n, b)) + 60;
}

static double area_cycles(const Node *n, const Target *target, Blocking b, int q) {
  int pixels = n->tile.cols, right = pixels_of(n) % pixels;
  double cycles = pixels_of(n) / pixels * sums_cycles(n, target, b, pixels, q);
  return right ? cycles + sums_cycles(n, target, b, right, q) : cycles;
}

// What the slower of two threads does of so many units, as a multiple of half of them.
static double of_half(int units) { return (double)(units + units % 2) / units; }

// Threads share the tiles where there are some for each, otherwise the groups of output blocks, for which each thread
// copies all pixels, but reads half of the weights. slower: what the slower of two threads does, likewise.
static bool is_by_tiles(const Node *n, const Target *target, Blocking b, double *slower) {
  enum { MANY_TILES = 16 };
  const double all_weights = 1.25;
  int groups = (b.out_blocks + n->tile.q - 1) / n->tile.q, tiles = tiles_of(n);
  double copies = copy_tile_cycles(n, b, n->tile.cols), sums = sums_cycles(n, target, b, n->tile.cols, n->tile.q);
  double by_groups = of_half(groups) + copies / (groups * sums);
  double by_tiles = (tiles < MANY_TILES ? all_weights : 1) * of_half(tiles);
  bool is_by_tiles = tiles >= MANY_TILES || by_tiles < by_groups;
  *slower = is_by_tiles ? by_tiles : by_groups;
  return is_by_tiles;
}

// Tiles a sweep: the copies of a sweep, and the sums of q output blocks, should stay in L2.
static int choose_sweep(const Node *n, const Target *target, Blocking b) {
  double tile = (double)sizeof(float) * (copy_of(n, target, b) + n->tile.cols * n->tile.q * target->lanes);
  int most = (int)(0.6 * target->l2 / tile), tiles = tiles_of(n);
  if (most < 1) most = 1;
  int sweeps = (tiles + most - 1) / most;
  return (tiles + sweeps - 1) / sweeps;
}

// Of two plans that take one thread about as long, the one that two threads share better.
static double cost_of(Node *n, const Target *target, Blocking b) {
  const double two_threads = 0.1;
  Tile *t = &n->tile;
  int most = pixels_of(n) < MAX_COLS ? pixels_of(n) : MAX_COLS;
  if (t->cols < 1 || t->cols > most || t->q < 1 || t->q > MAX_Q) return NO_PLAN;
  if (t->q > b.out_blocks || t->cols * t->q + 2 * t->q + 4 > target->registers) return NO_PLAN;
  int blocks = MOST_CHANNELS_A_CHUNK / target->lanes;
  size_t bytes = (size_t)(t->q * target->lanes * target->lanes) * sizeof(float), fit = 2 * (size_t)target->l1 / 3;
  if (fit > bytes * (size_t)blocks) fit = bytes * (size_t)blocks;
  if (!t->chunk) t->chunk = choose_chunk(b.in_blocks, bytes, fit);
  if (t->chunk < 1 || t->chunk > b.in_blocks || t->chunk > blocks) return NO_PLAN;
  if (!t->row_block) t->row_block = choose_sweep(n, target, b);
  if (t->row_block < 1 || t->row_block > tiles_of(n)) return NO_PLAN;
  t->rows = 1;
  t->threshold = false;
  int right = pixels_of(n) % t->cols, rest = b.out_blocks % t->q;
  double slower, cycles = b.out_blocks / t->q * area_cycles(n, target, b, t->q);
  if (rest) cycles += area_cycles(n, target, b, rest);
  cycles += pixels_of(n) / t->cols * copy_tile_cycles(n, b, t->cols);
  if (right) cycles += copy_tile_cycles(n, b, right);
  is_by_tiles(n, target, b, &slower);
  return cycles * (1 + two_threads * (slower - 1));
}

static double cost_pairs(Node *n, const Target *target, Blocking b, const Options *o) {
  return is_possible(n, target, o) ? cost_of(n, target, b) : NO_PLAN;
}

static double plan_pairs(Node *n, const Target *target, Blocking b, const Options *o) {
  double least = NO_PLAN;
  Tile best = {0};
  if (target->add <= 0 || !is_possible(n, target, o)) return NO_PLAN;
  for (int q = 1; q <= MAX_Q; q++)
    for (int pixels = 1; pixels <= MAX_COLS; pixels++) {
      n->tile = (Tile){.cols = pixels, .q = q};
      double cycles = cost_of(n, target, b);
      if (cycles < 0 || (least >= 0 && cycles >= least)) continue;
      least = cycles;
      best = n->tile;
    }
  n->tile = best;
  return least;
}

static const Knob pairs_knobs[] = {
  {"pixels", ATTR(tile.cols), 1, MAX_COLS},
  {"q", ATTR(tile.q), 1, MAX_Q},
  {"chunk", ATTR(tile.chunk), 1, 0},
  {"sweep", ATTR(tile.row_block), 1, 0},
  {0},
};

static char *describe_pairs(const Node *n) { return format("pairs %dx%d", n->tile.cols, n->tile.q); }

// The power of two that brings the mean square of the weights of output channel k next to 1.
static double scale_of(const Node *n, int k) {
  double square = 0;
  int channels = n->in[0]->shape.c;
  for (int c = 0; c < channels; c++) square += pow((double)weight_at(n, k, c, 0, 0), 2);
  return square > 0 ? exp2(-round(log2(square / channels) / 2)) : 1;
}

// [group of q blocks]{[q][lane] scales that take those of the weights back, [chunk]{[q][lane] what the products of the
// weights add up to, less, [input lane][q][lane]}}
static void pack_pairs(Node *n, const Target *target, Blocking b) {
  int lanes = target->lanes;
  Packer to = pack(n, target, weights_of(n, target, b));
  for (int first = 0; first < b.out_blocks; first += n->tile.q) {
    int q = first + n->tile.q <= b.out_blocks ? n->tile.q : b.out_blocks - first;
    double *scale = NEW_ARRAY(double, (size_t)(q * lanes));
    for (int lane = 0; lane < q * lanes; lane++) {
      scale[lane] = scale_of(n, first * lanes + lane);
      put_weight(&to, (float)(1 / scale[lane]));
    }
    for (int block = 0; block < b.in_blocks; block += n->tile.chunk) {
      int begin = block * lanes, end = begin + n->tile.chunk * lanes;
      if (end > b.in_blocks * lanes) end = b.in_blocks * lanes;
      for (int lane = 0; lane < q * lanes; lane++) {
        double sum = 0;
        for (int c = begin; c < end; c += 2)
          sum += (double)weight_at(n, first * lanes + lane, c, 0, 0) *
                 (double)weight_at(n, first * lanes + lane, c + 1, 0, 0);
        put_weight(&to, (float)(-sum * scale[lane] * scale[lane]));
      }
      for (int c = begin; c < end; c++)
        for (int lane = 0; lane < q * lanes; lane++)
          put_weight(&to, (float)(scale[lane] * (double)weight_at(n, first * lanes + lane, c, 0, 0)));
    }
  }
  n->scratch = (size_t)n->tile.row_block * (size_t)copy_of(n, target, b) * sizeof(float);
}

// Lines of the next weights that each turn of four channels asks for.
static int prefetch_of(const Node *n, const Target *target, Blocking b) {
  int lines = 4 * n->tile.q * target->lanes * (int)sizeof(float) / 64;
  int whole = pixels_of(n) / n->tile.cols, tiles = n->tile.row_block < whole ? n->tile.row_block : whole;
  return lines_asked_for(lines, tiles, weights_of(n, target, b));
}

// The copies take the input from block to block in steps of a plane, which no prefetcher of the CPU follows: where it
// does not stay in L1, that of the next tile is asked for: two threads take 0.83 of the time for ResNet-50 with it.
static int pixels_ahead(const Node *n, const Target *target, Blocking b) {
  double bytes = (double)plane_of(n->in[0]) * b.in_blocks * sizeof(float);
  return bytes > target->l1 ? n->tile.cols * n->stride.w : 0;
}

// What the inner loops of a layer are made for, and a name for the function that all layers alike in it share:
// "pairs_12x2_right4_prefetch1_then_relu".
static char *name_of(const Node *n, const Target *target, Blocking b) {
  const Tile *t = &n->tile;
  char *name = format("pairs_%dx%d", t->cols, t->q);
  if (pixels_of(n) % t->cols) name = format("%s_right%d", name, pixels_of(n) % t->cols);
  if (b.out_blocks % t->q) name = format("%s_rest%d", name, b.out_blocks % t->q);
  if (last_lanes(n, target) < target->lanes) name = format("%s_lanes%d", name, last_lanes(n, target));
  if (prefetch_of(n, target, b)) name = format("%s_prefetch%d", name, prefetch_of(n, target, b));
  if (pixels_ahead(n, target, b)) name = format("%s_ahead%d", name, pixels_ahead(n, target, b));
  if (n->prologue) name = format("%s_after%s", name, finish_name(n->prologue) + strlen("then"));
  return format("%s_%s", name, finish_name(n));
}

static void emit_pairs_shared(Out *o, const Node *n, const Target *target, Blocking b) {
  char *name = name_of(n, target, b);
  if (!is_new(o, name)) return;
  emit_head(o, name, "pairs", "float", "float *copies, ");
  out(o, "const struct pairs_tile t = {");
  out(o, ".pixels = %d, .q = %d, .right = %d, .rest = %d, .lanes = %d, .prefetch = %d, .ahead = %d,", n->tile.cols,
      n->tile.q, pixels_of(n) % n->tile.cols, b.out_blocks % n->tile.q, last_lanes(n, target),
      prefetch_of(n, target, b), pixels_ahead(n, target, b));
  out(o, "};");
  out(o, "conv_pairs(s, &t, x, w, bias, res, params, y, copies, %s, %s, part, parts);",
      n->prologue ? finish_name(n->prologue) : "keep", finish_name(n));
  out(o, "}\n");
}

static void emit_pairs(Out *o, const Node *n, const Target *target, Blocking b) {
  double slower;
  out(o, "static const struct pairs s = {");
  out(o, ".in_blocks = %d, .out_blocks = %d, .out_h = %d, .out_w = %d, .stride_h = %d, .stride_w = %d,", b.in_blocks,
      b.out_blocks, n->shape.h, n->shape.w, n->stride.h, n->stride.w);
  out(o, ".chunk = %d, .chunks = %d, .sweep = %d, .tile = %d, .by_tiles = %d,", n->tile.chunk, chunks_of(n, b),
      n->tile.row_block, copy_of(n, target, b), is_by_tiles(n, target, b, &slower));
  if (n->prologue) out(o, ".prologue = %zu, .vectors = %d,", n->prologue_at, n->prologue->step_vectors * target->lanes);
  out(o, "%s", strides_text(n, target));
  out(o, "};");
  emit_call(o, n, name_of(n, target, b), "scratch, ");
}

const Form form_pairs = {
  .name = "pairs",
  .plan = plan_pairs,
  .describe = describe_pairs,
  .pack = pack_pairs,
  .emit = emit_pairs,
  .emit_shared = emit_pairs_shared,
  .knobs = pairs_knobs,
  .cost = cost_pairs,
};
