// exact_conv.c - conv_direct, conv_depthwise, conv_grouped, conv_planar, conv_dot and conv_pairs against sums over whole
// numbers, bit for bit (conv_pairs scales them by powers of two, which rounds nothing): every remainder of every register tile (rows x cols x q), with random strides, dilations, borders, groups, chunks,
// sweeps, thresholds, prologues and endings. See layer.h.
//
// The channels here are those of whole blocks, but for conv_grouped, where the lanes beyond them come in as poison and
// have to hold what the last channel holds, and for the outputs of conv_dot, where they have no products; what the
// compiler puts there otherwise is for it to prove (run_random.py). Weights are packed from the descriptions in
// runtime/kernels/conv.h, grouped.h, conv_planar.h, conv_dot.h and conv_pairs.h.
#include "layer.h"

#include "runtime/kernels/conv.h"
#include "runtime/kernels/conv_dot.h"
#include "runtime/kernels/conv_pairs.h"
#include "runtime/kernels/conv_planar.h"
#include "runtime/kernels/grouped.h"

enum { X = 1, W, BIAS, RESIDUAL, PARAMS, COPY }; // slots; 0 is the output
enum { PLAIN, THRESHOLD, COPIED };               // what is done to the input
enum { MOST_VALUES = 1 << 18 };

struct sizes {
  struct conv s;
  struct conv_tile tile;
  struct tensor in, out, res;
  int in_channels, out_channels, groups;
  int top, left; // padding of the convolution: within the border of in
  int below, right;
  int before; // COPIED: the padding is no border of in
  struct prologue p;
  int ending;
  int depthwise, planar;
  int width; // of a group in the lanes; 0: not conv_grouped
  int dot;   // outputs of conv_dot; 0: not that
  int pairs; // conv_pairs: s.row_block are tiles, tile.fewer channels of the last block
  int held;  // channels, beyond which all lanes have the sum of the last one
};

static int x[MOST_VALUES], w[MOST_VALUES], bias[MOST_VALUES], residual[MOST_VALUES], params[MOST_VALUES];
static int scale_shift[MOST_VALUES]; // or thresholds
static float expected[FLOATS];

// ---- the definition -------------------------------------------------------------------------------------------------
static int input_at(const struct sizes *c, int channel, int y, int z) {
  int value = x[(channel * c->in.h + y) * c->in.w + z];
  if (c->before == COPIED) return after_prologue(value, scale_shift, channel, c->in_channels);
  return c->before == THRESHOLD && value < scale_shift[channel] ? scale_shift[channel] : value;
}

// w is [out channel][input channel of the group][ky][kx].
static double sum_at(const struct sizes *c, int k, int row, int column) {
  const struct conv *s = &c->s;
  int inputs = c->depthwise ? 1 : c->in_channels / c->groups;
  int first = c->depthwise ? k : k / (c->out_channels / c->groups) * inputs;
  const int *tap = w + k * inputs * s->kernel_h * s->kernel_w;
  int sum = bias[k];
  if (c->tile.fewer) inputs -= VL - c->tile.fewer; // of the only group, under one tap
  for (int i = first; i < first + inputs; i++)
    for (int ky = 0; ky < s->kernel_h; ky++)
      for (int kx = 0; kx < s->kernel_w; kx++, tap++) {
        int y = row * s->stride_h + ky * s->dilation_h - c->top,
            z = column * s->stride_w + kx * s->dilation_w - c->left;
        if (y >= 0 && y < c->in.h && z >= 0 && z < c->in.w) sum += *tap * input_at(c, i, y, z);
      }
  return sum;
}

static void expect(const struct sizes *c) {
  poison(expected, floats_of(&c->out));
  for (int k = 0; k < c->out_channels; k++)
    for (int y = 0; y < c->out.h; y++)
      for (int z = 0; z < c->out.w; z++) {
        int r = residual[(k * c->out.h + y) * c->out.w + z], channel = k < c->held ? k : c->held - 1;
        expected[place_of(&c->out, k, y, z)] =
            (float)ending_of(c->ending, c->dot && k >= c->dot ? bias[k] : sum_at(c, channel, y, z), r, params + k,
                             c->out_channels);
      }
}

// ---- the buffers ----------------------------------------------------------------------------------------------------
static float *input, *biases, *other, *vectors;
static weight *weights;
static float *floats; // the weights of conv_planar and conv_pairs

static void pack_direct(const struct sizes *c, int side) {
  const struct conv *s = &c->s;
  int taps = s->kernel_h * s->kernel_w, inputs = c->in_channels / c->groups;
  weights = place_weights(W, (size_t)(s->out_blocks * s->in_blocks * taps * c->tile.lanes * VL), side);
  weight *to = weights;
  for (int first = 0; first < s->out_blocks; first += c->tile.q)
    for (int b = 0; b < s->in_blocks; b++)
      for (int tap = 0; tap < taps; tap++)
        for (int i = 0; i < c->tile.lanes; i++)
          for (int block = first; block < first + c->tile.q && block < s->out_blocks; block++)
            for (int lane = 0; lane < VL; lane++)
              *to++ = weight_of(w[((block * VL + lane) * inputs + b * c->tile.lanes + i) * taps + tap]);
}

static void pack_depthwise(const struct sizes *c, int side) {
  int taps = c->s.kernel_h * c->s.kernel_w;
  weights = place_weights(W, (size_t)(c->out_channels * taps), side);
  for (int k = 0; k < c->out_channels; k++)
    for (int tap = 0; tap < taps; tap++) weights[(k / VL * taps + tap) * VL + k % VL] = weight_of(w[k * taps + tap]);
}

static void pack_grouped(const struct sizes *c, int side) {
  int taps = c->s.kernel_h * c->s.kernel_w;
  weights = place_weights(W, (size_t)(c->out_channels * c->width * taps), side);
  weight *to = weights;
  for (int block = 0; block < c->s.out_blocks; block++)
    for (int i = 0; i < c->width; i++)
      for (int tap = 0; tap < taps; tap++)
        for (int lane = 0; lane < VL; lane++)
          *to++ = weight_of(w[((block * VL + lane) * c->width + (lane ^ i) % c->width) * taps + tap]);
}

static void pack_planar(const struct sizes *c, int side) {
  int values = c->in_channels * c->s.kernel_h * c->s.kernel_w;
  float *to = floats = place(W, (size_t)(c->out_channels * values), side);
  for (int first = 0; first < c->out_channels; first += c->tile.cols)
    for (int i = 0; i < values; i++)
      for (int k = first; k < first + c->tile.cols && k < c->out_channels; k++) *to++ = (float)w[k * values + i];
}

static void pack_dot(const struct sizes *c, int side) {
  int taps = c->s.kernel_h * c->s.kernel_w;
  weights = place_weights(W, (size_t)(c->in_channels * taps * c->dot), side);
  weight *to = weights;
  for (int first = 0; first < c->in_channels; first += VL)
    for (int tap = 0; tap < taps; tap++)
      for (int k = 0; k < c->dot; k++)
        for (int lane = 0; lane < VL; lane++) *to++ = weight_of(w[(k * c->in_channels + first + lane) * taps + tap]);
}

static int chunks_of(const struct sizes *c) { return (c->s.in_blocks + c->s.chunk - 1) / c->s.chunk; }

// Zero for the channels of the last block that do not count.
static double scaled_weight(const struct sizes *c, int k, int channel) {
  const double scale[] = {1, 0.5, 2, 0.25};
  int channels = c->tile.fewer ? c->in_channels - VL + c->tile.fewer : c->in_channels;
  return channel < channels ? scale[k % 4] * w[k * c->in_channels + channel] : 0;
}

// The weights of an output channel are stored so many times as large, and what takes that back in front.
static void pack_pairs(const struct sizes *c, int side) {
  const double back[] = {1, 2, 0.5, 4};
  int chunk = c->s.chunk * VL, group = c->tile.q * VL;
  float *to = floats = place(W, (size_t)((c->in_channels + chunks_of(c) + 1) * c->out_channels), side);
  for (int first = 0; first < c->out_channels; first += group) {
    int end = first + group < c->out_channels ? first + group : c->out_channels;
    for (int k = first; k < end; k++) *to++ = (float)back[k % 4];
    for (int i = 0; i < c->in_channels; i += chunk) {
      int last = i + chunk < c->in_channels ? i + chunk : c->in_channels;
      for (int k = first; k < end; k++) {
        double sum = 0;
        for (int pair = i; pair < last; pair += 2) sum -= scaled_weight(c, k, pair) * scaled_weight(c, k, pair + 1);
        *to++ = (float)sum;
      }
      for (int channel = i; channel < last; channel++)
        for (int k = first; k < end; k++) *to++ = (float)scaled_weight(c, k, channel);
    }
  }
}

static void put_inputs(void *sizes, int side) {
  const struct sizes *c = sizes;
  const struct ending *e = &endings[c->ending];
  struct padding pad = {c->top, c->left, c->below, c->right};
  if (c->before == COPIED) pad = (struct padding){0};
  input = put_padded(X, &c->in, x, c->width ? c->held : c->in_channels, pad, room_behind(c->planar, c->out.w), side);
  if (c->depthwise) pack_depthwise(c, side);
  else if (c->width) pack_grouped(c, side);
  else if (c->planar) pack_planar(c, side);
  else if (c->dot) pack_dot(c, side);
  else if (c->pairs) pack_pairs(c, side);
  else pack_direct(c, side);
  biases = place(BIAS, (size_t)(c->out_channels + c->in.blocks * VL * c->before), side);
  vectors = place(PARAMS, whole_vectors(c->out_channels) * (size_t)e->vectors, side);
  other = place(RESIDUAL, e->adds ? floats_of(&c->res) + room_behind(c->planar, c->out.w) : 0, side);
  if (e->adds) put(&c->res, other, residual, c->out_channels);
  put_per_channel(c->ending, c->out_channels, bias, params, biases, vectors);
  float *before = biases + c->out_channels; // thresholds or vectors
  if (c->before == COPIED) put_prologue(scale_shift, c->in_channels, before);
  for (int i = 0; i < c->in_channels && c->before == THRESHOLD; i++) before[i] = (float)scale_shift[i];
}

static void run_grouped(const struct sizes *c, const float *from, const float *r, const float *p, float *to, int part,
                        int parts) {
  const struct conv *s = &c->s;
  const struct grouped sized = {
    .blocks = s->out_blocks, .channels = c->held, .out_h = s->out_h, .out_w = s->out_w, .stride_h = s->stride_h,
    .dilation_h = s->dilation_h, .in_row = s->in_row, .in_plane = s->in_plane, .out_row = s->out_row,
    .out_plane = s->out_plane, .res_row = s->res_row, .res_plane = s->res_plane, .params = s->params,
  };
  const struct grouped_tile tile = {
    .rows = c->tile.rows, .cols = c->tile.cols, .below = s->out_h % c->tile.rows, .right = s->out_w % c->tile.cols,
    .kernel_h = s->kernel_h, .kernel_w = s->kernel_w, .stride = s->stride_w, .dilation = s->dilation_w,
    .width = c->width,
  };
  conv_grouped(&sized, &tile, from, weights, biases, r, p, to, endings[c->ending].finish, part, parts);
}

static void run_planar(const struct sizes *c, const float *from, const float *r, const float *p, float *to, int part,
                       int parts) {
  const struct conv *s = &c->s;
  const struct conv_planar planar = {
    c->in_channels, c->out_channels, s->out_h,   s->out_w,     s->kernel_h, s->stride_h,  s->dilation_h,
    s->dilation_w,  s->in_row,       s->in_plane, s->out_row, s->out_plane, s->res_row, s->res_plane, s->params};
  const struct planar_tile tile = {.q = c->tile.q,
                                   .channels = c->tile.cols,
                                   .rest = c->out_channels % c->tile.cols,
                                   .vectors = (s->out_w + VL - 1) / VL,
                                   .kernel_w = s->kernel_w,
                                   .stride = s->stride_w};
  conv_planar(&planar, &tile, from, floats, biases, r, p, to, endings[c->ending].planar, part, parts);
}

static void run_dot(const struct sizes *c, const float *from, const float *r, const float *p, float *to, int part,
                    int parts) {
  const struct conv *s = &c->s;
  const struct dot dot = {
    .in_blocks = s->in_blocks, .out_h = s->out_h, .out_w = s->out_w, .stride_h = s->stride_h,
    .dilation_h = s->dilation_h, .dilation_w = s->dilation_w, .in_row = s->in_row, .in_plane = s->in_plane,
    .out_row = s->out_row, .out_plane = s->out_plane, .res_row = s->res_row, .res_plane = s->res_plane,
    .params = s->params,
  };
  const struct dot_tile tile = {.outputs = c->dot, .cols = c->tile.cols, .right = s->out_w % c->tile.cols,
                                .kernel_h = s->kernel_h, .kernel_w = s->kernel_w, .stride = s->stride_w};
  conv_dot(&dot, &tile, from, weights, biases, r, p, to, endings[c->ending].finish, part, parts);
}

static void run_pairs(const struct sizes *c, const float *from, const float *r, const float *p, float *to, int part,
                      int parts) {
  const struct conv *s = &c->s;
  const int pixels = s->out_h * s->out_w;
  const struct pairs pairs = {
    .in_blocks = s->in_blocks, .out_blocks = s->out_blocks, .out_h = s->out_h, .out_w = s->out_w,
    .stride_h = s->stride_h, .stride_w = s->stride_w, .chunk = s->chunk, .chunks = chunks_of(c),
    .sweep = s->row_block, .tile = ((c->in_channels + chunks_of(c)) * c->tile.cols / 16 + 1) * 16,
    .by_tiles = s->by_rows, .in_row = s->in_row, .in_plane = s->in_plane, .out_row = s->out_row,
    .out_plane = s->out_plane, .res_row = s->res_row, .res_plane = s->res_plane, .params = s->params,
    .prologue = c->out_channels, .vectors = 2 * VL,
  };
  const struct pairs_tile tile = {.pixels = c->tile.cols, .q = c->tile.q, .right = pixels % c->tile.cols,
                                  .rest = s->out_blocks % c->tile.q, .lanes = c->tile.fewer ? c->tile.fewer : VL,
                                  .prefetch = c->tile.prefetch, .ahead = c->tile.ahead * c->tile.cols};
  float *copies = place(COPY, (size_t)(pairs.sweep * pairs.tile), (part + parts) % 2);
  conv_pairs(&pairs, &tile, from, floats, biases, r, p, to, copies, c->before == COPIED ? then_scale_relu : keep,
             endings[c->ending].finish, part, parts);
}

static void run(void *sizes, float *buffer, int part, int parts) {
  const struct sizes *c = sizes;
  const struct ending *e = &endings[c->ending];
  const float *pixel = input + corner_of(&c->in), *from = pixel - c->top * c->s.in_row - c->left * c->s.pixel;
  float *to = buffer + corner_of(&c->out);
  const float *r = e->adds ? other + corner_of(&c->res) : to, *p = e->vectors ? vectors : to;
  struct conv_tile tile = c->tile;
  tile.kernel_h = c->s.kernel_h, tile.kernel_w = c->s.kernel_w;
  tile.step = c->s.stride_w * c->s.pixel, tile.unroll = tile.lanes % 4 ? 1 : 4;
  if (!c->depthwise) {
    tile.below = c->s.out_h % tile.rows, tile.right = c->s.out_w % tile.cols;
    tile.rest = c->s.out_blocks % tile.q;
    tile.threshold = c->before == THRESHOLD;
  }
  if (c->width) run_grouped(c, from, r, p, to, part, parts);
  else if (c->planar) run_planar(c, from, r, p, to, part, parts);
  else if (c->dot) run_dot(c, from, r, p, to, part, parts);
  else if (c->pairs) run_pairs(c, from, r, p, to, part, parts);
  else if (c->depthwise) conv_depthwise(&c->s, from, weights, biases, r, p, to, e->finish, part, parts);
  else if (c->before == COPIED)
    conv_direct_copied(&c->s, &tile, &c->p, pixel, weights, biases, r, p, to,
                       place(COPY, (size_t)(c->p.blocks * c->p.plane), (part + parts) % 2), then_scale_relu, e->finish,
                       part, parts);
  else conv_direct(&c->s, &tile, from, weights, biases, r, p, to, e->finish, part, parts);
}

// ---- cases ----------------------------------------------------------------------------------------------------------
static void describe(const void *sizes, char text[1024]) {
  const struct sizes *c = sizes;
  const struct conv *s = &c->s;
  snprintf(text, 1024,
           "%dx%dx%d -> %dx%dx%d, kernel %dx%d, stride %dx%d, dilation %dx%d, pad %d,%d, groups %d, tile %dx%dx%d, "
           "in_blocks %d, in_lanes %d, fewer %d, pixel %d, chunk %d, row_block %d, prefetch %d, by_rows %d, held %d, before %d, then %s",
           c->in_channels, c->in.h, c->in.w, c->out_channels, c->out.h, c->out.w, s->kernel_h, s->kernel_w, s->stride_h,
           s->stride_w, s->dilation_h, s->dilation_w, c->top, c->left, c->groups, c->tile.rows, c->depthwise ? s->cols : c->tile.cols, c->tile.q, s->in_blocks,
           c->tile.lanes, c->tile.fewer, s->pixel, s->chunk, s->row_block, c->tile.prefetch, s->by_rows, c->held, c->before,
           endings[c->ending].name);
}

// The extent of the picture that gives `out` windows, and padding; `unread` pixels beyond the last window.
static int input_extent(int out, int kernel, int stride, int dilation, int *before, int *after) {
  int reach = (out - 1) * stride + (kernel - 1) * dilation + 1, unread = pick(0, stride - 1);
  *before = pick(0, 1) ? pick(0, (reach - 1) / 2 < 3 ? (reach - 1) / 2 : 3) : 0;
  *after = pick(0, 1) && !unread ? pick(0, (reach - 1) / 2 < 3 ? (reach - 1) / 2 : 3) : 0;
  return reach + unread - *before - *after;
}

static void random_window(struct sizes *c, int largest) {
  struct conv *s = &c->s;
  s->kernel_h = pick(1, largest), s->kernel_w = pick(1, largest);
  s->stride_h = pick(1, 3), s->stride_w = pick(1, 3);
  s->dilation_h = pick(0, 2) ? 1 : pick(2, 3), s->dilation_w = pick(0, 2) ? 1 : pick(2, 3);
}

static void random_values(const struct sizes *c) {
  int inputs = c->depthwise ? 1 : c->in_channels / c->groups, outputs = c->out_channels * c->out.h * c->out.w;
  for (int i = 0; i < c->in_channels * c->in.h * c->in.w; i++) x[i] = nonzero(4);
  for (int i = 0; i < 2 * c->in_channels; i++) scale_shift[i] = nonzero(3);
  for (int i = 0; i < c->out_channels * inputs * c->s.kernel_h * c->s.kernel_w; i++) w[i] = nonzero(3);
  for (int i = 0; i < c->out_channels; i++) bias[i] = nonzero(20);
  for (int i = 0; i < 4 * c->out_channels; i++) params[i] = nonzero(3);
  for (int i = 0; i < outputs; i++) residual[i] = nonzero(50);
}

// A copy of a sweep has what its windows read, and perhaps some floats more between its planes.
static void size_copy(struct sizes *c) {
  struct conv *s = &c->s;
  int rows = (s->row_block - 1) * s->stride_h + (s->kernel_h - 1) * s->dilation_h + 1;
  int columns = (s->out_w - 1) * s->stride_w + (s->kernel_w - 1) * s->dilation_w + 1;
  int width = columns - c->left < c->in.w ? columns - c->left : c->in.w;
  c->p = (struct prologue){.blocks = c->in.blocks, .h = c->in.h, .w = width, .top = c->top, .left = c->left,
                           .in_row = s->in_row, .in_plane = s->in_plane, .at = c->out_channels, .params = 2 * VL};
  s->in_row = c->p.row = columns * VL;
  s->in_plane = c->p.plane = rows * columns * VL + pick(0, 1) * VL;
}

// Fills in what follows from the sizes, makes data until enough outputs are not zero, and runs.
static void run_case(int number, struct sizes *c) {
  struct conv *s = &c->s;
  int lanes = c->planar ? 1 : VL, channels = c->out_channels = s->out_blocks * lanes, left = 0;
  if (!c->width) c->held = channels;
  c->ending = pick(0, ENDINGS - 1);
  c->out = random_borders(s->out_blocks, lanes, s->out_h, s->out_w);
  c->res = random_borders(s->out_blocks, lanes, s->out_h, s->out_w);
  int can_begin = !c->depthwise && !c->width && !c->planar && !c->dot && c->groups == 1 && s->pixel == VL;
  c->before = can_begin && pick(0, 1) ? pick(c->pairs ? COPIED : THRESHOLD, COPIED) : PLAIN;
  c->in.h = input_extent(s->out_h, s->kernel_h, s->stride_h, s->dilation_h, &c->top, &c->below);
  c->in.w = input_extent(s->out_w, s->kernel_w, s->stride_w, s->dilation_w, &c->left, &c->right);
  if (c->before == THRESHOLD || (c->before && c->pairs)) {
    c->in.h += c->top + c->below, c->in.w += c->left + c->right;
    c->top = c->below = c->left = c->right = 0;
  }
  left = pick(0, 2);
  c->in.top = c->top + pick(0, 1), c->in.left = c->left + left % 2, c->in.bottom = c->below + left / 2;
  c->in.right = c->right + pick(0, 1);
  if (c->before == COPIED) c->in.top -= c->top, c->in.left -= c->left, c->in.bottom -= c->below, c->in.right -= c->right;
  s->in_row = row_of(&c->in), s->in_plane = plane_of(&c->in);
  s->thresholds = c->out_channels;
  if (c->before == COPIED && !c->pairs) size_copy(c);
  s->out_row = row_of(&c->out), s->out_plane = plane_of(&c->out);
  s->res_row = endings[c->ending].adds ? row_of(&c->res) : 0;
  s->res_plane = endings[c->ending].adds ? plane_of(&c->res) : 0;
  s->params = endings[c->ending].vectors * VL;
  if (c->in_channels * c->in.h * c->in.w > MOST_VALUES || channels * s->out_h * s->out_w > MOST_VALUES) abort();
  for (int tries = 0; tries < 20; tries++) {
    random_values(c);
    expect(c);
    if (!is_weak(expected, floats_of(&c->out))) break;
  }
  struct layer layer = {
    c->pairs ? "conv_pairs" : c->dot ? "conv_dot" : c->planar ? "conv_planar" : c->depthwise ? "conv_depthwise" : c->width ? "conv_grouped" : "conv_direct", c, put_inputs,
    run, expected, floats_of(&c->out)};
  check(number, &layer, describe);
}

// The input is in blocks, in one block that is part full, or planar.
static void random_input_blocks(struct sizes *c) {
  struct conv *s = &c->s;
  int kind = c->groups > 1 ? 0 : pick(0, 3);
  s->pixel = kind == 3 ? 1 : VL;
  s->in_blocks = kind == 2 ? 1 : pick(1, 4);
  c->tile.lanes = kind == 3 ? 1 : kind == 2 ? pick(1, VL) : VL;
  s->out_width = c->groups > 1 ? s->group_out * VL : 1;
  s->in_width = s->in_blocks * s->pixel;
  s->last = s->in_blocks * (c->groups - 1);
  c->in.lanes = s->pixel;
  c->in.blocks = s->in_blocks * c->groups;
  c->in_channels = c->in.blocks * c->tile.lanes;
  int can_be_fewer = kind < 2 && c->groups == 1 && s->in_blocks > 1 && s->kernel_h * s->kernel_w == 1 && VL > 4;
  c->tile.fewer = can_be_fewer && pick(0, 1) ? 4 * pick(1, VL / 4 - 1) : 0;
}

// A tile and how far its last one is short: h, w and out_blocks are one or two tiles and a remainder.
static void run_direct(int number, int rows, int cols, int q, int more_rows, int more_cols, int more_q) {
  struct sizes c = {.groups = 1};
  struct conv *s = &c.s;
  int large = rows * cols * q > 12 || VL > 8;
  c.tile.rows = rows, c.tile.cols = cols, c.tile.q = q;
  s->out_h = rows * pick(1, 2) + more_rows;
  s->out_w = cols * (cols > 8 ? 1 : pick(1, 2)) + more_cols;
  s->out_blocks = q * pick(1, q > 2 ? 1 : 2) + more_q;
  s->group_out = s->out_blocks;
  if (!more_q && pick(0, 2) == 0) { // groups: q divides the blocks of each
    c.groups = pick(2, 3);
    s->group_out = q * pick(1, q > 2 ? 1 : 2);
    s->out_blocks = c.groups * s->group_out;
  }
  random_window(&c, large ? 3 : 5);
  random_input_blocks(&c);
  s->chunk = pick(1, s->in_blocks);
  s->row_block = pick(0, 1) ? s->out_h : rows * pick(1, 2);
  c.tile.prefetch = pick(0, 2);
  c.tile.ahead = pick(0, 1);
  s->by_rows = pick(0, 1);
  run_case(number, &c);
}

static void run_depthwise(int number, int cols, int more_cols) {
  struct sizes c = {.depthwise = 1};
  struct conv *s = &c.s;
  c.tile.q = 1, s->cols = cols;
  s->out_h = pick(1, 4);
  s->out_w = cols * pick(1, 2) + more_cols;
  s->out_blocks = pick(1, 3);
  s->pixel = VL;
  random_window(&c, 5);
  c.in.lanes = VL;
  c.in.blocks = s->out_blocks;
  c.in_channels = c.groups = s->out_blocks * VL;
  run_case(number, &c);
}

// A width of every power of two that divides VL; the last block may be part full of groups.
static void run_in_lanes(int number, int rows, int cols, int more_rows, int more_cols) {
  struct sizes c = {.tile = {.rows = rows, .cols = cols, .q = 1}};
  struct conv *s = &c.s;
  int doublings = 0;
  while (2 << doublings <= VL) doublings++;
  c.width = 1 << pick(0, doublings);
  s->out_h = rows * pick(1, 2) + more_rows;
  s->out_w = cols * (cols > 8 ? 1 : pick(1, 2)) + more_cols;
  s->out_blocks = pick(1, 3);
  s->pixel = VL;
  random_window(&c, VL > 8 ? 3 : 5);
  if (pick(0, 9) == 0) s->kernel_w = pick(6, 11);
  c.in.lanes = VL;
  c.in.blocks = s->out_blocks;
  c.in_channels = s->out_blocks * VL;
  c.groups = c.in_channels / c.width;
  c.held = c.in_channels - c.width * pick(0, VL / c.width - 1);
  run_case(number, &c);
}

// Rows of whole vectors, of one more that is part full, or of less than one.
static void run_planar_tile(int number, int channels, int q, int more_channels) {
  struct sizes c = {.planar = 1, .groups = 1};
  struct conv *s = &c.s;
  c.tile.rows = 1, c.tile.cols = channels, c.tile.q = q;
  s->out_h = pick(1, 5);
  s->out_w = pick(1, 3 * VL);
  s->out_blocks = s->group_out = channels * pick(!more_channels, 2) + more_channels;
  random_window(&c, 5);
  s->stride_w = pick(1, 2);
  s->pixel = c.tile.lanes = c.in.lanes = 1;
  s->in_blocks = c.in.blocks = c.in_channels = pick(1, 5);
  run_case(number, &c);
}

static void run_outputs(int number, int outputs, int cols, int more_cols) {
  struct sizes c = {.groups = 1, .dot = outputs};
  struct conv *s = &c.s;
  c.tile.rows = c.tile.q = 1, c.tile.cols = cols;
  s->out_h = pick(1, 4);
  s->out_w = cols * pick(1, 2) + more_cols;
  s->out_blocks = s->group_out = 1;
  s->pixel = c.tile.lanes = c.in.lanes = VL;
  s->in_blocks = c.in.blocks = pick(1, 3);
  c.in_channels = s->in_blocks * VL;
  random_window(&c, VL > 8 ? 3 : 5);
  run_case(number, &c);
}

// Tiles of any pixels, row after row: one or two of them and a remainder, in pictures of a few rows.
static void run_scaled(int number, int pixels, int q, int more_pixels, int more_q) {
  struct sizes c = {.groups = 1, .pairs = 1};
  struct conv *s = &c.s;
  int all = pixels * pick(1, 2) + more_pixels, rows = pick(1, 4);
  while (all % rows) rows--;
  c.tile.rows = 1, c.tile.cols = pixels, c.tile.q = q;
  s->out_h = rows, s->out_w = all / rows;
  s->out_blocks = s->group_out = q * pick(1, q > 2 ? 1 : 2) + more_q;
  s->kernel_h = s->kernel_w = s->dilation_h = s->dilation_w = 1;
  s->stride_h = pick(1, 2), s->stride_w = pick(1, 2);
  s->pixel = c.tile.lanes = c.in.lanes = VL;
  s->in_blocks = c.in.blocks = pick(1, 4);
  c.in_channels = s->in_blocks * VL;
  c.tile.fewer = pick(0, 1) ? pick(1, VL) : 0;
  s->chunk = pick(1, s->in_blocks);
  s->row_block = pick(1, (all + pixels - 1) / pixels);
  c.tile.prefetch = pick(0, 2);
  c.tile.ahead = pick(0, 1);
  s->by_rows = pick(0, 1);
  run_case(number, &c);
}

int main(int argc, char **argv) {
  enum { MOST_SUMS = 29, WIDEST = 28 };
  int number = 0;
  make_slots();
  for (int q = 1; q <= 4; q++)
    for (int rows = 1; rows <= 4; rows++)
      for (int cols = 1; cols <= WIDEST && rows * cols * q <= MOST_SUMS; cols++)
        for (int i = 0; i < rows * cols * q; i++)
          if (begin_case(++number, argc, argv))
            run_direct(number, rows, cols, q, i % rows, i / rows % cols, i / rows / cols);
  for (int cols = 1; cols <= 30; cols++)
    for (int more = 0; more < cols; more++)
      if (begin_case(++number, argc, argv)) run_depthwise(number, cols, more);
  for (int rows = 1; rows <= 4; rows++)
    for (int cols = 1; cols <= WIDEST && rows * cols <= MOST_SUMS; cols++)
      for (int i = 0; i < rows * cols; i++)
        if (begin_case(++number, argc, argv)) run_in_lanes(number, rows, cols, i % rows, i / rows);
  for (int outputs = 1; outputs <= 4 && outputs <= VL; outputs++)
    for (int cols = 1; cols * outputs <= MOST_SUMS; cols++)
      for (int more = 0; more < cols; more++)
        if (begin_case(++number, argc, argv)) run_outputs(number, outputs, cols, more);
  if (sizeof(weight) < sizeof(float)) return end(); // the weights of conv_planar are floats
  for (int q = 1; q <= 4; q++)
    for (int channels = 1; channels * q <= MOST_SUMS && channels < 16; channels++)
      for (int more = 0; more < channels; more++)
        if (begin_case(++number, argc, argv)) run_planar_tile(number, channels, q, more);
  for (int q = 1; q <= 4 && VL > 1; q++)
    for (int pixels = 1; pixels * q <= MOST_SUMS && pixels <= WIDEST; pixels++)
      for (int i = 0; i < pixels * q; i++)
        if (begin_case(++number, argc, argv)) run_scaled(number, pixels, q, i % pixels, i / pixels);
  return end();
}
