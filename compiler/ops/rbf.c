// rbf.c - the last layer of LeNet-5 in 1998: how far, squared, the input is from a fixed centre for each output.
//
//   y[k] = sum over i of (x[i] - weight[k][i])^2
//
// The centres are chosen by hand and not trained: the paper's are pictures of the digits with pixels of -1 and +1. The
// pseudo-random ones lie between them.
#include "ops/flat.h"
#include "ops/shapes.h"

static const Attr attrs[] = {
  {"out", ATTR_INT, ATTR(out), "", 1, MAX_CHANNELS, "how many centres there are"},
  {0},
};

static void rbf_shape(Graph *g, Node *n) {
  enum { FAN_IN_OF_ONE = 6 };      // the bound of pseudo-random weights is sqrt(6 / fan_in)
  Shape in = n->in[0]->shape;
  if (!takes_row(n)) return;
  int dim[] = {n->out, in.c};
  n->shape = (Shape){.c = n->out, .h = 1, .w = 1, .flat = true};
  Param *centres = new_param(g, n, WEIGHT, "weight", PARAM_WEIGHT, 2, dim, FAN_IN_OF_ONE);
  if (centres) centres->trainable = 0;
}

static void rbf_reference(const Node *n, const double *const *in, double *out) {
  int inputs = n->in[0]->shape.c;
  const float *centre = n->param[WEIGHT]->data;
  for (int k = 0; k < n->out; k++) {
    out[k] = 0;
    for (int i = 0; i < inputs; i++) {
      double distance = in[0][i] - (double)*centre++;
      out[k] += distance * distance;
    }
  }
}

static int64_t rbf_macs(const Node *n) { return (int64_t)n->out * n->in[0]->shape.c; }

static void rbf_schedule(Node *n, const Target *target, const Options *o) {
  (void)o;
  const Node *from = source_of(n);
  int lanes = target->lanes, inputs = n->in[0]->shape.c;
  Packer to = pack(n, target, (size_t)(blocks_of(n) * lanes) * (size_t)inputs);
  for (int first = 0; first < blocks_of(n) * lanes; first += lanes)
    for (size_t place = 0; place < places(from); place++) {
      int64_t index = dense_index(from, place);
      for (int k = first; k < first + lanes && index >= 0; k++)
        put_weight(&to, n->param[WEIGHT]->data[(int64_t)channel_at(n, k) * inputs + index]);
    }
}

static void rbf_emit(Out *o, const Node *n, const Target *target) {
  const Node *from = source_of(n);
  out(o, "const struct rbf s = {");
  out(o, ".channels = %d, .pixels = %d, .out_blocks = %d, .params = %d,", from->shape.c, from->shape.h * from->shape.w,
      blocks_of(n), n->step_vectors * target->lanes);
  out(o, "};");
  out(o, "rbf(&s, x, w, %s, y, %s, part, parts);", finish_args(n), finish_name(n));
}

const Op op_rbf = {
  .name = "rbf",
  .doc = "y[k] = sum over i of (x[i] - weight[k][i])^2: the squared distances to `out` fixed centres, which are not "
         "trained; the last layer of LeNet-5 (LeCun et al., 1998). Takes a flat tensor.",
  .attrs = attrs,
  .inputs = 1,
  .shape = rbf_shape,
  .reference = rbf_reference,
  .macs = rbf_macs,
  .schedule = rbf_schedule,
  .emit = rbf_emit,
};
