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

// How the kernel lies along a side. With another stride than that of 3 taps, the pixels `apart` are convolved by
// themselves, in as many phases, each like blocks of channels of its own: a 4x4 with stride 2 is a 2x2 of 4 times the
// channels. So are the parts of a kernel that is longer than any side: a 7x7 is four 4x4. Taps that a phase lacks are
// zeros.
typedef struct {
  int taps, stride, apart, parts;
} Line;

// ---- winograd_sides.c: how a layer is cut ---------------------------------------------------------------------------
// The fewest tiles of `tile` and of `tile` - 1 outputs that make up a side; false if it cannot be cut.
bool cut(int extent, int tile, int *whole, int *rest);
int dilation_of(const Node *); // the same down and across; 0: it has another
// The tiles of a side, which is a candidate; with dilation `by` in sets, as in runtime/kernels/winograd.h.
void cut_sets(const Side *, int size, int by, Sets *, int *whole, int *rest);
Line down_of(const Node *), across_of(const Node *);
int taps_of_phase(const Node *); // of a line down times those of one across
// Blocks of channels that each input block is taken as: 1, unless the kernel or the picture is convolved in parts.
int phases_down(const Node *), phases_across(const Node *), phases_of(const Node *);
// The side behind `last` that may be taken, NULL before the first and behind the last one: for the line, for `size`
// outputs with dilation `by`, for so many input channels and within the bound.
const Side *next_side(const Side *last, Line, int size, int by, int channels, WinogradBound);
bool is_at_points(const Node *); // whether its weights are packed transformed

// ---- winograd_code.c: what is made of a planned layer ---------------------------------------------------------------
void pack_winograd(Node *, const Target *, Blocking);
char *describe_winograd(const Node *);
void emit_winograd_shared(Out *, const Node *, const Target *, Blocking);
void emit_winograd(Out *, const Node *, const Target *, Blocking);
char *describe_sides(const Node *); // "Winograd F(4,3)"
char *tiles_name(const Node *); // "3x3_tiles4x4": the taps, and the outputs of a tile
void emit_weights(Out *, const Node *, const Target *); // the function weights_3x3_tiles4x4

// ---- conv_winograd.c: the plan --------------------------------------------------------------------------------------
// Whether L2 gives a line a cycle.
static inline bool gives_lines(const Target *target) { return target->l2_rate >= 64; }

// Whether V, a group of weights and the next one fit into L2.
static inline bool has_room(const Target *target) { return target->l2 >= 2 << 20; }

// Whether the layer's error would be larger than --winograd allows; of n->winograd it reads the columns.
bool is_inexact(const Node *, Blocking, const Options *, const Side *down, const Side *across);
// What a layer takes with these sides: fills n->winograd; cycles.
typedef double (*PlanSides)(Node *, const Target *, Blocking, const Options *, const Side *down, const Side *across);
// The best of all pairs of sides, in n->winograd; NO_PLAN if there is none.
double best_sides(Node *, const Target *, Blocking, const Options *, PlanSides);
// Cycles to transform a vector of weights.
double weight_transform(const Target *, const Side *down, const Side *across);

// ---- winograd_points.c: weights that are transformed when they are packed -------------------------------------------
// Points are counted as in runtime/kernels/winograd.h: 0, p, -p of each pair, and infinity if their number is even. The
// number says which they are.
static inline int pairs_of(int points) { return (points - 1) / 2; }
// The polynomial that has these taps as coefficients, at a point; at infinity its last one.
float at_point(const float *tap, int taps, int points, int point);
