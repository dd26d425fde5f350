// report_field.c - the receptive field of each layer: how large a part of the picture one of its values depends on.
//
// A window of `span` pixels (dilation included) that moves by `stride` over an input whose values see `size` pixels
// each, `jump` pixels apart, gives values that see size + (span - 1) jump pixels, stride * jump apart; of several
// inputs the largest counts. So three convolutions of 3x3 see as much as one of 7x7:
//
//   conv1  3x3      conv2  5x5      conv3  7x7
//
// The figure is the papers': it ignores the edges of the picture, so it may be larger than the picture is. What takes
// in its whole input whatever the size (global pooling, linear, a flattened picture) sees all.
#include "report.h"

enum { LIMIT = 1 << 30 }; // of sizes and jumps, which a network could let grow without end

// Along one axis.
typedef struct {
  int64_t size, jump;
  bool all;
} Sight;

typedef struct {
  Sight h, w;
} Both;

static int64_t at_most(int64_t limit, int64_t value) { return value < limit ? value : limit; }

static void widen(Sight *s, Sight other) {
  if (other.size > s->size) s->size = other.size;
  if (other.jump > s->jump) s->jump = other.jump;
  s->all |= other.all;
}

static void widen_both(Both *b, Both other) {
  widen(&b->h, other.h);
  widen(&b->w, other.w);
}

static void move_window(Sight *s, int64_t span, int64_t stride) {
  s->size = at_most(LIMIT, s->size + (span - 1) * s->jump);
  s->jump = at_most(LIMIT, s->jump * stride);
}

// Attributes that an operator does not have are zero.
static void move_taps(Sight *s, int taps, int dilation, int stride) {
  int64_t span = taps ? (int64_t)(taps - 1) * dilation + 1 : 1;
  move_window(s, span, stride ? stride : 1);
}

// `windows` windows cut the axis into parts, of which the largest counts.
static void move_parts(Sight *s, int64_t pixels, int64_t windows) {
  int64_t largest = 1;
  for (int64_t i = 0; i < windows; i++) {
    int64_t first = i * pixels / windows, end = ((i + 1) * pixels + windows - 1) / windows;
    if (end - first > largest) largest = end - first;
  }
  s->all |= windows == 1;
  move_window(s, largest, (pixels + windows - 1) / windows);
}

static void look(Both *b, const Node *n) {
  Shape in = n->in[0]->shape;
  if (n->shape.flat || n->op == &op_global_avgpool) b->h.all = b->w.all = true;
  if (n->windows.h) {
    move_parts(&b->h, in.h, n->windows.h);
    move_parts(&b->w, in.w, n->windows.w);
  } else {
    move_taps(&b->h, n->kernel.h, n->dilation.h, n->stride.h);
    move_taps(&b->w, n->kernel.w, n->dilation.w, n->stride.w);
  }
}

Field *receptive_fields(const Graph *g) {
  Both *sight = NEW_ARRAY(Both, g->count);
  Field *field = NEW_ARRAY(Field, g->count);
  for (int i = 0; i < g->count; i++) {
    const Node *n = g->node[i], *other = operand(n);
    Both *b = &sight[i];
    *b = (Both){{.size = 1, .jump = 1}, {.size = 1, .jump = 1}};
    for (int k = 0; k < n->nin; k++) widen_both(b, sight[n->in[k]->id]);
    if (n->nin) look(b, n);
    if (other) widen_both(b, sight[other->id]);
    field[i].h = b->h.all ? g->image->shape.h : (int)b->h.size;
    field[i].w = b->w.all ? g->image->shape.w : (int)b->w.size;
    field[i].all = b->h.all && b->w.all;
  }
  return field;
}

char *field_text(Field f) { return f.all ? "all" : format("%dx%d", f.h, f.w); }
