// exact_layers.c - linear, pooling, elementwise operators, copies and borders against plain loops over whole numbers,
// bit for bit. See layer.h.
#include "layer.h"

#include "runtime/kernels/copy.h"
#include "runtime/kernels/elementwise.h"
#include "runtime/kernels/linear.h"

// In the place of tanh the value itself, so that a mean can be told to the bit.
#undef vtanh4
#define vtanh4(a, b, c, d) vadd(vadd(a, b), vadd(c, d))
#include "runtime/kernels/pool.h"

enum { X = 1, W, BIAS, RESIDUAL, PARAMS }; // slots; 0 is the output
enum { MOST_VALUES = 1 << 16 };

static int x[MOST_VALUES], w[MOST_VALUES], bias[MOST_VALUES], residual[MOST_VALUES], params[MOST_VALUES];
static float expected[FLOATS];
static float *input, *biases, *other, *vectors;
static weight *weights;

// What the layers have in common: tensors, and what is applied at the end.
struct sizes {
  struct tensor in, out, res;
  int ending;
  union {
    struct linear linear;
    struct pool pool;
    struct elementwise elementwise;
    struct copy copy;
    struct border border;
  } s;
  int kind;  // of pool
  int prologue; // of a pool: its vectors are the scales and shifts
  int copy;  // which kernel
  // Whether lanes run along the rows, and how many columns are computed by vectors then: all that are beside the residual.
  int planar, columns, res_columns;
};

static int channels_of(const struct tensor *t) { return t->blocks * t->lanes; }

static void random_values(void) {
  for (int i = 0; i < MOST_VALUES; i++) x[i] = nonzero(9);
  for (int i = 0; i < 4096; i++)
    w[i] = nonzero(3), bias[i] = nonzero(20), params[i] = nonzero(3), residual[i] = nonzero(50);
}

// The residual and the vectors of the ending, behind x.
static void put_ending(const struct sizes *c, int side) {
  const struct ending *e = &endings[c->ending];
  int channels = channels_of(&c->out);
  other = place(RESIDUAL, e->adds ? floats_of(&c->res) + room_behind(c->planar, c->res_columns) : 0, side);
  if (e->adds) put(&c->res, other, residual, channels);
  vectors = place(PARAMS, whole_vectors(channels) * (size_t)e->vectors, side);
  for (int k = 0; k < channels; k++)
    for (int v = 0; v < e->vectors; v++)
      vectors[(k / VL * e->vectors + v) * VL + k % VL] = (float)params[v * channels + k];
}

static void put_inputs(void *sizes, int side) {
  const struct sizes *c = sizes;
  input = place(X, floats_of(&c->in) + room_behind(c->planar, c->columns), side);
  put(&c->in, input, x, channels_of(&c->in));
  put_ending(c, side);
}

// expected[...] for channel k and a pixel of the output, from the value before the ending.
static void expect_at(const struct sizes *c, int k, int y, int column, double value) {
  int channels = channels_of(&c->out), r = residual[(k * c->out.h + y) * c->out.w + column];
  expected[place_of(&c->out, k, y, column)] = (float)ending_of(c->ending, value, r, params + k, channels);
}

static int res_row(const struct sizes *c) { return endings[c->ending].adds ? row_of(&c->res) : 0; }

static int res_plane(const struct sizes *c) { return endings[c->ending].adds ? plane_of(&c->res) : 0; }

static const float *res_of(const struct sizes *c, const float *y) {
  return endings[c->ending].adds ? other + corner_of(&c->res) : y;
}

static const float *params_of(const struct sizes *c, const float *y) {
  return endings[c->ending].vectors ? vectors : y;
}

// Makes data and expectations until enough outputs are not zero, and runs.
static void run_case(int number, const char *name, struct sizes *c, void (*expect)(const struct sizes *),
                     void (*put_all)(void *, int), void (*run)(void *, float *, int, int),
                     void (*describe)(const void *, char[1024])) {
  for (int tries = 0; tries < 20; tries++) {
    random_values();
    poison(expected, floats_of(&c->out));
    expect(c);
    if (!is_weak(expected, floats_of(&c->out))) break;
  }
  struct layer layer = {name, c, put_all, run, expected, floats_of(&c->out)};
  check(number, &layer, describe);
}

// ---- linear ---------------------------------------------------------------------------------------------------------
static void expect_linear(const struct sizes *c) {
  for (int k = 0; k < channels_of(&c->out); k++) {
    int sum = bias[k];
    for (int i = 0; i < c->s.linear.inputs; i++) sum += w[(k * c->s.linear.inputs + i) % 4096] * x[i];
    expect_at(c, k, 0, 0, sum);
  }
}

static void put_linear(void *sizes, int side) {
  const struct sizes *c = sizes;
  const struct linear *s = &c->s.linear;
  put_inputs(sizes, side);
  weights = place_weights(W, (size_t)(s->out_blocks * s->inputs * VL), side);
  biases = place(BIAS, (size_t)(s->out_blocks * VL), side);
  for (int k = 0; k < s->out_blocks * VL; k++) biases[k] = (float)bias[k];
  weight *to = weights;
  for (int first = 0; first < s->out_blocks; first += s->q)
    for (int i = 0; i < s->inputs; i++)
      for (int k = first * VL; k < (first + s->q) * VL && k < s->out_blocks * VL; k++)
        *to++ = weight_of(w[(k * s->inputs + i) % 4096]);
}

static void run_linear(void *sizes, float *buffer, int part, int parts) {
  const struct sizes *c = sizes;
  linear_gemv(&c->s.linear, input, weights, biases, res_of(c, buffer), params_of(c, buffer), buffer,
              endings[c->ending].finish, part, parts);
}

static void describe_linear(const void *sizes, char text[1024]) {
  const struct sizes *c = sizes;
  const struct linear *s = &c->s.linear;
  snprintf(text, 1024, "inputs %d, out_blocks %d, q %d, chains %d, ahead %d, then %s", s->inputs, s->out_blocks, s->q,
           s->chains, s->ahead, endings[c->ending].name);
}

static void check_linear(int number, int q, int chains, int blocks) {
  struct sizes c = {.ending = pick(0, ENDINGS - 1)};
  struct linear *s = &c.s.linear;
  s->q = q, s->chains = chains, s->out_blocks = blocks;
  s->inputs = chains * pick(1, 12);
  s->ahead = pick(0, 1) ? 1024 : 0;
  s->params = endings[c.ending].vectors * VL;
  c.in = (struct tensor){.blocks = s->inputs, .lanes = 1, .h = 1, .w = 1};
  c.out = c.res = (struct tensor){.blocks = blocks, .lanes = VL, .h = 1, .w = 1};
  run_case(number, "linear_gemv", &c, expect_linear, put_linear, run_linear, describe_linear);
}

// ---- pools ----------------------------------------------------------------------------------------------------------
enum { MAX, AVERAGE, GLOBAL, ADAPTIVE, OF_TANH, POOLS };

static int scale_shift[MOST_VALUES];
static float *before;

static int within(int at, int size) { return at >= 0 && at < size; }

// How many positions from `at` on, `size` of them, lie before the end of the padded picture.
static int padded_count(int at, int size, int end) { return at + size < end ? size : end - at; }

static double pool_at(const struct sizes *c, int k, int row, int column) {
  const struct pool *s = &c->s.pool;
  int top = row * s->stride_h - s->top, left = column * s->stride_w - s->left, sum = 0, count = 0, most = -1000;
  for (int ky = 0; ky < s->kernel_h; ky++)
    for (int kx = 0; kx < s->kernel_w; kx++) {
      int y = top + ky * s->dilation_h, z = left + kx * s->dilation_w;
      if (!within(y, s->in_h) || !within(z, s->in_w)) continue;
      int value = x[(k * s->in_h + y) * s->in_w + z];
      if (c->prologue) value = after_prologue(value, scale_shift, k, channels_of(&c->in));
      sum += value, count++;
      if (value > most) most = value;
    }
  if (c->kind == MAX) return most;
  if (s->count_padding)
    count = padded_count(top, s->kernel_h, s->in_h + s->bottom) * padded_count(left, s->kernel_w, s->in_w + s->right);
  return c->kind == GLOBAL ? (float)sum / (float)count : (float)sum * (1.0f / (float)count);
}

// Windows i n / m to (i + 1) n / m, rounded down and up, cut n pixels into m parts.
static double adaptive_at(const struct sizes *c, int k, int row, int column) {
  const struct pool *s = &c->s.pool;
  int top = row * s->in_h / s->out_h, bottom = ((row + 1) * s->in_h + s->out_h - 1) / s->out_h;
  int left = column * s->in_w / s->out_w, right = ((column + 1) * s->in_w + s->out_w - 1) / s->out_w, sum = 0;
  for (int y = top; y < bottom; y++)
    for (int z = left; z < right; z++) sum += x[(k * s->in_h + y) * s->in_w + z];
  return (float)sum / (float)((bottom - top) * (right - left));
}

static void expect_pool(const struct sizes *c) {
  for (int k = 0; k < channels_of(&c->out); k++)
    for (int y = 0; y < c->out.h; y++)
      for (int z = 0; z < c->out.w; z++)
        expect_at(c, k, y, z, c->kind == ADAPTIVE ? adaptive_at(c, k, y, z) : pool_at(c, k, y, z));
}

static void put_pool(void *sizes, int side) {
  const struct sizes *c = sizes;
  int channels = channels_of(&c->in);
  put_inputs(sizes, side);
  before = place(BIAS, (size_t)(2 * channels * c->prologue), side);
  if (c->prologue) put_prologue(scale_shift, channels, before);
}

static void run_pool(void *sizes, float *buffer, int part, int parts) {
  const struct sizes *c = sizes;
  const float *from = input + corner_of(&c->in), *r = res_of(c, buffer), *p = params_of(c, buffer);
  float *to = buffer + corner_of(&c->out);
  epilogue finish = c->planar ? endings[c->ending].planar : endings[c->ending].finish;
  if (c->kind == OF_TANH) {
    pool_tanh(&c->s.pool, c->planar, from, from, 2, r, p, to, finish, part, parts);
    return;
  }
  if (c->planar) {
    pool_planar(&c->s.pool, c->kind == MAX, from, r, p, to, finish, part, parts);
    return;
  }
  epilogue first = c->prologue ? then_scale_relu : keep;
  if (c->kind == MAX || c->kind == AVERAGE)
    pool_blocks(&c->s.pool, c->kind == MAX, from, before, first, r, p, to, finish, part, parts);
  if (c->kind == GLOBAL) global_avgpool(&c->s.pool, from, before, first, r, p, to, finish, part, parts);
  if (c->kind == ADAPTIVE) adaptive_avgpool(&c->s.pool, from, r, p, to, finish, part, parts);
}

static void describe_pool(const void *sizes, char text[1024]) {
  const struct sizes *c = sizes;
  const struct pool *s = &c->s.pool;
  snprintf(
      text, 1024,
      "%d blocks%s, %dx%d -> %dx%d, kernel %dx%d, stride %dx%d, dilation %dx%d, pad %d,%d,%d,%d, padding %s%s, then %s",
      s->blocks, c->planar ? " (planar)" : "", s->in_h, s->in_w, s->out_h, s->out_w, s->kernel_h, s->kernel_w, s->stride_h, s->stride_w,
      s->dilation_h, s->dilation_w, s->top, s->left, s->bottom, s->right,
      s->count_padding ? "counts" : "does not count", c->prologue ? ", after a prologue" : "", endings[c->ending].name);
}

// Windows over a line as PyTorch counts them; with ceil_mode a last one may reach beyond the padding.
static int windows(int size, int before, int after, int kernel, int dilation, int stride, int ceil_mode) {
  int room = size + before + after - ((kernel - 1) * dilation + 1) + (ceil_mode ? stride - 1 : 0);
  if (room < 0) return 0;
  int count = room / stride + 1;
  return ceil_mode && (count - 1) * stride >= size + before ? count - 1 : count;
}

// The mean of whole numbers is none: what follows an average is nothing or a sum that rounds as the test's does.
static int pool_ending(int kind) { return kind == MAX ? pick(0, ENDINGS - 1) : pick(0, 1) ? KEEP : RELU; }

static void check_pool(int number, int kind, int planar) {
  struct sizes c = {.kind = kind, .ending = pool_ending(kind), .planar = planar};
  struct pool *s = &c.s.pool;
  c.prologue = !planar && kind < ADAPTIVE && pick(0, 1);
  s->vectors = c.prologue ? 2 * VL : 0;
  for (int i = 0; i < MOST_VALUES; i++) scale_shift[i] = nonzero(3);
  int ceil_mode = kind != OF_TANH && pick(0, 1), lanes = planar ? 1 : VL, wide = kind <= AVERAGE && pick(0, 4) == 0;
  do {
    s->in_h = pick(1, 12), s->in_w = pick(1, planar ? 5 * VL + 3 : 12);
    s->kernel_h = kind == GLOBAL ? s->in_h : pick(1, 4), s->kernel_w = kind == GLOBAL ? s->in_w : pick(1, 4);
    s->stride_h = pick(1, 5), s->stride_w = pick(1, planar ? 3 : 5);
    s->dilation_h = kind == MAX ? pick(1, 2) : 1, s->dilation_w = kind == MAX ? pick(1, 2) : 1;
    if (kind == OF_TANH) s->kernel_h = s->kernel_w = s->stride_h = s->stride_w = 2;
    if (wide) s->in_w = pick(1, 24), s->kernel_w = pick(1, 18), s->stride_w = s->dilation_w = 1;
    s->top = pick(0, s->kernel_h / 2), s->bottom = pick(0, s->kernel_h / 2);
    s->left = pick(0, s->kernel_w / 2), s->right = pick(0, s->kernel_w / 2);
    if (kind == GLOBAL || kind == OF_TANH) s->top = s->left = s->bottom = s->right = 0;
    s->out_h = windows(s->in_h, s->top, s->bottom, s->kernel_h, s->dilation_h, s->stride_h, ceil_mode);
    s->out_w = windows(s->in_w, s->left, s->right, s->kernel_w, s->dilation_w, s->stride_w, ceil_mode);
    // Dilated taps can all miss a picture that is smaller than their distance: minus infinity, no whole number.
  } while (s->out_h < 1 || s->out_w < 1 || s->in_h < 3 * (s->dilation_h - 1) || s->in_w < 3 * (s->dilation_w - 1));
  if (kind == GLOBAL) s->out_h = s->out_w = 1;
  if (kind == ADAPTIVE) s->out_h = pick(1, 14), s->out_w = pick(1, 14);
  s->count_padding = pick(0, 1);
  s->blocks = pick(1, planar ? VL + 2 : 4);
  c.columns = s->out_w - s->left - s->right - ceil_mode;
  c.in = random_borders(s->blocks, lanes, s->in_h, s->in_w);
  c.out = random_borders(s->blocks, lanes, s->out_h, s->out_w);
  c.res = random_borders(s->blocks, lanes, s->out_h, s->out_w);
  s->in_row = row_of(&c.in), s->in_plane = plane_of(&c.in), s->out_row = row_of(&c.out),
  s->out_plane = plane_of(&c.out);
  s->res_row = res_row(&c), s->res_plane = res_plane(&c), s->params = endings[c.ending].vectors * VL;
  static const char *const name[] = {"maxpool", "avgpool", "global_avgpool", "adaptive_avgpool", "pool_tanh"};
  run_case(number, planar && kind != OF_TANH ? "pool_planar" : name[kind], &c, expect_pool, put_pool, run_pool, describe_pool);
}

// ---- elementwise ----------------------------------------------------------------------------------------------------
static void expect_elementwise(const struct sizes *c) {
  const int *value = x;
  for (int k = 0; k < channels_of(&c->out); k++)
    for (int y = 0; y < c->out.h; y++)
      for (int z = 0; z < c->out.w; z++) expect_at(c, k, y, z, *value++);
}

static void run_elementwise(void *sizes, float *buffer, int part, int parts) {
  const struct sizes *c = sizes;
  const float *from = input + corner_of(&c->in), *r = res_of(c, buffer), *p = params_of(c, buffer);
  float *to = buffer + corner_of(&c->out);
  const struct ending *e = &endings[c->ending];
  if (c->planar) elementwise_planar(&c->s.elementwise, from, r, p, to, e->planar, part, parts);
  else elementwise(&c->s.elementwise, from, r, p, to, e->finish, part, parts);
}

static void describe_elementwise(const void *sizes, char text[1024]) {
  const struct sizes *c = sizes;
  snprintf(text, 1024, "%d blocks%s of %dx%d, %s", c->in.blocks, c->planar ? " (planar)" : "", c->in.h, c->in.w,
           endings[c->ending].name);
}

static void check_elementwise(int number, int planar) {
  int blocks = pick(1, planar ? VL + 2 : 4), h = pick(1, 6), width = pick(1, planar ? 3 * VL : 9);
  int lanes = planar ? 1 : VL;
  struct sizes c = {.ending = pick(0, ENDINGS - 1), .planar = planar, .columns = width, .res_columns = width};
  struct elementwise *s = &c.s.elementwise;
  c.in = random_borders(blocks, lanes, h, width), c.out = random_borders(blocks, lanes, h, width);
  c.res = random_borders(blocks, lanes, h, width);
  *s = (struct elementwise){.blocks = blocks,
                            .h = h,
                            .w = width,
                            .in_row = row_of(&c.in),
                            .in_plane = plane_of(&c.in),
                            .out_row = row_of(&c.out),
                            .out_plane = plane_of(&c.out),
                            .res_row = res_row(&c),
                            .res_plane = res_plane(&c),
                            .params = endings[c.ending].vectors * VL};
  run_case(number, planar ? "elementwise_planar" : "elementwise", &c, expect_elementwise, put_inputs, run_elementwise, describe_elementwise);
}

// ---- copies and borders ---------------------------------------------------------------------------------------------
enum { CHANNELS, LANES, INTO_BLOCKS, OUT_OF_BLOCKS, COPIES };
static const char *const copies[] = {"copy_channels", "copy_lanes", "copy_into_blocks", "copy_out_of_blocks"};

static void expect_copy(const struct sizes *c) {
  const struct copy *s = &c->s.copy;
  for (int k = s->begin; k < s->end; k++)
    for (int y = 0; y < s->h; y++)
      for (int z = 0; z < s->w; z++) {
        int from = k - s->out_first, copied = from >= 0 && from < s->channels;
        int value = copied ? x[(from * c->in.h + y * s->stride_h) * c->in.w + z * s->stride_w] : 0;
        expected[place_of(&c->out, k, y, z)] = (float)value;
      }
}

static void put_copy(void *sizes, int side) {
  const struct sizes *c = sizes;
  input = place(X, floats_of(&c->in), side);
  put(&c->in, input, x, c->s.copy.channels); // pad lanes stay poison
}

static void run_copy(void *sizes, float *buffer, int part, int parts) {
  const struct sizes *c = sizes;
  const float *from = input + corner_of(&c->in);
  float *to = buffer + corner_of(&c->out);
  if (c->copy == LANES) copy_lanes(&c->s.copy, from, to, part, parts);
  else if (c->copy == INTO_BLOCKS) copy_into_blocks(&c->s.copy, from, to, part, parts);
  else if (c->copy == OUT_OF_BLOCKS) copy_out_of_blocks(&c->s.copy, from, to, part, parts);
  else copy_channels(&c->s.copy, from, to, part, parts);
}

static void describe_copy(const void *sizes, char text[1024]) {
  const struct sizes *c = sizes;
  const struct copy *s = &c->s.copy;
  snprintf(text, 1024, "%d channels of %dx%d to %d, written %d to %d, stride %dx%d, lanes %d to %d", s->channels, s->h,
           s->w, s->out_first, s->begin, s->end, s->stride_h, s->stride_w, s->in_pixel, s->out_pixel);
}

static void check_copy(int number, int copy) {
  struct sizes c = {.copy = copy};
  struct copy *s = &c.s.copy;
  s->channels = pick(1, 2 * VL + 3), s->h = pick(1, 5), s->w = pick(1, copy < INTO_BLOCKS ? 7 : 2 * VL + 3);
  s->stride_h = s->stride_w = 1, s->end = s->channels;
  s->in_pixel = copy == LANES || copy == OUT_OF_BLOCKS ? VL : 1;
  s->out_pixel = copy == LANES || copy == INTO_BLOCKS ? VL : 1;
  if (copy == INTO_BLOCKS) { // not mostly the zeros of a block
    s->channels = pick((VL + 1) / 2, 2 * VL + 3);
    s->end = (s->channels + VL - 1) / VL * VL;
  }
  if (copy == CHANNELS && pick(0, 1)) s->in_pixel = VL;
  if (copy == CHANNELS && pick(0, 1)) s->out_pixel = VL;
  if (copy < INTO_BLOCKS) {
    s->stride_h = pick(1, 3), s->stride_w = pick(1, 3);
    s->begin = pick(0, 1) ? 0 : pick(0, VL);
    s->out_first = s->begin + (pick(0, 1) ? 0 : pick(0, s->channels / 3));
    s->end = s->out_first + s->channels + (pick(0, 1) ? 0 : pick(0, s->channels / 3));
  }
  int in_h = (s->h - 1) * s->stride_h + pick(1, s->stride_h), in_w = (s->w - 1) * s->stride_w + pick(1, s->stride_w);
  c.in = random_borders((s->channels + s->in_pixel - 1) / s->in_pixel, s->in_pixel, in_h, in_w);
  c.out = random_borders((s->end + s->out_pixel - 1) / s->out_pixel + pick(0, 1), s->out_pixel, s->h, s->w);
  s->in_row = row_of(&c.in), s->in_plane = plane_of(&c.in), s->out_row = row_of(&c.out),
  s->out_plane = plane_of(&c.out);
  run_case(number, copies[copy], &c, expect_copy, put_copy, run_copy, describe_copy);
}

// All of the border is expected to be zero, nothing of the picture is touched. A border has no other values than zero,
// so that this case is checked without the rule on weak ones.
static void check_border(int number) {
  struct sizes c = {0};
  struct tensor *t = &c.out;
  *t = random_borders(pick(1, 4), pick(0, 1) ? VL : 1, pick(1, 5), pick(1, 6));
  struct border s = {t->blocks, t->h, t->w, t->top, t->left, t->bottom, t->right, row_of(t), plane_of(t), t->lanes};
  static const int parts[] = {1, 2, 3, 5};
  char text[256];
  snprintf(text, sizeof text, "%d blocks of %dx%d, border %d,%d,%d,%d, lanes %d", t->blocks, t->h, t->w, t->top,
           t->left, t->bottom, t->right, t->lanes);
  for (volatile int i = 0; i < 8; i++) {
    if (sigsetjmp(after_fault, 1)) {
      report_failure(number, "zero_border", "reaches beyond the buffer", text);
      return;
    }
    float *y = place(0, floats_of(t), i % 2);
    for (int part = 0; part < parts[i / 2]; part++) zero_border(&s, y + corner_of(t), part, parts[i / 2]);
    int wrong = 0;
    for (int b = 0; b < t->blocks * t->lanes; b++)
      for (int r = -t->top; r < t->h + t->bottom; r++)
        for (int z = -t->left; z < t->w + t->right; z++) {
          float value = y[place_of(t, b, r, z)];
          wrong += within(r, t->h) && within(z, t->w) ? !is_poison(value) : to_bits(value) != 0;
        }
    if (!wrong) continue;
    report_failure(number, "zero_border", "leaves a value or writes into the picture", text);
    return;
  }
  passed++;
}

int main(int argc, char **argv) {
  int number = 0;
  make_slots();
  for (int q = 1; q <= 8; q++)
    for (int chains = 1; chains <= 4 && q * chains <= 16; chains *= 2)
      for (int blocks = 1; blocks <= 2 * q + 1; blocks++)
        if (begin_case(++number, argc, argv)) check_linear(number, q, chains, blocks);
  if (sizeof(weight) < sizeof(float)) return end(); // all others have no weights
  for (int i = 0; i < 2600; i++)
    if (begin_case(++number, argc, argv)) check_pool(number, i % POOLS, 0);
  for (int i = 0; i < 2000; i++)
    if (begin_case(++number, argc, argv)) check_pool(number, i % 3 == 2 ? OF_TANH : i % 3 ? MAX : AVERAGE, 1);
  for (int i = 0; i < 1000; i++)
    if (begin_case(++number, argc, argv)) check_elementwise(number, i % 2);
  for (int i = 0; i < 2000; i++)
    if (begin_case(++number, argc, argv)) check_copy(number, i % COPIES);
  for (int i = 0; i < 500; i++)
    if (begin_case(++number, argc, argv)) check_border(number);
  return end();
}
