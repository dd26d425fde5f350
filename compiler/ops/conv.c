// conv.c - convolution: each output value is a weighted sum over a window of all input channels of its group.
//
//   y[k][r][c] = bias[k] + sum over i, ky, kx of
//                weight[k][i][ky][kx] * x[i][r * stride + ky * dilation - top][c * stride + kx * dilation - left]
//
// Outside the picture x is zero. With groups the channels are cut into as many parts, and each part sees only its own
// input channels; with groups = channels that is a depthwise convolution. A connection table names for each output
// channel the input channels that it sees, as in C3 of LeNet-5; entries of the weight that it leaves out count as zero.
#include "ops/shapes.h"

static const Attr attrs[] = {
  {"out", ATTR_INT, ATTR(out), "", 1, MAX_CHANNELS, "output channels"},
  {"kernel", ATTR_PAIR, ATTR(kernel), "", 1, MAX_EXTENT, "size of the window"},
  {"stride", ATTR_PAIR, ATTR(stride), "1", 1, MAX_EXTENT, "step of the window"},
  {"pad", ATTR_PAD, ATTR(pad), "0", 0, MAX_EXTENT, "zeros around the picture"},
  {"dilation", ATTR_PAIR, ATTR(dilation), "1", 1, MAX_EXTENT, "distance between the taps of the window"},
  {"groups", ATTR_INT, ATTR(groups), "1", 1, MAX_CHANNELS, "parts of the channels; each sees only itself"},
  {"bias", ATTR_BOOL, ATTR(bias), "true", 0, 1, "whether a bias is added to each output channel"},
  {"table", ATTR_TABLE, ATTR(table), "-", 0, MAX_CHANNELS, "for each output channel its input channels, from 0"},
  {"init_scale", ATTR_REAL, ATTR(init_scale), "1", 1e-6, 1000, "factor on the pseudo-random weights"},
  {0},
};

// Each output has inputs, all exist, none is named twice.
static bool check_table(const Node *n) {
  const Connections *t = n->table;
  int channels = n->in[0]->shape.c;
  if (t->outputs != n->out) {
    error_at(n->where, "table", "conv: a table for %d output channels, but there are %d", t->outputs, n->out);
    return false;
  }
  if (n->groups != 1) {
    error_at(n->where, "table", "conv: a connection table and groups %d exclude each other", n->groups);
    return false;
  }
  int *seen_by = NEW_ARRAY(int, channels);
  for (int k = 0; k < t->outputs; k++) {
    if (!t->count[k]) {
      error_at(n->where, "table", "conv: the table gives output channel %d no input channel", k);
      return false;
    }
    for (int i = 0; i < t->count[k]; i++) {
      int from = t->inputs[k][i];
      if (from < 0 || from >= channels) {
        error_at(n->where, "table", "conv: the table gives output channel %d input channel %d, but there are %d", k,
                 from, channels);
        hint("input channels are counted from 0");
        return false;
      }
      if (seen_by[from] == k + 1) {
        error_at(n->where, "table", "conv: the table gives output channel %d input channel %d twice", k, from);
        return false;
      }
      seen_by[from] = k + 1;
    }
  }
  return true;
}

static bool check_groups(const Node *n) {
  int channels = n->in[0]->shape.c;
  if (channels % n->groups == 0 && n->out % n->groups == 0) return true;
  bool in = channels % n->groups != 0;
  error_at(n->where, "conv", "conv: groups %d does not divide %d %s", n->groups, in ? channels : n->out,
           in ? "channels" : "output channels");
  hint("it has to divide both the %d channels that come in and the %d that go out", channels, n->out);
  return false;
}

// What the connection table leaves of the pairs of input and output channel.
static size_t connections(const Connections *t, int *most) {
  size_t all = 0;
  *most = 0;
  for (int k = 0; k < t->outputs; k++) {
    all += (size_t)t->count[k];
    if (t->count[k] > *most) *most = t->count[k];
  }
  return all;
}

static void conv_shape(Graph *g, Node *n) {
  if (!takes_picture(n) || !check_groups(n) || !set_window_extent(n) || (n->table && !check_table(n))) return;
  int dim[] = {n->out, n->in[0]->shape.c / n->groups, n->kernel.h, n->kernel.w}, most = dim[1];
  size_t pairs = n->table ? connections(n->table, &most) : 0, taps = (size_t)n->kernel.h * (size_t)n->kernel.w;
  n->shape.c = n->out;
  Param *weight = new_param(g, n, WEIGHT, "weight", PARAM_WEIGHT, 4, dim, (int)((size_t)most * taps));
  if (weight && n->table) weight->trainable = pairs * taps;
  if (n->bias) new_param(g, n, BIAS, "bias", PARAM_BIAS, 1, &n->out, 0);
}

// The first position whose tap, `offset` away, is at least `least`.
static int64_t first_at(int64_t least, int64_t offset, int64_t stride) {
  int64_t distance = least - offset;
  return distance <= 0 ? 0 : (distance + stride - 1) / stride;
}

static int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }

// out[y][x] += weight * in[y * stride + dy][x * stride + dx], wherever that lies in the picture.
static void add_tap(const Node *n, double weight, const double *in, int64_t dy, int64_t dx, double *out) {
  int64_t stride = n->stride.w, width = n->in[0]->shape.w, height = n->in[0]->shape.h;
  int64_t left = first_at(0, dx, stride), right = smaller(first_at(width, dx, stride), n->shape.w);
  int64_t top = first_at(0, dy, n->stride.h), bottom = smaller(first_at(height, dy, n->stride.h), n->shape.h);
  for (int64_t y = top; y < bottom; y++) {
    const double *from = in + (y * n->stride.h + dy) * width + dx;
    double *to = out + y * n->shape.w;
    if (stride == 1)
      for (int64_t x = left; x < right; x++) to[x] += weight * from[x];
    else
      for (int64_t x = left; x < right; x++) to[x] += weight * from[x * stride];
  }
}

static void conv_reference(const Node *n, const double *const *in, double *out) {
  const Param *w = n->param[WEIGHT], *b = n->param[BIAS];
  size_t plane = (size_t)n->shape.h * (size_t)n->shape.w;
  size_t in_plane = (size_t)n->in[0]->shape.h * (size_t)n->in[0]->shape.w;
  for (int k = 0; k < n->out; k++) {
    double *sum = out + (size_t)k * plane;
    for (size_t i = 0; i < plane; i++) sum[i] = b ? (double)b->data[k] : 0.0;
    int group = k / (n->out / n->groups), inputs = n->table ? n->table->count[k] : w->dim[1];
    for (int i = 0; i < inputs; i++) {
      int from = n->table ? n->table->inputs[k][i] : i; // counted within the group
      const double *x = in[0] + (size_t)(group * w->dim[1] + from) * in_plane;
      const float *tap = w->data + ((size_t)k * (size_t)w->dim[1] + (size_t)from) * (size_t)(w->dim[2] * w->dim[3]);
      for (int ky = 0; ky < n->kernel.h; ky++)
        for (int kx = 0; kx < n->kernel.w; kx++)
          add_tap(n, (double)*tap++, x, ky * n->dilation.h - n->pad.top, kx * n->dilation.w - n->pad.left, sum);
    }
  }
}

// Entries that a connection table leaves out do not count, although they are computed with.
static int64_t conv_macs(const Node *n) { return (int64_t)n->param[WEIGHT]->trainable * n->shape.h * n->shape.w; }

// ---- how it is computed ---------------------------------------------------------------------------------------------
// Groups that fill no whole block are merged until they do, with zeros between them; depthwise has a kernel of its own.
typedef struct {
  int in_blocks, in_lanes, group_in, group_out, out_blocks;
  bool depthwise;
} Blocking;

static Blocking blocking_of(const Node *n) {
  int in_lanes = n->in[0]->buffer->lanes, lanes = n->buffer->lanes, channels = n->in[0]->shape.c;
  Blocking b = {.in_blocks = blocks_of(n->in[0]), .in_lanes = in_lanes, .out_blocks = blocks_of(n)};
  b.depthwise = n->groups > 1 && n->groups == channels && n->groups == n->out;
  int merged = 1, in = channels / n->groups, out = n->out / n->groups;
  while (merged < n->groups && (n->groups % merged || merged * in % in_lanes || merged * out % lanes)) merged++;
  b.group_in = merged < n->groups ? merged * in / in_lanes : b.in_blocks;
  b.group_out = merged < n->groups ? merged * out / lanes : b.out_blocks;
  b.in_blocks = b.group_in;
  if (b.in_blocks == 1 && channels < in_lanes) b.in_lanes = channels;
  return b;
}

// weight[k][c] where both are in one group, else zero: channels are counted over the whole tensors.
static float weight_at(const Node *n, int k, int c, int ky, int kx) {
  const Param *w = n->param[WEIGHT];
  int group = k / (n->out / n->groups), from = c - group * w->dim[1];
  if (k >= n->out || from < 0 || from >= w->dim[1]) return 0.0f;
  return w->data[(((size_t)k * (size_t)w->dim[1] + (size_t)from) * (size_t)w->dim[2] + (size_t)ky) * (size_t)w->dim[3] +
                 (size_t)kx];
}

// [group of q blocks][input block][ky][kx][input lane][q][lane]
static void pack_direct(const Node *n, Blocking b, float *to) {
  int lanes = n->buffer->lanes, in_lanes = n->in[0]->buffer->lanes;
  for (int first = 0; first < b.out_blocks; first += n->tile.q) {
    int q = first + n->tile.q <= b.out_blocks ? n->tile.q : b.out_blocks - first;
    int in_first = first / b.group_out * b.group_in;
    for (int block = in_first; block < in_first + b.in_blocks; block++)
      for (int ky = 0; ky < n->kernel.h; ky++)
        for (int kx = 0; kx < n->kernel.w; kx++)
          for (int i = 0; i < b.in_lanes; i++)
            for (int lane = 0; lane < q * lanes; lane++)
              *to++ = weight_at(n, first * lanes + lane, block * in_lanes + i, ky, kx);
  }
}

static void schedule_depthwise(Node *n, const Target *target, Blocking b) {
  int lanes = target->lanes, taps = n->kernel.h * n->kernel.w, most = target->registers - 2;
  n->tile = (Tile){.rows = 1, .cols = n->shape.w < most ? n->shape.w : most, .q = 1};
  float *to = pack(n, target, (size_t)(b.out_blocks * lanes) * (size_t)taps);
  for (int block = 0; block < b.out_blocks; block++)
    for (int tap = 0; tap < taps; tap++)
      for (int lane = 0; lane < lanes; lane++) {
        int k = block * lanes + lane;
        *to++ = k < n->out ? n->param[WEIGHT]->data[(size_t)k * (size_t)taps + (size_t)tap] : 0.0f;
      }
  n->algorithm = format("depthwise 1x%d", n->tile.cols);
}

// The most input blocks, a divisor of all, whose weights for q output blocks take at most half of L1: the input that
// passes by needs the rest. At 5/8 a 3x3 on 256 channels of 56x56 runs at half the speed.
static int choose_chunk(const Target *target, int in_blocks, size_t bytes_a_block) {
  int chunk = 1;
  for (int c = 2; c <= in_blocks; c++)
    if (in_blocks % c == 0 && (size_t)c * bytes_a_block <= (size_t)target->l1 / 2) chunk = c;
  return chunk;
}

// Rows a sweep: the weights are read once a sweep. If a sweep's rows of the input and of q output blocks, whose sums
// wait there from chunk to chunk, stay in L2, the input is read once, else once a group of q blocks, and the sums with
// it: a 3x3 on 64 channels of 56x56 takes 3 times as long if they do not.
static int choose_rows(const Node *n, const Target *target, Blocking b, size_t weight_bytes) {
  double least = -1, in_row = (double)row_of(n->in[0]) * sizeof(float) * b.in_blocks;
  double out_row = (double)row_of(n) * sizeof(float) * n->tile.q;
  int best = n->shape.h, groups = (b.group_out + n->tile.q - 1) / n->tile.q, chunks = b.in_blocks / n->tile.group;
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

static void conv_schedule(Node *n, const Target *target) {
  Blocking b = blocking_of(n);
  if (b.depthwise) {
    schedule_depthwise(n, target, b);
    return;
  }
  int lanes = target->lanes, taps = n->kernel.h * n->kernel.w;
  size_t values = (size_t)taps * (size_t)b.in_lanes * (size_t)lanes; // that an input block gives an output block
  double steps = (double)taps * b.in_lanes * (taps > 1 && b.in_blocks > 1 ? 1 : b.in_blocks);
  n->tile = choose_tile(target, n->shape, b.out_blocks, b.group_out, steps);
  n->tile.group = choose_chunk(target, b.in_blocks, values * (size_t)n->tile.q * sizeof(float));
  size_t weights = values * (size_t)b.in_blocks * (size_t)b.out_blocks;
  n->tile.row_block = choose_rows(n, target, b, weights * sizeof(float));
  pack_direct(n, b, pack(n, target, weights));
  n->algorithm = format("direct %dx%dx%d", n->tile.rows, n->tile.cols, n->tile.q);
}

// Cache lines of the next chunk of weights that each step of a tile asks for, so that all of them are asked for in
// time: where one sweep covers the picture. In a whole network weights are always cold, and half a megabyte of them or
// more is worth it: 48.6 ms without, 44.8 ms with it for ResNet-50.
static int prefetch_lines(const Node *n, const Target *target, Blocking b) {
  enum { WORTH_IT = 1 << 19 };
  int tiles = ((n->shape.h + n->tile.rows - 1) / n->tile.rows) * (n->shape.w / n->tile.cols);
  int unroll = b.in_lanes % 4 == 0 ? 4 : 1, lines = (unroll * n->tile.q * target->lanes + 15) / 16;
  if (n->tile.row_block < n->shape.h || n->bias_at * sizeof(float) < WORTH_IT || !tiles) return 0;
  return (lines + tiles - 1) / tiles;
}

static void emit_sizes(Out *o, const Node *n, const Target *target, Blocking b) {
  const Node *in = n->in[0], *other = second_operand(n);
  int groups = (b.out_blocks + n->tile.q - 1) / n->tile.q;
  bool by_rows = n->shape.h >= 28 || (groups < 4 && n->shape.h > n->tile.rows);
  out(o, "const struct conv s = {");
  out(o, ".in_blocks = %d, .in_lanes = %d, .pixel = %d,", b.in_blocks, b.in_lanes, in->buffer->lanes);
  out(o, ".kernel_h = %d, .kernel_w = %d, .stride_h = %d, .stride_w = %d, .dilation_h = %d, .dilation_w = %d,",
      n->kernel.h, n->kernel.w, n->stride.h, n->stride.w, n->dilation.h, n->dilation.w);
  out(o, ".out_blocks = %d, .out_h = %d, .out_w = %d, .group_out = %d, .group_in = %d,", b.out_blocks, n->shape.h,
      n->shape.w, b.group_out, b.group_in);
  out(o, ".rows = %d, .cols = %d, .q = %d,", n->tile.rows, n->tile.cols, n->tile.q);
  if (!b.depthwise)
    out(o, ".chunk = %d, .row_block = %d, .prefetch = %d, .by_rows = %d,", n->tile.group, n->tile.row_block,
        prefetch_lines(n, target, b), by_rows);
  out(o, ".in_row = %d, .in_plane = %d, .out_row = %d, .out_plane = %d,", row_of(in), plane_of(in), row_of(n),
      plane_of(n));
  if (other) out(o, ".res_row = %d, .res_plane = %d,", row_of(other), plane_of(other));
  if (n->step_vectors) out(o, ".params = %d,", n->step_vectors * target->lanes);
  out(o, "};");
}

static void conv_emit(Out *o, const Node *n, const Target *target) {
  Blocking b = blocking_of(n);
  int corner = n->pad.top * row_of(n->in[0]) + n->pad.left * n->in[0]->buffer->lanes;
  emit_sizes(o, n, target, b);
  out(o, "%s(&s, %s, w, w + %zu, %s, y, %s, part, parts);", b.depthwise ? "conv_depthwise" : "conv_direct",
      corner ? format("x - %d", corner) : "x", n->bias_at, finish_args(n), finish_name(n));
}

const Op op_conv = {
  .name = "conv",
  .doc = "y[k] = bias[k] + sum over i of weight[k][i] * x[i], a sum over a moving window (cross-correlation, as "
         "everywhere in deep learning); LeCun et al., 1998. Groups: AlexNet, 2012; `groups` = channels is a depthwise "
         "convolution; `table` is C3 of LeNet-5.",
  .attrs = attrs,
  .inputs = 1,
  .shape = conv_shape,
  .reference = conv_reference,
  .macs = conv_macs,
  .schedule = conv_schedule,
  .emit = conv_emit,
};
