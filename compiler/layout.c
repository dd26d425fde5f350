// layout.c - where each tensor lies: which buffer, in which channel blocks, with which border.
//
// In: the fused graph. Out: every node has a buffer. Inside, a tensor is [block][row][column][lane], a block being as
// many channels as a vector has lanes; around the picture lies a physical border of zeros as wide as the widest padding
// of its readers, so that a convolution has no edge cases (one with a prologue has the padding in a copy):
//
//   0 0 0 0 0 0
//   0 a b c d 0      4 pixels wide, border 1, each letter a vector
//   0 0 0 0 0 0
//
// The caller's picture is dense [c][h][w]. Its readers take it as it is, or from a planar copy (blocks of one channel)
// with a border, or from a copy in blocks. What a convolution makes of a planar tensor is planar too where that takes
// fewer vectors, and so is what pools and elementwise operators make of it: the first half of LeNet-5.
//
// A concat whose part begins at a whole block is written in place by that part's producer: the part is a slice of the
// concat's buffer. A concat of concats (DenseNet) is one buffer. A flatten before a linear is nothing: linear's weights
// are packed in the order of memory.
#include "cnnc.h"

#include <stdlib.h>

int blocks_of(const Node *n) { return (n->shape.c + n->buffer->lanes - 1) / n->buffer->lanes; }

int row_of(const Node *n) {
  const Buffer *b = n->buffer;
  return (b->border.left + b->w + b->border.right) * b->lanes;
}

int plane_of(const Node *n) {
  const Buffer *b = n->buffer;
  return (b->border.top + b->h + b->border.bottom) * row_of(n) + b->gap;
}

size_t pixel_of(const Node *n) {
  const Buffer *b = n->buffer;
  return (size_t)n->block * (size_t)plane_of(n) + (size_t)(b->border.top * row_of(n) + b->border.left * b->lanes);
}

bool has_border(const Node *n) {
  Pad border = n->buffer->border;
  return border.top || border.left || border.bottom || border.right;
}

static Buffer *new_buffer(Graph *g, Shape shape, int lanes, bool external) {
  Buffer *b = NEW(Buffer);
  *b = (Buffer){.id = g->buffers, .c = shape.c, .h = shape.h, .w = shape.w, .lanes = lanes, .external = external};
  b->blocks = (shape.c + lanes - 1) / lanes;
  g->buffer[g->buffers++] = b;
  return b;
}

static bool is_copy(const Node *n) {
  return n->op == &op_concat || n->op == &op_slice || n->op == &op_subsample || n->op == &op_output;
}

// All that a node reads: its inputs and the operand of its steps.
static int inputs_of(const Node *n) { return n->nin + (operand(n) != NULL); }

static const Node *input_of(const Node *n, int i) { return i < n->nin ? n->in[i] : operand(n); }

static bool reads(const Node *reader, const Node *n) {
  for (int i = 0; i < inputs_of(reader); i++)
    if (input_of(reader, i) == n) return true;
  return false;
}

// The lanes run in the result as they run in the input.
static bool keeps_layout(const Node *n) {
  if (n->prologue) return is_mean_of_tanh(n);
  return is_elementwise(n) || n->op == &op_maxpool || n->op == &op_avgpool;
}

// Of 6 channels of 28x28 a planar tensor takes 6 * 28 * 2 vectors of 16 lanes, one in blocks 28 * 28.
static bool takes_fewer_planar(const Node *conv, const Target *target) {
  Shape s = conv->shape;
  return s.c < target->lanes && s.c * ((s.w + target->lanes - 1) / target->lanes) < s.w;
}

static bool may_be_planar(const Node *n, const Target *target) {
  if (n->op == &op_image) return true;
  if (keeps_layout(n)) return n->shape.c < target->lanes;
  return n->op == &op_conv && !n->prologue && n->groups == 1 && n->stride.w <= 2 && takes_fewer_planar(n, target);
}

// planar: which tensors are, by id. Winograd's algorithm needs blocks, and is worth them from 8 channels on. To sort
// channels into blocks takes longer than to compute them there, but the caller's picture comes unsorted.
static bool reads_planar(const Node *reader, const Node *n, const Target *target, const bool *planar) {
  enum { WORTH_BLOCKS = 8 };
  if (keeps_layout(reader) || operand(reader) == n) return planar[reader->id];
  if (reader->op == &op_output || reader->op == &op_flatten || (is_copy(reader) && n->op == &op_image)) return true;
  if (reader->op != &op_conv || reader->prologue || reader->groups > 1 || n->shape.c >= target->lanes) return false;
  return n->op == &op_image || n->shape.c < WORTH_BLOCKS || planar[reader->id];
}

// Which tensors are planar, by id: as many as can be. One is where all inputs of its producer are, and all its readers
// can read it.
static const bool *find_planar(const Graph *g, const Target *target) {
  bool *planar = NEW_ARRAY(bool, g->count), changes = true;
  for (int i = 0; i < g->count; i++) planar[i] = may_be_planar(g->node[i], target);
  while (changes) {
    changes = false;
    for (int i = 0; i < g->count; i++)
      for (int k = 0; planar[i] && k < inputs_of(g->node[i]); k++)
        if (!planar[input_of(g->node[i], k)->id]) planar[i] = false, changes = true;
    for (int i = g->count - 1; i >= 0; i--)
      for (int k = 0; k < inputs_of(g->node[i]); k++) {
        const Node *from = input_of(g->node[i], k);
        if (!planar[from->id] || reads_planar(g->node[i], from, target, planar)) continue;
        planar[from->id] = false;
        changes = true;
      }
  }
  return planar;
}

static void place_planar(Graph *g, const Target *target) {
  const bool *planar = find_planar(g, target);
  for (int i = 0; i < g->count; i++) {
    Node *n = g->node[i];
    if (!planar[i] && n != g->image) continue;
    n->buffer = new_buffer(g, n->shape, planar[i] ? 1 : target->lanes, false);
    n->buffer->planar = planar[i] && target->lanes > 1;
  }
}

// Gives the parts of a concat, and their parts in turn, their slices of its buffer.
static void place_parts(Node *concat) {
  int lanes = concat->buffer->lanes, channel = 0;
  for (int i = 0; i < concat->nin; i++) {
    Node *part = concat->in[i];
    if (!part->buffer && channel % lanes == 0) {
      part->buffer = concat->buffer;
      part->block = concat->block + channel / lanes;
    }
    channel += part->shape.c;
  }
}

static void place_nodes(Graph *g, const Target *target) {
  for (int i = g->count - 1; i >= 0; i--) {
    Node *n = g->node[i];
    bool external = n->op == &op_output;
    if (!n->buffer) n->buffer = new_buffer(g, n->shape, external ? 1 : target->lanes, external);
    if (n->op == &op_concat) place_parts(n);
  }
}

// A slice of whole blocks is a view of its input. One that is a part of a concat, or of the network's input, is copied.
// Pad lanes may hold what the last channel of all holds.
static void place_slices(Graph *g, const Target *target) {
  for (int i = 0; i < g->count; i++) {
    Node *n = g->node[i], *from = n->nin ? n->in[0] : NULL;
    if (n->op != &op_slice || n->buffer->c != n->shape.c || from->buffer->lanes != target->lanes) continue;
    if (from->op == &op_image) continue;
    bool ends = n->out % target->lanes == 0 || n->before + n->out == from->shape.c;
    if (n->before % target->lanes || !ends) continue;
    n->buffer = from->buffer;
    n->block = from->block + n->before / target->lanes;
    n->free = true;
  }
}

static int most(int a, int b) { return a > b ? a : b; }

// The pixels beyond the picture that a convolution reads on each side.
static void widen(Pad *border, const Node *conv) {
  const Shape in = conv->in[0]->shape, out = conv->shape;
  int below = (out.h - 1) * conv->stride.h + (conv->kernel.h - 1) * conv->dilation.h + 1 - conv->pad.top - in.h;
  int right = (out.w - 1) * conv->stride.w + (conv->kernel.w - 1) * conv->dilation.w + 1 - conv->pad.left - in.w;
  border->top = most(border->top, conv->pad.top);
  border->left = most(border->left, conv->pad.left);
  border->bottom = most(border->bottom, below);
  border->right = most(border->right, right);
}

static bool has_flatten(const Graph *g, const Buffer *b) {
  for (int i = 0; i < g->count; i++)
    if (g->node[i]->op == &op_flatten && g->node[i]->in[0]->buffer == b) return true;
  return false;
}

static void widen_by_one(int *side, int other) {
  if (*side == 0 && other == 1) *side = 1;
}

// Tensors of one shape get the same border, up to a pixel, so that layers of one shape are one function: the
// convolutions of ResNet-34 are 15 functions instead of 20. A flatten wants none.
static void share_borders(Graph *g) {
  for (int i = 0; i < g->buffers; i++) {
    Buffer *a = g->buffer[i];
    if (a->lanes == 1 || has_flatten(g, a)) continue;
    for (int k = 0; k < g->buffers; k++) {
      const Buffer *b = g->buffer[k];
      if (a->c != b->c || a->h != b->h || a->w != b->w || b->lanes == 1) continue;
      widen_by_one(&a->border.top, b->border.top);
      widen_by_one(&a->border.left, b->border.left);
      widen_by_one(&a->border.bottom, b->border.bottom);
      widen_by_one(&a->border.right, b->border.right);
    }
  }
}

static bool is_in_place(const Node *concat) {
  int channel = 0, lanes = concat->buffer->lanes;
  for (int i = 0; i < concat->nin; i++) {
    const Node *part = concat->in[i];
    if (part->buffer != concat->buffer || channel % lanes || part->block != concat->block + channel / lanes)
      return false;
    for (int k = 0; k < i; k++)
      if (concat->in[k] == part) return false;
    channel += part->shape.c;
  }
  return true;
}

// A flatten needs no code where its input has no border and its readers do not mind the order of the elements.
static bool is_view(const Graph *g, const Node *flatten) {
  const Node *from = flatten->in[0];
  if (has_border(from) || flatten->block || flatten->buffer->c != flatten->shape.c) return false;
  if (from->shape.h == 1 && from->shape.w == 1 && from->buffer->lanes == flatten->buffer->lanes) return true;
  for (int i = 0; i < g->count; i++) {
    const Node *reader = g->node[i];
    if (operand(reader) == flatten) return false;
    if (reads(reader, flatten) && reader->op != &op_linear && reader->op != &op_output) return false;
  }
  return true;
}

// By planar layers: of a row, or of what has whole windows in it, that is shorter than a vector a whole one is read,
// and of the operand where a window is cut.
static bool is_read_beyond(const Graph *g, const Node *n, const Target *target) {
  for (int i = 0; i < g->count; i++) {
    const Node *reader = g->node[i];
    int width = reader->shape.w - reader->pad.left - reader->pad.right - reader->ceil_mode;
    if (!reader->buffer->planar) continue;
    if (operand(reader) == n || (width < target->lanes && reads(reader, n))) return true;
  }
  return false;
}

static bool is_slice(const Graph *g, const Node *n) {
  for (int i = 0; i < g->count; i++)
    if (g->node[i]->op == &op_concat && g->node[i]->buffer == n->buffer && g->node[i] != n) return true;
  return false;
}

// A cache of 64 sets of lines puts the same pixel of all planes of 56x56 (1568 lines of 8 lanes) into 2 of them, where
// a 1x1 convolution reads one after the other: it takes 1.05 to 1.2 times as long. With one line more they fall on all
// sets. Where a flatten is in place, linear reads the planes as one row, so there is no gap.
static int gap_behind(const Graph *g, const Buffer *b, uint64_t plane) {
  enum { LINE = 16, TOO_EVEN = 8 };
  if (b->lanes == 1 || b->blocks == 1 || b->external || plane % (TOO_EVEN * LINE) != 0) return 0;
  for (int i = 0; i < g->count; i++)
    if (g->node[i]->op == &op_flatten && g->node[i]->free && g->node[i]->buffer == b) return 0;
  return LINE;
}

void layout(Graph *g, const Target *target) {
  g->buffer = NEW_ARRAY(Buffer *, g->count + 1);
  place_planar(g, target);
  place_nodes(g, target);
  place_slices(g, target);
  for (int i = 0; i < g->count; i++) {
    const Node *n = g->node[i];
    if (n->op == &op_conv && !n->prologue) widen(&n->in[0]->buffer->border, n);
  }
  share_borders(g);
  Node *image = g->image;
  if (image->buffer->lanes == 1 && !has_border(image) && !is_slice(g, image) && !is_read_beyond(g, image, target))
    image->buffer->external = image->free = true;
  for (int i = 0; i < g->count; i++) {
    Node *n = g->node[i];
    if (n->op == &op_concat) n->free = is_in_place(n);
    if (n->op != &op_flatten || is_slice(g, n) || !is_view(g, n)) continue;
    n->buffer = n->in[0]->buffer;
    n->block = n->in[0]->block;
    n->free = true;
  }
  for (int i = 0; i < g->count; i++) {
    Node *n = g->node[i];
    Buffer *b = n->buffer;
    uint64_t floats = (uint64_t)(b->border.left + b->w + b->border.right) * (uint64_t)b->lanes;
    floats *= (uint64_t)(b->border.top + b->h + b->border.bottom);
    b->gap = gap_behind(g, b, floats);
    floats += (uint64_t)b->gap;
    if (floats >= INT32_MAX || floats * (uint64_t)b->blocks >= INT32_MAX) {
      error_at(n->where, n->op->name, "%s: %s is too large: 2^31 values with its padding, or more", n->op->name,
               shape_text(n->shape));
      b->blocks = b->h = b->w = 1;
      floats = 1;
    }
    int room = b->planar && !b->external ? 2 * target->lanes : 0; // is read beyond it
    b->bytes = (floats * (uint64_t)b->blocks + (uint64_t)room) * sizeof(float);
  }
}
