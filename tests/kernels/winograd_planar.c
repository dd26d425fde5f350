// winograd_planar.c - conv_winograd_planar against sums in double precision: every set of points, tall and low rows of
// tiles alone and together, every register tile with some remainder, results in blocks and planar ones, with random
// steps of the columns, borders and endings. See near.h.
//
// Weights are packed from the description in compiler/conv_winograd_planar.c:
// [group][point][channel][kx][channel of the group].
#include "near.h"

#include "runtime/kernels/winograd.h"
#include "runtime/kernels/winograd_planar.h"

enum { X = 1, W, BIAS, RESIDUAL, PARAMS, SCRATCH }; // slots; 0 is the output

static const struct kind {
  const char *name;
  const struct side *side;
  double allowed;
} sides[] = {
  {"F(2,3)", &f2_3, 3e-7},   {"F(4,3)", &f4_3, 7e-7}, {"F(6,3)", &f6_3, 2e-6},
  {"F(4,5)", &f4_5, 1.5e-6}, {"F(6,5)", &f6_5, 3e-6}, {"F(4,7)", &f4_7, 2.5e-6},
};
enum { SIDES = sizeof sides / sizeof *sides };

static double worst[SIDES];

struct sizes {
  struct winograd_planar s;
  struct winograd_planar_tile tile;
  const struct side *down;
  struct tensor in, out, res;
  int planar, out_channels;
  struct padding pad;
  int ending;
};

static int x[MOST_VALUES], w[MOST_VALUES], bias[MOST_VALUES], residual[MOST_VALUES], params[MOST_VALUES];
static float *input, *weights, *biases, *other, *vectors;

// ---- the definition -------------------------------------------------------------------------------------------------
static int tap_at(const struct sizes *c, int k, int i, int ky, int kx) {
  return w[((k * c->s.in_channels + i) * c->down->taps + ky) * c->tile.kernel_w + kx];
}

static double sum_at(const struct sizes *c, int k, int row, int column) {
  const struct winograd_planar_tile *t = &c->tile;
  double sum = bias[k];
  for (int i = 0; i < c->s.in_channels; i++)
    for (int ky = 0; ky < c->down->taps; ky++)
      for (int kx = 0; kx < t->kernel_w; kx++) {
        int y = row + ky - c->pad.top, z = column * t->stride_w + kx * t->dilation_w - c->pad.left;
        if (y < 0 || y >= c->in.h || z < 0 || z >= c->in.w) continue;
        sum += (double)tap_at(c, k, i, ky, kx) * x[(i * c->in.h + y) * c->in.w + z];
      }
  return sum;
}

static void expect(const struct sizes *c) {
  int pixels = c->out.h * c->out.w;
  for (int i = 0; i < c->out_channels * pixels; i++) {
    int k = i / pixels, row = i % pixels / c->out.w;
    exact[i] = ending_of(c->ending, sum_at(c, k, row, i % c->out.w), residual[i], params + k, c->out_channels);
  }
}

// ---- the buffers ----------------------------------------------------------------------------------------------------
static double weight_at(const struct sizes *c, int point, int k, int i, int kx) {
  const struct points *s = c->down->points;
  if (point == 0) return tap_at(c, k, i, 0, kx);
  if (point == s->count - 1) return tap_at(c, k, i, c->down->taps - 1, kx);
  double p = (double)s->p[(point - 1) / 2] * (point % 2 ? 1 : -1), sum = 0;
  for (int ky = c->down->taps - 1; ky >= 0; ky--) sum = sum * p + tap_at(c, k, i, ky, kx);
  return sum;
}

static void put_weights(const struct sizes *c, int side) {
  int group = c->planar ? c->tile.broadcasts : c->tile.q * VL, values = c->s.in_channels * c->tile.kernel_w;
  weights = place(W, (size_t)(c->out_channels * c->down->points->count * values), side);
  float *to = weights;
  for (int first = 0; first < c->out_channels; first += group)
    for (int point = 0; point < c->down->points->count; point++)
      for (int value = 0; value < values; value++)
        for (int k = first; k < first + group && k < c->out_channels; k++)
          *to++ = (float)weight_at(c, point, k, value / c->tile.kernel_w, value % c->tile.kernel_w);
}

static void put_inputs(void *sizes, int side) {
  const struct sizes *c = sizes;
  const struct ending *e = &endings[c->ending];
  input = put_padded(X, &c->in, x, c->s.in_channels, c->pad, 0, side);
  put_weights(c, side);
  biases = place(BIAS, (size_t)c->out_channels, side);
  vectors = place(PARAMS, whole_vectors(c->out_channels) * (size_t)e->vectors, side);
  other = place(RESIDUAL, e->adds ? floats_of(&c->res) + room_behind(c->planar, c->out.w) : 0, side);
  if (e->adds) put(&c->res, other, residual, c->out_channels);
  put_per_channel(c->ending, c->out_channels, bias, params, biases, vectors);
}

static size_t scratch_of(const struct sizes *c) {
  int v = c->s.in_channels * c->s.v_row, m = c->tile.broadcasts * c->tile.q * VL;
  return (size_t)(c->down->points->count * (v + m)) + room_behind(c->planar, c->out.w);
}

// Each part finds its scratch poisoned, on the side that the parts before it did not have.
static void run(void *sizes, float *buffer, int part, int parts) {
  const struct sizes *c = sizes;
  const struct ending *e = &endings[c->ending];
  const float *from = input + corner_of(&c->in) - c->pad.top * c->s.in_row - c->pad.left;
  float *to = buffer + corner_of(&c->out), *scratch = place(SCRATCH, scratch_of(c), (part + parts) % 2);
  const float *r = e->adds ? other + corner_of(&c->res) : to, *p = e->vectors ? vectors : to;
  conv_winograd_planar(&c->s, &c->tile, c->down, c->planar, from, weights, biases, r, p, to, scratch,
                       c->planar ? e->planar : e->finish, part, parts);
}

// ---- cases ----------------------------------------------------------------------------------------------------------
static const char *name_of(const struct sizes *c) {
  int side = 0;
  while (sides[side].side != c->down) side++;
  return sides[side].name;
}

static void describe(const void *sizes, char text[1024]) {
  const struct sizes *c = sizes;
  const struct winograd_planar_tile *t = &c->tile;
  snprintf(text, 1024,
           "%dx%dx%d -> %dx%dx%d%s, %s, kernel_w %d, stride_w %d, dilation_w %d, pad %d,%d,%d,%d, tall %d, low %d, "
           "tile %dx%d, last %dx%d, then %s",
           c->s.in_channels, c->in.h, c->in.w, c->out_channels, c->out.h, c->out.w, c->planar ? " (planar)" : "",
           name_of(c), t->kernel_w, t->stride_w, t->dilation_w, c->pad.top, c->pad.left, c->pad.below, c->pad.right,
           c->s.tall, c->s.low, t->broadcasts, t->q, t->last_broadcasts, t->last_q, endings[c->ending].name);
}

static void random_values(const struct sizes *c) {
  int weights_count = c->out_channels * c->s.in_channels * c->down->taps * c->tile.kernel_w;
  int outputs = c->out_channels * c->out.h * c->out.w, inputs = c->s.in_channels * c->in.h * c->in.w;
  if (inputs > MOST_VALUES || outputs > MOST_VALUES || weights_count > MOST_VALUES) abort();
  for (int i = 0; i < inputs; i++) x[i] = nonzero(1000);
  for (int i = 0; i < weights_count; i++) w[i] = nonzero(1000);
  for (int i = 0; i < c->out_channels; i++) bias[i] = nonzero(1000000);
  for (int i = 0; i < 4 * c->out_channels; i++) params[i] = nonzero(3);
  for (int i = 0; i < outputs; i++) residual[i] = nonzero(1000000);
}

static int padding(int most) { return pick(0, most); }

static void random_tensors(struct sizes *c) {
  struct winograd_planar *s = &c->s;
  struct winograd_planar_tile *t = &c->tile;
  int h = s->tall * c->down->tile + s->low * (c->down->tile - 1), lanes = c->planar ? 1 : VL;
  int in_h = h + c->down->taps - 1, in_w = t->width;
  c->pad = (struct padding){padding((in_h - 1) / 3), padding((in_w - 1) / 3), padding((in_h - 1) / 3),
                            padding((in_w - 1) / 3)};
  c->in = random_borders(s->in_channels, 1, in_h - c->pad.top - c->pad.below, in_w - c->pad.left - c->pad.right);
  c->in.top += c->pad.top, c->in.left += c->pad.left, c->in.bottom += c->pad.below, c->in.right += c->pad.right;
  c->out = random_borders(s->out_channels, lanes, h, s->out_w);
  c->res = random_borders(s->out_channels, lanes, h, s->out_w);
  s->in_row = row_of(&c->in), s->in_plane = plane_of(&c->in);
  s->out_row = row_of(&c->out), s->out_plane = plane_of(&c->out);
  s->res_row = endings[c->ending].adds ? row_of(&c->res) : 0;
  s->res_plane = endings[c->ending].adds ? plane_of(&c->res) : 0;
  s->params = endings[c->ending].vectors * VL;
}

static int last_of(int all, int group) { return all % group ? all % group : group; }

// kinds: bit 0 for tall rows of tiles, bit 1 for low ones.
static void run_case(int number, int side, int kinds, int planar, int q, int broadcasts) {
  struct sizes c = {.down = sides[side].side, .planar = planar, .ending = pick(0, ENDINGS - 1)};
  struct winograd_planar *s = &c.s;
  struct winograd_planar_tile *t = &c.tile;
  int all_q = pick(1, 2 * q), all_broadcasts = pick(1, broadcasts > 12 ? broadcasts : 2 * broadcasts);
  s->tall = kinds & 1 ? pick(1, 2) : 0, s->low = kinds & 2 ? pick(1, 2) : 0;
  s->in_channels = pick(1, 4);
  s->out_channels = planar ? all_broadcasts : all_q;
  s->out_w = planar ? pick((all_q - 1) * VL + 1, all_q * VL) : all_broadcasts;
  *t = (struct winograd_planar_tile){.kernel_w = pick(1, 5),
                                     .stride_w = planar ? pick(1, 2) : pick(1, 3),
                                     .dilation_w = pick(0, 2) ? 1 : 2,
                                     .broadcasts = broadcasts,
                                     .last_broadcasts = last_of(all_broadcasts, broadcasts),
                                     .q = q,
                                     .last_q = last_of(all_q, q)};
  t->width = (s->out_w - 1) * t->stride_w + (t->kernel_w - 1) * t->dilation_w + 1;
  s->v_row = (t->width + VL - 1) / VL * VL + pick(0, 1) * VL;
  c.out_channels = planar ? all_broadcasts : all_q * VL;
  random_tensors(&c);
  for (int tries = 0; tries < 20; tries++) {
    random_values(&c);
    expect(&c);
    if (!has_zeros(c.out_channels * c.out.h * c.out.w)) break;
  }
  struct layer layer = {"conv_winograd_planar", &c, put_inputs, run, first_result, floats_of(&c.out)};
  check_near(number, &layer, &c.out, c.out_channels, sides[side].allowed, &worst[side], describe);
}

int main(int argc, char **argv) {
  enum { MOST_SUMS = 28, EACH = 24 };
  int number = 0;
  make_slots();
  for (int side = 0; side < SIDES; side++)
    for (int kinds = 1; kinds <= 3; kinds++)
      for (int i = 0; i < EACH; i++)
        if (begin_case(++number, argc, argv)) {
          int q = pick(1, 4);
          run_case(number, side, kinds, i % 2, q, pick(1, 12 / q));
        }
  for (int q = 1; q <= 4; q++)
    for (int broadcasts = 1; broadcasts * q <= MOST_SUMS; broadcasts++)
      for (int planar = 0; planar < 2; planar++)
        if (begin_case(++number, argc, argv)) run_case(number, pick(0, SIDES - 1), 3, planar, q, broadcasts);
  for (int i = 0; i < SIDES; i++) printf("%s %.2g%s", sides[i].name, worst[i], i + 1 < SIDES ? ", " : "\n");
  return end();
}
