// conv_planar.c - direct convolution of a planar tensor into a planar one (runtime/kernels/conv_planar.h): its register
// tile and the order of the packed weights. It is the only form whose result is planar (layout.c says when).
#include "conv_forms.h"

static Shape channels_of(const Node *n) { return (Shape){.h = 1, .w = n->shape.c}; }

static double terms_of(const Node *n, Blocking b) { return (double)(n->kernel.h * n->kernel.w) * b.in_blocks; }

// A tile of direct convolution with the sides exchanged: output channels are what it has `cols` of, as each takes a
// broadcast a step, and vectors of the picture what it has q of.
static double cost_planar(Node *n, const Target *target, Blocking b, const Options *o) {
  (void)o;
  if (!n->buffer->planar) return NO_PLAN;
  int vectors = n->shape.h * vectors_in(n->shape.w, target);
  n->tile.rows = 1;
  return layer_cycles(target, channels_of(n), vectors, vectors, n->tile, (Pass){.steps = terms_of(n, b)});
}

static double plan_planar(Node *n, const Target *target, Blocking b, const Options *o) {
  if (!n->buffer->planar) return NO_PLAN;
  int vectors = n->shape.h * vectors_in(n->shape.w, target);
  n->tile = choose_tile(target, channels_of(n), vectors, vectors, false, (Pass){.steps = terms_of(n, b)});
  return cost_planar(n, target, b, o);
}

static const Knob planar_knobs[] = {{"channels", ATTR(tile.cols), 1, MAX_COLS}, {"q", ATTR(tile.q), 1, MAX_Q}, {0}};

static char *describe_planar(const Node *n) { return format("planar %dx%d", n->tile.cols, n->tile.q); }

// [group of channels][input channel][ky][kx][channel], always floats: they are few, and each is broadcast alone.
static void pack_planar(Node *n, const Target *target, Blocking b) {
  n->weight_type = DTYPE_F32;
  Packer to = pack(n, target, (size_t)n->shape.c * (size_t)b.in_blocks * (size_t)(n->kernel.h * n->kernel.w));
  for (int first = 0; first < n->shape.c; first += n->tile.cols)
    for (int c = 0; c < b.in_blocks; c++)
      for (int ky = 0; ky < n->kernel.h; ky++)
        for (int kx = 0; kx < n->kernel.w; kx++)
          for (int k = first; k < first + n->tile.cols && k < n->shape.c; k++)
            put_weight(&to, weight_at(n, k, c, ky, kx));
}

// The function that all layers alike in the inner loops share: "planar_6x4_vectors2_width5_then_tanh".
static char *shared_name(const Node *n, const Target *target) {
  int rest = n->shape.c % n->tile.cols;
  char *name = format("planar_%dx%d", n->tile.cols, n->tile.q);
  if (rest) name = format("%s_rest%d", name, rest);
  name = format("%s_vectors%d_width%d", name, vectors_in(n->shape.w, target), n->kernel.w);
  if (n->stride.w > 1) name = format("%s_stride%d", name, n->stride.w);
  return format("%s_%s", name, finish_name(n));
}

static void emit_planar_shared(Out *o, const Node *n, const Target *target, Blocking b) {
  (void)b;
  char *name = shared_name(n, target);
  if (!is_new(o, name)) return;
  emit_head(o, name, "conv_planar", "float", "");
  out(o, "const struct planar_tile t = {.q = %d, .channels = %d, .rest = %d, .vectors = %d, .kernel_w = %d,", n->tile.q,
      n->tile.cols, n->shape.c % n->tile.cols, vectors_in(n->shape.w, target), n->kernel.w);
  out(o, "%*s.stride = %d};", 30, "", n->stride.w);
  out(o, "conv_planar(s, &t, x, w, bias, res, params, y, %s, part, parts);", finish_name(n));
  out(o, "}\n");
}

static void emit_planar(Out *o, const Node *n, const Target *target, Blocking b) {
  out(o, "static const struct conv_planar s = {");
  out(o, ".in_channels = %d, .out_channels = %d, .out_h = %d, .out_w = %d,", b.in_blocks, n->shape.c, n->shape.h,
      n->shape.w);
  out(o, ".kernel_h = %d, .stride_h = %d, .dilation_h = %d, .dilation_w = %d, %s", n->kernel.h, n->stride.h,
      n->dilation.h, n->dilation.w, strides_text(n, target));
  out(o, "};");
  emit_call(o, n, shared_name(n, target), "");
}

const Form form_planar = {
  .name = "planar",
  .plan = plan_planar,
  .describe = describe_planar,
  .pack = pack_planar,
  .emit = emit_planar,
  .emit_shared = emit_planar_shared,
  .knobs = planar_knobs,
  .cost = cost_planar,
};
