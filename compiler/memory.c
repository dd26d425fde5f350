// memory.c - one block of memory for all tensors: the arena.
//
// In: buffers with their sizes. Out: each has an offset in the arena and the nodes between which it is live; packed
// weights have their place in the file of weights. Two buffers that are live at the same time never overlap; everything
// else may share memory.
//
//   offset
//     ^   +-------+                       The lower bound is the largest sum of bytes that are live at one node
//     |   |   c   +---+                   (borders and channel padding included); no plan can be smaller.
//     |   +---+---+ d |
//     |   | a | b |   |
//     +---+---+---+---+--> nodes
//
// The buffers are placed one by one, each in the smallest gap that is free for its whole life. It leaves the rest of
// the gap beside the neighbour that dies first, where a larger buffer may follow. What ends above the bound is placed
// first in the next round; after some rounds another order is tried. The first plan that reaches the bound is taken, as
// there is for all networks of archs/, else the smallest.
//
// A layer's scratch memory is a buffer that lives for that layer alone. It is the first thread's; each further one
// brings its own, of the largest size, behind the arena.
#include "cnnc.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

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

// The placed buffers that live together with b, by offset.
static int find_neighbours(Buffer *const *placed, int count, const Buffer *b, const Buffer **near) {
  int n = 0;
  for (int i = 0; i < count; i++) {
    if (!live_together(placed[i], b)) continue;
    int k = n++;
    for (; k > 0 && near[k - 1]->offset > placed[i]->offset; k--) near[k] = near[k - 1];
    near[k] = placed[i];
  }
  return n;
}

// The place in the smallest gap between the neighbours, at the end whose neighbour lives longer; the ends of the arena
// live for ever. Behind all of them if there is no gap.
static size_t best_fit(const Buffer *const *near, int n, const Buffer *b, size_t bound) {
  size_t size = aligned(b->bytes), at = 0, least = SIZE_MAX, best = 0;
  int below = INT_MAX;
  for (int i = 0; i <= n; i++) {
    size_t next = i < n ? near[i]->offset : bound;
    if (next >= at + size && next - at < least) {
      least = next - at;
      best = below >= (i < n ? near[i]->last : INT_MAX) ? at : next - size;
    }
    if (i == n || near[i]->offset + aligned(near[i]->bytes) <= at) continue;
    at = near[i]->offset + aligned(near[i]->bytes);
    below = near[i]->last;
  }
  return least < SIZE_MAX ? best : at;
}

// Places all; moves those that end above the bound to the front of the order. The size of the arena.
static size_t place_all(Buffer **order, int count, size_t bound) {
  Buffer **above = NEW_ARRAY(Buffer *, count), **others = NEW_ARRAY(Buffer *, count);
  const Buffer **near = NEW_ARRAY(const Buffer *, count);
  size_t size = 0;
  int late = 0, good = 0;
  for (int i = 0; i < count; i++) {
    order[i]->offset = best_fit(near, find_neighbours(order, i, order[i], near), order[i], bound);
    size_t end = order[i]->offset + aligned(order[i]->bytes);
    if (end > size) size = end;
    if (end > bound) above[late++] = order[i];
    else others[good++] = order[i];
  }
  memcpy(order, above, (size_t)late * sizeof *order);
  memcpy(order + late, others, (size_t)good * sizeof *order);
  return size;
}

static int by_start(const void *x, const void *y) {
  const Buffer *a = *(Buffer *const *)x, *b = *(Buffer *const *)y;
  if (a->first != b->first) return a->first < b->first ? -1 : 1;
  if (a->bytes != b->bytes) return a->bytes > b->bytes ? -1 : 1;
  return a->id - b->id;
}

static int by_life(const void *x, const void *y) {
  const Buffer *a = *(Buffer *const *)x, *b = *(Buffer *const *)y;
  int life = (b->last - b->first) - (a->last - a->first);
  return life ? life : by_start(x, y);
}

static int by_size(const void *x, const void *y) {
  const Buffer *a = *(Buffer *const *)x, *b = *(Buffer *const *)y;
  if (a->bytes != b->bytes) return a->bytes > b->bytes ? -1 : 1;
  return by_start(x, y);
}

static void plan(Graph *g) {
  enum { ORDERS = 3, ROUNDS = 10 };
  int (*const compare[ORDERS])(const void *, const void *) = {by_start, by_life, by_size};
  Buffer **order = NEW_ARRAY(Buffer *, g->buffers + 1);
  size_t *best = NEW_ARRAY(size_t, g->buffers + 1);
  int count = 0;
  for (int i = 0; i < g->buffers; i++)
    if (in_arena(g->buffer[i])) order[count++] = g->buffer[i];
  g->arena_size = SIZE_MAX;
  for (int try = 0; try < ORDERS * ROUNDS && g->arena_size > g->arena_lower_bound; try++) {
    if (try % ROUNDS == 0) qsort(order, (size_t)count, sizeof(Buffer *), compare[try / ROUNDS]);
    size_t size = place_all(order, count, g->arena_lower_bound);
    if (size >= g->arena_size) continue;
    g->arena_size = size;
    for (int i = 0; i < g->buffers; i++) best[i] = g->buffer[i]->offset;
  }
  for (int i = 0; i < g->buffers; i++) g->buffer[i]->offset = best[i];
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
  g->arena_lower_bound = lower_bound(g);
  plan(g);
  check_plan(g);
  size_t at = 0;
  for (int i = 0; i < g->count; i++) {
    Node *n = g->node[i];
    n->weights_at = at;
    at += n->packed_count * sizeof *n->packed;
  }
  g->weights_size = at;
}
