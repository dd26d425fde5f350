// epilogue.c - the elementwise operators that fuse.c put behind a layer, as one function over a vector:
//
//   INLINE vf then_add_relu(vf x, const float *r, const float *p)
//   {
//     (void)p;
//     x = vadd(x, vload(r));
//     x = vmax(vset(0.0f), x);
//     return x;
//   }
//
// Its name says all of it, so the same name is the same text, and layers share it. In a planar tensor r is not aligned,
// and the lanes are of one channel, so that a per-channel vector is one value.
#include "cnnc.h"

#include <ctype.h>
#include <string.h>

const Node *second_operand(const Node *n) {
  if (is_elementwise(n) && n->nin == 2) return n->in[1];
  return operand(n);
}

// "0.5" as part of a name: 0p5; -1e-3: m0p001.
static char *number_name(double value) {
  char *text = format("%.9g", value);
  for (char *c = text; *c; c++) *c = *c == '.' ? 'p' : *c == '-' ? 'm' : *c == '+' ? '_' : *c;
  return text;
}

static bool has_token(const Node *step, const char *token) { return strstr(step->op->expr, token); }

// A prologue has no buffer.
static bool is_planar(const Node *n) { return n->buffer && n->buffer->planar; }

char *finish_name(const Node *n) {
  int steps;
  const Node *const *step = steps_of(n, &steps);
  char *name = "then";
  for (int s = 0; s < steps; s++) {
    name = format("%s_%s", name, step[s]->op->name);
    if (has_token(step[s], "$value")) name = format("%s_%s", name, number_name(step[s]->value));
    if (has_token(step[s], "$slope")) name = format("%s_%s", name, number_name(step[s]->slope));
  }
  bool reads = second_operand(n) || n->step_vectors;
  return !steps ? "keep" : reads && is_planar(n) ? format("%s_planar", name) : name;
}

static bool in_word(char c) { return isalnum((unsigned char)c) || c == '_'; }

// The text with every `from`, as a whole word, replaced by `to`.
static char *substitute(const char *text, const char *from, const char *to) {
  Out o = {0};
  size_t length = strlen(from);
  for (const char *at = text; *at;) {
    bool begins = at == text || !in_word(at[-1]);
    if (begins && strncmp(at, from, length) == 0 && !in_word(at[length])) {
      out_raw(&o, to, strlen(to));
      at += length;
    } else {
      out_raw(&o, at++, 1);
    }
  }
  return o.text;
}

char *finish_text(const Node *n) {
  int steps, vector = 0;
  const Node *const *step = steps_of(n, &steps);
  if (!steps) return "";
  Out o = {0};
  out(&o, "INLINE vf %s(vf x, const float *r, const float *p) {", finish_name(n));
  bool uses_operand = second_operand(n);
  if (!uses_operand && !n->step_vectors) out(&o, "(void)r, (void)p;");
  else if (!uses_operand) out(&o, "(void)r;");
  else if (!n->step_vectors) out(&o, "(void)p;");
  for (int s = 0; s < steps; s++) {
    char *text = format("%s", step[s]->op->expr);
    text = substitute(text, "y", is_planar(n) ? "vloadu(r)" : "vload(r)");
    text = substitute(text, "$value", float_text(step[s]->value));
    text = substitute(text, "$slope", float_text(step[s]->slope));
    if (step[s]->op == &op_scale_shift) {
      const char *form = is_planar(n) ? "vset(p[%d * VL])" : "vload(p + %d * VL)";
      text = substitute(text, "s0", format(form, vector));
      text = substitute(text, "s1", format(form, vector + 1));
      vector += 2;
    }
    out(&o, "x = %s;", text);
  }
  out(&o, "return x;\n}");
  return o.text;
}

const char *weights_arg(const Node *n) { return n->weight_type == DTYPE_F32 ? "w" : "(const weight *)w"; }

char *finish_args(const Node *n) {
  return format("%s, %s", second_operand(n) ? "r" : "y", n->step_vectors ? format("w + %zu", n->step_at) : "y");
}

void emit_border(Out *o, const Node *n) {
  const Buffer *b = n->buffer;
  if (!has_border(n)) return;
  out(o,
      "zero_border(&(struct border){.blocks = %d, .h = %d, .w = %d, .top = %d, .left = %d, .bottom = %d, .right = %d,"
      " .row = %d, .plane = %d, .pixel = %d}, y, part, parts);",
      blocks_of(n), b->h, b->w, b->border.top, b->border.left, b->border.bottom, b->border.right, row_of(n),
      plane_of(n), b->lanes);
}

void emit_elementwise(Out *o, const Node *n, const Target *target) {
  const Node *in = n->in[0], *other = second_operand(n);
  out(o, "const struct elementwise s = {");
  out(o, ".blocks = %d, .h = %d, .w = %d,", blocks_of(n), n->shape.h, n->shape.w);
  out(o, ".in_row = %d, .in_plane = %d, .out_row = %d, .out_plane = %d,", row_of(in), plane_of(in), row_of(n),
      plane_of(n));
  if (other) out(o, ".res_row = %d, .res_plane = %d,", row_of(other), plane_of(other));
  if (n->step_vectors) out(o, ".params = %d,", n->step_vectors * target->lanes);
  out(o, "};");
  const char *kernel = is_planar(n) ? "elementwise_planar" : "elementwise";
  out(o, "%s(&s, x, %s, y, %s, part, parts);", kernel, finish_args(n), finish_name(n));
}
