// dsl_outputs.c - what the network file returns: one tensor, or a table of them with names.
//
// In: the value that the file returned. Out: a node of op_output for each, the main one first; layers and parameters
// that no output needs are gone. The names become parts of file names and of C, so they are letters, digits and _ only,
// and differ in more than the case of letters.
//
//   return x                         output
//   return {x, aux = y}              output, aux
//   return {output = x, b = y, a = z}   output, a, b
#include <stdlib.h>
#include <string.h>

#include "dsl.h"

enum { MAX_OUTPUTS = 64 };

typedef struct {
  const char *name;
  Node *node;
} Output;
typedef struct {
  Output output[MAX_OUTPUTS];
  int count;
} Outputs;

static int compare_texts(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_output_name(const char *name) {
  if (!*name) return false;
  for (const char *c = name; *c; c++)
    if (!(*c >= 'a' && *c <= 'z') && !(*c >= 'A' && *c <= 'Z') && !(*c >= '0' && *c <= '9') && *c != '_') return false;
  return true;
}

// "output" first, the others sorted.
static int compare_outputs(const void *a, const void *b) {
  const char *x = ((const Output *)a)->name, *y = ((const Output *)b)->name;
  int main_x = strcmp(x, "output") == 0, main_y = strcmp(y, "output") == 0;
  return main_x != main_y ? main_y - main_x : strcmp(x, y);
}

// The value on top of the stack; pops it.
static void read_output(lua_State *L, const char *name, Outputs *outputs) {
  Where at = dsl_of(L)->result;
  if (!is_output_name(name))
    error_at(at, name, "the name of output \"%s\" may have letters, digits and _ only",
             printable(format("%.*s", MAX_TEXT, name)));
  else if (strlen(name) > MAX_TEXT) error_at(at, NULL, "the name of an output has more than %d bytes", MAX_TEXT);
  else if (!is_tensor(L, -1)) error_at(at, name, "output \"%s\" is %s, not a tensor", name, type_text(L, -1));
  else outputs->output[outputs->count++] = (Output){format("%s", name), tensor_at(L, -1)};
  lua_pop(L, 1);
}

// Names become macros of C and files, neither of which tells all letters apart.
static void check_names(Where at, const Outputs *outputs) {
  for (int i = 1; i < outputs->count; i++)
    for (int k = 0; k < i; k++) {
      const char *a = outputs->output[k].name, *b = outputs->output[i].name;
      if (strcmp(a, b) == 0) error_at(at, b, "two outputs are named \"%s\"", b);
      else if (strcmp(identifier(a), identifier(b)) == 0)
        error_at(at, b, "outputs \"%s\" and \"%s\" would have the same name in C", a, b);
    }
}

// A table of outputs: [1] is "output", [2] is "output2"; then those with names, sorted.
static void read_outputs(lua_State *L, Outputs *outputs) {
  Where at = dsl_of(L)->result;
  const char *key[MAX_OUTPUTS];
  int keys = 0;
  lua_Unsigned places = lua_rawlen(L, 1), entries = 0;
  for (lua_pushnil(L); lua_next(L, 1); lua_pop(L, 1)) {
    if (++entries > MAX_OUTPUTS) break;
    if (lua_type(L, -2) == LUA_TSTRING) key[keys++] = lua_tostring(L, -2);
  }
  lua_settop(L, 1);
  if (entries > MAX_OUTPUTS) {
    error_at(at, NULL, "more than %d outputs", MAX_OUTPUTS);
    return;
  }
  if (entries != places + (lua_Unsigned)keys)
    error_at(at, NULL, "an output has neither a name nor a place in the list");
  qsort(key, (size_t)keys, sizeof *key, compare_texts);
  for (int i = 1; i <= (int)places; i++) {
    lua_rawgeti(L, 1, i);
    read_output(L, i == 1 ? "output" : format("output%d", i), outputs);
  }
  for (int i = 0; i < keys; i++) {
    lua_getfield(L, 1, key[i]);
    read_output(L, key[i], outputs);
  }
  qsort(outputs->output, (size_t)outputs->count, sizeof *outputs->output, compare_outputs);
  check_names(at, outputs);
}

// Whether the value at index 1 is what a module returns: a function, or a table with functions in it.
static bool is_module(lua_State *L) {
  bool found = lua_isfunction(L, 1);
  if (!lua_istable(L, 1)) return found;
  for (lua_pushnil(L); lua_next(L, 1); lua_pop(L, 1)) found = found || lua_isfunction(L, -1);
  return found;
}

static void refuse_module(lua_State *L) {
  const char *name = base_name(dsl_of(L)->options->network),
             *what = lua_istable(L, 1) ? "a table with functions" : "a function";
  error_at(dsl_of(L)->result, "return", "the file returns %s, not a tensor: it is a module", what);
  hint("compile a network file that requires it: require \"%s\"", printable(output_stem(name)));
}

// Parameters of layers that no output needs are not asked for in a weight file.
static void drop_unused(Graph *g) {
  sweep(g);
  int kept = 0;
  for (int i = 0; i < g->params; i++) {
    const Node *n = g->param[i]->node;
    if (n->id < g->count && g->node[n->id] == n) g->param[kept++] = g->param[i];
  }
  g->params = kept;
}

static void check_labels(const Graph *g) {
  size_t values = elements(g->output[0]->shape);
  if (!g->labels || values == (size_t)g->labels) return;
  error_at(g->image->where, "labels", "image: %d labels, but the output has %zu values", g->labels, values);
}

int take_outputs(lua_State *L) {
  Dsl *dsl = dsl_of(L);
  Graph *g = dsl->graph;
  Outputs outputs = {0};
  bool one = is_tensor(L, 1);
  if (one) outputs = (Outputs){{{"output", tensor_at(L, 1)}}, 1};
  else if (is_module(L)) refuse_module(L);
  else if (lua_istable(L, 1)) read_outputs(L, &outputs);
  if (!outputs.count && !error_count()) {
    error_at(dsl->result, "return", "the file returns %s, not a tensor",
             lua_istable(L, 1) ? "an empty table" : type_text(L, 1));
    hint("its last line is: return x");
  }
  check_defines(dsl);
  g->output = NEW_ARRAY(Node *, outputs.count);
  for (int i = 0; i < outputs.count; i++) {
    Output *o = &outputs.output[i];
    if (!o->node) continue;
    g->output[g->outputs++] = new_node(g, &op_output, o->node->where, o->name, &o->node, 1, NULL);
  }
  if (error_count()) return 0;
  check_labels(g);
  drop_unused(g);
  return 0;
}
