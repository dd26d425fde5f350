// layer.h - runs a kernel on both sides of its guard pages and in 1, 2, 3 and 5 parts, and compares bits.
//
// Data are small whole numbers, so that no sum leaves the 24 bits of a float and every order of summation gives the
// same bits: a result is compared with a plain sum without tolerance. The output is poisoned before each part: whoever
// reads what nobody wrote, writes what belongs to another part, or writes into the border around its tensor, is found
// out. A case is a number that seeds everything random in it: `exact_conv 17` runs case 17 alone. Weights have the type
// of WEIGHTS_HEADER.
#pragma once
#include "tensor.h"

#include "compiler/half.h"
#include "runtime/kernels/basics.h"
#include WEIGHTS_HEADER

// Dense [c][h][w] into a tensor's buffer. What is not written stays poison, the border too.
static void put(const struct tensor *t, float *buffer, const int *dense, int channels) {
  for (int c = 0; c < channels; c++)
    for (int y = 0; y < t->h; y++)
      for (int x = 0; x < t->w; x++) buffer[place_of(t, c, y, x)] = (float)*dense++;
}

// `count` weights of a slot, at a guard page as place says.
static inline weight *place_weights(int which, size_t count, int side) {
  size_t per_float = sizeof(float) / sizeof(weight), floats = (count + per_float - 1) / per_float;
  return (weight *)(void *)place(which, floats, side) + (side ? floats * per_float - count : 0);
}

static inline float float_to_f32(float value) { return value; }

// Of a whole number up to 256, which every type has exactly.
static inline weight weight_of(int value) { return WEIGHT_OF((float)value); }

struct padding {
  int top, left, below, right;
};

// A slot with a convolution's input: zeros in its padding, which lies within the border, and only there. `room` floats
// lie behind it.
static inline float *put_padded(int slot, const struct tensor *t, const int *dense, int channels, struct padding pad,
                                size_t room, int side) {
  float *buffer = place(slot, floats_of(t) + room, side);
  for (int k = 0; k < channels; k++)
    for (int y = -pad.top; y < t->h + pad.below; y++)
      for (int z = -pad.left; z < t->w + pad.right; z++) buffer[place_of(t, k, y, z)] = 0.0f;
  put(t, buffer, dense, channels);
  return buffer;
}

// ---- cases ----------------------------------------------------------------------------------------------------------
// One kernel with one set of sizes. expected is the whole buffer of the output, poison where nothing may be written.
struct layer {
  const char *name;
  void *sizes;
  void (*put_inputs)(void *sizes, int side);
  void (*run)(void *sizes, float *buffer, int part, int parts);
  const float *expected;
  size_t count;
};

// Runs all parts on one side; returns the first place of the output that is wrong, count if none is, and its value.
static size_t run_parts(const struct layer *l, int parts, int side, float *value) {
  static float result[FLOATS];
  static unsigned char writes[FLOATS];
  memset(writes, 0, l->count);
  poison(result, l->count);
  l->put_inputs(l->sizes, side);
  for (int part = 0; part < parts; part++) {
    float *buffer = place(0, l->count, side);
    l->run(l->sizes, buffer, part, parts);
    for (size_t i = 0; i < l->count; i++) {
      if (is_poison(buffer[i])) continue;
      result[i] = buffer[i];
      writes[i]++;
    }
  }
  for (size_t i = 0; i < l->count; i++) {
    *value = result[i];
    if (writes[i] != !is_poison(l->expected[i]) || to_bits(result[i]) != to_bits(l->expected[i])) return i;
  }
  return l->count;
}

static int is_weak(const float *expected, size_t count) {
  size_t all = 0, nonzero_ones = 0;
  for (size_t i = 0; i < count; i++) {
    all += !is_poison(expected[i]);
    nonzero_ones += !is_poison(expected[i]) && expected[i] != 0;
  }
  return nonzero_ones * 10 < all * 3;
}

// describe prints the sizes into a text. The case is refused where less than 30 % of the outputs are not zero.
static void check(int number, const struct layer *l, void (*describe)(const void *sizes, char text[1024])) {
  static const int parts[] = {1, 2, 3, 5};
  char sizes[1024], what[256];
  describe(l->sizes, sizes);
  if (is_weak(l->expected, l->count)) {
    report_failure(number, l->name, "has too many zeros to prove anything", sizes);
    return;
  }
  for (volatile int i = 0; i < 8; i++) {
    int n = parts[i / 2], side = i % 2;
    if (sigsetjmp(after_fault, 1)) {
      snprintf(what, sizeof what, "reaches beyond a buffer; parts %d, side %d", parts[i / 2], i % 2);
      report_failure(number, l->name, what, sizes);
      return;
    }
    float value;
    size_t wrong = run_parts(l, n, side, &value);
    if (wrong == l->count) continue;
    snprintf(what, sizeof what, "gives %g at %zu, not %g; parts %d, side %d", (double)value, wrong,
             (double)l->expected[wrong], n, side);
    report_failure(number, l->name, what, sizes);
    return;
  }
  passed++;
}

// ---- what is applied to a finished vector, and the same on one number -----------------------------------------------
INLINE vf then_relu(vf x, const float *r, const float *p) {
  (void)r, (void)p;
  return vmax(vset(0.0f), x);
}

INLINE vf then_add(vf x, const float *r, const float *p) {
  (void)p;
  return vadd(x, vload(r));
}

INLINE vf then_add_relu(vf x, const float *r, const float *p) {
  (void)p;
  return vmax(vset(0.0f), vadd(x, vload(r)));
}

INLINE vf then_scale(vf x, const float *r, const float *p) {
  (void)r;
  return vfma(x, vload(p), vload(p + VL));
}

INLINE vf then_scale_relu(vf x, const float *r, const float *p) {
  (void)r;
  return vmax(vset(0.0f), vfma(x, vload(p), vload(p + VL)));
}

INLINE vf then_scale_add_scale(vf x, const float *r, const float *p) {
  return vfma(vadd(vfma(x, vload(p), vload(p + VL)), vload(r)), vload(p + 2 * VL), vload(p + 3 * VL));
}

// The same where lanes run along the rows: r is not aligned, all lanes are of one channel.
INLINE vf planar_add(vf x, const float *r, const float *p) {
  (void)p;
  return vadd(x, vloadu(r));
}

INLINE vf planar_add_relu(vf x, const float *r, const float *p) {
  (void)p;
  return vmax(vset(0.0f), vadd(x, vloadu(r)));
}

INLINE vf planar_scale(vf x, const float *r, const float *p) {
  (void)r;
  return vfma(x, vset(p[0]), vset(p[VL]));
}

INLINE vf planar_scale_add_scale(vf x, const float *r, const float *p) {
  return vfma(vadd(vfma(x, vset(p[0]), vset(p[VL])), vloadu(r)), vset(p[2 * VL]), vset(p[3 * VL]));
}

// vectors: how many per-channel vectors a block has.
static const struct ending {
  const char *name;
  epilogue finish, planar;
  int vectors, adds;
} endings[] = {
  {"keep", keep, keep, 0, 0},
  {"relu", then_relu, then_relu, 0, 0},
  {"add", then_add, planar_add, 0, 1},
  {"add relu", then_add_relu, planar_add_relu, 0, 1},
  {"scale", then_scale, planar_scale, 2, 0},
  {"scale add scale", then_scale_add_scale, planar_scale_add_scale, 4, 1},
};
enum { ENDINGS = sizeof endings / sizeof *endings, KEEP = 0, RELU = 1, ADD_RELU = 3 };

// Bias and the vectors of the ending, [block][vector][lane], from [channel] and [vector][channel].
static inline void put_per_channel(int which, int channels, const int *bias, const int *params, float *biases, float *vectors) {
  for (int k = 0; k < channels; k++) {
    biases[k] = (float)bias[k];
    for (int v = 0; v < endings[which].vectors; v++)
      vectors[(k / VL * endings[which].vectors + v) * VL + k % VL] = (float)params[v * channels + k];
  }
}

// What a prologue, then_scale_relu, makes of one number. The vectors are [block][scale, shift][lane].
static inline int after_prologue(int x, const int *scale_shift, int channel, int channels) {
  int value = x * scale_shift[channel] + scale_shift[channels + channel];
  return value > 0 ? value : 0;
}

static inline void put_prologue(const int *scale_shift, int channels, float *to) {
  for (int c = 0; c < channels; c++)
    for (int v = 0; v < 2; v++) to[(c / VL * 2 + v) * VL + c % VL] = (float)scale_shift[v * channels + c];
}

// Floats for one value of each channel, in whole vectors.
static inline size_t whole_vectors(int channels) { return (size_t)((channels + VL - 1) / VL * VL); }

// What a planar tensor has room for behind its values, where less than a vector of a row is computed.
static inline size_t room_behind(int planar, int columns) { return planar && columns < VL ? 2 * VL : 0; }

// p: the vectors of one channel, `stride` numbers apart.
static double ending_of(int which, double x, int r, const int *p, int stride) {
  const struct ending *e = &endings[which];
  if (e->vectors) x = x * p[0] + p[stride];
  if (e->adds) x += r;
  if (e->vectors == 4) x = x * p[2 * stride] + p[3 * stride];
  return (which == RELU || which == ADD_RELU) && x < 0 ? 0.0 : x;
}
