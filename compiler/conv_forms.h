// conv_forms.h - the forms in which a convolution is computed. ops/conv.c asks each for its cost and takes the
// cheapest; a new one is a file conv_NAME.c and a row in the table in ops/conv.c.
#pragma once
#include "cnnc.h"

// Groups that fill no whole block are merged until they do, with zeros between them.
typedef struct {
  int in_blocks;              // input blocks that an output block sums,
  int in_lanes;               // and channels in each: fewer than the lanes where the only block is part full
  int group_in, group_out;    // blocks of a group
  int out_blocks;
  bool depthwise;
} Blocking;

struct Form {
  const char *name;
  // Fills the node's tile; cycles, negative where it cannot be.
  double (*plan)(Node *, const Target *, Blocking, const Options *);
  char *(*describe)(const Node *);                    // what was planned: "direct 1x6x2"
  void (*pack)(Node *, const Target *, Blocking);     // packs the weights
  void (*emit)(Out *, const Node *, const Target *, Blocking);
  void (*emit_shared)(Out *, const Node *, const Target *, Blocking);   // functions for all layers like it; or NULL
};

#define NO_PLAN (-1.0)

extern const Form form_direct, form_depthwise, form_winograd;

// weight[k][c] where both are in one group, else zero; channels are counted over the whole tensors.
float weight_at(const Node *, int k, int c, int ky, int kx);
// Input channels a turn of the innermost loop.
static inline int unroll_of(Blocking b) { return b.in_lanes % 4 == 0 ? 4 : 1; }

// The most blocks, a divisor of all, that take at most `limit` bytes: at least one.
int most_blocks(int blocks, size_t bytes_a_block, size_t limit);
// ".in_row = 512, .in_plane = 32768, ... .params = 32,": the fields that all kernels have.
char *strides_text(const Node *, const Target *);
// The kernel's call, from x on; more: arguments behind y.
void emit_call(Out *, const Node *, const char *kernel, const char *more);
// Whether no function of that name has been written yet.
bool is_new(const Out *, const char *name);
