// prologue.c - the elementwise operators that fuse.c put before a convolution or a mean: the batch norm and relu of
// DenseNet and of pre-activation residual networks. Winograd's form and pools apply them to each vector that they load.
// A direct convolution loads a value for each output block, and has two ways:
//
//   threshold   relu(s x + t) = s max(x, -t / s) + t for s > 0: s goes into the weights, the sum of weight times t into
//               the bias, and one maximum a value that is read is left. The zeros of a padding would have to be zeros
//               behind the relu, so there may be none; and weights of 16 bits would be rounded twice.
//   copy        of the rows that are read next, with their padding (runtime/kernels/conv.h); for any operators
#include "conv_forms.h"

#include <math.h>
#include <string.h>

char *prologue_text(const Node *n) {
  int steps = 0;
  const Node *const *step = n->prologue ? steps_of(n->prologue, &steps) : NULL;
  char *text = "";
  for (int s = 0; s < steps; s++) text = format("%s%s%s", text, s ? " " : "", step[s]->op->name);
  return text;
}

// ---- threshold ------------------------------------------------------------------------------------------------------
bool is_threshold(const Node *n) { return n->prologue && n->form == &form_direct && n->tile.threshold; }

// The scale_shift before the relu, or NULL: then its scale is 1 and its shift 0.
static const Node *affine_of(const Node *n) { return n->prologue->op == &op_scale_shift ? n->prologue : NULL; }

double threshold_scale(const Node *n, int c) { return affine_of(n) ? (double)affine_of(n)->param[WEIGHT]->data[c] : 1; }

static double shift_of(const Node *n, int c) { return affine_of(n) ? (double)affine_of(n)->param[BIAS]->data[c] : 0; }

// A channel with scale 0 is a constant.
double threshold_shift(const Node *n, int c) {
  double shift = shift_of(n, c);
  return threshold_scale(n, c) > 0 || shift > 0 ? shift : 0;
}

float threshold_of(const Node *n, int c) {
  double scale = threshold_scale(n, c);
  return scale > 0 ? (float)(-shift_of(n, c) / scale) : 0.0f;
}

// What a batch norm was trained to see: the mean square behind the relu of an input with its mean and variance, if that
// is normally distributed. A scale_shift that was none is taken to see mean 0 and variance 1.
static double mean_square(const Node *n, int c) {
  const Node *affine = affine_of(n);
  bool known = affine && affine->param[VAR];
  double mean = known ? (double)affine->param[MEAN]->data[c] : 0;
  double deviation = known ? sqrt((double)affine->param[VAR]->data[c] + affine->eps) : 1;
  double spread = threshold_scale(n, c) * deviation, centre = threshold_scale(n, c) * mean + shift_of(n, c);
  double z = spread > 0 ? centre / spread : centre > 0 ? 40 : -40;
  double density = exp(-z * z / 2) / sqrt(2 * acos(-1)), below = erfc(-z / sqrt(2)) / 2;
  return (centre * centre + spread * spread) * below + centre * spread * density;
}

// The sums carry the shifts as well, which cancel in the end, and their roundings grow in proportion: where the shifts
// are 4 times as large as what is left of them, the error is about 4 times as large. A negative scale would need a
// minimum; a scale of 1e-20 overflows.
bool can_be_threshold(const Node *n) {
  enum { MOST = 4 };
  const double least = 1e-20;
  Pad p = n->pad;
  if (n->weight_type != DTYPE_F32) return false;
  if (p.top || p.left || p.bottom || p.right) return false;
  const char *text = prologue_text(n);
  if (strcmp(text, "scale_shift relu") != 0 && strcmp(text, "relu") != 0) return false;
  double shifts = 0, values = 0;
  for (int c = 0; c < n->prologue->shape.c; c++) {
    double scale = threshold_scale(n, c), shift = shift_of(n, c);
    bool in_range = scale == 0 || (scale > least && fabs(shift) * least < scale);
    if (!in_range || !isfinite(scale) || !isfinite(shift)) return false;
    if (scale > 0) shifts += shift * shift;
    values += mean_square(n, c);
  }
  return shifts <= MOST * MOST * values;
}

// ---- copy -----------------------------------------------------------------------------------------------------------
bool is_copied(const Node *n) { return n->prologue && n->form == &form_direct && !n->tile.threshold; }

static int extent(int out, int stride, int kernel, int dilation) {
  return (out - 1) * stride + (kernel - 1) * dilation + 1;
}

static int copy_columns(const Node *n) { return extent(n->shape.w, n->stride.w, n->kernel.w, n->dilation.w); }

int copy_row(const Node *n) { return copy_columns(n) * n->in[0]->buffer->lanes; }

int copy_plane(const Node *n) {
  return odd_lines(extent(n->tile.row_block, n->stride.h, n->kernel.h, n->dilation.h) * copy_row(n));
}

double copy_cycles(const Node *n) {
  const double each = 2.5; // cycles a vector
  const Node *in = n->in[0];
  return n->prologue ? each * blocks_of(in) * in->shape.h * in->shape.w : 0;
}

void emit_prologue(Out *o, const Node *n, const Target *target) {
  const Node *in = n->in[0];
  int columns = copy_columns(n) - n->pad.left, w = columns < in->shape.w ? columns : in->shape.w;
  out(o, "static const struct prologue p = {");
  out(o, ".blocks = %d, .h = %d, .w = %d, .top = %d, .left = %d,", blocks_of(in), in->shape.h, w, n->pad.top,
      n->pad.left);
  out(o, ".in_row = %d, .in_plane = %d, .row = %d, .plane = %d, .at = %zu, .params = %d,", row_of(in), plane_of(in),
      copy_row(n), copy_plane(n), n->prologue_at, n->prologue->step_vectors * target->lanes);
  out(o, "};");
}
