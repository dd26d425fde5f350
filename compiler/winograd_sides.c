// winograd_sides.c - how Winograd's form cuts a layer: the sides of its tiles, the picture in tiles of a side, and the
// kernel in phases and parts that have one.
#include "conv_winograd.h"

static const Side sides[] = {
  {1, 1, 1, "one_tap", 1, 0, 0, 0, 0, WINOGRAD_DEFAULT},
  {2, 1, 2, "f2_2", 3, 4, 4, 2, 8, WINOGRAD_DEFAULT},
  {2, 1, 4, "f4_2", 5, 10, 12, 4, 8, WINOGRAD_DEFAULT},
  {3, 1, 2, "f2_3", 4, 5, 5, 3, 8, WINOGRAD_DEFAULT},
  {3, 1, 4, "f4_3", 6, 12, 12, 6, 8, WINOGRAD_DEFAULT},
  {3, 1, 6, "f6_3", 8, 25, 25, 9, 16, WINOGRAD_FAST},
  {4, 1, 2, "f2_4", 5, 10, 8, 8, 16, WINOGRAD_DEFAULT},
  {4, 1, 4, "f4_4", 7, 21, 20, 12, 16, WINOGRAD_DEFAULT},
  {5, 1, 2, "f2_5", 6, 12, 8, 10, 16, WINOGRAD_DEFAULT},
  {5, 1, 4, "f4_5", 8, 24, 24, 15, 16, WINOGRAD_DEFAULT},
  {7, 1, 4, "f4_7", 10, 40, 40, 28, 32, WINOGRAD_DEFAULT},
  {3, 2, 3, "f3_3_step2", 4, 9, 5, 2, 8, WINOGRAD_DEFAULT},
  {3, 2, 4, "f4_3_step2", 5, 20, 13, 4, 8, WINOGRAD_DEFAULT},
  {3, 2, 5, "f5_3_step2", 6, 24, 15, 4, 8, WINOGRAD_DEFAULT},
};
enum { SIDES = sizeof sides / sizeof *sides, SMALLEST = 2, USUAL = 4 }; // of the tiles

// The fewest products: as many whole tiles as there can be. False if the side cannot be cut.
bool cut(int extent, int tile, int *whole, int *rest) {
  for (*whole = extent / tile; *whole >= 0; --*whole) {
    int left = extent - *whole * tile;
    *rest = tile > 1 ? left / (tile - 1) : 0;
    if (left == *rest * (tile - 1)) return true;
  }
  return false;
}

// With dilation d outputs that are d apart see inputs of their own: d^2 convolutions without it, whose tiles share the
// weights. 0: there are none such.
int dilation_of(const Node *n) {
  Pair d = {n->kernel.h > 1 ? n->dilation.h : n->dilation.w, n->kernel.w > 1 ? n->dilation.w : n->dilation.h};
  bool plain = n->stride.h == 1 && n->stride.w == 1;
  if (d.h == 1 && d.w == 1) return 1;
  return plain && d.h == d.w ? d.h : 0;
}

// The least extent from `extent` on that tiles can cut. So with dilation tiles overhang, and what is outside the
// picture is left out: of 17 outputs, 4 apart, 5 are taken as 6 and three times 4 as they are.
static int extent_of(const Side *s, int extent) {
  int whole, rest;
  while (!cut(extent, s->tile, &whole, &rest)) extent++;
  return extent;
}

// The tiles of a side, which is a candidate; with dilation in sets, of which the first ones have an output more than
// the others.
void cut_sets(const Side *s, int size, int by, Sets *sets, int *whole, int *rest) {
  int larger = extent_of(s, (size + by - 1) / by), smaller = extent_of(s, size / by);
  cut(smaller, s->tile, whole, rest);
  *sets = (Sets){.count = larger > smaller ? size % by : 0};
  cut(larger, s->tile, &sets->whole, &sets->rest);
  *whole = *whole * (by - sets->count) + sets->whole * sets->count;
  *rest = *rest * (by - sets->count) + sets->rest * sets->count;
}

static int ceiling(int n, int unit) { return (n + unit - 1) / unit; }

// alone: the kernel is a line; one of 7 taps has a side of its own.
static Line line_of(int kernel, int stride, bool alone) {
  enum { MOST_APART = 8, LONGEST = 5, LONGEST_APART = 4, ALONE = 7 };
  bool whole = stride == 1 || kernel <= 3 || stride >= kernel || stride > MOST_APART;
  Line line = {.taps = kernel, .stride = stride, .apart = 1, .parts = 1};
  if (!whole) line = (Line){.taps = ceiling(kernel, stride), .stride = 1, .apart = stride, .parts = 1};
  if (line.taps <= (whole ? LONGEST : LONGEST_APART) || (line.taps == ALONE && alone && whole)) return line;
  int each = 7 * ceiling(line.taps, 4) < 6 * ceiling(line.taps, 3) ? 4 : 3; // products of F(4,4) and of F(4,3)
  line.parts = ceiling(line.taps, each);
  line.taps = each;
  return line;
}

Line down_of(const Node *n) { return line_of(n->kernel.h, n->stride.h, n->kernel.w == 1); }

Line across_of(const Node *n) { return line_of(n->kernel.w, n->stride.w, n->kernel.h == 1); }

int taps_of_phase(const Node *n) { return down_of(n).taps * across_of(n).taps; }

int phases_down(const Node *n) { return down_of(n).apart * down_of(n).parts; }

int phases_across(const Node *n) { return across_of(n).apart * across_of(n).parts; }

int phases_of(const Node *n) { return phases_down(n) * phases_across(n); }

// Tiles of 2 are for the sides of 1, 2 and 5 outputs, which tiles of 4 and 3 cannot cut: elsewhere they take more
// products. With 5 taps they have a smaller error too (is_inexact).
static bool is_candidate(const Side *s, Line line, int size, int by, WinogradBound bound) {
  int whole, rest;
  WinogradBound most = line.apart * line.parts > 1 ? WINOGRAD_DEFAULT : bound;
  if (s->taps != line.taps || s->stride != line.stride || s->bound > most) return false;
  if (by == 1 && !cut(size, s->tile, &whole, &rest)) return false;
  return s->tile != SMALLEST || line.taps == 5 || !cut((size + by - 1) / by, USUAL, &whole, &rest);
}

const Side *next_side(const Side *last, Line line, int size, int by, int channels, WinogradBound bound) {
  for (const Side *s = last ? last + 1 : sides; s < sides + SIDES; s++)
    if (is_candidate(s, line, size, by, bound) && channels >= s->channels) return s;
  return NULL;
}

// Whether weights are stored at the points, as floats: of 7 taps they are 1.4 times as many, and 192 channels of 17x17
// take 0.88 of the time (Emerald Rapids). Of a picture of taps they would be 2.6 to 4 times as many.
bool is_at_points(const Node *n) {
  enum { LEAST_TAPS = 5 };
  bool line = down_of(n).taps == 1 || across_of(n).taps == 1, long_enough = taps_of_phase(n) >= LEAST_TAPS;
  return line && long_enough && phases_of(n) == 1 && n->weight_type == DTYPE_F32 && !n->winograd.columns;
}
