// exact_rbf.c - squared distances to centres against plain sums over whole numbers, bit for bit: rows of values, and
// pictures of any size that were flattened in place. See layer.h.
#include "layer.h"

#include "runtime/kernels/rbf.h"

enum { X = 1, W, RESIDUAL, PARAMS }; // slots; 0 is the output
enum { MOST_VALUES = 1 << 14, CENTRES = 509 };

static int x[MOST_VALUES], w[CENTRES], residual[MOST_VALUES], params[MOST_VALUES];
static float expected[FLOATS];
static float *input, *centres, *other, *vectors;

struct sizes {
  struct rbf s;
  struct tensor in, out;
  int ending;
};

static int outputs_of(const struct sizes *c) { return c->s.out_blocks * VL; }

// The centre of output k for the value of a channel and pixel.
static int centre_of(const struct sizes *c, int k, int channel, int pixel) {
  return w[((k * c->s.channels + channel) * c->s.pixels + pixel) % CENTRES];
}

// Pad lanes of the input stay poison: not one may be read.
static void put_inputs(void *sizes, int side) {
  const struct sizes *c = sizes;
  const struct rbf *s = &c->s;
  int outputs = outputs_of(c), count = endings[c->ending].vectors;
  input = place(X, floats_of(&c->in), side);
  put(&c->in, input, x, s->channels);
  float *to = centres = place(W, (size_t)(outputs * s->channels * s->pixels), side);
  for (int first = 0; first < outputs; first += VL)
    for (int block = 0; block < s->channels; block += VL)
      for (int pixel = 0; pixel < s->pixels; pixel++)
        for (int channel = block; channel < block + VL && channel < s->channels; channel++)
          for (int k = first; k < first + VL; k++) *to++ = (float)centre_of(c, k, channel, pixel);
  other = place(RESIDUAL, endings[c->ending].adds ? (size_t)outputs : 0, side);
  for (int k = 0; k < outputs && endings[c->ending].adds; k++) other[k] = (float)residual[k];
  vectors = place(PARAMS, (size_t)(outputs * count), side);
  for (int k = 0; k < outputs; k++)
    for (int v = 0; v < count; v++) vectors[(k / VL * count + v) * VL + k % VL] = (float)params[v * outputs + k];
}

static void expect(const struct sizes *c) {
  for (int k = 0; k < outputs_of(c); k++) {
    const int *value = x;
    int sum = 0;
    for (int channel = 0; channel < c->s.channels; channel++)
      for (int pixel = 0; pixel < c->s.pixels; pixel++, value++) {
        int distance = *value - centre_of(c, k, channel, pixel);
        sum += distance * distance;
      }
    expected[k] = (float)ending_of(c->ending, sum, residual[k], params + k, outputs_of(c));
  }
}

static void run(void *sizes, float *buffer, int part, int parts) {
  const struct sizes *c = sizes;
  const struct ending *e = &endings[c->ending];
  rbf(&c->s, input, centres, e->adds ? other : buffer, e->vectors ? vectors : buffer, buffer, e->finish, part, parts);
}

static void describe(const void *sizes, char text[1024]) {
  const struct sizes *c = sizes;
  snprintf(text, 1024, "%d channels, %d pixels, out_blocks %d, then %s", c->s.channels, c->s.pixels, c->s.out_blocks,
           endings[c->ending].name);
}

static void check_rbf(int number, int channels, int pixels) {
  struct sizes c = {.s = {.channels = channels, .pixels = pixels, .out_blocks = pick(1, 4)}};
  c.ending = pick(0, ENDINGS - 1);
  c.s.params = endings[c.ending].vectors * VL;
  c.in = (struct tensor){.blocks = (channels + VL - 1) / VL, .lanes = VL, .h = 1, .w = pixels};
  c.out = (struct tensor){.blocks = c.s.out_blocks, .lanes = VL, .h = 1, .w = 1};
  for (int i = 0; i < MOST_VALUES; i++) x[i] = nonzero(9), params[i] = nonzero(3), residual[i] = nonzero(50);
  for (int i = 0; i < CENTRES; i++) w[i] = nonzero(5);
  poison(expected, floats_of(&c.out));
  expect(&c);
  check(number, &(struct layer){"rbf", &c, put_inputs, run, expected, floats_of(&c.out)}, describe);
}

int main(int argc, char **argv) {
  int number = 0;
  make_slots();
  for (int channels = 1; channels <= 3 * VL + 1; channels++)
    for (int pixels = 1; pixels <= 9; pixels++)
      if (begin_case(++number, argc, argv)) check_rbf(number, channels, pixels);
  return end();
}
