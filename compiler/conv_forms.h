// conv_forms.h - the forms in which a convolution is computed. ops/conv.c asks each for its cost and takes the
// cheapest, unless a plan file says which (plan.c); a new one is a file conv_NAME.c and a row in the table in
// ops/conv.c. One with several plans to measure also has knobs and their cost.
#pragma once
#include "cnnc.h"

// Output blocks sum the input blocks in which their groups have channels; weights of other groups are zeros there.
// group_out blocks in a row sum the same: three blocks of groups of 24 channels see the same three input blocks.
typedef struct {
  int in_blocks;              // input blocks that an output block sums,
  int in_lanes;               // and channels in each: fewer than the lanes where the only block is part full
  int group_out;              // all of them without groups
  int out_blocks;
  bool depthwise;
} Blocking;

// A number of a form's plan that a plan file may state.
typedef struct {
  const char *name;   // there: "cols"
  size_t field;       // the int in Node
  int least, most;    // a search tries least .. most; most 0: where it is not stated it follows from the others
} Knob;
enum { MAX_KNOBS = 8, NOT_STATED = -1 };

struct Form {
  const char *name; // one word, for plan files
  // Fills the node's tile; cycles, negative where it cannot be.
  double (*plan)(Node *, const Target *, Blocking, const Options *);
  char *(*describe)(const Node *);                    // what was planned: "direct 1x6x2"
  void (*pack)(Node *, const Target *, Blocking);     // packs the weights
  void (*emit)(Out *, const Node *, const Target *, Blocking);
  void (*emit_shared)(Out *, const Node *, const Target *, Blocking);   // functions for all layers like it; or NULL
  // NULL: there is one plan, that of `plan`. Else the knobs, behind them one without a name, and what they cost in
  // cycles; negative where they cannot be, however large they are. Fills in what follows from them, and a knob that
  // follows where it is 0.
  const Knob *knobs;
  double (*cost)(Node *, const Target *, Blocking, const Options *);
};

#define NO_PLAN (-1.0)

// ---- plan.c ---------------------------------------------------------------------------------------------------------
// What a plan file says of a layer: its form, and its knobs, NOT_STATED where it says nothing. The columns are for
// errors.
struct Planned {
  Where where;
  int column, knob_column[MAX_KNOBS];
  const Form *form;
  int knob[MAX_KNOBS];
};
// Fills the node's plan as n->planned says, or reports why it cannot be.
void take_plan(Node *, const Target *, const Options *);
// The cheapest plan of the form with the knobs that are stated, in the node; its cycles, or NO_PLAN.
double plan_form(Node *, const Target *, const Options *, const Form *, const int *stated);
void state_nothing(int *knob);
// The next of all values of the knobs that are not stated; after state_nothing the first. False behind the last.
bool next_knobs(const Form *, const int *stated, int *value);
void get_knobs(Node *, const Form *, int *value);
char *spell_plan(const Form *, const int *knob); // "direct rows=1 cols=14 q=2 chunk=4 sweep=56"
char *layer_shape(const Node *); // "conv 7x7 s2 p3 | 3x224x224 -> 64x112x112 | +relu +maxpool 3x3 s2 p1"

// Vectors that a row of so many values takes in a planar tensor.
static inline int vectors_in(int width, const Target *target) { return (width + target->lanes - 1) / target->lanes; }

extern const Form form_direct, form_depthwise, form_grouped, form_planar, form_winograd, form_winograd_lanes,
    form_winograd_planar, form_phases, form_dot, form_pairs;
const Form *const *all_forms(int *count); // ops/conv.c: in the order in which they are tried
Blocking blocking_of(const Node *);
// The first input block that an output block sums, and the fields of a kernel that say the same.
int first_input(const Node *, Blocking, int block);
// How many of the in_blocks the group_out blocks from this one on need; the share of them that all need.
int count_inputs(const Node *, Blocking, int block);
double share_of_inputs(const Node *, Blocking);
char *groups_text(const Node *, Blocking);

// Whether the form is for a first layer: it pads the picture itself and computes Node.pool too (elide.c). Its cost is
// less by what the pool takes in a pass of its own.
bool is_stem(const Node *);
// Whether the tiles of Winograd's form are the windows of Node.pool several times over: the form computes it too.
bool pools_tiles(const Node *);
double pool_cycles(const Node *); // of such a pass over n; 0 without a pool
// Channels of a group, where all groups are so narrow that they lie side by side in the lanes of a vector; else 0.
int lanes_of_group(const Node *, const Target *);
// Cycles of the `width` steps in which lanes see all channels of their group: multiply-adds and swaps of one step.
double swapped_cycles(const Target *, int width, double products, double swaps);
// Packs the weights of such groups (runtime/kernels/grouped.h).
void pack_in_lanes(Node *, const Target *, Blocking);
// weight[k][c] where both are in one group, else zero; channels are counted over the whole tensors.
float weight_at(const Node *, int k, int c, int ky, int kx);
// Input channels a turn of the innermost loop.
static inline int unroll_of(Blocking b) { return b.in_lanes % 4 == 0 ? 4 : 1; }

// Cache lines of the next weights that each turn of a tile asks for, so that all `tiles` together ask for the lines
// that a turn reads in time; 0 where it is not worth it. In a whole network weights are always cold, and 2^17 of them
// or more are worth it: 48.6 ms without, 44.8 ms with it for ResNet-50.
int lines_asked_for(int lines, int tiles, size_t weights);

// Input blocks a chunk: as few chunks as keep the weights of each within the limit, of nearly equal size.
int choose_chunk(int blocks, size_t bytes_a_block, size_t limit);
// The most blocks, a divisor of all, that take at most `limit` bytes: at least one.
int most_blocks(int blocks, size_t bytes_a_block, size_t limit);
// ".in_row = 512, .in_plane = 32768, ... .params = 32,": the fields that all kernels have.
char *strides_text(const Node *, const Target *);
// The kernel's call, from x on; more: arguments behind y.
void emit_call(Out *, const Node *, const char *kernel, const char *more);
// The head of a function that layers share: the kernel's sizes, in a struct of that name, and the type of its weights;
// more: parameters behind y.
void emit_head(Out *o, const char *name, const char *sizes, const char *weights, const char *more);
// At least as many floats, an odd number of cache lines, so that planes do not fall on the same sets of a cache.
static inline int odd_lines(int floats) { return ((floats + 15) / 16 | 1) * 16; }
// Whether no function of that name has been written yet.
bool is_new(const Out *, const char *name);

// ---- prologue.c: what stands before a convolution -------------------------------------------------------------------
bool can_be_threshold(const Node *); // within the bound of its error
// What the weights of input channel c are multiplied with, and what each then adds to the bias.
double threshold_scale(const Node *, int c), threshold_shift(const Node *, int c);
int copy_row(const Node *), copy_plane(const Node *); // floats
double copy_cycles(const Node *);
void emit_prologue(Out *, const Node *, const Target *); // struct prologue p
