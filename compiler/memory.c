// memory.c - one block of memory for all tensors: the arena.
//
// In: buffers with their sizes. Out: each has an offset in the arena and the nodes between which it is live; packed
// weights have their place in the file of weights. Two buffers that are live at the same time never overlap; everything
// else may share memory. The largest buffers are placed first, each at the lowest offset that is free for its whole
// life:
//
//   offset
//     ^   +-------+                       The lower bound is the largest sum of bytes that are live at one node
//     |   |   c   +---+                   (borders and channel padding included); no plan can be smaller.
//     |   +---+---+ d |
//     |   | a | b |   |
//     +---+---+---+---+--> nodes
//
// A layer's scratch memory is a buffer that lives for that layer alone. It is the first thread's; each further one
// brings its own, of the largest size, behind the arena.
#include "cnnc.h"

enum { ALIGN = 64 };

static size_t aligned(size_t bytes) { return (bytes + ALIGN - 1) / ALIGN * ALIGN; }

static void add_scratch(Graph *g) {
  Buffer **all = NEW_ARRAY(Buffer *, g->buffers + g->count + 1);
  for (int i = 0; i < g->buffers; i++) all[i] = g->buffer[i];
  g->buffer = all;
  for (int i = 0; i < g->count; i++) {
    Node *n = g->node[i];
    if (!n->scratch) continue;
    n->scratch_buffer = NEW(Buffer);
    *n->scratch_buffer = (Buffer){.id = g->buffers, .bytes = n->scratch};
    g->buffer[g->buffers++] = n->scratch_buffer;
    if (aligned(n->scratch) > g->part_size) g->part_size = aligned(n->scratch);
  }
}

static void touch(Buffer *b, int at) {
  if (b->last < 0) b->first = at;
  b->last = at;
}

static void find_lives(Graph *g) {
  for (int i = 0; i < g->buffers; i++) g->buffer[i]->last = -1;
  for (int i = 0; i < g->count; i++) {
    const Node *n = g->node[i];
    touch(n->buffer, i);
    if (n->scratch_buffer) touch(n->scratch_buffer, i);
    for (int k = 0; k < n->nin; k++) touch(n->in[k]->buffer, i);
    if (operand(n)) touch(operand(n)->buffer, i);
  }
}

static bool in_arena(const Buffer *b) { return !b->external && b->last >= 0; }

static bool live_together(const Buffer *a, const Buffer *b) { return a->first <= b->last && b->first <= a->last; }

static size_t lower_bound(const Graph *g) {
  size_t bound = 0;
  for (int at = 0; at < g->count; at++) {
    size_t live = 0;
    for (int i = 0; i < g->buffers; i++) {
      const Buffer *b = g->buffer[i];
      if (in_arena(b) && b->first <= at && at <= b->last) live += aligned(b->bytes);
    }
    if (live > bound) bound = live;
  }
  return bound;
}

// The lowest offset where b overlaps none of the buffers that are placed already.
static size_t lowest_free(Buffer *const *placed, int count, const Buffer *b) {
  size_t at = 0;
  for (bool moved = true; moved;) {
    moved = false;
    for (int i = 0; i < count; i++) {
      const Buffer *other = placed[i];
      if (!live_together(other, b) || at + b->bytes <= other->offset || other->offset + other->bytes <= at) continue;
      at = aligned(other->offset + other->bytes);
      moved = true;
    }
  }
  return at;
}

static void place_all(Graph *g) {
  Buffer **order = NEW_ARRAY(Buffer *, g->buffers + 1);
  int count = 0;
  for (int i = 0; i < g->buffers; i++) {
    Buffer *b = g->buffer[i];
    if (!in_arena(b)) continue;
    int k = count++;
    for (; k > 0 &&
           (order[k - 1]->bytes < b->bytes || (order[k - 1]->bytes == b->bytes && order[k - 1]->first > b->first));
         k--)
      order[k] = order[k - 1];
    order[k] = b;
  }
  for (int i = 0; i < count; i++) {
    Buffer *b = order[i];
    b->offset = lowest_free(order, i, b);
    if (b->offset + aligned(b->bytes) > g->arena_size) g->arena_size = b->offset + aligned(b->bytes);
  }
}

// Shares no code with the placing: what it says of overlaps holds.
static void check_plan(const Graph *g) {
  for (int i = 0; i < g->buffers; i++)
    for (int k = 0; k < i; k++) {
      const Buffer *a = g->buffer[i], *b = g->buffer[k];
      if (!in_arena(a) || !in_arena(b) || a->last < b->first || b->last < a->first) continue;
      if (a->offset < b->offset + b->bytes && b->offset < a->offset + a->bytes) unreachable("two live tensors overlap");
    }
}

void memory(Graph *g) {
  add_scratch(g);
  find_lives(g);
  g->arena_size = 0;
  g->arena_lower_bound = lower_bound(g);
  place_all(g);
  check_plan(g);
  size_t at = 0;
  for (int i = 0; i < g->count; i++) {
    Node *n = g->node[i];
    n->weights_at = at;
    at += n->packed_count * sizeof *n->packed;
  }
  g->weights_size = at;
}
