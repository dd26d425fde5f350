// conv_direct.c - direct convolution (runtime/kernels/conv.h): its register tile, how the weights are cut into chunks
// and the rows into sweeps, and the order of the packed weights. Depthwise has a kernel of its own.
#include "conv_forms.h"

#include <string.h>

// Each multiply-add loads its input, so that tiles of several rows whose inputs serve all taps of a row of the kernel
// (conv_grouped.c) take 0.7 of the time; this is for kernels that are too wide for them, and for single lanes.
static double cost_depthwise(Node *n, const Target *target, Blocking b, const Options *o) {
  enum { SLOWER = 3 }; // than the multiply-adds alone would be
  (void)o;
  int cols = n->tile.cols;
  if (!b.depthwise || cols < 1 || cols > n->shape.w || cols > target->registers - 2) return NO_PLAN;
  n->tile = (Tile){.rows = 1, .cols = cols, .q = 1};
  return (double)SLOWER * b.out_blocks * n->shape.h * n->shape.w * n->kernel.h * n->kernel.w / target->fma;
}

static double plan_depthwise(Node *n, const Target *target, Blocking b, const Options *o) {
  int most = target->registers - 2;
  if (!b.depthwise) return NO_PLAN;
  n->tile.cols = n->shape.w < most ? n->shape.w : most;
  return cost_depthwise(n, target, b, o);
}

static const Knob depthwise_knobs[] = {{"cols", ATTR(tile.cols), 1, 30}, {0}};

// [block][ky][kx][lane]
static void pack_depthwise(Node *n, const Target *target, Blocking b) {
  int lanes = target->lanes, taps = n->kernel.h * n->kernel.w;
  Packer to = pack(n, target, (size_t)(b.out_blocks * lanes) * (size_t)taps);
  for (int block = 0; block < b.out_blocks; block++)
    for (int tap = 0; tap < taps; tap++)
      for (int lane = 0; lane < lanes; lane++)
        put_weight(&to, n->param[WEIGHT]->data[channel_at(n, block * lanes + lane) * taps + tap]);
}

static char *describe_depthwise(const Node *n) { return format("depthwise 1x%d", n->tile.cols); }

// Rows a sweep: the weights are read once a sweep. If a sweep's rows of the input and of q output blocks, whose sums
// wait there from chunk to chunk, stay in L2, the input is read once, else once a group of q blocks, and the sums with
// it: a 3x3 on 64 channels of 56x56 takes 3 times as long if they do not.
static int choose_rows(const Node *n, const Target *target, Blocking b, size_t weight_bytes) {
  double least = -1, in_row = (double)row_of(n->in[0]) * sizeof(float) * b.in_blocks;
  double out_row = (double)row_of(n) * sizeof(float) * n->tile.q;
  int best = n->shape.h, groups = (b.group_out + n->tile.q - 1) / n->tile.q;
  int chunks = (b.in_blocks + n->tile.chunk - 1) / n->tile.chunk;
  for (int rows = n->tile.rows; rows < n->shape.h + n->tile.rows; rows += n->tile.rows) {
    int sweeps = (n->shape.h + rows - 1) / rows;
    double input = in_row * (rows * n->stride.h + n->kernel.h - 1), sums = chunks > 1 ? out_row * rows : 0;
    bool stays = input + sums <= 0.75 * target->l2;
    double traffic = stays ? input : groups * (input + 2.0 * (chunks - 1) * sums);
    traffic = sweeps * ((double)weight_bytes + traffic);
    if (least >= 0 && traffic >= least) continue;
    least = traffic;
    best = rows;
  }
  return best < n->shape.h ? best : n->shape.h;
}

// Weights that an input block gives an output block.
static size_t values_of(const Node *n, const Target *target, Blocking b) {
  return (size_t)(n->kernel.h * n->kernel.w) * (size_t)b.in_lanes * (size_t)target->lanes;
}

static size_t packed_bytes(const Node *n, const Target *target, Blocking b) {
  return values_of(n, target, b) * (size_t)b.in_blocks * (size_t)b.out_blocks * weight_size(n);
}

// Input channels of the last of several blocks, in whole turns of the innermost loop, if they are fewer than the others
// have and there is one tap, else 0: products with pad lanes are left out. 24 channels of 56x56 to 144 take 0.88 of the
// time.
static int fewer_of(const Node *n, Blocking b) {
  int channels = n->in[0]->shape.c, turn = unroll_of(b), rest = channels % b.in_lanes;
  bool counts = n->groups == 1 && b.in_blocks > 1 && n->kernel.h * n->kernel.w == 1;
  int rounded = (rest + turn - 1) / turn * turn;
  return counts && rest && rounded < b.in_lanes ? rounded : 0;
}

// How often a tile's sums are loaded and stored, by the cost model: with each input block, but the few blocks of one
// channel that a planar picture has are one chunk.
static int passes_of(const Node *n, Blocking b) {
  return n->kernel.h * n->kernel.w > 1 && b.in_lanes > 1 ? b.in_blocks : 1;
}

// A 1x1 with many weights reads them once, and its input, which is asked for ahead, once a group: at 1024 channels of
// 14x14 and of 7x7 two sweeps take 1.1 to 1.4 times as long.
static bool reads_once(const Node *n, const Target *target, Blocking b) {
  return n->kernel.h * n->kernel.w == 1 && packed_bytes(n, target, b) >= (size_t)target->l2 / 4;
}

// With a stride the CPU reads the lines between those that a 1x1 wants too, and where all that does not stay in L2,
// each line is awaited. On Emerald Rapids 256 channels of 56x56 take 1.64 ms with tiles of two blocks, 1.26 with four.
static Pass pass_of(const Node *n, const Target *target, Blocking b) {
  int fewer = fewer_of(n, b), left_out = fewer ? b.in_lanes - fewer : 0;
  double channels = (b.in_blocks * b.in_lanes - left_out) * share_of_inputs(n, b) / passes_of(n, b);
  double input = (double)plane_of(n->in[0]) * sizeof(float) * b.in_blocks;
  bool waits = n->stride.w > 1 && reads_once(n, target, b) && input > target->l2;
  double wait = waits ? channels * sizeof(float) * wait_for_l3(target) : 0;
  return (Pass){n->kernel.h * n->kernel.w * channels, wait, target->q};
}

// Cycles that weights are waited for which come from L3 and serve few tiles: 512 channels of 8x8 to 1024 of 4x4 by 4x4
// taps, 34 MB, take 2.8 ms, their products 1.5 (Emerald Rapids).
static double weight_wait(const Node *n, const Target *target, Blocking b) {
  enum { FEW_TILES = 4 };
  const Tile *t = &n->tile;
  int tiles = ((n->shape.h + t->rows - 1) / t->rows) * ((n->shape.w + t->cols - 1) / t->cols);
  bool waits = n->kernel.h * n->kernel.w > 1 && tiles <= FEW_TILES;
  return waits ? (double)packed_bytes(n, target, b) * wait_for_l3(target) : 0;
}

int choose_chunk(int blocks, size_t bytes_a_block, size_t limit) {
  int most = limit > bytes_a_block ? (int)(limit / bytes_a_block) : 1, chunks = (blocks + most - 1) / most;
  return (blocks + chunks - 1) / chunks;
}

// The better way to treat a prologue, with the tile as it is; what it adds to the cycles of a pass.
static double choose_threshold(Node *n, const Target *target, Blocking b, double cycles) {
  Tile cut = n->tile;
  cut.threshold = true;
  n->tile.threshold = false;
  if (!n->prologue) return 0;
  double copied = copy_cycles(n) / passes_of(n, b), compared = NO_PLAN;
  if (can_be_threshold(n))
    compared = layer_cycles(target, n->shape, b.out_blocks, b.group_out, cut, pass_of(n, target, b)) - cycles;
  n->tile.threshold = compared >= 0 && compared < copied;
  return n->tile.threshold ? compared : copied;
}

// The kernel takes any tile whose sums fit the registers, any chunk of the input blocks, and sweeps of whole rows of
// tiles or one of all rows.
static double cost_direct(Node *n, const Target *target, Blocking b, const Options *o) {
  (void)o;
  Tile *t = &n->tile;
  t->threshold = false;
  double cycles = layer_cycles(target, n->shape, b.out_blocks, b.group_out, *t, pass_of(n, target, b));
  size_t values = values_of(n, target, b);
  if (b.depthwise || n->buffer->planar || cycles < 0) return NO_PLAN;
  cycles += choose_threshold(n, target, b, cycles);
  // The input that passes by the weights needs the other half of L1. With 5/8 of it for the weights a 3x3 on 256
  // channels of 56x56 runs at half the speed.
  if (!t->chunk) t->chunk = choose_chunk(b.in_blocks, values * (size_t)t->q * weight_size(n), (size_t)target->l1 / 2);
  if (t->chunk < 0 || t->chunk > b.in_blocks) return NO_PLAN;
  size_t bytes = packed_bytes(n, target, b);
  if (!t->row_block) t->row_block = reads_once(n, target, b) ? n->shape.h : choose_rows(n, target, b, bytes);
  if (t->row_block < 0 || t->row_block > n->shape.h) return NO_PLAN;
  if (t->row_block % t->rows && t->row_block != n->shape.h) return NO_PLAN;
  return cycles * passes_of(n, b) + weight_wait(n, target, b);
}

static double plan_direct(Node *n, const Target *target, Blocking b, const Options *o) {
  double least = NO_PLAN;
  Tile best = {0};
  for (int threshold = 0; threshold <= (n->prologue != NULL); threshold++) {
    n->tile = choose_tile(target, n->shape, b.out_blocks, b.group_out, threshold, pass_of(n, target, b));
    double cycles = cost_direct(n, target, b, o);
    if (cycles < 0 || (least >= 0 && cycles >= least)) continue;
    least = cycles;
    best = n->tile;
  }
  n->tile = best;
  return least;
}

static const Knob direct_knobs[] = {
  {"rows", ATTR(tile.rows), 1, MAX_ROWS}, {"cols", ATTR(tile.cols), 1, MAX_COLS}, {"q", ATTR(tile.q), 1, MAX_Q},
  {"chunk", ATTR(tile.chunk), 1, 0},      {"sweep", ATTR(tile.row_block), 1, 0},  {0},
};

// What the shifts of a threshold add to output channel k.
static double shift_at(const Node *n, int k) {
  double sum = 0;
  for (int c = 0; c < n->in[0]->shape.c; c++)
    for (int ky = 0; ky < n->kernel.h; ky++)
      for (int kx = 0; kx < n->kernel.w; kx++) sum += (double)weight_at(n, k, c, ky, kx) * threshold_shift(n, c);
  return sum;
}

static float scaled_weight(const Node *n, int k, int c, int ky, int kx) {
  double scale = is_threshold(n) && c < n->in[0]->shape.c ? threshold_scale(n, c) : 1;
  return (float)(scale * (double)weight_at(n, k, c, ky, kx));
}

// [group of q blocks][input block][ky][kx][input lane][q][lane]
static void pack_direct(Node *n, const Target *target, Blocking b) {
  int lanes = target->lanes, in_lanes = n->in[0]->buffer->lanes;
  Packer to = pack(n, target, values_of(n, target, b) * (size_t)b.in_blocks * (size_t)b.out_blocks);
  for (int first = 0; first < b.out_blocks; first += n->tile.q) {
    int q = first + n->tile.q <= b.out_blocks ? n->tile.q : b.out_blocks - first;
    int in_first = first_input(n, b, first);
    for (int block = in_first; block < in_first + b.in_blocks; block++)
      for (int ky = 0; ky < n->kernel.h; ky++)
        for (int kx = 0; kx < n->kernel.w; kx++)
          for (int i = 0; i < b.in_lanes; i++)
            for (int lane = 0; lane < q * lanes; lane++)
              put_weight(&to, scaled_weight(n, first * lanes + lane, block * in_lanes + i, ky, kx));
  }
  for (int k = 0; k < b.out_blocks * lanes && is_threshold(n); k++) {
    float *bias = n->packed + n->bias_at + k;
    *bias = (float)((double)*bias + shift_at(n, channel_at(n, k)));
  }
  if (is_copied(n)) n->scratch = (size_t)(blocks_of(n->in[0]) * copy_plane(n)) * sizeof(float);
}

static char *describe_direct(const Node *n) {
  const Tile *t = &n->tile;
  return format("direct %dx%dx%d%s", t->rows, t->cols, t->q, t->threshold ? ", threshold" : "");
}

// Input channels a turn of the innermost loop. One where weights have to be widened: Clang does that for the next
// channel ahead of time and runs out of registers, which takes up to 1.7 times as long.
static int turn_of(const Node *n, Blocking b) { return n->weight_type == DTYPE_F32 ? unroll_of(b) : 1; }

// Where the tiles are few 2^12 weights are worth it: DenseNet-121 takes 0.93 of the time with it on Emerald Rapids,
// 0.96 on Zen 5, GoogLeNet 0.96 and 0.98; but 64 channels of 56x56 to 256, with 392 tiles, 1.07 on Emerald Rapids.
int lines_asked_for(int lines, int tiles, size_t weights) {
  enum { WORTH_IT = 1 << 17, WORTH_IT_FOR_FEW_TILES = 1 << 12, FEW_TILES = 128 };
  size_t least = tiles <= FEW_TILES ? WORTH_IT_FOR_FEW_TILES : WORTH_IT;
  return weights < least || !tiles ? 0 : (lines + tiles - 1) / tiles;
}

// Of the next chunk, and with turns of one channel those of the chunks behind it: where one sweep covers the picture.
static int prefetch_lines(const Node *n, const Target *target, Blocking b) {
  int tiles = ((n->shape.h + n->tile.rows - 1) / n->tile.rows) * (n->shape.w / n->tile.cols);
  int lines = (turn_of(n, b) * n->tile.q * target->lanes * (int)weight_size(n) + 63) / 64;
  size_t weights = values_of(n, target, b) * (size_t)b.in_blocks * (size_t)b.out_blocks;
  return n->tile.row_block < n->shape.h ? 0 : lines_asked_for(lines, tiles, weights);
}

// A 1x1 goes from block to block in steps of a plane, which no prefetcher of the CPU follows: where the input does not
// stay in L2, it is asked for so many blocks ahead. 256 channels of 56x56 take 0.72 of the time.
static int blocks_ahead(const Node *n, const Target *target, Blocking b) {
  enum { AHEAD = 4 };
  double bytes = (double)(is_copied(n) ? copy_plane(n) : plane_of(n->in[0])) * b.in_blocks * sizeof(float);
  bool plain = n->kernel.h * n->kernel.w == 1 && n->stride.h == 1 && n->stride.w == 1;
  return plain && bytes > target->l2 / 2 ? AHEAD : 0;
}

// Threads share the rows where there are some for each, otherwise the groups of output blocks, which each reads all of
// the input for: a 1x1 of 768 channels of 17x17, which both have written, takes two threads 0.29 ms instead of 0.35.
static bool is_by_rows(const Node *n, Blocking b) {
  enum { MANY_ROWS = 14, FEW_GROUPS = 4 };
  int groups = (b.out_blocks + n->tile.q - 1) / n->tile.q;
  return n->shape.h >= MANY_ROWS || (groups < FEW_GROUPS && n->shape.h > n->tile.rows);
}

static void emit_sizes(Out *o, const Node *n, const Target *target, Blocking b) {
  bool differ = share_of_inputs(n, b) < 1 && !b.depthwise;
  char *inputs = "";
  for (int block = 0; block < b.out_blocks && differ; block += b.group_out)
    inputs = format("%s%s%d", inputs, block ? ", " : "", count_inputs(n, b, block));
  if (differ) out(o, "static const int inputs[] = {%s};", inputs);
  out(o, "%sconst struct conv s = {", b.depthwise ? "" : "static ");
  out(o, ".kernel_h = %d, .kernel_w = %d, .stride_h = %d, .stride_w = %d, .dilation_h = %d, .dilation_w = %d,",
      n->kernel.h, n->kernel.w, n->stride.h, n->stride.w, n->dilation.h, n->dilation.w);
  out(o, ".in_blocks = %d, .pixel = %d, .out_blocks = %d, .out_h = %d, .out_w = %d, %s", b.in_blocks,
      n->in[0]->buffer->lanes, b.out_blocks, n->shape.h, n->shape.w, groups_text(n, b));
  char *loops = format(".cols = %d,", n->tile.cols);
  if (!b.depthwise)
    loops = format(".chunk = %d, .row_block = %d, .by_rows = %d,", n->tile.chunk, n->tile.row_block, is_by_rows(n, b));
  if (differ) loops = format("%s .inputs = inputs,", loops);
  if (is_threshold(n)) loops = format("%s .thresholds = %zu,", loops, n->prologue_at);
  out(o, "%s %s", loops, strides_text(n, target));
  out(o, "};");
}

// What the inner loops of a layer are made for, as fields of struct conv_tile, and as a name for the function that all
// layers alike in it share: "conv3x3_1x14x2_right4_step16_lanes16_then_relu".
typedef struct {
  char *fields, *name;
} Inner;

static void add_field(Inner *inner, const char *field, int value) {
  inner->fields = format("%s, .%s = %d", inner->fields, field, value);
  inner->name = format("%s_%s%d", inner->name, field, value);
}

static Inner inner_of(const Node *n, const Target *target, Blocking b) {
  const Tile *t = &n->tile;
  int below = n->shape.h % t->rows, right = n->shape.w % t->cols, rest = b.out_blocks % t->q;
  int lines = prefetch_lines(n, target, b), ahead = blocks_ahead(n, target, b);
  Inner inner = {
    format(".rows = %d, .cols = %d, .q = %d, .kernel_h = %d, .kernel_w = %d, .unroll = %d", t->rows, t->cols, t->q,
           n->kernel.h, n->kernel.w, turn_of(n, b)),
    format("conv%dx%d_%dx%dx%d", n->kernel.h, n->kernel.w, t->rows, t->cols, t->q),
  };
  if (below) add_field(&inner, "below", below);
  if (right) add_field(&inner, "right", right);
  if (rest) add_field(&inner, "rest", rest);
  add_field(&inner, "step", n->stride.w * n->in[0]->buffer->lanes);
  add_field(&inner, "lanes", b.in_lanes);
  if (fewer_of(n, b)) add_field(&inner, "fewer", fewer_of(n, b));
  if (lines) add_field(&inner, "prefetch", lines);
  if (ahead) add_field(&inner, "ahead", ahead);
  if (is_threshold(n)) add_field(&inner, "threshold", 1);
  if (is_copied(n)) inner.name = format("%s_after%s", inner.name, finish_name(n->prologue) + strlen("then"));
  inner.name = format("%s_%s", inner.name, finish_name(n));
  return inner;
}

static void emit_direct_shared(Out *o, const Node *n, const Target *target, Blocking b) {
  Inner inner = inner_of(n, target, b);
  bool copied = is_copied(n);
  const char *prologue = copied ? "const struct prologue *p, " : "", *copy = copied ? "float *copy, " : "";
  if (!is_new(o, inner.name)) return;
  out(o, "SHARED void %s(const struct conv *s, %sconst float *x, const weight *w, const float *bias,", inner.name,
      prologue);
  out(o, "%*s const float *res, const float *params, float *y, %sint part, int parts) {", (int)strlen(inner.name) + 12,
      "", copy);
  out(o, "const struct conv_tile t = {%s};", inner.fields);
  if (copied)
    out(o, "conv_direct_copied(s, &t, p, x, w, bias, res, params, y, copy, %s, %s, part, parts);",
        finish_name(n->prologue), finish_name(n));
  else out(o, "conv_direct(s, &t, x, w, bias, res, params, y, %s, part, parts);", finish_name(n));
  out(o, "}\n");
}

static void emit_direct(Out *o, const Node *n, const Target *target, Blocking b) {
  if (is_copied(n)) emit_prologue(o, n, target);
  emit_sizes(o, n, target, b);
  emit_call(o, n, inner_of(n, target, b).name, is_copied(n) ? "scratch, " : "");
}

static void emit_depthwise(Out *o, const Node *n, const Target *target, Blocking b) {
  emit_sizes(o, n, target, b);
  emit_call(o, n, "conv_depthwise", format("%s, ", finish_name(n)));
}

const Form form_direct = {
  .name = "direct",
  .plan = plan_direct,
  .describe = describe_direct,
  .pack = pack_direct,
  .emit = emit_direct,
  .emit_shared = emit_direct_shared,
  .knobs = direct_knobs,
  .cost = cost_direct,
};

const Form form_depthwise = {
  .name = "depthwise",
  .plan = plan_depthwise,
  .describe = describe_depthwise,
  .pack = pack_depthwise,
  .emit = emit_depthwise,
  .knobs = depthwise_knobs,
  .cost = cost_depthwise,
};
