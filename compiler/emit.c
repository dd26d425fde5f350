// emit.c - the scheduled graph as C: header, words and kernels, one function for each distinct layer, and NAME_run,
// which reads as the network's table of contents:
//
//   // layer1.0.conv1 | conv 3x3 s1 p1 | 64x56x56 -> 64x56x56 | +bias +relu | 231 MFLOP | direct 1x14x2 |
// resnet34.lua:14
//   conv3x3_64x56x56(a + 802816, w + 9472, a, part, parts);
//
// The body of a layer's function comes from its operator (Op.emit) and names no offset in the arena or in the weights,
// so that layers of the same shape share a function. Weights are a file of 64 bytes of head and the packed values, or a
// table in the C. Everything is deterministic: no dates, no paths, no addresses.
#include "cnnc.h"

#include <ctype.h>
#include <string.h>

enum { HEAD = 64 }; // bytes before the packed weights in a weights file

typedef struct {
  const char *name, *body, *parameters;
} Function;
typedef struct {
  Function *list;
  int count;
} Functions;

static const char *upper(const char *text) {
  char *result = format("%s", text);
  for (char *c = result; *c; c++) *c = (char)toupper((unsigned char)*c);
  return result;
}

// ---- what a layer is, in words --------------------------------------------------------------------------------------
static char *pair_text(Pair p) { return p.h == p.w ? format("%d", p.h) : format("%dx%d", p.h, p.w); }

char *describe(const Node *n) {
  char *text = format("%s", n->op->name);
  if (n->kernel.h) text = format("%s %dx%d s%s", text, n->kernel.h, n->kernel.w, pair_text(n->stride));
  Pad p = n->pad;
  bool even = p.top == p.left && p.top == p.bottom && p.top == p.right;
  if (n->kernel.h && even && p.top) text = format("%s p%d", text, p.top);
  if (n->kernel.h && !even) text = format("%s p%d,%d,%d,%d", text, p.top, p.left, p.bottom, p.right);
  if (n->dilation.h > 1 || n->dilation.w > 1) text = format("%s d%s", text, pair_text(n->dilation));
  if (n->groups > 1) text = format("%s g%d", text, n->groups);
  return text;
}

char *describe_fusion(const Node *n) {
  char *text = n->prologue ? format("prologue %s", prologue_text(n)) : "";
  if (n->param[BIAS] && has_weights(n)) text = format("%s%s+bias", text, *text ? " " : "");
  for (int s = 0; s < n->steps; s++) {
    const Node *step = n->step[s];
    const char *gap = *text ? " " : "";
    text = step->nin == 2 ? format("%s%s+%s(%s)", text, gap, step->op->name, step->in[1]->name)
                          : format("%s%s+%s", text, gap, step->op->name);
  }
  if (fused_pool(n)) text = format("%s%s+%s", text, *text ? " " : "", describe(fused_pool(n)));
  return text;
}

static char *flop_text(const Node *n) {
  double flop = 2.0 * (double)macs(n);
  if (flop >= 1e9) return format(" | %.2f GFLOP", flop / 1e9);
  if (flop >= 1e6) return format(" | %.*f MFLOP", flop < 1e7, flop / 1e6);
  return flop > 0 ? format(" | %.1f kFLOP", flop / 1e3) : "";
}

static void out_title(Out *o, const Node *n) {
  char *from = n->nin ? format("%s -> ", shape_text(n->in[0]->shape)) : "", *fusion = describe_fusion(n);
  for (int i = 1; i < n->nin; i++)
    from = format("%.*s, %s -> ", (int)strlen(from) - 4, from, shape_text(n->in[i]->shape));
  char *text = format("%s | %s | %s%s%s%s%s | %s", n->name, describe(n), from, shape_text(n->shape),
                      *fusion ? " | " : "", fusion, flop_text(n), n->algorithm);
  if (n->where.line > 0) text = format("%s | %s:%d", text, base_name(n->where.file), n->where.line);
  out(o, "// %s", c_comment(text));
}

// ---- layers as functions --------------------------------------------------------------------------------------------
static bool has_function(const Node *n) { return !n->free; }

// How many input pointers the function takes: x, x1, x2, … An elementwise operator's second input is r.
static int input_count(const Node *n) { return n->op == &op_image ? 1 : is_elementwise(n) ? 1 : n->nin; }

static const char *input_name(int i) { return i ? format("x%d", i) : "x"; }

static char *parameters_of(const Node *n) {
  char *text = "";
  for (int i = 0; i < input_count(n); i++) text = format("%sconst float *%s, ", text, input_name(i));
  if (second_operand(n)) text = format("%sconst float *r, ", text);
  if (n->packed || n->soon) text = format("%sconst float *w, ", text);
  return format("%sfloat *y, %sint part, int parts", text, n->scratch ? "float *scratch, " : "");
}

static char *base_function_name(const Node *n) {
  char *name = n->prologue ? format("%s %s", prologue_text(n), n->op->name) : format("%s", n->op->name);
  if (n->kernel.h)
    name = format("%s%s", name,
                  n->kernel.h == n->kernel.w ? format("%dx%d", n->kernel.h, n->kernel.w) : pair_text(n->kernel));
  if (n->kernel.h && (n->stride.h > 1 || n->stride.w > 1)) name = format("%s_s%s", name, pair_text(n->stride));
  Shape in = n->nin ? n->in[0]->shape : n->shape;
  name = format("%s_%s", name, shape_text(in));
  if (has_weights(n) || in.c != n->shape.c) name = format("%s_%d", name, n->shape.c);
  int steps;
  const Node *const *step = steps_of(n, &steps);
  for (int s = is_elementwise(n); s < steps; s++) name = format("%s_%s", name, step[s]->op->name);
  return identifier(name);
}

// The function for n: one that is there already with the same body, or a new one.
static const char *function_for(Functions *all, const Node *n, const Target *target) {
  Out body = {.depth = 1};
  emit_border(&body, n);
  n->op->emit(&body, n, target);
  const char *parameters = parameters_of(n), *base = base_function_name(n), *name = base;
  for (int i = 0, variant = 1; i < all->count; i++) {
    Function *f = &all->list[i];
    if (strcmp(f->body, body.text) == 0 && strcmp(f->parameters, parameters) == 0 &&
        strncmp(f->name, base, strlen(base)) == 0)
      return f->name;
    if (strcmp(f->name, name) == 0) name = format("%s_v%d", base, ++variant), i = -1;
  }
  all->list[all->count++] = (Function){name, body.text, parameters};
  return name;
}

// The function that is applied to a vector of n's result or of its input, if it is not there yet.
static void out_finish(Out *o, const Node *n) {
  char *finish = finish_text(n);
  if (!*finish || strstr(o->text ? o->text : "", format(" %s(vf x", finish_name(n)))) return;
  out_raw(o, finish, strlen(finish));
  out(o, "");
}

static void out_functions(Out *o, const Graph *g, const Functions *all, const char *const *called,
                          const Target *target) {
  for (int i = 0, f = 0; i < g->count; i++) {
    const Node *n = g->node[i];
    if (has_function(n)) out_finish(o, n);
    if (n->prologue && !is_threshold(n) && !is_mean_of_tanh(n)) out_finish(o, n->prologue);
    if (called[i] && n->op->emit_shared) n->op->emit_shared(o, n, target);
    if (!called[i] || f == all->count || strcmp(called[i], all->list[f].name) != 0) continue;
    out(o, "static void %s(%s) {", all->list[f].name, all->list[f].parameters);
    out_raw(o, all->list[f].body, strlen(all->list[f].body));
    out(o, "}\n");
    f++;
  }
}

// ---- NAME_run -------------------------------------------------------------------------------------------------------
static char *offset_text(const char *base, size_t floats) {
  return floats ? format("%s + %zu", base, floats) : format("%s", base);
}

static char *pointer_to(const Graph *g, const Node *n) {
  if (n->op == &op_output) {
    size_t at = 0;
    for (int i = 0; g->output[i] != n; i++) at += elements(g->output[i]->shape);
    return offset_text("output", at);
  }
  if (n->buffer->external) return format("input");
  return offset_text("a", n->buffer->offset / sizeof(float) + pixel_of(n));
}

static const char *scratch_of(const Node *n) {
  if (!n->scratch) return "";
  return format("part ? own : %s, ", offset_text("a", n->scratch_buffer->offset / sizeof(float)));
}

static char *arguments_of(const Graph *g, const Node *n) {
  char *text = n->op == &op_image ? "input, " : "";
  for (int i = 0; i < input_count(n) && n->nin; i++) text = format("%s%s, ", text, pointer_to(g, n->in[i]));
  if (second_operand(n)) text = format("%s%s, ", text, pointer_to(g, second_operand(n)));
  const Node *owner = n->packed ? n : n->soon;
  if (owner) text = format("%s%s, ", text, offset_text("w", owner->weights_at / sizeof(float)));
  return format("%s%s, %spart, parts", text, pointer_to(g, n), scratch_of(n));
}

static void out_run(Out *o, const Graph *g, const char *const *called, bool is_inline) {
  const char *name = g->name, *macro = upper(name);
  out(o, "int %s_run_part(const void *weights, void *arena, const float *input, float *output,", name);
  out(o, "%*s int part, int parts, void (*wait)(void *sync), void *sync) {", (int)strlen(name) + 13, "");
  out(o, "if (%s!arena || !input || !output) return %s_NULL_ARGUMENT;", is_inline ? "" : "!weights || ", macro);
  out(o, "if ((uintptr_t)arena %% %s_ALIGN%s) return %s_MISALIGNED;", macro,
      is_inline ? "" : format(" || (uintptr_t)weights %% %s_ALIGN", macro), macro);
  if (!is_inline) out(o, "if (!%s_has_head(weights)) return %s_WRONG_WEIGHTS;", name, macro);
  out(o, "if (part < 0 || part >= parts || (parts > 1 && !wait)) return %s_WRONG_PART;", macro);
  bool packed = false, in_arena = g->part_size > 0;
  for (int i = 0; i < g->count; i++) {
    packed = packed || g->node[i]->packed;
    in_arena = in_arena || !g->node[i]->buffer->external;
  }
  if (packed && is_inline)
    out(o, "const float *w = %s%s_weights;", g->weight_type == DTYPE_F32 ? "" : "(const float *)&", name);
  if (packed && !is_inline) out(o, "const float *w = (const float *)weights + %zu;", HEAD / sizeof(float));
  if (is_inline) out(o, "(void)weights;");
  if (in_arena) out(o, "float *a = arena;");
  if (g->part_size)
    out(o, "float *own = part ? a + %zu + (size_t)(part - 1) * %zu : a; // scratch memory of all parts but the first",
        g->arena_size / sizeof(float), g->part_size / sizeof(float));
  for (int i = 0; i < g->count; i++) {
    const Node *n = g->node[i];
    if (!called[i] && n->op == &op_image) continue;
    out_title(o, n);
    if (!called[i]) continue;
    out(o, "%s(%s); if (wait) wait(sync);", called[i], arguments_of(g, n));
  }
  out(o, "return %s_OK;", macro);
  out(o, "}\n");
  out(o, "int %s_run(const void *weights, void *arena, const float *input, float *output)", name);
  out(o, "{\nreturn %s_run_part(weights, arena, input, output, 0, 1, NULL, NULL);\n}", name);
}

// ---- weights --------------------------------------------------------------------------------------------------------
// FNV-1a.
static uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t size) {
  const uint8_t *byte = bytes;
  for (size_t i = 0; i < size; i++) hash = (hash ^ byte[i]) * 0x100000001b3u;
  return hash;
}

// Differs for networks whose packed weights mean different things.
static uint64_t layout_hash(const Graph *g, const Target *target) {
  uint64_t hash = hash_bytes(0xcbf29ce484222325u, target->name, strlen(target->name));
  for (int i = 0; i < g->count; i++) {
    const Node *n = g->node[i];
    char *text = format("%s %s %s %s %s %s %zu %zu\n", n->name, describe(n), shape_text(n->shape), describe_fusion(n),
                        n->algorithm, dtype_text(n->weight_type), n->weights_at, n->packed_count);
    hash = hash_bytes(hash, text, strlen(text));
  }
  return hash;
}

static void put_number(uint8_t *to, uint64_t value) {
  for (int i = 0; i < 8; i++) to[i] = (uint8_t)(value >> 8 * i);
}

static uint8_t *weights_image(const Graph *g) {
  uint8_t *file = alloc(HEAD + g->weights_size);
  memcpy(file, "cnncW001", 8);
  put_number(file + 8, g->layout_hash);
  put_number(file + 16, HEAD + g->weights_size);
  for (int i = 0; i < g->count; i++) {
    const Node *n = g->node[i];
    if (n->packed) memcpy(file + HEAD + n->weights_at, n->packed, n->packed_count * sizeof *n->packed);
  }
  return file;
}

static void out_head(Out *o, const Graph *g, const uint8_t *file) {
  enum { PER_LINE = 16 };
  int end = HEAD; // of what is not zero
  while (!file[end - 1]) end--;
  out(o, "// The first %d bytes of %s.weights: format, layout of the packed values, size.", HEAD, g->name);
  out(o, "static const unsigned char %s_head[%d] = {", g->name, HEAD);
  for (int row = 0; row < end; row += PER_LINE) {
    char *line = "";
    for (int i = 0; i < PER_LINE; i++) line = format("%s%s0x%02x,", line, i ? " " : "", (unsigned)file[row + i]);
    out(o, "%s", line);
  }
  out(o, "};\n");
  out(o, "static int %s_has_head(const unsigned char *weights) {\nint differ = 0;", g->name);
  out(o, "for (int i = 0; i < %d; i++) differ |= weights[i] ^ %s_head[i];", HEAD, g->name);
  out(o, "return !differ;\n}\n");
}

// Floats of n's packed values that hold two weights of 16 bits each; what follows is floats.
static size_t halves_of(const Node *n) { return n->weight_type == DTYPE_F32 ? 0 : n->bias_at; }

static void out_floats(Out *o, const Node *n) {
  enum { PER_LINE = 8 };
  for (size_t k = halves_of(n); k < n->packed_count; k += PER_LINE) {
    char line[PER_LINE * 24], *at = line;
    for (size_t j = 0; j < PER_LINE; j++) at += sprintf(at, "%s%af,", j ? " " : "", (double)n->packed[k + j]);
    out(o, "%s", line);
  }
}

static void out_halves(Out *o, const Node *n) {
  enum { PER_LINE = 16 };
  const uint8_t *byte = (const uint8_t *)n->packed;
  for (size_t k = 0; k < 2 * halves_of(n); k += PER_LINE) {
    char line[PER_LINE * 8], *at = line;
    for (size_t j = 0; j < PER_LINE; j++) {
      uint16_t half;
      memcpy(&half, byte + (k + j) * sizeof half, sizeof half);
      at += sprintf(at, "%s0x%04x,", j ? " " : "", (unsigned)half);
    }
    out(o, "%s", line);
  }
}

static void out_table(Out *o, const Graph *g) {
  out(o, "// The packed weights of all layers, in the order of reading.");
  out(o, "static const float %s_weights[%zu] ALIGNED = {", g->name, g->weights_size / sizeof(float));
  for (int i = 0; i < g->count; i++) {
    if (!g->node[i]->packed) continue;
    out(o, "// %s", c_comment(g->node[i]->name));
    out_floats(o, g->node[i]);
  }
  out(o, "};\n");
}

// Of weights with 16 bits: a structure, whose members lie one behind the other without gaps.
static void out_narrow_table(Out *o, const Graph *g) {
  out(o,
      "// The packed weights of all layers, in the order of reading: as %s, and with each layer bias and per-channel",
      dtype_text(g->weight_type));
  out(o, "// vectors as floats.");
  out(o, "static const struct {");
  for (int i = 0; i < g->count; i++) {
    const Node *n = g->node[i];
    if (halves_of(n)) out(o, "uint16_t weights%d[%zu];", i, 2 * halves_of(n));
    if (n->packed_count > halves_of(n)) out(o, "float floats%d[%zu];", i, n->packed_count - halves_of(n));
  }
  out(o, "} %s_weights ALIGNED = {", g->name);
  for (int i = 0; i < g->count; i++) {
    const Node *n = g->node[i];
    if (n->packed) out(o, "// %s", c_comment(n->name));
    if (halves_of(n)) out(o, "{"), out_halves(o, n), out(o, "},");
    if (n->packed_count > halves_of(n)) out(o, "{"), out_floats(o, n), out(o, "},");
  }
  out(o, "};\n");
}

// ---- the files ------------------------------------------------------------------------------------------------------
Emitted emit(Graph *g, const Target *target, const Options *options) {
  const char **called = NEW_ARRAY(const char *, g->count);
  Functions functions = {.list = NEW_ARRAY(Function, g->count)};
  for (int i = 0; i < g->count; i++)
    if (has_function(g->node[i])) called[i] = function_for(&functions, g->node[i], target);
  g->layout_hash = layout_hash(g, target);
  bool is_inline = weights_are_inline(g, options);
  uint8_t *file = weights_image(g);

  Out code = {0}, words = {0}, c = {0}, h = {0};
  if (is_inline && g->weights_size) g->weight_type == DTYPE_F32 ? out_table(&code, g) : out_narrow_table(&code, g);
  if (!is_inline) out_head(&code, g, file);
  out_functions(&code, g, &functions, called, target);
  out_run(&code, g, called, is_inline);
  Math math = options->math == MATH_DEFAULT ? target->math : options->math;
  paste_words(&words, target, math, g->weight_type, code.text);

  emit_header(&h, g, target, is_inline ? 0 : HEAD + g->weights_size);
  bool sleef = needs_sleef(words.text);
  emit_build_lines(&c, g, target, sleef);
  emit_interface(&c, g, is_inline ? 0 : HEAD + g->weights_size);
  out(&c, "\n#include <math.h>\n#include <stddef.h>\n#include <stdint.h>\n");
  out_raw(&c, words.text, words.size);
  out_raw(&c, code.text, code.size);
  Emitted result = {.c = {(uint8_t *)c.text, c.size}, .h = {(uint8_t *)h.text, h.size}, .sleef = sleef};
  if (!is_inline) result.weights = (Bytes){file, HEAD + g->weights_size};
  return result;
}
