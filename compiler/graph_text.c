// graph_text.c - what people read about operators and graphs, made from the tables of attributes in ops/*.c.
//
//   set_defaults      "1", "{1, 2}", "false" of a table's row   -> fields of a node
//   attributes_text   the fields that differ from the default   -> "kernel=3 stride=2 bias=false"
//   print_graph       one line a node:
//                     "  3 layer1.0.conv1  conv out=64 kernel=3 pad=1  64x56x56  <- maxpool1  | resnet.lua:31"
//   list_ops          --list-ops, and the reference docs/operators.md
#include "cnnc.h"

#include <stdlib.h>
#include <string.h>

// ---- defaults -------------------------------------------------------------------------------------------------------
static int parse_numbers(const char *text, double *number) {
  int n = 0;
  for (const char *at = text; *at && n < 4;) {
    char *end;
    double value = strtod(at, &end);
    if (end == at) at++;
    else number[n++] = value, at = end;
  }
  return n;
}

static void set_numbers(void *field, AttrKind kind, const double *v, int n) {
  int first = (int)v[0], second = (int)v[n > 1 ? 1 : 0];
  if (kind == ATTR_INT) *(int *)field = first;
  else if (kind == ATTR_REAL) *(double *)field = v[0];
  else if (kind == ATTR_PAIR) *(Pair *)field = (Pair){first, second};
  else if (n == 4) *(Pad *)field = (Pad){first, second, (int)v[2], (int)v[3]};
  else *(Pad *)field = (Pad){first, second, first, second};
}

void set_defaults(Node *n, const Op *op) {
  for (const Attr *a = op->attrs; a && a->name; a++) {
    void *field = (char *)n + a->offset;
    double number[4];
    if (!*a->initial || strcmp(a->initial, "-") == 0 || a->kind == ATTR_TABLE) continue;
    if (a->kind == ATTR_BOOL) *(bool *)field = strcmp(a->initial, "true") == 0;
    else if (a->kind == ATTR_TEXT) *(const char **)field = a->initial;
    else set_numbers(field, a->kind, number, parse_numbers(a->initial, number));
  }
}

// ---- attributes -----------------------------------------------------------------------------------------------------
static char *pair_text(int first, int second) {
  return first == second ? format("%d", first) : format("{%d,%d}", first, second);
}

static char *pad_text(Pad p) {
  if (p.top == p.bottom && p.left == p.right) return pair_text(p.top, p.left);
  return format("{%d,%d,%d,%d}", p.top, p.left, p.bottom, p.right);
}

static char *value_text(const Node *n, const Attr *a) {
  const void *field = (const char *)n + a->offset;
  switch (a->kind) {
    case ATTR_INT: return format("%d", *(const int *)field);
    case ATTR_REAL: return format("%.9g", *(const double *)field);
    case ATTR_BOOL: return format("%s", *(const bool *)field ? "true" : "false");
    case ATTR_PAIR: return pair_text(((const Pair *)field)->h, ((const Pair *)field)->w);
    case ATTR_PAD: return pad_text(*(const Pad *)field);
    case ATTR_TABLE: {
      const Connections *table = *(const Connections *const *)field;
      return table ? format("{%d lists}", table->outputs) : format("none");
    }
    case ATTR_TEXT: {
      const char *text = *(const char *const *)field;
      return text ? printable(text) : format("none");
    }
  }
  unreachable("kind of attribute");
}

char *attributes_text(const Node *n) {
  Node *initial = NEW(Node);
  set_defaults(initial, n->op);
  char *text = format("%s", "");
  for (const Attr *a = n->op->attrs; a && a->name; a++) {
    char *value = value_text(n, a);
    if (*a->initial && strcmp(value, value_text(initial, a)) == 0) continue;
    text = format("%s%s%s=%s", text, *text ? " " : "", a->name, value);
  }
  return text;
}

// ---- the graph ------------------------------------------------------------------------------------------------------
static char *buffer_text(const Node *n) {
  const Buffer *b = n->buffer;
  if (!b) return format("%s", "");
  char *slice = n->block ? format("+%d", n->block) : format("%s", "");
  if (b->external) return format("  buffer %d%s (external)", b->id, slice);
  char *border = pad_text(b->border);
  char *place = b->last ? format(" at %zu, live %d-%d", b->offset, b->first, b->last) : format("%s", "");
  return format("  buffer %d%s %dx%dx%dx%d border %s%s", b->id, slice, b->blocks, b->h, b->w, b->lanes, border, place);
}

static void print_steps(const Node *n, FILE *file) {
  if (n->prologue) fprintf(file, " prologue(%s)", prologue_text(n));
  for (int s = 0; s < n->steps; s++) {
    const Node *step = n->step[s];
    char *attributes = attributes_text(step);
    fprintf(file, " +%s", step->op->name);
    if (step->nin == 2) fprintf(file, "(%s)", printable(step->in[1]->name));
    else if (*attributes) fprintf(file, "(%s)", attributes);
  }
}

void print_graph(const Graph *g, FILE *file) {
  for (int i = 0; i < g->count; i++) {
    const Node *n = g->node[i];
    char *attributes = attributes_text(n);
    fprintf(file, "%4d %s  %s%s%s", i, printable(n->name), n->op->name, *attributes ? " " : "", attributes);
    print_steps(n, file);
    fprintf(file, "  %s", shape_text(n->shape));
    for (int k = 0; k < n->nin; k++) fprintf(file, "%s%s", k ? ", " : "  <- ", printable(n->in[k]->name));
    if (n->free) fputs("  free", file);
    if (n->algorithm) fprintf(file, "  %s", n->algorithm);
    fputs(buffer_text(n), file);
    if (n->packed) fprintf(file, "  packed %zu", n->packed_count);
    if (n->where.file) fprintf(file, "  | %s:%d", printable(n->where.file), n->where.line);
    fputc('\n', file);
  }
}

// ---- the list of operators ------------------------------------------------------------------------------------------
static const char *kind_text(AttrKind kind) {
  static const char *const text[] = {
    [ATTR_INT] = "whole number",
    [ATTR_REAL] = "number",
    [ATTR_BOOL] = "true or false",
    [ATTR_PAIR] = "n or {height, width}",
    [ATTR_PAD] = "n, {height, width} or {top, left, bottom, right}",
    [ATTR_TABLE] = "list of lists",
    [ATTR_TEXT] = "text",
  };
  return text[kind];
}

static const char *default_text(const Attr *a) {
  return !*a->initial ? "required" : strcmp(a->initial, "-") == 0 ? "none" : a->initial;
}

// How it is written: "x:conv{out, ...}", "a + b", "cnn.concat{a, b, ...}".
static char *usage_text(const Op *op) {
  if (op->inputs == 0) return format("cnn.%s{%s}", op->name, "channels, height, width, ...");
  if (op == &op_add) return format("a + b, cnn.add{a, b}");
  if (op == &op_mul) return format("x * value, x / value");
  if (op == &op_concat) return format("a .. b, cnn.concat{a, b, ...}");
  if (op->inputs != 1) return format("cnn.%s{a, b%s}", op->name, op->inputs < 0 ? ", ..." : "");
  if (!op->attrs || !op->attrs->name) return format("x:%s()", op->name);
  char *text = format("x:%s{", op->name);
  bool more = false, any = false;
  for (const Attr *a = op->attrs; a->name; a++) {
    bool first = a == op->attrs, required = !*a->initial;
    if (!first && !required) more = true;
    else if (required) text = format("%s%s%s%s", text, any ? ", " : "", a->name, first ? "" : " = ...");
    else text = format("%s%s = %s", text, a->name, a->initial);
    any = true;
  }
  return format("%s%s}", text, more ? ", ..." : "");
}

// Words with an indent before each line.
static void print_wrapped(FILE *file, const char *text, int indent) {
  enum { WIDTH = 100 };
  int column = fprintf(file, "%*s", indent, "");
  while (*text) {
    int word = (int)strcspn(text, " ");
    if (column > indent && column + 1 + word > WIDTH) fputc('\n', file), column = fprintf(file, "%*s", indent, "");
    column += fprintf(file, "%s%.*s", column > indent ? " " : "", word, text);
    text += word + (text[word] == ' ');
  }
  fputc('\n', file);
}

static void print_attribute(FILE *file, const Attr *a, bool markdown) {
  const char *kind = kind_text(a->kind), *initial = default_text(a);
  if (markdown) fprintf(file, "| `%s` | %s | %s | %s |\n", a->name, kind, initial, a->doc);
  else print_wrapped(file, format("%s: %s (%s; %s)", a->name, a->doc, kind, initial), 6);
}

static const char markdown_head[] =
    "# Operators\n\nWritten by `cnnc --list-ops=markdown` from the table that the compiler reads; the language around\n"
    "them is in [language.md](language.md). Every operator also takes `name`.\n\n";

void list_ops(FILE *file, bool markdown) {
  int count;
  const Op *const *operators = all_ops(&count);
  if (markdown) fputs(markdown_head, file);
  for (int i = 0; i < count; i++) {
    const Op *op = operators[i];
    if (op == &op_output) continue;
    if (markdown) fprintf(file, "## %s\n\n```lua\n%s\n```\n\n%s\n", op->name, usage_text(op), op->doc);
    else fprintf(file, "%s\n", usage_text(op)), print_wrapped(file, op->doc, 4);
    bool any = op->attrs && op->attrs->name;
    if (markdown && any) fputs("\n| attribute | value | default | |\n| --- | --- | --- | --- |\n", file);
    for (const Attr *a = op->attrs; a && a->name; a++) print_attribute(file, a, markdown);
    fputs(markdown && i + 1 < count ? "\n" : "", file);
  }
}
