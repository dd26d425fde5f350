// linear.c - the fully connected layer: y = W x + b, with W as [out][in].
#include "ops/flat.h"
#include "ops/shapes.h"

static const Attr attrs[] = {
  {"out", ATTR_INT, ATTR(out), "", 1, MAX_CHANNELS, "values of the result"},
  {"bias", ATTR_BOOL, ATTR(bias), "true", 0, 1, "whether a bias is added"},
  {"init_scale", ATTR_REAL, ATTR(init_scale), "1", 1e-6, 1000, "factor on the pseudo-random weights"},
  {0},
};

static void linear_shape(Graph *g, Node *n) {
  Shape in = n->in[0]->shape;
  if (!takes_row(n)) return;
  int dim[] = {n->out, in.c};
  n->shape = (Shape){.c = n->out, .h = 1, .w = 1, .flat = true};
  new_param(g, n, WEIGHT, "weight", PARAM_WEIGHT, 2, dim, in.c);
  if (n->bias) new_param(g, n, BIAS, "bias", PARAM_BIAS, 1, &n->out, 0);
}

static void linear_reference(const Node *n, const double *const *in, double *out) {
  int inputs = n->in[0]->shape.c;
  const float *weight = n->param[WEIGHT]->data;
  for (int k = 0; k < n->out; k++) {
    double sum = n->param[BIAS] ? (double)n->param[BIAS]->data[k] : 0.0;
    for (int i = 0; i < inputs; i++) sum += (double)*weight++ * in[0][i];
    out[k] = sum;
  }
}

static int64_t linear_macs(const Node *n) { return (int64_t)n->out * n->in[0]->shape.c; }

enum { MOST_CHAINS = 4 };

// Places of the input up to the last value, in whole turns of the kernel where there are so many.
static size_t inputs_of(const Node *n) {
  const Node *from = source_of(n);
  size_t all = places(from), inputs = all;
  while (dense_index(from, inputs - 1) < 0) inputs--;
  inputs = (inputs + MOST_CHAINS - 1) / MOST_CHAINS * MOST_CHAINS;
  return inputs < all ? inputs : all;
}

// q blocks of outputs a sweep, each with `chains` sums, so that the latency of the FMA is hidden. Where there are many
// weights two threads share them, in two sweeps at least: 128 outputs of 9216 values take half the time (Zen 4).
static void linear_schedule(Node *n, const Target *target, const Options *o) {
  (void)o;
  const Node *from = source_of(n);
  size_t inputs = inputs_of(n), width = (size_t)n->param[WEIGHT]->dim[1];
  int lanes = target->lanes, blocks = blocks_of(n), sums = target->registers / 2;
  bool many = (size_t)(blocks * lanes) * inputs * weight_size(n) > (size_t)target->l2 / 4;
  int most = many ? (blocks + 1) / 2 : blocks;
  n->tile = (Tile){.rows = 1, .cols = MOST_CHAINS, .q = most < sums / 2 ? most : sums / 2};
  while (n->tile.cols > 1 && (inputs % (size_t)n->tile.cols || n->tile.cols * n->tile.q > sums)) n->tile.cols /= 2;
  Packer to = pack(n, target, (size_t)(blocks * lanes) * inputs);
  for (int first = 0; first < blocks; first += n->tile.q) {
    int q = first + n->tile.q <= blocks ? n->tile.q : blocks - first;
    for (size_t place = 0; place < inputs; place++) {
      int64_t index = dense_index(from, place);
      for (int k = first * lanes; k < (first + q) * lanes; k++)
        put_weight(&to, index >= 0 ? n->param[WEIGHT]->data[(size_t)channel_at(n, k) * width + (size_t)index] : 0.0f);
    }
  }
  n->algorithm = format("GEMV %dx%d", n->tile.q, n->tile.cols);
}

static void linear_emit(Out *o, const Node *n, const Target *target) {
  enum { AHEAD = 8192 }; // bytes
  bool streams = n->bias_at * sizeof(float) > (size_t)target->l2;
  out(o, "const struct linear s = {.inputs = %zu, .out_blocks = %d, .q = %d, .chains = %d, .ahead = %d, .params = %d};",
      inputs_of(n), blocks_of(n), n->tile.q, n->tile.cols, streams ? AHEAD / (int)weight_size(n) : 0,
      n->step_vectors * target->lanes);
  out(o, "linear_gemv(&s, x, %s, w + %zu, %s, y, %s, part, parts);", weights_arg(n), n->bias_at, finish_args(n),
      finish_name(n));
}

const Op op_linear = {
  .name = "linear",
  .doc = "y = W x + b: the fully connected layer. Takes a flat tensor (`flatten`); W is [out][in].",
  .attrs = attrs,
  .inputs = 1,
  .shape = linear_shape,
  .reference = linear_reference,
  .macs = linear_macs,
  .schedule = linear_schedule,
  .emit = linear_emit,
};
