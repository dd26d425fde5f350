// across.h - operators that look across the channels of a pixel: the sizes that their kernels share.
#pragma once
#include "cnnc.h"

static inline void emit_channels(Out *o, const Node *n, const char *more) {
  const Node *in = n->in[0];
  out(o, "const struct channels s = {");
  out(o, ".channels = %d, .h = %d, .w = %d,", n->shape.c, n->shape.h, n->shape.w);
  out(o, ".in_row = %d, .in_plane = %d, .out_row = %d, .out_plane = %d,", row_of(in), plane_of(in), row_of(n),
      plane_of(n));
  if (*more) out(o, "%s", more);
  out(o, "};");
}
