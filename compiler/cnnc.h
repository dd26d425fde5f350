// cnnc.h - the whole compiler on one page: first the types, then one banner per file with what it offers.
//
//   archs/*.lua -> dsl -> weights -> fold -> commute -> fuse -> join -> narrow -> layout -> schedule -> elide -> memory
//   -> emit -> .c .h .weights                                                 plan -----^
//
// Everything lives in one arena that is never freed (util.c): cnnc is a short program. The only other global state is
// the list of diagnostics. Sizes that come from a file go through checked.h; shapes are checked once, in Op.shape.
#pragma once
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef struct Attr Attr;
typedef struct Buffer Buffer;
typedef struct Form Form;
typedef struct Graph Graph;
typedef struct Node Node;
typedef struct Op Op;
typedef struct Options Options;
typedef struct Out Out;
typedef struct Param Param;
typedef struct Planned Planned;
typedef struct Target Target;

// ---- types of numbers ----------------------------------------------------------------------------------------------
// Of a tensor in a file; the first three also of packed weights.
typedef enum { DTYPE_F32, DTYPE_F16, DTYPE_BF16, DTYPE_F64, DTYPE_OTHER } Dtype;

// ---- shapes ---------------------------------------------------------------------------------------------------------
typedef struct { int h, w; } Pair;
typedef struct { int top, left, bottom, right; } Pad;

// One picture's tensor, [c][h][w]; after flatten {n, 1, 1} with flat set. Elements are below 2^31 (checked by
// new_node).
typedef struct { int c, h, w; bool flat; } Shape;

// ---- where a thing was said in the network file: every error names it -----------------------------------------------
// `call`: how many calls of the same operator this line has begun before; it tells x:conv{8} from x:relu():conv{8}.
typedef struct { const char *file; int line, call; } Where;

// ---- parameters -----------------------------------------------------------------------------------------------------
// What pseudo-random values a parameter takes without --weights: weights.c documents the arithmetic.
typedef enum { PARAM_WEIGHT, PARAM_BIAS, PARAM_GAMMA, PARAM_BETA, PARAM_MEAN, PARAM_VAR } ParamKind;

struct Param {
  const char *name;       // "layer1.0.conv1.weight"
  ParamKind kind;
  int rank;
  int dim[4];             // a conv's weight: [out][in / groups][kernel h][kernel w]
  size_t count;           // the product of dim
  size_t trainable;       // what a parameter count counts: 0 for running statistics, fewer under a connection table
  int fan_in;             // of a weight: inputs that one output sums, for He's bound
  double scale;           // factor on the pseudo-random values (Node.init_scale); 1 if unset
  const float *data;      // count values                                                          (weights.c)
  const Node *node;       // who declared it, for errors
};

// ---- operators ------------------------------------------------------------------------------------------------------
// One attribute of an operator. The table drives parsing, defaults, checks, the dumps, --list-ops and
// docs/operators.md.
typedef enum {
  ATTR_INT,    // Node field int
  ATTR_REAL,   // double
  ATTR_BOOL,   // bool
  ATTR_PAIR,   // Pair:  3 or {3, 5} (height, width)
  ATTR_PAD,    // Pad:   1, {1, 2} (height, width) or {top, left, bottom, right}
  ATTR_TABLE,  // Connections: for each output channel the list of its input channels, from 0
  ATTR_TEXT,   // const char *
} AttrKind;

struct Attr {
  const char *name;       // its key in the options table; the row named first is also the positional [1]
  AttrKind kind;
  size_t offset;          // of the field in Node: ATTR(kernel)
  const char *initial;    // the default as Lua would write it ("1", "false"); "": required; "-": none, stays zero
  double min, max;        // bounds of every number in it, checked by dsl.c
  const char *doc;        // half a sentence
};
#define ATTR(field) offsetof(Node, field)

struct Op {
  const char *name;       // its method in Lua and its name in the generated C: "conv"
  const char *doc;        // what it computes, as a formula where that is shorter, and the paper
  const Attr *attrs;      // ends with a row without name; NULL for none
  int inputs;             // how many tensors it takes; -1: a list of two or more
  const char *expr;       // elementwise: C over x (the value so far), y (the second input) and words of runtime/simd,
                          // with s0, s1 for per-channel vectors (param WEIGHT, BIAS) and $slope, $value for the node's
                          // attributes as float constants; "vmax(vset(0.0f), x)". NULL for all others
  void (*shape)(Graph *, Node *);  // checks inputs and attributes, fills node->shape, declares parameters; or error_at
  // The definition in double precision, one picture: in[i] has the shape of node->in[i], dense [c][h][w].
  void (*reference)(const Node *, const double *const *in, double *out);
  int64_t (*macs)(const Node *);   // multiply-accumulates as papers count them; NULL: none
  // Algorithm, tile, packed weights; NULL: nothing to choose or to pack.
  void (*schedule)(Node *, const Target *, const Options *);
  void (*emit)(Out *, const Node *, const Target *);   // the body of the layer's function
  void (*emit_shared)(Out *, const Node *, const Target *);   // functions that it shares with layers like it, or NULL
};

// Every operator, in the order of --list-ops (ops.h): OP(conv) is op_conv in ops/conv.c.
#define OP(name) extern const Op op_##name;
#include "ops.h"
#undef OP

// ---- nodes ----------------------------------------------------------------------------------------------------------
// LeNet-5's C3: output channel k sees the inputs[k][0 .. count[k]) only.
typedef struct { int outputs; const int *count; const int *const *inputs; } Connections;

enum { MAX_STEPS = 8, NO_SLICE = -1 };
enum { WEIGHT, BIAS, MEAN, VAR, MAX_PARAMS };   // Node.param

// The picture that a network takes: how a file becomes the input tensor (contract: cnn.image).
typedef struct {
  const char *name;         // "torchvision", "caffe", "tf", "mnist", "cifar", "custom", or NULL: only tensors are taken
  int resize;               // the shortest side after resizing, or 0: none
  int crop_h, crop_w;       // centre crop
  int zero_pad;             // pixels of zeros (after normalisation: mean) added on each side: mnist's 28 to 32
  bool bgr, grey;
  double scale;             // value = (pixel * scale - mean[c]) / std[c], pixel in 0..255
  double mean[3], std[3];
} Preprocess;

// The tile of a convolution: rows x cols pixels and q blocks of output channels stay in registers.
// chunk: input blocks at a time, so that their weights stay in L1; row_block: rows a sweep, so that the input stays in
// L2.
// threshold: the prologue is one (prologue.c).
typedef struct { int rows, cols, q, chunk, row_block; bool threshold; } Tile;

// With dilation: how many sets of tiles are larger than the others, and the tiles of each.
typedef struct { int count, whole, rest; } Sets;

// How a convolution is computed by Winograd's algorithm: the fields of struct winograd (runtime/kernels/winograd.h).
typedef struct {
  const char *down, *across;  // the sides of a tile
  int tile_h, tile_w, tall, low, wide, narrow, bands, tiles, most, q, splits, chunk, stored;
  Sets first_down, first_across;
  int v_point, v_block, v_all, m_tile;
  unsigned sizes;             // bit n: there are register tiles of n
  int chains;                 // sums of every other channel by themselves if 2
  int asks;                   // lines of weights that a register tile asks L2 for, of those at the points
  int columns;                // of a row of points, that have their weights in registers at a time; 0: weights in L1
  bool by_bands, by_chunks;   // how threads share the work, and in which order weights are transformed
  double slower;              // share of the cycles that the slower of two threads takes
  size_t scratch;             // bytes of V, M and U of one thread
} Winograd;

// How a convolution of a planar picture is computed by Winograd's algorithm along the rows: the fields of struct phases
// (runtime/kernels/winograd_phases.h).
typedef struct {
  int tiles, q, wide, narrow, columns, band;
  size_t scratch;             // bytes of one thread
} Phases;

// One layer. Fat on purpose: the passes fill it from top to bottom.
struct Node {
  const Op *op;
  int id;                   // its place in Graph.node
  const char *name;         // "layer1.0.conv1": scope and name; unique
  Where where;              // the line of Lua
  Node **in;
  int nin;
  Shape shape;
  Param *param[MAX_PARAMS];

  // attributes (dsl.c), with the operator's defaults
  int out, groups, size, before;
  Pair kernel, stride, dilation, windows;
  Pad pad;
  bool bias, ceil_mode, count_include_pad;
  double eps, slope, value, alpha, beta, k, init_scale;
  const Connections *table;
  const char *text;

  // commute.c
  int64_t macs;             // of a conv that a pool has passed: as the network file has them; 0: as the shapes say

  // fuse.c: elementwise operators applied to this node's result, in order. Each absorbed node keeps its attributes and
  // parameters; its in[0] is this node ("the value so far"), in[1] the other operand if it has one.
  Node *step[MAX_STEPS];
  int steps;
  // An elementwise operator, with steps of its own, that is applied to in[0] as it is read; or NULL.
  Node *prologue;
  Node *pool;               // of a conv: the max pool that alone reads it, if it may be computed with it; or NULL
  const Node *soon;         // of a mean of tanh: the linear behind it, for whose weights it asks L1; or NULL

  // narrow.c
  Dtype weight_type;        // in which the weights of a conv or linear are stored; DTYPE_F32 for all others, and from
                            // schedule.c on for those of planar forms
  double weight_square;     // the sum of their squares before they were rounded to it,
  double error_square;      // and that of what rounding changed

  // layout.c
  Buffer *buffer;           // where the result lies
  int block;                // first channel block in it: a slice of a concat's buffer has block > 0
  bool free;                // no code: its parts are already in place (concat, flatten)

  // plan.c
  const Planned *planned;   // what the plan file says of it, or NULL

  // schedule.c
  const char *algorithm;    // "direct 1x14x2", for people
  const Form *form;         // of a conv (conv_forms.h)
  double cycles;            // what the cost model expects, for one thread; 0 where there is nothing to choose
  const char *runner_up;    // the cheapest algorithm of another form, or NULL
  double runner_up_cycles;
  Tile tile;
  Winograd winograd;
  Phases phases;
  size_t scratch;           // bytes that each thread needs beside the tensors
  Buffer *scratch_buffer;   // the first thread's                                          (memory.c)
  float *packed;            // [weights][bias][per-channel vectors of the steps], in the order of reading, or NULL
  size_t packed_count;      // floats, a multiple of 16; of two weights of 16 bits in the room of one
  size_t bias_at, step_at;  // floats from packed to the bias and to the vectors of the steps, [block][vector][lane]
  int step_vectors;         // per-channel vectors a block: two for each scale_shift among the steps
  size_t prologue_at;       // floats from the bias to the thresholds of the prologue, or to the vectors of its steps

  // memory.c
  size_t weights_at;        // byte offset of packed in the weights
};

// One slot of the arena: a tensor in channel blocks, [blocks][top + h + bottom][left + w + right][lanes]. A planar one
// has lanes 1. The border is physical and zero, so that a convolution has no edge cases; pad lanes beyond c hold
// what the last channel holds, or zero.
struct Buffer {
  int id;
  bool planar;              // the target's lanes run along the rows
  int c, h, w, lanes, blocks;
  Pad border;
  int gap;                  // unused floats behind each plane, so that planes do not fall on the same sets of a cache
  bool external;            // the caller's input or output: dense, not in the arena
  size_t bytes;
  size_t offset;            // in the arena                                               (memory.c)
  int first, last;          // the nodes (places in the list) between which it is live    (memory.c)
};

struct Graph {
  const char *name;         // "resnet34": prefix of the C, [a-z][a-z0-9_]*
  const char *file;         // the network file
  Node **node;              // in order of construction, which is topological
  int count, capacity;
  Param **param;            // in order of declaration
  int params, param_capacity;
  const char **unused;      // prefixes of what a weights file may hold beside them
  int unused_count;
  Node *image;              // the input
  Node **output;            // nodes of op_output; the first is the main one
  int outputs;
  Dtype weight_type;        // of all convs and linears                                      (narrow.c)
  Preprocess preprocess;
  const char **label;       // class names, or NULL
  int labels;
  Buffer **buffer;          // layout.c
  int buffers;
  size_t arena_size, arena_lower_bound, weights_size;   // bytes (memory.c)
  size_t part_size;         // bytes of scratch memory that each thread after the first has behind the arena
  uint64_t layout_hash;     // of everything that says where the packed weights lie
};

// ---- options --------------------------------------------------------------------------------------------------------
typedef struct { const char *key, *value; } Define;

// Which of Winograd's algorithms a layer may take; each admits more rounding error than the one before.
typedef enum { WINOGRAD_OFF, WINOGRAD_DEFAULT, WINOGRAD_FAST } WinogradBound;

typedef enum { MATH_DEFAULT, MATH_SLEEF, MATH_BUILTIN, MATH_LIBM } Math;

struct Options {
  const char *network;      // NET.lua
  const char *output;       // -o
  const char *target;       // --target
  const char *weights;      // --weights, or NULL
  uint64_t seed;
  const char *weights_as;   // "inline", "file", "auto"
  Dtype weights_type;       // --weights-type
  const char *name;         // --name, or NULL
  const char *plan;         // --plan FILE, or NULL
  const char *dump;         // --dump PASS, or NULL
  const char *input;        // --input X.npy: with -o Y.npy, run the reference interpreter
  const char *after;        // --after PASS: on the graph after that pass
  const char *dep_file;     // -MF, or derived from -MD; NULL: none
  Define *define;           // -D
  int defines;
  Math math;
  WinogradBound winograd;
  bool tune;                // --tune: -o names the plan file
  bool report, verbose;
};

typedef enum {
  OUTPUT_NOTHING, OUTPUT_UNKNOWN, OUTPUT_STDOUT,
  OUTPUT_EXECUTABLE, OUTPUT_C, OUTPUT_OBJECT, OUTPUT_ARCHIVE, OUTPUT_JSON, OUTPUT_DOT, OUTPUT_SVG, OUTPUT_NPY,
} OutputKind;
// What is made of the C, or is it; the kinds between them stand above in a row.
static inline bool makes_code(OutputKind k) { return k >= OUTPUT_STDOUT && k <= OUTPUT_ARCHIVE; }

//
// =====================================================================================================================
Options command_line(int argc, char **argv);        // ends the program with status 2 if it is wrong
OutputKind output_kind(const char *path);           // by suffix
char *output_stem(const char *path);                // without the suffix

// ---- util.c: the arena, text, diagnostics, files --------------------------------------------------------------------
void *alloc(size_t bytes);                    // zeroed, 64-byte aligned, never freed; ends the program when memory does
char *format(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
char *vformat(const char *fmt, va_list);
#define NEW(type) ((type *)alloc(sizeof(type)))
#define NEW_ARRAY(type, n) ((type *)alloc_array((size_t)(n), sizeof(type)))
void *alloc_array(size_t count, size_t size);       // checked product

// Diagnostics are collected and printed at the end of the pass that found them, sorted by usefulness (order of report).
// `column_of` is a word to look for on that line, for the column and the caret ("conv"); without it, or where it is not
// on the line, the word before the first colon of the message, else the first that is no blank.
void error_at(Where, const char *column_of, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
// On a line of a text that was remembered; column: bytes before it.
void error_column(Where, int column, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void error_in(const char *file, const char *fmt, ...) __attribute__((format(printf, 2, 3)));   // `file: error: …`
void hint(const char *fmt, ...) __attribute__((format(printf, 1, 2)));  // a line `  hint: …` under the last error
int error_count(void);
void print_errors(void);                            // to stderr, with source line and caret; empties the list
_Noreturn void unreachable(const char *why);        // our own mistake
void source_remember(const char *file, const char *text);   // what carets quote: the text of each Lua file

const char *nearest(const char *word, const char *const *list, int n);       // spelling.c; NULL if none is near
char *printable(const char *text);             // control bytes as \n or \x1b: safe on a terminal, in a comment of the C
char *shape_text(Shape);                            // "64x56x56", "1000"

typedef struct { const uint8_t *data; size_t size; } Bytes;
bool read_file(const char *path, size_t limit, Bytes *);      // mapped, private; on failure error_in, false
void note_dependency(const char *path);             // for -MD: every Lua and weight file that was read
const char *const *dependencies(int *count);
// Output is made in memory; commit_files writes each beside its place and renames all, or none.
void stage_file(const char *path, const void *data, size_t size);      // "-": standard output
void stage_executable(const char *path, const void *data, size_t size);
bool commit_files(void);
void check_place(const char *path);                 // an error now if its directory is not there
_Noreturn void exit_after_output(void);             // status 0, or 1 if standard output could not be written

// ---- graph.c: nodes, checks, dumps ----------------------------------------------------------------------------------
Graph *new_graph(const char *file);
// Makes a node, runs op->shape and appends it. in is copied. If an input is poisoned (NULL), or shape reports an error,
// the result is NULL: the poison that silences what follows from one mistake.
Node *new_node(Graph *, const Op *, Where, const char *name, Node *const *in, int nin, const Node *attributes);
Param *new_param(Graph *, Node *, int slot, const char *suffix, ParamKind, int rank, const int *dim, int fan_in);
const Op *find_op(const char *name);                // NULL if there is none
const Op *const *all_ops(int *count);
bool is_elementwise(const Node *);                  // op->expr is set
bool has_weights(const Node *);                     // a conv or linear
Node *operand(const Node *);                     // the second input of the one step that has one, or NULL      (fuse.c)
bool is_in_pairs(const Node *pool);              // whether its windows are the 2x2 next to each other          (fuse.c)
bool is_mean_of_tanh(const Node *);              // of each 2x2: its prologue is a tanh                         (fuse.c)
// What is applied to the values that n computes: its steps; an elementwise operator is its own first step.
// (fuse.c)
const Node *const *steps_of(const Node *, int *count);
void replace_node(Graph *, Node *old, Node *by);    // all uses of old use by
void insert_node(Graph *, int at, Node *);          // before the node that is there; ids follow
int *count_uses(const Graph *);                     // how often each node is an input, by id
void sweep(Graph *);                                // drops nodes that no output needs, renumbers ids
void check_graph(const Graph *, const char *pass);  // topological order, shapes, uses; unreachable() if broken
void print_graph(const Graph *, FILE *);            // one line a node, with what the passes so far have filled
size_t elements(Shape);
int64_t macs(const Node *);
int64_t trainable(const Graph *);
void set_defaults(Node *, const Op *);        // the defaults of the attributes, from the table           (graph_text.c)
char *attributes_text(const Node *);                // "kernel=3 stride=2 pad=1": those that differ from the default
void list_ops(FILE *, bool markdown);               // --list-ops; markdown: docs/operators.md
Graph *copy_graph(const Graph *);                   // nodes copied, parameters shared: for the reference after fold

// ---- dsl.c: a network file becomes a graph (Lua closed in) ----------------------------------------------------------
Graph *dsl(const Options *);                        // NULL after errors

// ---- weights.c: values of the parameters ----------------------------------------------------------------------------
void weights(Graph *, const Options *);             // from --weights, or pseudo-random; all mismatches as errors
float pseudo_random(uint64_t seed, const Param *, size_t i);
char *index_text(const Param *, size_t at);         // "[3][0][2][1]"

// ---- tensor files: safetensors.c npz.c npy.c ------------------------------------------------------------------------
// A view of one tensor in a file. tensor_view (weights.c) is the only way to make one: it proves that the bytes lie in
// the file.
typedef struct {
  const char *name;
  Dtype dtype;
  const char *dtype_name;
  int rank;
  uint64_t dim[8], count;
  const uint8_t *data;
} Tensor;
typedef struct { Tensor *tensor; int count; } Tensors;
// rank, dim and dtype are set: fills count and data, or false
bool tensor_view(Bytes file, uint64_t begin, uint64_t end, Tensor *);
bool read_safetensors(const char *path, Bytes, Tensors *);    // on failure error_in, false
bool read_npz(const char *path, Bytes, Tensors *);
bool read_npy(const char *path, Bytes, Tensor *);             // little-endian, C order; f2 f4 f8
bool view_npy(const char *path, Bytes, Tensor *);             // the same, but other types are DTYPE_OTHER and no error
void to_float(const Tensor *, float *);
Bytes write_npy(const double *, int rank, const size_t *dim);   // float64

// ---- reference.c: the oracle ----------------------------------------------------------------------------------------
// Runs the graph (after any pass) in double precision on one picture; out[i] receives elements(output[i]->shape)
// values.
void reference(const Graph *, const float *input, double *const *out);

// ---- the passes, each one file and one function ---------------------------------------------------------------------
void fold(Graph *);                                 // fold.c: batchnorm into weights; no-ops dropped; constants folded
void strides(Graph *);                              // strides.c: from 1x1 convolutions to the layers before them
void commute(Graph *);                              // commute.c: average pools before the convolutions that they follow
void fuse(Graph *);                                 // fuse.c: elementwise operators into their producer
void join(Graph *, const Target *);                 // join.c: 1x1 convolutions of one tensor run as one
void narrow(Graph *, const Options *);              // narrow.c: weights rounded to their type
void layout(Graph *, const Target *);               // layout.c: channel blocks, borders, slices of concats
void read_plan(Graph *, const Target *, const Options *);  // plan.c: what --plan FILE says of the layers
void tune(Graph *, const Target *, const Options *);       // tune.c: measures plans and writes the file
void schedule(Graph *, const Target *, const Options *);   // schedule.c: algorithm, tile, packed weights
enum { MAX_ROWS = 4, MAX_COLS = 28, MAX_Q = 4 };    // of a register tile                                     (tile.c)
// Of a pass over a tile: multiply-adds that each output sums, cycles that it waits for each pixel's input, and the q
// that the CPU does best, in tiles of one row; 0: no matter.
typedef struct { double steps, wait; int q; } Pass;
Tile choose_tile(const Target *, Shape out, int blocks, int group_blocks, bool threshold, Pass);
double layer_cycles(const Target *, Shape out, int blocks, int group_blocks, Tile, Pass);
double tile_cycles(const Target *, int pixels, int q, double steps);
double wait_for_l3(const Target *);                 // cycles for a byte; none where it gives 20 a cycle, as most do
// Room for so many weights in the packed ones, which put_weight fills; bias, steps and prologue behind them are there.
typedef struct { uint8_t *at; Dtype type; } Packer;
Packer pack(Node *, const Target *, size_t weights);
void put_weight(Packer *, float);
size_t weight_size(const Node *);                         // narrow.c: bytes of a stored weight
const char *dtype_text(Dtype);                            // narrow.c: "f16"
// The channel that a lane of the result holds: pad lanes are computed as the last one is, and hold what it holds.
static inline int channel_at(const Node *n, int lane) { return lane < n->shape.c ? lane : n->shape.c - 1; }
int row_of(const Node *), plane_of(const Node *);         // layout.c: floats from row to row, from block to block,
size_t pixel_of(const Node *);                      // from the buffer's start to pixel (0, 0) of the node's first block
int blocks_of(const Node *);                              // channel blocks that the node has in its buffer
bool has_border(const Node *);
void elide(Graph *);                                // elide.c: layers that the chosen forms make needless
const Node *fused_pool(const Node *);               // the pool that a conv computes too, or NULL
void memory(Graph *);                               // memory.c: offsets in the arena and in the weights
typedef struct { Bytes c, h, weights; bool sleef; } Emitted;   // weights empty where inline; sleef: needs that library
Emitted emit(Graph *, const Target *, const Options *);   // emit.c

// ---- target.c -------------------------------------------------------------------------------------------------------
struct Target {
  const char *name;         // "generic"
  const char *cpu;          // "zen5": whose facts these are
  int lanes;                // floats in a vector
  int registers;
  int l1, l2, l3;           // bytes; l3 as one core may use it
  int l2_rate, l3_rate;     // bytes a cycle that they give a loop of loads
  double ghz;               // its clock under such work
  double fma;               // vector FMAs a cycle
  double loads;             // vectors a cycle that L1 gives such a loop
  int q;                    // output blocks of a direct convolution's register tiles that it does best; 0: no matter
  double max;               // vector maxima a cycle beside the FMAs; 0: each takes the place of an FMA
  double add;               // the same of vector additions
  const char *cflags;       // what the generated file needs to compile
  const char *needs;        // CPU features that it uses, as /proc/cpuinfo spells them, separated by blanks
  const char *header;       // text of runtime/simd/NAME.h
  Math math;                // the default of --math
  bool extensions;          // GNU C is allowed; false: strict C99
  bool is_default;          // the CPU model that a bare target name means
};
const Target *find_target(const char *name);        // "generic:any", "native"; NULL and error_in if there is none
void list_targets(FILE *);
const char *missing_feature(const Target *);        // the first that it needs and this machine lacks, or NULL

// ---- report.c -------------------------------------------------------------------------------------------------------
void report_table(const Graph *, const Target *, FILE *);     // --report
Bytes report_json(const Graph *, const Target *);             // -o net.json, after memory()
Bytes report_dot(const Graph *);
Bytes report_svg(const Graph *);

// ---- c_text.c: text of C --------------------------------------------------------------------------------------------
// out() writes whole lines of C and indents by the braces at their ends; emitters never write a tab.
struct Out { char *text; size_t size, capacity; int depth; };
void out(Out *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void out_raw(Out *, const char *text, size_t size);
char *c_string(const char *text);                   // "…" with everything dangerous as octal escapes
char *c_comment(const char *text);                  // safe in // and in /* */
char *identifier(const char *text);                 // [a-z][a-z0-9_]*
char *float_text(double);                           // "0.5f": the nearest float, in nine digits
const char *base_name(const char *path);

// ---- paste.c: the words and kernels that code uses, from the embedded headers ---------------------------------------
void paste_words(Out *, const Target *, Math, Dtype weights, const char *code);
bool needs_sleef(const char *c_text);

// ---- epilogue.c: what is applied to a finished vector, and what every layer's function begins with ------------------
char *finish_name(const Node *);                   // "then_add_relu", "keep" for nothing: a function of the generated C
char *finish_text(const Node *);                    // its definition; the same name is the same text; "" for keep
void emit_border(Out *, const Node *);              // zeroes the border of y, if it has one
char *finish_args(const Node *);                    // "r, w + 128": operand and per-channel vectors of a kernel's call
const char *weights_arg(const Node *);              // "w", or with a cast to their type
const Node *second_operand(const Node *);           // what r points to, or NULL
void emit_elementwise(Out *, const Node *, const Target *);   // Op.emit of every elementwise operator

// ---- prologue.c: what stands before a convolution or a mean ---------------------------------------------------------
char *prologue_text(const Node *);                  // "scale_shift relu", or "" for nothing
bool is_threshold(const Node *), is_copied(const Node *);   // how a convolution treats its prologue: neither without
float threshold_of(const Node *, int c);            // of input channel c

// ---- emit.c ---------------------------------------------------------------------------------------------------------
// The names and texts of one layer, for the emitted C, reports and profiles.
char *describe(const Node *);                       // "conv 3x3 s1 p1"
char *describe_fusion(const Node *);                // "+bias +add(layer1.0) +relu"

// ---- interface.c: the header, and the description of the network for runtime/main.c ---------------------------------
bool weights_are_inline(const Graph *, const Options *);
void emit_build_lines(Out *, const Graph *, const Target *, bool sleef);
void emit_header(Out *, const Graph *, const Target *, size_t weights_file);  // weights_file: its bytes, 0 where inline
void emit_interface(Out *, const Graph *, size_t weights_file);   // what the C needs of the header
Bytes emit_glue(const Graph *, const Target *, const Options *, size_t weights_file);

// ---- units.c --------------------------------------------------------------------------------------------------------
enum { UNITS = 2 };
Bytes unit_of(const Graph *, Bytes c, int unit);    // of the network's C, for the C compiler only

// ---- build.c: what lies beside the C --------------------------------------------------------------------------------
// Stages the files that OUTPUT asks for; compiles and links where it is an object, an archive or an executable.
bool build(const Graph *, const Target *, const Options *, Emitted);

// ---- embedded.c (made by the build): the files that cnnc carries ----------------------------------------------------
typedef struct { const char *path, *text; size_t size; } Embedded;   // "dsl/labels/mnist.txt", …
extern const Embedded embedded[];
extern const int embedded_count;
const Embedded *find_embedded(const char *path);    // util.c
