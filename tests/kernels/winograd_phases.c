// winograd_phases.c - conv_phases against sums in double precision: every stride, every number of taps that a phase can
// have and of phases with a tap less, every remainder of the row's last tile; every register tile with every remainder
// of the output blocks; with random rows, bands, channels, paddings and endings, half of them with a max pool of random
// windows behind. See near.h.
//
// The kernel pads the picture itself: around it lies poison.
//
//   $ build/tests/winograd_phases.avx2
//   2 taps 2.5e-07, 3 taps 4.8e-07, …      the largest error
//
// Weights are packed from the description in runtime/kernels/winograd_phases.h.
#include "near.h"

#include "runtime/kernels/winograd.h"
#include "runtime/kernels/winograd_phases.h"

enum { X = 1, W, BIAS, RESIDUAL, PARAMS, SCRATCH }; // slots; 0 is the output
enum { FEWEST_TAPS = 2, MOST_TAPS = 6, MOST_STRIDE = 4, TILE = 4 };

// F(4, taps), and the error that is allowed.
static const struct {
  const struct points *points;
  double allowed;
} sets[MOST_TAPS + 1] = {
  [2] = {&points5, 1e-6}, {&points6, 1e-6}, {&points7, 1.5e-6}, {&points8, 2e-6}, {&points9, 3e-6}};

static double worst[MOST_TAPS + 1];

struct sizes {
  struct phases s;
  int taps, kernel_w;
  struct tensor in, out, res; // out: what is written; res: has the sizes of the convolution's result
  int out_channels, ending;
};

static double values[MOST_VALUES];
static int x[MOST_VALUES], w[MOST_VALUES], bias[MOST_VALUES], residual[MOST_VALUES], params[MOST_VALUES];

// ---- the definition -------------------------------------------------------------------------------------------------
// w is [out channel][ky][channel][kx].
static double sum_at(const struct sizes *c, int k, int row, int column) {
  const struct phases *s = &c->s;
  const int *tap = w + k * s->kernel_h * s->channels * c->kernel_w;
  double sum = bias[k];
  for (int ky = 0; ky < s->kernel_h; ky++)
    for (int i = 0; i < s->channels; i++)
      for (int kx = 0; kx < c->kernel_w; kx++, tap++) {
        int y = row * s->stride_h + ky - s->top, z = column * c->s.stride_w + kx - s->left;
        if (y >= 0 && y < c->in.h && z >= 0 && z < c->in.w) sum += (double)*tap * x[(i * c->in.h + y) * c->in.w + z];
      }
  return sum;
}

static double largest(const struct sizes *c, const double *plane, int row, int column) {
  double best = -HUGE_VAL;
  int top = row * c->s.pool.stride_h - c->s.pool.top, left = column * c->s.pool.stride_w - c->s.pool.left;
  for (int y = top; y < top + c->s.pool.kernel_h; y++)
    for (int z = left; z < left + c->s.pool.kernel_w; z++)
      if (y >= 0 && y < c->s.out_h && z >= 0 && z < c->s.out_w) best = fmax(best, plane[y * c->s.out_w + z]);
  return best;
}

static void expect(const struct sizes *c) {
  int size = c->s.out_h * c->s.out_w, pooled = c->out.h * c->out.w;
  for (int k = 0; k < c->out_channels; k++) {
    double *plane = values + k * size;
    for (int i = 0; i < size; i++)
      plane[i] = ending_of(c->ending, sum_at(c, k, i / c->s.out_w, i % c->s.out_w), residual[k * size + i], params + k,
                           c->out_channels);
    for (int i = 0; i < pooled; i++)
      exact[k * pooled + i] = c->s.pool.kernel_h ? largest(c, plane, i / c->out.w, i % c->out.w) : plane[i];
  }
}

// ---- the buffers ----------------------------------------------------------------------------------------------------
static float *input, *weights, *biases, *other, *vectors;

// The taps of a phase at point k, by Horner's rule from the last one; i: [ky][channel].
static float at_point(const struct sizes *c, int k, int channel, int i, int phase) {
  const struct phases *s = &c->s;
  const int *tap = w + (channel * s->kernel_h * s->channels + i) * c->kernel_w + phase - s->zeros;
  int pair = (k - 1) / 2, first = phase < s->zeros;
  double sum = tap[(c->taps - 1) * s->stride_w], p = 0;
  if (k > 2 * s->points->pairs) return (float)sum;
  if (k) p = (k % 2 ? 1 : -1) * (double)s->points->p[pair];
  for (int j = c->taps - 2; j >= 0; j--) sum = sum * p + (j >= first ? tap[j * s->stride_w] : 0);
  return (float)sum;
}

static void put_weights(const struct sizes *c, int side) {
  const struct phases *s = &c->s;
  int lines = s->kernel_h * s->channels;
  weights = place(W, (size_t)(c->out_channels * lines * (s->points->count * s->stride_w - s->zeros)), side);
  float *to = weights;
  for (int first = 0; first < s->out_blocks; first += s->q)
    for (int k = 0; k < s->points->count; k++)
      for (int i = 0; i < lines; i++)
        for (int phase = k ? 0 : s->zeros; phase < s->stride_w; phase++)
          for (int n = first * VL; n < (first + s->q) * VL && n < c->out_channels; n++)
            *to++ = at_point(c, k, n, i, phase);
}

static void put_inputs(void *sizes, int side) {
  const struct sizes *c = sizes;
  const struct ending *e = &endings[c->ending];
  input = place(X, floats_of(&c->in), side);
  put(&c->in, input, x, c->s.channels);
  put_weights(c, side);
  biases = place(BIAS, (size_t)c->out_channels, side);
  vectors = place(PARAMS, (size_t)(c->out_channels * e->vectors), side);
  other = place(RESIDUAL, e->adds ? floats_of(&c->res) : 0, side);
  if (e->adds) put(&c->res, other, residual, c->out_channels);
  put_per_channel(c->ending, c->out_channels, bias, params, biases, vectors);
}

static size_t scratch_of(const struct sizes *c) {
  const struct phases *s = &c->s;
  int products = s->points->count * s->stride_w - s->zeros;
  int m = s->points->count * ((s->tiles * s->q) | 1) * VL, d = 2 * TILE * s->stride_w * (s->columns + 16);
  int ring = s->pool.kernel_h * s->pool.width * s->out_blocks * VL;
  return (size_t)(m + products * s->lines * s->columns + d + ring);
}

// Each part finds its scratch poisoned, on the side that the parts before it did not have.
static void run(void *sizes, float *buffer, int part, int parts) {
  const struct sizes *c = sizes;
  const struct ending *e = &endings[c->ending];
  float *to = buffer + corner_of(&c->out), *scratch = place(SCRATCH, scratch_of(c), (part + parts) % 2);
  const float *r = e->adds ? other + corner_of(&c->res) : to, *p = e->vectors ? vectors : to;
  conv_phases(&c->s, input + corner_of(&c->in), weights, biases, r, p, to, scratch, e->finish, part, parts);
}

// ---- one case -------------------------------------------------------------------------------------------------------
static void describe(const void *sizes, char text[1024]) {
  const struct sizes *c = sizes;
  const struct phases *s = &c->s;
  snprintf(text, 1024,
           "%dx%dx%d -> %dx%dx%d, kernel %dx%d, stride %dx%d, pad %d,%d, tiles %d, wide %d, narrow %d, q %d, rest %d, "
           "columns %d, band %d, in_w %d, pool %dx%d, stride %dx%d, pad %d,%d, %dx%d outputs, then %s",
           s->channels, c->in.h, c->in.w, c->out_channels, s->out_h, s->out_w, s->kernel_h, c->kernel_w, s->stride_h,
           s->stride_w, s->top, s->left, s->tiles, s->wide, s->narrow, s->q, s->rest, s->columns, s->band, s->in_w,
           s->pool.kernel_h, s->pool.kernel_w, s->pool.stride_h, s->pool.stride_w, s->pool.top, s->pool.left, s->pool.h,
           s->pool.w, endings[c->ending].name);
}

// ---- random cases ---------------------------------------------------------------------------------------------------
// The pixels of a picture that has `out` windows, `unread` of them beyond the last; a window may lie in the padding.
static int input_extent(int out, int kernel, int stride, int *before) {
  int reach = (out - 1) * stride + kernel, unread = pick(0, stride - 1);
  *before = pick(0, 2) ? pick(0, kernel / 2 + 1) : 0;
  int after = !unread && pick(0, 1) ? pick(0, kernel / 2) : 0, extent = reach + unread - *before - after;
  return extent < 1 ? 1 : extent;
}

// Windows that begin in the picture; the last may reach beyond it.
static int windows(int extent, int stride, int before) { return pick(1, (extent + before - 1) / stride + 1); }

static void random_pool(struct phases *s) {
  s->pool.kernel_h = pick(1, 4), s->pool.kernel_w = pick(1, 4);
  s->pool.stride_h = pick(1, 3), s->pool.stride_w = pick(1, 3);
  s->pool.top = pick(0, s->pool.kernel_h / 2), s->pool.left = pick(0, s->pool.kernel_w / 2);
  s->pool.h = windows(s->out_h, s->pool.stride_h, s->pool.top);
  s->pool.w = windows(s->out_w, s->pool.stride_w, s->pool.left);
  s->pool.width = (s->pool.w - 1) * s->pool.stride_w + s->pool.kernel_w;
  if (s->pool.width < s->pool.left + s->out_w) s->pool.width = s->pool.left + s->out_w;
}

static void random_tensors(struct sizes *c) {
  struct phases *s = &c->s;
  int pools = s->pool.kernel_h > 0;
  c->out_channels = s->out_blocks * VL;
  c->out = random_borders(s->out_blocks, VL, pools ? s->pool.h : s->out_h, pools ? s->pool.w : s->out_w);
  c->res = random_borders(s->out_blocks, VL, s->out_h, s->out_w);
  int h = input_extent(s->out_h, s->kernel_h, s->stride_h, &s->top);
  c->in = random_borders(s->channels, 1, h, input_extent(s->out_w, c->kernel_w, c->s.stride_w, &s->left));
  int seen = (s->out_w - 1) * c->s.stride_w + c->kernel_w - s->left;
  s->in_h = c->in.h, s->in_w = seen < c->in.w ? seen : c->in.w;
  if (s->in_w < 0) s->in_w = 0;
  s->in_row = row_of(&c->in), s->in_plane = plane_of(&c->in);
  s->out_row = row_of(&c->out), s->out_plane = plane_of(&c->out);
  s->res_row = endings[c->ending].adds ? row_of(&c->res) : 0;
  s->res_plane = endings[c->ending].adds ? plane_of(&c->res) : 0;
  s->params = endings[c->ending].vectors * VL;
}

static void random_values(const struct sizes *c) {
  int outputs = c->out_channels * c->res.h * c->res.w, inputs = c->s.channels * c->in.h * c->in.w;
  if (inputs > MOST_VALUES || outputs > MOST_VALUES) abort();
  for (int i = 0; i < inputs; i++) x[i] = nonzero(1000);
  for (int i = 0; i < c->out_channels * c->s.kernel_h * c->s.channels * c->kernel_w; i++) w[i] = nonzero(1000);
  for (int i = 0; i < c->out_channels; i++) bias[i] = nonzero(1000000);
  for (int i = 0; i < 4 * c->out_channels; i++) params[i] = nonzero(3);
  for (int i = 0; i < outputs; i++) residual[i] = nonzero(1000000);
}

// taps of a phase, zeros: phases with one less. The register tile, and how many cover a row, are in c.
static void run_case(int number, struct sizes *c, int stride, int taps, int zeros, int less) {
  struct phases *s = &c->s;
  int tiles = s->wide * s->tiles + s->narrow * (s->tiles - 1);
  s->points = sets[taps].points;
  c->taps = taps, s->zeros = zeros, s->stride_w = stride, c->kernel_w = taps * stride - zeros;
  s->channels = pick(1, 3), s->kernel_h = pick(1, 5), s->stride_h = pick(1, 4);
  s->out_h = pick(1, 6), s->out_w = tiles * TILE - less;
  s->band = pick(1, s->out_h);
  s->lines = ((s->band - 1) * s->stride_h + s->kernel_h) * s->channels;
  s->columns = ((tiles + VL - 1) / VL + pick(0, 1)) * VL;
  s->rest = s->out_blocks % s->q;
  c->ending = pick(0, ENDINGS - 1);
  if (pick(0, 1)) random_pool(s);
  random_tensors(c);
  for (int tries = 0; tries < 20; tries++) {
    random_values(c);
    expect(c);
    if (!has_zeros(c->out_channels * c->out.h * c->out.w)) break;
  }
  struct layer layer = {"conv_phases", c, put_inputs, run, first_result, floats_of(&c->out)};
  check_near(number, &layer, &c->out, c->out_channels, sets[taps].allowed, &worst[taps], describe);
}

static void run_phases(int number, int stride, int taps, int zeros, int less) {
  struct sizes c = {.s.out_blocks = pick(1, 3)};
  c.s.q = pick(1, c.s.out_blocks);
  c.s.tiles = pick(1, 28 / c.s.q < 14 ? 28 / c.s.q : 14);
  c.s.wide = pick(1, 2), c.s.narrow = c.s.tiles > 1 ? pick(0, 2) : 0;
  run_case(number, &c, stride, taps, zeros, less);
}

static void run_register_tile(int number, int tiles, int q, int narrow, int rest) {
  struct sizes c = {.s.out_blocks = rest + q * pick(!rest, 2)};
  c.s.q = q, c.s.tiles = tiles, c.s.wide = pick(1, 2), c.s.narrow = narrow;
  int stride = pick(1, MOST_STRIDE);
  run_case(number, &c, stride, pick(FEWEST_TAPS, MOST_TAPS), pick(0, stride - 1), pick(0, TILE - 1));
}

int main(int argc, char **argv) {
  enum { MOST_SUMS = 28, MOST_TILES = 14, EACH = 2 };
  int number = 0;
  make_slots();
  for (int taps = FEWEST_TAPS; taps <= MOST_TAPS; taps++)
    for (int stride = 1; stride <= MOST_STRIDE; stride++)
      for (int zeros = 0; zeros < stride; zeros++)
        for (int less = 0; less < TILE * EACH; less++)
          if (begin_case(++number, argc, argv)) run_phases(number, stride, taps, zeros, less % TILE);
  for (int q = 1; q <= 4; q++)
    for (int tiles = 1; tiles <= MOST_TILES && tiles * q <= MOST_SUMS; tiles++)
      for (int narrow = 0; narrow <= 2 && (tiles > 1 || !narrow); narrow++)
        for (int rest = 0; rest < q; rest++)
          if (begin_case(++number, argc, argv)) run_register_tile(number, tiles, q, narrow, rest);
  for (int i = FEWEST_TAPS; i <= MOST_TAPS; i++) printf("%d taps %.2g%s", i, worst[i], i < MOST_TAPS ? ", " : "\n");
  return end();
}
