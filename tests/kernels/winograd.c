// winograd.c - conv_winograd and conv_winograd_lanes against sums in double precision: every set of points down and
// across, every kind of tile (tall and low rows, wide and narrow columns, alone and together), every register tile with
// every remainder of the output blocks, with random bands, chunks, parts of the channels, groups, borders, prologues,
// endings and pools. See layer.h.
//
// The transforms round, so that a layer may have an error, see sides and near.h.
//
//   $ build/tests/winograd.avx2
//   F(2,3) 6.4e-08, F(4,3) 4.8e-07, …      the largest error where these are the most points
//
// Weights are packed from the description in compiler/winograd_code.c: [group of q blocks][channel][q][ky][kx][lane], or
// at the points, [group of q blocks][chunk][point down][channel][q][point across][lane].
// For conv_winograd_lanes they are as in runtime/kernels/grouped.h, and lanes beyond the channels come in as poison.
#include "near.h"

#include "runtime/kernels/winograd.h"
#include "runtime/kernels/winograd_lanes.h"

enum { X = 1, W, BIAS, RESIDUAL, PARAMS, SCRATCH }; // slots; 0 is the output

// A side of the tile. Those of 7 taps have the one tap on the other side. allowed: the error where this is the side of
// more points; the more points, the larger are the constants between them.
static const struct kind {
  const char *name;
  const struct side *side;
  double allowed;
} sides[] = {
  {"one tap", &one_tap, 0},
  {"F(2,2)", &f2_2, 5e-7},
  {"F(2,3)", &f2_3, 5e-7},
  {"F(3,3) by 2", &f3_3_step2, 5e-7},
  {"F(4,2)", &f4_2, 1e-6},
  {"F(2,4)", &f2_4, 1e-6},
  {"F(4,3) by 2", &f4_3_step2, 1e-6},
  {"F(4,3)", &f4_3, 1e-6},
  {"F(5,3) by 2", &f5_3_step2, 1.5e-6},
  {"F(2,5)", &f2_5, 1.5e-6},
  {"F(4,4)", &f4_4, 2.5e-6},
  {"F(4,5)", &f4_5, 3e-6},
  {"F(6,3)", &f6_3, 3e-6},
  {"F(4,7)", &f4_7, 2.5e-6},
};
enum { SIDES = sizeof sides / sizeof *sides, ONE_TAP = 0, FIRST = 1, LONGEST = SIDES - 1, MOST_SUMS = 28 };

static double worst[SIDES];

struct sizes {
  struct winograd s;
  int most, chains; // tiles in a register tile, and sums of each of their outputs
  int columns; // of a row of points, if the weights are transformed in registers
  const struct kind *down, *across;
  struct tensor in, out, res;
  int in_channels, out_channels, groups;
  int top, left, below, right; // padding of the convolution: within the border of in
  int prologue; // then the padding is no border of in
  int ending;
  int width; // of a group in the lanes; 0: not conv_winograd_lanes
  int held;  // channels, beyond which all lanes have the sum of the last one
  int pooled; // out has the largest value of each 2x2
  int by; // the dilation
  int apart_h, apart_w; // a stride that the sides do not have
  int parts_h, parts_w; // into which the kernel is cut
  int kernel_h, kernel_w;
  int h, w; // outputs: only with dilation fewer than the tiles have
  int at_points; // the weights
};

static int x[MOST_VALUES], w[MOST_VALUES], bias[MOST_VALUES], residual[MOST_VALUES], params[MOST_VALUES];
static int scale_shift[MOST_VALUES];

// ---- the definition -------------------------------------------------------------------------------------------------
// w is [out channel][input channel of the group][ky][kx].
static double sum_at(const struct sizes *c, int k, int row, int column) {
  const struct winograd *s = &c->s;
  int inputs = c->in_channels / c->groups, first = k / (c->out_channels / c->groups) * inputs;
  const int *tap = w + k * inputs * c->kernel_h * c->kernel_w;
  int stride_h = s->down->stride * c->apart_h, stride_w = s->across->stride * c->apart_w;
  double sum = bias[k];
  for (int i = first; i < first + inputs; i++)
    for (int ky = 0; ky < c->kernel_h; ky++)
      for (int kx = 0; kx < c->kernel_w; kx++, tap++) {
        int y = row * stride_h + ky * c->by - c->top, z = column * stride_w + kx * c->by - c->left;
        if (y < 0 || y >= c->in.h || z < 0 || z >= c->in.w) continue;
        int value = x[(i * c->in.h + y) * c->in.w + z];
        sum += (double)*tap * (c->prologue ? after_prologue(value, scale_shift, i, c->in_channels) : value);
      }
  return sum;
}

// Of a window of one output, or of 2x2.
static double value_at(const struct sizes *c, int k, int row, int column) {
  double largest = -HUGE_VAL;
  for (int y = row; y <= row + c->pooled; y++)
    for (int z = column; z <= column + c->pooled; z++) {
      int r = residual[(k * c->res.h + y) * c->res.w + z];
      double sum = sum_at(c, k < c->held ? k : c->held - 1, y, z);
      largest = fmax(largest, ending_of(c->ending, sum, r, params + k, c->out_channels));
    }
  return largest;
}

static void expect(const struct sizes *c) {
  double *to = exact;
  for (int k = 0; k < c->out_channels; k++)
    for (int y = 0; y < c->res.h; y += 1 + c->pooled)
      for (int z = 0; z < c->res.w; z += 1 + c->pooled) *to++ = value_at(c, k, y, z);
}

// ---- the buffers ----------------------------------------------------------------------------------------------------
static float *input, *biases, *other, *vectors;
static weight *weights;

// Where in a line of the kernel a tap of a phase is: the parts lie behind each other, and each of their taps is apart
// from the next.
static int in_line(int taps, int apart, int phase, int tap) { return (phase / apart * taps + tap) * apart + phase % apart; }

// Zero where it lies behind the kernel.
static int tap_at(const struct sizes *c, int k, int channel, int phase, int tap) {
  int across = c->apart_w * c->parts_w, taps_w = c->s.across->taps;
  int ky = in_line(c->s.down->taps, c->apart_h, phase / across, tap / taps_w);
  int kx = in_line(taps_w, c->apart_w, phase % across, tap % taps_w);
  int at = k * (c->in_channels / c->groups) + channel;
  return ky < c->kernel_h && kx < c->kernel_w ? w[(at * c->kernel_h + ky) * c->kernel_w + kx] : 0;
}

static void put_weights(const struct sizes *c, int side) {
  const struct winograd *s = &c->s;
  int taps = s->down->taps * s->across->taps, inputs = c->in_channels / c->groups * s->phases;
  weights = place_weights(W, (size_t)(c->out_channels * inputs * taps), side);
  weight *to = weights;
  for (int first = 0; first < s->out_blocks; first += s->q)
    for (int i = 0; i < inputs; i++)
      for (int block = first; block < first + s->q && block < s->out_blocks; block++)
        for (int tap = 0; tap < taps; tap++)
          for (int lane = 0; lane < VL; lane++) {
            int phase = i / s->in_lanes % s->phases, from = i / s->in_lanes / s->phases * s->in_lanes + i % s->in_lanes;
            if (c->width) from = (lane ^ i) % c->width;
            *to++ = weight_of(tap_at(c, block * VL + lane, from, phase, tap));
          }
}

// The polynomial that has the taps as coefficients, at a point of the side.
static double at_point(const int *taps, const struct side *s, int point) {
  const struct points *p = s->points;
  double at = !point ? 0 : (double)p->p[(point - 1) / 2] * (point % 2 ? 1 : -1), sum = 0;
  if (point > 2 * p->pairs) return taps[s->taps - 1];
  for (int i = s->taps - 1; i >= 0; i--) sum = sum * at + taps[i];
  return sum;
}

// Of a line of taps, which is down or across.
static void put_weights_at_points(const struct sizes *c, int side) {
  const struct winograd *s = &c->s;
  const struct side *line = s->down->taps > 1 ? s->down : s->across;
  int inputs = c->in_channels / c->groups, channels = s->chunk * s->in_lanes;
  int rows = s->down->points->count, columns = s->across->points->count;
  float *to = place(W, (size_t)(c->out_channels * inputs * s->stored), side);
  weights = (weight *)(void *)to;
  for (int first = 0; first < s->out_blocks; first += s->q)
    for (int chunk = 0; chunk < inputs; chunk += channels)
      for (int i = 0; i < rows; i++)
        for (int n = chunk; n < chunk + channels; n++)
          for (int block = first; block < first + s->q && block < s->out_blocks; block++)
            for (int j = 0; j < columns; j++)
              for (int lane = 0; lane < VL; lane++)
                *to++ = (float)at_point(w + ((block * VL + lane) * inputs + n) * line->taps, line, i + j);
}

static void put_inputs(void *sizes, int side) {
  const struct sizes *c = sizes;
  const struct ending *e = &endings[c->ending];
  struct padding pad = {c->top, c->left, c->below, c->right};
  if (c->prologue) pad = (struct padding){0};
  input = put_padded(X, &c->in, x, c->width ? c->held : c->in_channels, pad, 0, side);
  c->at_points ? put_weights_at_points(c, side) : put_weights(c, side);
  biases = place(BIAS, (size_t)(c->out_channels + (c->prologue ? 2 * c->in.blocks * VL : 0)), side);
  vectors = place(PARAMS, (size_t)(c->out_channels * e->vectors), side);
  other = place(RESIDUAL, e->adds ? floats_of(&c->res) : 0, side);
  if (e->adds) put(&c->res, other, residual, c->out_channels);
  put_per_channel(c->ending, c->out_channels, bias, params, biases, vectors);
  if (c->prologue) put_prologue(scale_shift, c->in_channels, biases + c->out_channels);
}

// Of all tiles.
static int height_of(const struct sizes *c) {
  return c->s.tall * c->down->side->tile + c->s.low * (c->down->side->tile - 1);
}

static int width_of(const struct sizes *c) {
  return c->s.wide * c->across->side->tile + c->s.narrow * (c->across->side->tile - 1);
}

// Whether tiles reach beyond the picture and its padding.
static int overhangs(const struct sizes *c) {
  int taps_h = c->s.down->taps * c->apart_h * c->parts_h, taps_w = c->s.across->taps * c->apart_w * c->parts_w;
  int lacks = c->kernel_h < taps_h || c->kernel_w < taps_w;
  return lacks || height_of(c) > c->h || width_of(c) > c->w;
}

// ---- the functions of a layer, of which the compiler makes one for each kind of layer --------------------------------
static const struct sizes *now;

static void inputs(const struct winograd *s, const struct band *band, const float *from, const float *p, float *v) {
  winograd_inputs(s, s->down, s->across, now->prologue || overhangs(now), now->by, now->apart_h, now->apart_w,
                  now->apart_w * now->parts_w, band, from, p, v, now->prologue ? then_scale_relu : keep);
}

static void outputs(const struct winograd *s, const struct band *band, int q, int block, const float *m, const float *b,
                    const float *r, const float *p, float *to) {
  winograd_outputs(s, s->down, s->across, now->pooled, now->by, band, q, block, m, b, r, p, to, endings[now->ending].finish);
}

static void all_weights(struct weights_to_come *next) {
  winograd_weights(now->s.down, now->s.across, 8, now->s.steady, next);
}

static void some_products(const struct winograd *s, int q, int begin, int end, int wide_end, int blocks, const float *v,
                          const float *u, float *m, int first, struct weights_to_come *next) {
  winograd_products(s, s->down, s->across, now->most, (2u << now->most) - 2, q, now->chains, s->in_lanes % 4 ? 1 : 4, 8,
                    s->steady, now->at_points ? 3 : 0, begin, end, wide_end, blocks, v, u, m, first, next);
}

static void products(const struct winograd *s, int begin, int end, int wide_end, int blocks, const float *v,
                     const float *u, float *m, int first, struct weights_to_come *next) {
  some_products(s, s->q, begin, end, wide_end, blocks, v, u, m, first, next);
}

static void rest_products(const struct winograd *s, int begin, int end, int wide_end, int blocks, const float *v,
                          const float *u, float *m, int first, struct weights_to_come *next) {
  some_products(s, s->out_blocks % s->q, begin, end, wide_end, blocks, v, u, m, first, next);
}

static void row(const struct winograd *s, int i, int blocks, const float *v, const weight *from, const weight *next,
                float *m, int first) {
  winograd_row(s, s->down, s->across, s->tall, s->low, s->wide, s->narrow, now->columns, 1 << 15, i, blocks, v, from,
               next, m, first);
}

static void set_functions(struct winograd *s, int in_registers, int at_points) {
  s->input = inputs;
  s->output = outputs;
  s->row = in_registers ? row : NULL;
  s->weights = in_registers || at_points ? NULL : all_weights;
  s->products[0] = in_registers ? NULL : products;
  s->products[1] = !in_registers && s->out_blocks % s->q ? rest_products : NULL;
}

static void lanes_row(const struct winograd *s, int low, int lanes, const float *from, const float *u, const float *b,
                      const float *r, const float *p, float *to) {
  winograd_lanes_row(s, now->s.down, now->s.across, now->width, low, lanes, from, u, b,
                     r, p, to, endings[now->ending].finish);
}

static size_t scratch_of(const struct sizes *c) {
  const struct winograd *s = &c->s;
  if (c->width) return (size_t)(s->down->points->count * s->across->points->count * c->width * VL);
  int v = s->v_all, groups = s->splits > 1 ? (s->out_blocks + s->q - 1) / s->q : 1, m = groups * s->q * s->tiles * s->m_tile;
  return (size_t)(v + m + (!s->weights ? 0 : 2 * winograd_values(s->across) * s->chunk * s->in_lanes * s->q * VL));
}

// Each part finds its scratch poisoned, on the side that the parts before it did not have.
static void run(void *sizes, float *buffer, int part, int parts) {
  const struct sizes *c = sizes;
  const struct ending *e = &endings[c->ending];
  const float *from = input + corner_of(&c->in) - (c->prologue ? 0 : c->top * c->s.in_row + c->left * VL);
  float *to = buffer + corner_of(&c->out), *scratch = place(SCRATCH, scratch_of(c), (part + parts) % 2);
  const float *r = e->adds ? other + corner_of(&c->res) : to, *p = e->vectors ? vectors : to;
  now = c;
  const struct winograd_lanes in_lanes = {.w = c->s, .channels = c->held, .row = lanes_row};
  if (c->width) conv_winograd_lanes(&in_lanes, from, weights, biases, r, p, to, scratch, part, parts);
  else conv_winograd(&c->s, from, weights, biases, r, p, to, scratch, part, parts);
}

// ---- one case -------------------------------------------------------------------------------------------------------
static void describe(const void *sizes, char text[1024]) {
  const struct sizes *c = sizes;
  const struct winograd *s = &c->s;
  snprintf(text, 1024,
           "%dx%dx%d -> %dx%dx%d, %s down, %s across, pad %d,%d, groups %d, tall %d, low %d, wide %d, narrow %d, "
           "kernel %dx%d, apart %d,%d, parts %d,%d, dilation %d, first sets %d,%d, bands %d, tiles %d, in_blocks %d, in_lanes %d, group_out %d, last %d, most %d, chains %d, columns %d, "
           "q %d, chunk %d, at_points %d, by_bands %d, by_chunks %d, splits %d, width %d, held %d, prologue %d, pooled %d, then %s",
           c->in_channels, c->in.h, c->in.w, c->out_channels, c->out.h, c->out.w, c->down->name, c->across->name,
           c->top, c->left, c->groups, s->tall, s->low, s->wide, s->narrow, c->kernel_h, c->kernel_w, c->apart_h, c->apart_w, c->parts_h, c->parts_w, c->by, s->first_down[0],
           s->first_across[0], s->bands, s->tiles, s->in_blocks,
           s->in_lanes, s->group_out, s->last, c->most, c->chains, c->columns, s->q, s->chunk, c->at_points,
           s->by_bands, s->by_chunks, s->splits, c->width, c->held, c->prologue, c->pooled, endings[c->ending].name);
}

static void check_case(int number, struct sizes *c) {
  struct layer layer = {
    c->width ? "conv_winograd_lanes" : "conv_winograd", c, put_inputs, run, first_result, floats_of(&c->out)};
  const struct kind *larger = c->down > c->across ? c->down : c->across;
  check_near(number, &layer, &c->out, c->out_channels, larger->allowed, &worst[larger - sides], describe);
}

// ---- random cases ---------------------------------------------------------------------------------------------------
static int share_of(int n, int i, int parts) { return n * (i + 1) / parts - n * i / parts; }

// Of the largest band.
static void count_tiles(struct winograd *s) {
  s->tiles = 0;
  for (int i = 0; i < s->bands; i++) {
    int rows = share_of(s->tall, i, s->bands) + share_of(s->low, i, s->bands), tiles = rows * (s->wide + s->narrow);
    if (tiles > s->tiles) s->tiles = tiles;
  }
}

static int divisor_of(int n) {
  int d = pick(1, n);
  while (n % d) d--;
  return d;
}

static int padding(int taps) { return pick(0, taps / 2); }

static void random_tensors(struct sizes *c) {
  struct winograd *s = &c->s;
  c->out_channels = s->out_blocks * VL;
  c->in_channels = s->in_blocks / s->phases * s->in_lanes * c->groups;
  c->out = random_borders(s->out_blocks, VL, c->h / (1 + c->pooled), c->w / (1 + c->pooled));
  c->res = random_borders(s->out_blocks, VL, c->h, c->w);
  int taps_h = (c->kernel_h - 1) * c->by + 1, taps_w = (c->kernel_w - 1) * c->by + 1;
  int in_h = (c->h - 1) * s->down->stride * c->apart_h + taps_h, in_w = (c->w - 1) * s->across->stride * c->apart_w + taps_w;
  c->top = padding(taps_h), c->below = in_h - c->top - taps_h / 2 > 0 ? padding(taps_h) : 0;
  c->left = padding(taps_w), c->right = in_w - c->left - taps_w / 2 > 0 ? padding(taps_w) : 0;
  c->in = random_borders(c->width ? s->out_blocks : s->in_blocks / s->phases * c->groups, VL, in_h - c->top - c->below, in_w - c->left - c->right);
  if (c->prologue) {
    s->in_h = c->in.h, s->in_w = c->in.w, s->top = c->top, s->left = c->left;
    s->vectors = c->out_channels;
    s->block_vectors = 2 * VL;
  } else {
    c->in.top += c->top, c->in.left += c->left, c->in.bottom += c->below, c->in.right += c->right;
    s->in_h = c->top + c->in.h + c->below, s->in_w = c->left + c->in.w + c->right;
  }
  s->out_h = c->h, s->out_w = c->w;
  s->in_row = row_of(&c->in), s->in_plane = plane_of(&c->in);
  s->out_row = row_of(&c->out), s->out_plane = plane_of(&c->out);
  s->res_row = endings[c->ending].adds ? row_of(&c->res) : 0;
  s->res_plane = endings[c->ending].adds ? plane_of(&c->res) : 0;
  s->params = endings[c->ending].vectors * VL;
}

static void random_values(const struct sizes *c) {
  int weights_count = c->out_channels * c->in_channels / c->groups * c->kernel_h * c->kernel_w;
  int outputs = c->out_channels * c->res.h * c->res.w, inputs = c->in_channels * c->in.h * c->in.w;
  if (inputs > MOST_VALUES || outputs > MOST_VALUES || weights_count > MOST_VALUES) abort();
  for (int i = 0; i < inputs; i++) x[i] = nonzero(1000);
  for (int i = 0; i < 2 * c->in_channels; i++) scale_shift[i] = nonzero(i < c->in_channels ? 3 : 1000);
  for (int i = 0; i < weights_count; i++) w[i] = nonzero(256);
  for (int i = 0; i < c->out_channels; i++) bias[i] = nonzero(1000000);
  for (int i = 0; i < 4 * c->out_channels; i++) params[i] = nonzero(3);
  for (int i = 0; i < outputs; i++) residual[i] = nonzero(1000000);
}

static void groups_in_lanes(struct sizes *c) {
  c->s.in_blocks = 1, c->s.in_lanes = c->width;
  c->groups = c->s.out_blocks * VL / c->width;
  c->held -= c->width * pick(0, VL / c->width - 1);
}

// With dilation the tiles of a side come in sets, of which the first ones may have others, or all that there are: fills
// `first`, and how many there are in all. Returns how many outputs they cover: set i has those that are i + a multiple
// of `by`.
static int random_sets(const struct side *side, int by, int *first, int *whole, int *rest) {
  int none = pick(0, 7) == 0, each = !none && *whole > 0, each_rest = !none && *rest > 0;
  first[0] = pick(none, by - 1), first[1] = (*whole > 0) + pick(0, 1), first[2] = *rest > 0;
  int extent = each * side->tile + each_rest * (side->tile - 1);
  int larger = first[1] * side->tile + first[2] * (side->tile - 1);
  *whole = first[0] * first[1] + (by - first[0]) * each, *rest = first[0] * first[2] + (by - first[0]) * each_rest;
  return larger > extent ? extent * by + first[0] : extent * by;
}

static void random_dilation(struct sizes *c) {
  struct winograd *s = &c->s;
  int dilated = c->down->side->stride * c->across->side->stride == 1 && pick(0, 5) == 0;
  if (!dilated) return;
  c->by = pick(2, 3);
  int h = random_sets(c->down->side, c->by, s->first_down, &s->tall, &s->low), most = 2 * c->by;
  int width = random_sets(c->across->side, c->by, s->first_across, &s->wide, &s->narrow);
  c->h = h - pick(0, h > most ? most : h - 1), c->w = width - pick(0, width > most ? most : width - 1);
}

// With a stride that is no side's, or a kernel in two parts; the last taps may lack.
static void random_phases_of(const struct side *side, int most, int by, int *apart, int *parts, int *kernel) {
  int can = side->taps < 5 && side->tile < 6 && side->stride == 1, how = can ? pick(0, 5) : 2;
  *apart = how == 0 && by == 1 ? pick(2, most) : 1;
  *parts = how == 1 && side->taps > 1 ? 2 : 1;
  *kernel = side->taps * *apart * *parts - pick(0, *apart > 1 ? *apart - 1 : *parts > 1 ? side->taps - 1 : 0);
}

static void random_phases(struct sizes *c) {
  random_phases_of(c->s.down, 3, c->by, &c->apart_h, &c->parts_h, &c->kernel_h);
  random_phases_of(c->s.across, c->apart_h > 1 ? 2 : 3, c->by, &c->apart_w, &c->parts_w, &c->kernel_w);
  c->s.phases = c->apart_h * c->apart_w * c->parts_h * c->parts_w;
}

static void no_phases(struct sizes *c) {
  c->apart_h = c->apart_w = c->parts_h = c->parts_w = c->s.phases = 1;
  c->kernel_h = c->s.down->taps, c->kernel_w = c->s.across->taps;
}

// The point sets, tile rows and columns and the register tile are given; out_blocks % q is more_q.
static void run_case(int number, struct sizes *c, int more_q) {
  struct winograd *s = &c->s;
  s->down = c->down->side, s->across = c->across->side;
  if (!c->by) c->by = 1, c->h = height_of(c), c->w = width_of(c);
  c->width ? no_phases(c) : random_phases(c);
  s->bands = c->columns ? 1 : pick(1, s->tall + s->low);
  s->group_out = s->out_blocks = more_q + s->q * pick(!more_q, s->q > 2 ? 1 : 2);
  s->in_blocks = pick(1, s->phases > 1 && VL > 8 ? 1 : 8 / VL + 2);
  s->in_lanes = s->in_blocks == 1 && !c->columns ? pick(1, VL) : VL;
  c->groups = !more_q && s->in_lanes == VL && s->phases <= 4 && pick(0, 1) ? pick(2, 3) : 1;
  s->out_blocks *= c->groups;
  c->held = s->out_blocks * VL;
  if (c->width) groups_in_lanes(c);
  s->out_width = c->groups > 1 ? s->group_out * VL : 1;
  s->in_width = s->in_blocks * VL;
  s->last = s->in_blocks * (c->groups - 1);
  int can_split = c->groups == 1 && !c->columns && !c->width && s->in_blocks % 2 == 0;
  s->splits = can_split ? pick(1, 2) : 1;
  s->in_blocks *= s->phases;
  s->chunk = divisor_of(s->in_blocks / s->splits);
  c->chains = 2 * c->most * s->q <= MOST_SUMS ? pick(1, 2) : 1;
  s->by_bands = pick(0, 1);
  s->by_chunks = pick(0, 1);
  c->ending = pick(0, ENDINGS - 1);
  c->prologue = c->groups == 1 && !c->width && pick(0, 1);
  int even = s->down->tile % 2 == 0 && s->across->tile % 2 == 0;
  c->pooled = even && c->by == 1 && !s->low && !s->narrow && !c->width && pick(0, 1);
  count_tiles(s);
  int points = s->down->points->count * s->across->points->count, gap = pick(0, 2);
  int lines = winograd_line(s->down, s->down->points->count) * winograd_line(s->across, s->across->points->count);
  s->v_block = (s->tiles * (c->columns ? lines : 1) + gap) * VL;
  s->v_point = (c->columns ? s->tiles : s->in_blocks * (s->tiles + gap) + pick(0, 2)) * VL;
  s->v_all = c->columns ? s->in_blocks * s->v_block : lines * s->v_point; // enough for a part of the blocks
  s->m_tile = (points + pick(0, 2)) * VL;
  int is_line = s->down == &one_tap || s->across == &one_tap, plain = s->down->stride * s->across->stride == 1;
  c->at_points = sizeof(weight) == sizeof(float) && is_line && plain && s->phases == 1 && !c->columns && !c->width && pick(0, 1);
  s->stored = c->at_points ? points : s->down->taps * s->across->taps;
  set_functions(s, c->columns > 0, c->at_points);
  random_tensors(c);
  for (int tries = 0; tries < 20; tries++) {
    random_values(c);
    expect(c);
    if (!has_zeros(c->out_channels * c->out.h * c->out.w)) break;
  }
  check_case(number, c);
}

// kinds: bit 0 for whole tiles, bit 1 for those without their first output.
static void some_tiles(int kinds, int most, int *whole, int *rest) {
  *whole = kinds & 1 ? pick(1, most) : 0;
  *rest = kinds & 2 ? pick(1, most) : 0;
}

static void run_kinds(int number, int down, int across, int kinds_h, int kinds_w) {
  struct sizes c = {.down = &sides[down], .across = &sides[across]};
  struct winograd *s = &c.s;
  some_tiles(kinds_h, 3, &s->tall, &s->low);
  some_tiles(kinds_w, 3, &s->wide, &s->narrow);
  random_dilation(&c);
  s->q = pick(1, VL > 8 ? 2 : 4);
  c.most = pick(1, 28 / s->q < 14 ? 28 / s->q : 14);
  run_case(number, &c, pick(0, s->q - 1));
}

// A width of every power of two that divides VL; the last block may be part full of groups.
static void run_in_lanes(int number, int down, int across, int kinds_h, int kinds_w) {
  struct sizes c = {.down = &sides[down], .across = &sides[across], .most = 1, .s.q = 1};
  int doublings = 0;
  while (2 << doublings <= VL) doublings++;
  c.width = 1 << pick(0, doublings);
  some_tiles(kinds_h, 3, &c.s.tall, &c.s.low);
  some_tiles(kinds_w, 3, &c.s.wide, &c.s.narrow);
  run_case(number, &c, 0);
}

// At most nine tiles, with weights in registers.
static void run_columns(int number, int down, int across, int kinds_h, int kinds_w) {
  struct sizes c = {.down = &sides[down], .across = &sides[across], .most = 1, .s.q = 1};
  some_tiles(kinds_h, kinds_h == 3 ? 1 : 3, &c.s.tall, &c.s.low);
  some_tiles(kinds_w, kinds_w == 3 ? 1 : 3, &c.s.wide, &c.s.narrow);
  c.columns = pick(1, c.across->side->points->count);
  run_case(number, &c, 0);
}

// One band in which each point that has any products has `size` tiles.
static void run_register_tile(int number, int most, int q, int size, int more_q) {
  int side = pick(FIRST, LONGEST), down = pick(0, 1);
  struct sizes c = {.down = &sides[down ? side : ONE_TAP], .across = &sides[down ? ONE_TAP : side]};
  struct winograd *s = &c.s;
  s->q = q, c.most = most;
  s->tall = down || size % 2 ? 1 : 2;
  s->wide = size / s->tall;
  run_case(number, &c, more_q);
}

static int has_kinds(int side, int kinds) { return side != ONE_TAP || kinds == 1; }

int main(int argc, char **argv) {
  enum { MOST_TILES = 14 };
  int number = 0;
  make_slots();
  for (int down = 0; down < SIDES; down++)
    for (int across = 0; across < SIDES; across++)
      for (int i = 0; i < 9; i++) {
        int h = i / 3 + 1, width = i % 3 + 1, longest = down == LONGEST || across == LONGEST;
        if (down + across == ONE_TAP || (longest && down && across)) continue;
        if (!has_kinds(down, h) || !has_kinds(across, width)) continue;
        if (begin_case(++number, argc, argv)) run_kinds(number, down, across, h, width);
        int steps = sides[down].side->stride + sides[across].side->stride > 2;
        if (!steps && begin_case(++number, argc, argv)) run_in_lanes(number, down, across, h, width);
        if (begin_case(++number, argc, argv)) run_columns(number, down, across, h, width);
      }
  for (int q = 1; q <= 4; q++)
    for (int most = 1; most <= MOST_TILES && most * q <= MOST_SUMS; most++)
      for (int size = 1; size <= most; size++)
        for (int more_q = 0; more_q < q; more_q++)
          if (begin_case(++number, argc, argv)) run_register_tile(number, most, q, size, more_q);
  for (int i = FIRST; i < SIDES; i++) printf("%s %.2g%s", sides[i].name, worst[i], i + 1 < SIDES ? ", " : "\n");
  return end();
}
