// conv.c - convolution: each output value is a weighted sum over a window of all input channels of its group.
//
//   y[k][r][c] = bias[k] + sum over i, ky, kx of
//                weight[k][i][ky][kx] * x[i][r * stride + ky * dilation - top][c * stride + kx * dilation - left]
//
// Outside the picture x is zero. With groups the channels are cut into as many parts, and each part sees only its own
// input channels; with groups = channels that is a depthwise convolution. A connection table names for each output
// channel the input channels that it sees, as in C3 of LeNet-5; entries of the weight that it leaves out count as zero.
#include "conv_forms.h"
#include "ops/shapes.h"

#include <string.h>

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
// Input blocks in which the groups of the output blocks from `block` on have channels.
static int inputs_of(const Node *n, Blocking b, int block, int *first) {
  int in = n->in[0]->shape.c / n->groups, out = n->out / n->groups, lanes = n->buffer->lanes;
  int begin = block * lanes, end = begin + b.group_out * lanes;
  if (end > n->out) end = n->out;
  *first = begin / out * in / n->in[0]->buffer->lanes;
  return ((end - 1) / out * in + in - 1) / n->in[0]->buffer->lanes - *first + 1;
}

static int most_inputs(const Node *n, Blocking b) {
  int most = 0, first;
  for (int block = 0; block < b.out_blocks; block += b.group_out) {
    int count = inputs_of(n, b, block, &first);
    if (count > most) most = count;
  }
  return most;
}

static int blocks_in_run(Blocking b, int block) {
  return block + b.group_out < b.out_blocks ? b.group_out : b.out_blocks - block;
}

// Of an output block.
static double mean_inputs(const Node *n, Blocking b) {
  int sum = 0, first;
  for (int block = 0; block < b.out_blocks; block += b.group_out)
    sum += inputs_of(n, b, block, &first) * blocks_in_run(b, block);
  return (double)sum / b.out_blocks;
}

// The output blocks in a row that take the fewest cycles. Winograd's form has products with as many input blocks as any
// of them sees, and for each row of them these are transformed anew, which takes about as long as half the products of
// a block. A 1x1 is never of that form, and each row has its own number, but register tiles of one block are slower: 3
// groups of 160 channels to 40 take 90 products of blocks one by one, 160 in rows of 4.
static int best_group(const Node *n, Blocking b) {
  int best = 0;
  double least = 0;
  bool is_1x1 = n->kernel.h * n->kernel.w == 1;
  for (b.group_out = 1; b.group_out <= b.out_blocks; b.group_out++) {
    double each = is_1x1 ? mean_inputs(n, b) : most_inputs(n, b);
    double cycles = each * (is_1x1 ? b.group_out > 1 ? 1 : 1.03 : 1 + 0.5 / b.group_out);
    if (best && cycles >= least) continue;
    best = b.group_out;
    least = cycles;
  }
  return best;
}

int first_input(const Node *n, Blocking b, int block) {
  int first, last = blocks_of(n->in[0]) - b.in_blocks;
  inputs_of(n, b, block / b.group_out * b.group_out, &first);
  return first < last ? first : last;
}

int count_inputs(const Node *n, Blocking b, int block) {
  int first, count = inputs_of(n, b, block, &first);
  return first + count - first_input(n, b, block);
}

double share_of_inputs(const Node *n, Blocking b) {
  int sum = 0;
  for (int block = 0; block < b.out_blocks; block += b.group_out)
    sum += count_inputs(n, b, block) * blocks_in_run(b, block);
  return (double)sum / (b.out_blocks * b.in_blocks);
}

char *groups_text(const Node *n, Blocking b) {
  if (b.group_out == b.out_blocks) return format(".group_out = %d, .out_width = 1,", b.group_out);
  return format(".group_out = %d, .out_width = %d, .in_width = %d, .last = %d,", b.group_out, n->out / n->groups,
                n->in[0]->shape.c / n->groups, blocks_of(n->in[0]) - b.in_blocks);
}

Blocking blocking_of(const Node *n) {
  int in_lanes = n->in[0]->buffer->lanes, channels = n->in[0]->shape.c;
  Blocking b = {.in_blocks = blocks_of(n->in[0]), .in_lanes = in_lanes, .out_blocks = blocks_of(n)};
  b.depthwise = n->groups > 1 && n->groups == channels && n->groups == n->out;
  b.group_out = n->groups > 1 ? best_group(n, b) : b.out_blocks;
  b.in_blocks = most_inputs(n, b);
  if (b.in_blocks == 1 && channels < in_lanes) b.in_lanes = channels;
  return b;
}

float weight_at(const Node *n, int k, int c, int ky, int kx) {
  const Param *w = n->param[WEIGHT];
  k = channel_at(n, k);
  int group = n->groups > 1 ? k / (n->out / n->groups) : 0, from = c - group * w->dim[1];
  if (from < 0 || from >= w->dim[1]) return 0.0f;
  return w->data[(((size_t)k * (size_t)w->dim[1] + (size_t)from) * (size_t)w->dim[2] + (size_t)ky) * (size_t)w->dim[3] +
                 (size_t)kx];
}

int most_blocks(int blocks, size_t bytes_a_block, size_t limit) {
  int most = 1;
  for (int n = 2; n <= blocks; n++)
    if (blocks % n == 0 && (size_t)n * bytes_a_block <= limit) most = n;
  return most;
}

static const Form *const forms[] = {
  &form_direct,   &form_depthwise,      &form_grouped,         &form_planar, &form_dot,
  &form_winograd, &form_winograd_lanes, &form_winograd_planar, &form_phases, &form_pairs,
};
enum { FORMS = sizeof forms / sizeof *forms };

const Form *const *all_forms(int *count) {
  *count = FORMS;
  return forms;
}

static void choose_form(Node *n, const Target *target, Blocking b, const Options *o) {
  double least = NO_PLAN, second = NO_PLAN;
  const char *runner_up = NULL;
  Node planned = *n; // as the best form has left it
  for (int i = 0; i < FORMS; i++) {
    double cycles = forms[i]->plan(n, target, b, o);
    if (cycles < 0) continue;
    bool best = least < 0 || cycles < least;
    if (best) {
      second = least;
      runner_up = n->algorithm;
      least = cycles;
      n->form = forms[i];
      n->algorithm = forms[i]->describe(n);
      planned = *n;
    } else if (second < 0 || cycles < second) {
      second = cycles;
      runner_up = forms[i]->describe(n);
    }
  }
  *n = planned;
  n->cycles = least;
  n->runner_up = runner_up;
  n->runner_up_cycles = second;
}

static void conv_schedule(Node *n, const Target *target, const Options *o) {
  Blocking b = blocking_of(n);
  if (n->planned) take_plan(n, target, o);
  else choose_form(n, target, b, o);
  double pool = n->form && is_stem(n) ? pool_cycles(n) : 0;
  n->cycles += pool;
  if (n->runner_up) n->runner_up_cycles += pool;
  if (n->form) n->form->pack(n, target, b);
}

static void conv_emit(Out *o, const Node *n, const Target *target) { n->form->emit(o, n, target, blocking_of(n)); }

static void conv_emit_shared(Out *o, const Node *n, const Target *target) {
  if (n->form->emit_shared) n->form->emit_shared(o, n, target, blocking_of(n));
}

char *strides_text(const Node *n, const Target *target) {
  const Node *in = n->in[0], *other = second_operand(n);
  bool copied = is_copied(n);
  char *text = format(".in_row = %d, .in_plane = %d, .out_row = %d, .out_plane = %d,",
                      copied ? copy_row(n) : row_of(in), copied ? copy_plane(n) : plane_of(in), row_of(n), plane_of(n));
  if (other) text = format("%s .res_row = %d, .res_plane = %d,", text, row_of(other), plane_of(other));
  return n->step_vectors ? format("%s .params = %d,", text, n->step_vectors * target->lanes) : text;
}

bool is_new(const Out *o, const char *name) { return !strstr(o->text ? o->text : "", format(" %s(", name)); }

void emit_call(Out *o, const Node *n, const char *kernel, const char *more) {
  int corner = n->prologue ? 0 : n->pad.top * row_of(n->in[0]) + n->pad.left * n->in[0]->buffer->lanes;
  out(o, "%s(&s, %s%s, %s, w + %zu, %s, y, %spart, parts);", kernel, is_copied(n) ? "&p, " : "",
      corner ? format("x - %d", corner) : "x", weights_arg(n), n->bias_at, finish_args(n), more);
}

void emit_head(Out *o, const char *name, const char *sizes, const char *weights, const char *more) {
  out(o, "SHARED void %s(const struct %s *s, const float *x, const %s *w, const float *bias,", name, sizes, weights);
  out(o, "%*s const float *res, const float *params, float *y, %sint part, int parts) {", (int)strlen(name) + 12, "",
      more);
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
  .emit_shared = conv_emit_shared,
};
