// interface.c - what a user of the generated C sees: the header, and the glue that describes the network to
// runtime/main.c.
#include "cnnc.h"

#include <ctype.h>
#include <string.h>

static const char *upper(const char *text) {
  char *result = format("%s", text);
  for (char *c = result; *c; c++) *c = (char)toupper((unsigned char)*c);
  return result;
}

static char *dense_text(Shape s) { return s.flat ? format("[%d]", s.c) : format("[%d][%d][%d]", s.c, s.h, s.w); }

static size_t output_size(const Graph *g) {
  size_t size = 0;
  for (int i = 0; i < g->outputs; i++) size += elements(g->output[i]->shape);
  return size;
}

// The name that the network file gave an output; "output" for the only one.
static const char *output_name(const Graph *g, int i) { return g->outputs == 1 ? "output" : g->output[i]->name; }

bool weights_are_inline(const Graph *g, const Options *options) {
  if (strcmp(options->weights_as, "auto") == 0) return g->weights_size <= 1 << 20;
  return strcmp(options->weights_as, "inline") == 0;
}

// The first lines of the C: how it was made and how it is compiled.
void emit_build_lines(Out *o, const Graph *g, const Target *target, bool sleef) {
  char *weights = g->weight_type == DTYPE_F32 ? "" : format(", weights as %s", dtype_text(g->weight_type));
  out(o, "// %s.c - made by cnnc from %s for target %s:%s%s.", g->name, c_comment(base_name(g->file)), target->name,
      target->cpu, weights);
  out(o, "// Compile: clang -O3 %s -ffp-contract=off -c %s.c", target->cflags, g->name);
  out(o, "// Link: %s-lm", sleef ? "-lsleef " : "");
  out(o, "//");
}

static char *output_macro(const Graph *g, int i, const char *what) {
  return format("OUTPUT_%s_%s", upper(identifier(output_name(g, i))), what);
}

// The values of all macros stand in one column.
static void define(Out *o, const Graph *g, const char *name, size_t value, const char *comment) {
  int width = 15;
  for (int i = 0; i < g->outputs && g->outputs > 1; i++) {
    int length = (int)strlen(output_macro(g, i, "SIZE"));
    if (length > width) width = length;
  }
  out(o, "#define %s_%-*s %-12zu /* %s */", upper(g->name), width, name, value, comment);
}

static void out_sizes(Out *o, const Graph *g, size_t weights_file) {
  const Shape in = g->image->shape, first = g->output[0]->shape;
  define(o, g, "INPUT_SIZE", elements(in), format("floats, %s", dense_text(in)));
  define(o, g, "OUTPUT_SIZE", output_size(g),
         g->outputs == 1 ? format("floats, %s", dense_text(first)) : "floats, all outputs one after another:");
  size_t at = 0;
  for (int i = 0; i < g->outputs && g->outputs > 1; i++) {
    define(o, g, output_macro(g, i, "AT"), at, format("floats before %s", c_comment(output_name(g, i))));
    define(o, g, output_macro(g, i, "SIZE"), elements(g->output[i]->shape),
           format("floats, %s", dense_text(g->output[i]->shape)));
    at += elements(g->output[i]->shape);
  }
  int64_t total = 0;
  for (int i = 0; i < g->count; i++) total += macs(g->node[i]);
  const char *type = g->weight_type == DTYPE_F32 ? "" : format(", as %s", dtype_text(g->weight_type));
  define(o, g, "ALIGN", 64, weights_file ? "bytes, of arena and weights in memory" : "bytes, of the arena in memory");
  define(o, g, "ARENA_SIZE", g->arena_size, "bytes of scratch memory");
  define(o, g, "PART_SIZE", g->part_size, "bytes more of it for each part after the first");
  define(o, g, "WEIGHTS_SIZE", weights_file,
         weights_file ? format("bytes of the weights file%s", type) : "bytes to pass: the weights are in the C");
  define(o, g, "PARAMETERS", (size_t)trainable(g), "trainable");
  define(o, g, "MACS", (size_t)total, "multiply-accumulates for one picture");
}

static void out_codes(Out *o, const char *name, const char *macro, bool weights_file) {
  out(o, "/* What %s_run returns. */", name);
  out(o, "enum {");
  out(o, "%s_OK = 0,", macro);
  out(o, "%s_NULL_ARGUMENT = 1,   /* arena, input%s or output is NULL */", macro, weights_file ? ", weights" : "");
  out(o, "%s_MISALIGNED = 2,      /* arena%s is not aligned to %s_ALIGN */", macro, weights_file ? " or weights" : "",
      macro);
  out(o, "%s_WRONG_WEIGHTS = 3,   /* weights are not a file that was written with this C */", macro);
  out(o, "%s_WRONG_PART = 4       /* part is not in 0 .. parts - 1, or wait is missing */", macro);
  out(o, "};\n");
}

static void out_run(Out *o, const Graph *g) {
  out(o, "int %s_run(const void *weights, void *arena, const float *input, float *output);\n", g->name);
}

static void out_run_part(Out *o, const Graph *g) {
  out(o, "int %s_run_part(const void *weights, void *arena, const float *input, float *output,", g->name);
  out(o, "%*s int part, int parts, void (*wait)(void *sync), void *sync);\n", (int)strlen(g->name) + 13, "");
}

static void out_prototypes(Out *o, const Graph *g, bool weights_file) {
  const char *name = g->name, *macro = upper(name);
  out(o, "/*");
  out(o, " * Runs the network on one picture.");
  out(o, " *   weights  %s",
      weights_file ? format("the bytes of %s.weights, mapped or read into aligned memory; only read", name)
                   : "ignored, may be NULL: the weights are part of the C");
  out(o, " *   arena    %s_ARENA_SIZE bytes of any content, aligned to %s_ALIGN; overwritten", macro, macro);
  out(o, " *   input    %s_INPUT_SIZE floats %s, dense; only read", macro, dense_text(g->image->shape));
  out(o, " *   output   %s_OUTPUT_SIZE floats; may not overlap the others", macro);
  out(o, " * Nothing is allocated, printed or kept. Threads may run the network at once, each with its own arena and");
  out(o, " * output; weights can be shared. Returns %s_OK or a code above.", macro);
  out(o, " */");
  out_run(o, g);
  out(o, "/*");
  out(o, " * The same by `parts` threads together: each calls it with its own part (0 .. parts - 1), all else equal.");
  out(o, " * The arena has %s_ARENA_SIZE + (parts - 1) * %s_PART_SIZE bytes.", macro, macro);
  out(o, " * After each layer all call wait(sync), which must return once all of them have called it. The output has");
  out(o, " * the same bits for any number of parts. With one part wait may be NULL.");
  out(o, " */");
  out_run_part(o, g);
}

static void out_constants(Out *o, const Graph *g, size_t weights_file) {
  const char *macro = upper(g->name);
  out(o, "#ifndef %s_H", macro);
  out(o, "#define %s_H\n", macro);
  out_sizes(o, g, weights_file);
  out(o, "");
  out_codes(o, g->name, macro, weights_file);
}

void emit_header(Out *o, const Graph *g, const Target *target, size_t weights_file) {
  out(o, "/* %s.h - the network %s, made by cnnc for target %s. */", g->name, c_comment(base_name(g->file)),
      target->name);
  out_constants(o, g, weights_file);
  out(o, "#ifdef __cplusplus");
  out_raw(o, "extern \"C\" {\n", 13);
  out(o, "#endif\n");
  out_prototypes(o, g, weights_file);
  out(o, "#ifdef __cplusplus");
  out_raw(o, "}\n", 2);
  out(o, "#endif\n");
  out(o, "#endif");
}

// What the C needs of it, so that it compiles alone.
void emit_interface(Out *o, const Graph *g, size_t weights_file) {
  out(o, "// What follows is %s.h, which also says what the arguments are.", g->name);
  out_constants(o, g, weights_file);
  out_run(o, g);
  out_run_part(o, g);
  out(o, "#endif");
}

// ---- glue -----------------------------------------------------------------------------------------------------------
// A further output holds classes only if it has the main one's shape: a classifier in the middle of the network.
static const char *kind_of(const Graph *g, int i) {
  const Node *last = g->output[i]->in[0];
  Shape shape = g->output[i]->shape, first = g->output[0]->shape;
  int steps;
  const Node *const *step = steps_of(last, &steps);
  const Op *op = steps ? step[steps - 1]->op : last->op;
  if (shape.c != first.c || shape.h != first.h || shape.w != first.w) return "CNNC_NOT_CLASSES";
  if (op == &op_softmax) return "CNNC_PROBABILITIES";
  if (op == &op_log_softmax) return "CNNC_LOG_PROBABILITIES";
  return shape.flat || (shape.h == 1 && shape.w == 1) ? "CNNC_LOGITS" : "CNNC_NOT_CLASSES";
}

static void glue_layers(Out *o, const Graph *g) {
  out(o, "static const struct cnnc_layer layers[] = {");
  for (int i = 0; i < g->count; i++) {
    const Node *n = g->node[i];
    if (n->free) continue;
    out(o, "{%s, %s, %s, %lld.0, %zu.0},", c_string(n->name), c_string(describe(n)), c_string(n->algorithm),
        (long long)macs(n), n->packed_count * sizeof(float));
  }
  out(o, "};\n");
}

static void glue_outputs(Out *o, const Graph *g) {
  size_t at = 0;
  out(o, "static const struct cnnc_output outputs[] = {");
  for (int i = 0; i < g->outputs; i++) {
    Shape s = g->output[i]->shape;
    out(o, "{%s, %d, {%d, %d, %d}, %zu, %zu, %s},", c_string(output_name(g, i)), s.flat ? 1 : 3, s.c, s.flat ? 1 : s.h,
        s.flat ? 1 : s.w, at, elements(s), kind_of(g, i));
    at += elements(s);
  }
  out(o, "};\n");
}

static void glue_labels(Out *o, const Graph *g) {
  if (!g->labels) return;
  out(o, "static const char *const labels[] = {");
  for (int i = 0; i < g->labels; i++) out(o, "%s,", c_string(g->label[i]));
  out(o, "};\n");
}

static void glue_messages(Out *o, const char *macro) {
  out(o, "static const char *message(int code)\n{");
  out(o, "if (code == %s_NULL_ARGUMENT) return \"an argument is missing\";", macro);
  out(o, "if (code == %s_MISALIGNED) return \"memory is not aligned\";", macro);
  out(o, "if (code == %s_WRONG_WEIGHTS) return \"these are the weights of another network, target, type or version\";",
      macro);
  out(o, "if (code == %s_WRONG_PART) return \"wrong number of threads\";", macro);
  out(o, "return \"\";\n}\n");
}

static void glue_preprocess(Out *o, const Preprocess *p) {
  out(o, ".preprocess = {");
  out(o, "%s, %d, %d, %d, %d, %d, %d,", p->name ? c_string(p->name) : "NULL", p->resize, p->crop_h, p->crop_w,
      p->zero_pad, p->bgr, p->grey);
  out(o, "%.17g, {%.17g, %.17g, %.17g}, {%.17g, %.17g, %.17g},", p->scale, p->mean[0], p->mean[1], p->mean[2],
      p->std[0], p->std[1], p->std[2]);
  out(o, "},");
}

// Whether a second thread saves more than waking and waiting cost: from some 20 microseconds on. A linear waits for its
// weights, so that each product takes four times as long as one of a convolution: three of 784, 512 and 512 values take
// two threads 11 us instead of 23 (Zen 5).
static bool is_worth_threads(const Graph *g) {
  enum { WORTH = 2000000, OF_LINEAR = 4 };
  int64_t work = 0;
  for (int i = 0; i < g->count; i++) work += macs(g->node[i]) * (g->node[i]->op == &op_linear ? OF_LINEAR : 1);
  return work >= WORTH;
}

Bytes emit_glue(const Graph *g, const Target *target, const Options *options, size_t weights_file) {
  const char *name = g->name, *macro = upper(name);
  Out o = {0};
  int64_t total = 0;
  int layers = 0;
  for (int i = 0; i < g->count; i++) total += macs(g->node[i]), layers += !g->node[i]->free;
  out(&o, "// %s: what its executable knows of it.", name);
  out(&o, "#include \"cnnc_run.h\"\n#include \"network.h\"\n");
  glue_layers(&o, g);
  glue_outputs(&o, g);
  glue_labels(&o, g);
  glue_messages(&o, macro);
  out(&o, "const struct cnnc_network cnnc_network = {");
  out(&o, ".name = %s, .target = %s,", c_string(name), c_string(format("%s:%s", target->name, target->cpu)));
  out(&o, ".needs = %s, .source = %s,", c_string(target->needs), c_string(base_name(g->file)));
  out(&o, ".note = %s,",
      c_string(options->weights ? ""
                                : format("weights are pseudo-random (seed %llu)", (unsigned long long)options->seed)));
  Shape in = g->image->shape;
  out(&o, ".input = {%d, %d, %d},", in.c, in.h, in.w);
  out(&o, ".outputs = %d, .output = outputs, .output_size = %zu,", g->outputs, output_size(g));
  out(&o, ".arena_size = %s_ARENA_SIZE, .weights_size = %zu, .weights_bytes = %zu, .align = %s_ALIGN,", macro,
      weights_file, g->weights_size, macro);
  out(&o, ".weights_type = %s,", c_string(dtype_text(g->weight_type)));
  out(&o, ".part_size = %s_PART_SIZE, .most_threads = %d,", macro, is_worth_threads(g) ? 256 : 1);
  out(&o, ".parameters = %lld.0, .macs = %lld.0,", (long long)trainable(g), (long long)total);
  glue_preprocess(&o, &g->preprocess);
  out(&o, ".labels = %d, .label = %s,", g->labels, g->labels ? "labels" : "NULL");
  out(&o, ".layers = %d, .layer = layers, .work = &cnnc_work,", layers);
  out(&o, ".run_part = %s_run_part, .message = message,", name);
  out(&o, "};");
  return (Bytes){(uint8_t *)o.text, o.size};
}
