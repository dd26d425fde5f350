// conv_winograd.h - what the forms of Winograd's convolution have in common (conv_winograd.c).
#pragma once
#include "conv_forms.h"

typedef struct {
  int taps, stride, tile;     // outputs of a whole tile
  const char *name;
  int count;                  // of the points
  double in, out, weights;    // vector operations that a line of inputs, of outputs and of taps takes
  int channels;               // input channels from which on it may be taken: fewer win little and cost accuracy
  WinogradBound bound;        // and bound from which on
} Side;

// The fewest tiles of `tile` and of `tile` - 1 outputs that make up a side; false if it cannot be cut.
bool cut(int extent, int tile, int *whole, int *rest);
// Blocks of channels that each input block is taken as: 1, unless the kernel or the picture is convolved in parts.
int phases_of(const Node *);
// Whether the layer's error would be larger than --winograd allows; of n->winograd it reads the columns.
bool is_inexact(const Node *, Blocking, const Options *, const Side *down, const Side *across);
// What a layer takes with these sides: fills n->winograd; cycles.
typedef double (*PlanSides)(Node *, const Target *, Blocking, const Options *, const Side *down, const Side *across);
// The best of all pairs of sides, in n->winograd; NO_PLAN if there is none.
double best_sides(Node *, const Target *, Blocking, const Options *, PlanSides);
// Cycles to transform a vector of weights.
double weight_transform(const Target *, const Side *down, const Side *across);
char *describe_sides(const Node *); // "Winograd F(4,3)"
char *tiles_name(const Node *); // "3x3_tiles4x4": the taps, and the outputs of a tile
void emit_weights(Out *, const Node *, const Target *); // the function weights_3x3_tiles4x4

// ---- winograd_points.c: weights that are transformed when they are packed -------------------------------------------
// Points are counted as in runtime/kernels/winograd.h: 0, p, -p of each pair, and infinity if their number is even. The
// number says which they are.
static inline int pairs_of(int points) { return (points - 1) / 2; }
// The polynomial that has these taps as coefficients, at a point; at infinity its last one.
float at_point(const float *tap, int taps, int points, int point);
