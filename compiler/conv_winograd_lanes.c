// conv_winograd_lanes.c - Winograd's convolution of groups that lie side by side in the lanes
// (runtime/kernels/winograd_lanes.h): its cost and the order of the packed weights.
#include "conv_winograd.h"

#include <string.h>

// Cycles of a tile with all points: the lines of both transforms of the input and of the output, and the products.
static double tile_cycles_of(const Target *target, const Side *down, const Side *across, int width) {
  double in = down->in * across->count + across->in * down->count;
  double out = across->out * down->count + down->out * across->tile;
  int points = down->count * across->count;
  return (in + out) / target->fma + points + swapped_cycles(target, width, points, points);
}

static double plan_sides(Node *n, const Target *target, Blocking b, const Options *o, const Side *down,
                         const Side *across) {
  Winograd w = {.down = down->name, .across = across->name, .tile_h = down->tile, .tile_w = across->tile, .q = 1};
  int width = lanes_of_group(n, target), points = down->count * across->count;
  cut(n->shape.h, w.tile_h, &w.tall, &w.low);
  cut(n->shape.w, w.tile_w, &w.wide, &w.narrow);
  w.scratch = (size_t)(points * width * target->lanes) * sizeof(float);
  n->winograd = w;
  if (is_inexact(n, b, o, down, across)) return NO_PLAN;
  // A tile of one output fewer has one line of points fewer.
  double tall = w.tall + w.low * (down->count - 1.0) / down->count;
  double wide = w.wide + w.narrow * (across->count - 1.0) / across->count;
  double tiles = tall * wide * tile_cycles_of(target, down, across, width);
  return b.out_blocks * (tiles + width * weight_transform(target, down, across));
}

static double plan(Node *n, const Target *target, Blocking b, const Options *o) {
  // One channel has fewer products than the transforms.
  bool steps = n->stride.h > 1 || n->stride.w > 1 || n->dilation.h > 1 || n->dilation.w > 1;
  return lanes_of_group(n, target) > 1 && !steps && phases_of(n) == 1 ? best_sides(n, target, b, o, plan_sides)
                                                                      : NO_PLAN;
}

static char *describe_lanes(const Node *n) { return format("%s in lanes", describe_sides(n)); }

static void pack_lanes(Node *n, const Target *target, Blocking b) {
  pack_in_lanes(n, target, b);
  n->scratch = n->winograd.scratch;
}

static char *name_of(const Node *n, const Target *target) {
  return format("lanes%d_%s_%s", lanes_of_group(n, target), tiles_name(n), finish_name(n));
}

static void emit_lanes_shared(Out *o, const Node *n, const Target *target, Blocking b) {
  const Winograd *w = &n->winograd;
  char *name = name_of(n, target);
  (void)b;
  emit_weights(o, n, target);
  if (!is_new(o, name)) return;
  out(o, "SHARED void %s(const struct winograd *s, int low, int lanes, const float *x, const float *u,", name);
  out(o, "%*s const float *bias, const float *res, const float *params, float *y)", (int)strlen(name) + 12, "");
  out(o, "{ winograd_lanes_row(s, &%s, &%s, %d, low, lanes, x, u, bias, res, params, y, %s); }\n", w->down, w->across,
      lanes_of_group(n, target), finish_name(n));
}

static void emit_lanes(Out *o, const Node *n, const Target *target, Blocking b) {
  const Winograd *w = &n->winograd;
  out(o, "static const struct winograd_lanes s = {");
  out(o, ".w = {");
  out(o, ".down = &%s, .across = &%s, .tall = %d, .low = %d, .wide = %d, .narrow = %d, .weights = weights_%s,", w->down,
      w->across, w->tall, w->low, w->wide, w->narrow, tiles_name(n));
  out(o, ".in_blocks = 1, .chunk = 1, .steady = 1, .in_lanes = %d, .out_blocks = %d,", lanes_of_group(n, target),
      b.out_blocks);
  out(o, "%s", strides_text(n, target));
  out(o, "},");
  out(o, ".channels = %d, .row = %s,", n->shape.c, name_of(n, target));
  out(o, "};");
  emit_call(o, n, "conv_winograd_lanes", "scratch, ");
}

const Form form_winograd_lanes = {
  "winograd_lanes", plan, describe_lanes, pack_lanes, emit_lanes, emit_lanes_shared, NULL, NULL};
