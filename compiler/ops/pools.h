// pools.h - what the code of the pooling operators has in common: the sizes of a window that moves over channel blocks.
#pragma once
#include "cnnc.h"

// Lines of the weights that come next which each vector of a mean of tanh asks L1 for: in all two thirds of it.
static inline int lines_to_ask(const Node *n, const Target *target) {
  enum { MOST = 20, LINE = 64 };
  int across = n->buffer->planar ? (n->shape.w + target->lanes - 1) / target->lanes : n->shape.w;
  size_t vectors = (size_t)(blocks_of(n) * n->shape.h) * (size_t)across;
  size_t weights = n->soon->packed_count * sizeof(float), room = (size_t)target->l1 * 2 / 3;
  size_t lines = (weights < room ? weights : room) / LINE / vectors;
  return lines < MOST ? (int)lines : MOST;
}

static inline void emit_pool(Out *o, const Node *n, const Target *target, const char *kernel) {
  const Node *in = n->in[0], *other = second_operand(n);
  char *sizes = format(".blocks = %d, .in_h = %d, .in_w = %d, .out_h = %d, .out_w = %d,", blocks_of(n), in->shape.h,
                       in->shape.w, n->shape.h, n->shape.w);
  char *strides = format(".in_row = %d, .in_plane = %d, .out_row = %d, .out_plane = %d,", row_of(in), plane_of(in),
                         row_of(n), plane_of(n));
  if (other) strides = format("%s .res_row = %d, .res_plane = %d,", strides, row_of(other), plane_of(other));
  if (n->step_vectors) strides = format("%s .params = %d,", strides, n->step_vectors * target->lanes);
  if (n->prologue) strides = format("%s .vectors = %d,", strides, n->prologue->step_vectors * target->lanes);
  if (!n->kernel.h) out(o, "const struct pool s = {%s %s};", sizes, strides);
  else {
    out(o, "const struct pool s = {");
    out(o, "%s", sizes);
    out(o, ".kernel_h = %d, .kernel_w = %d, .stride_h = %d, .stride_w = %d, .dilation_h = %d, .dilation_w = %d,",
        n->kernel.h, n->kernel.w, n->stride.h, n->stride.w, n->dilation.h, n->dilation.w);
    out(o, ".top = %d, .left = %d, .bottom = %d, .right = %d, .count_padding = %d,", n->pad.top, n->pad.left,
        n->pad.bottom, n->pad.right, n->count_include_pad);
    out(o, "%s", strides);
    out(o, "};");
  }
  char *first = n->prologue ? format("w + %zu, %s, ", n->prologue_at, finish_name(n->prologue)) : "y, keep, ";
  if (n->buffer->planar) kernel = "pool_planar";
  if (n->buffer->planar || n->op == &op_adaptive_avgpool) first = "";
  bool window = n->op == &op_maxpool || n->op == &op_avgpool;
  char *largest = window ? format(" %d,", n->op == &op_maxpool) : "";
  if (is_mean_of_tanh(n)) {
    kernel = "pool_tanh";
    first = n->soon ? format("w, %d, ", lines_to_ask(n, target)) : "y, 0, ";
    largest = format(" %d,", n->buffer->planar);
  }
  out(o, "%s(&s,%s x, %s%s, y, %s, part, parts);", kernel, largest, first, finish_args(n), finish_name(n));
}
