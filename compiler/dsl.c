// dsl.c - a network file becomes a graph: tensors are values of Lua, operators are methods of them.
//
// In: the network file and -D. Out: one node an operator, in order of construction, with its shape and its line of Lua;
// parameters in order of declaration; the picture, class names and outputs; or errors and NULL.
//
//   x:conv{64, kernel = 3, name = "conv1"}:relu()     a method for each operator with one input
//   a + b, a .. b, x * 0.5, x / 2                     add, concat, mul
//   cnn.mean{a, b, c}                                 a function for each operator with several
//   cnn.scope("layer1.0", f)                          names inside f begin with "layer1.0."
//
// A tensor whose operator failed holds no node; what is computed from it says nothing more.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "dsl.h"

#define TENSOR "tensor"
#define NAMES "names" // registry: name -> its Where, as text "net.lua:7"
#define NUMBERS "numbers" // registry: "layer1.0.relu" -> the last number given

enum { MAX_INPUTS = 4096 };

// ---- tensors --------------------------------------------------------------------------------------------------------
static void push_tensor(lua_State *L, Node *node) {
  Node **tensor = lua_newuserdatauv(L, sizeof *tensor, 0);
  *tensor = node;
  luaL_setmetatable(L, TENSOR);
}

bool is_tensor(lua_State *L, int index) { return luaL_testudata(L, index, TENSOR) != NULL; }

Node *tensor_at(lua_State *L, int index) { return *(Node **)lua_touserdata(L, index); }

static int tensor_text(lua_State *L) {
  Node *n = tensor_at(L, 1);
  lua_pushfstring(L, "tensor %s", n ? shape_text(n->shape) : "of unknown shape");
  return 1;
}

// ---- names ----------------------------------------------------------------------------------------------------------
static bool name_is_free(lua_State *L, const char *name, const char *given, Where where) {
  luaL_getsubtable(L, LUA_REGISTRYINDEX, NAMES);
  bool is_free = lua_getfield(L, -1, name) == LUA_TNIL;
  if (!is_free) {
    error_at(where, given, "the name \"%s\" is taken: see %s", printable(name), lua_tostring(L, -1));
    hint("names give the parameters their names; cnn.scope(\"layer1\", f) sets one before those in f");
  } else {
    lua_pushstring(L, format("%s:%d", printable(where.file), where.line));
    lua_setfield(L, -3, name);
  }
  lua_pop(L, 2);
  return is_free;
}

// The operator and the first free number: "layer1.0.relu2".
static const char *automatic_name(lua_State *L, const char *scope, const char *word) {
  char last = word[strlen(word) - 1];
  char *stem = format("%s%s%s", scope, word, last >= '0' && last <= '9' ? "_" : ""), *name; // relu6_1
  luaL_getsubtable(L, LUA_REGISTRYINDEX, NAMES);
  luaL_getsubtable(L, LUA_REGISTRYINDEX, NUMBERS);
  lua_getfield(L, -1, stem);
  lua_Integer number = lua_tointeger(L, -1);
  lua_pop(L, 1);
  int type;
  do {
    name = format("%s%lld", stem, (long long)++number);
    type = lua_getfield(L, -2, name);
    lua_pop(L, 1);
  } while (type != LUA_TNIL);
  lua_pushinteger(L, number);
  lua_setfield(L, -2, stem);
  lua_pop(L, 2);
  return name;
}

// The full name of a node, or NULL after an error.
static const char *full_name(lua_State *L, const char *given, const char *word, Where where) {
  Dsl *dsl = dsl_of(L);
  const char *name = given ? format("%s%s", dsl->scope, given) : automatic_name(L, dsl->scope, word);
  if (strlen(name) > MAX_TEXT) {
    error_at(where, NULL, "a name with its scopes has %zu bytes, more than %d", strlen(name), MAX_TEXT);
    return NULL;
  }
  return name_is_free(L, name, given ? given : word, where) ? name : NULL;
}

// ---- operators ------------------------------------------------------------------------------------------------------
// Makes the node and pushes its tensor; with poison among the inputs, or after an error, that of no node.
static int push_node(lua_State *L, const Op *op, Node *const *in, int nin, const Node *attributes, const char *given) {
  Dsl *dsl = dsl_of(L);
  Where where = where_of(L);
  bool poisoned = false;
  for (int i = 0; i < nin && attributes; i++) poisoned = poisoned || !in[i];
  const char *name = poisoned ? NULL : full_name(L, given, op->name, where);
  push_tensor(L, attributes && name ? new_node(dsl->graph, op, where, name, in, nin, attributes) : NULL);
  return 1;
}

// x:conv{...}; upvalue 1 is the operator.
static int call_method(lua_State *L) {
  const Op *op = lua_touserdata(L, lua_upvalueindex(1));
  begin_call(L, op->name);
  int options = lua_gettop(L);
  if (!options || !is_tensor(L, 1)) {
    error_at(where_of(L), op->name, "%s: is called on %s, not on a tensor", op->name, type_text(L, 1));
    hint("a method takes a colon: x:%s{...}", op->name);
    return give_up(L);
  }
  Node attributes = {0}, *in = tensor_at(L, 1);
  const char *name = NULL;
  bool good = options == 1 || (options == 2 && lua_istable(L, 2));
  if (!good) {
    error_at(where_of(L), op->name, "%s: takes its options in braces, not %s", op->name,
             options > 2 ? "several values" : type_text(L, 2));
    hint("x:%s{...}", op->name);
  } else {
    good = read_options(L, options == 2 ? 2 : 0, 0, op, &attributes, &name);
  }
  return push_node(L, op, &in, 1, good ? &attributes : NULL, name);
}

// cnn.concat{a, b, ...}; upvalue 1 is the operator.
static int call_function(lua_State *L) {
  const Op *op = lua_touserdata(L, lua_upvalueindex(1));
  Node *in[MAX_INPUTS], attributes = {0};
  const char *name = NULL;
  begin_call(L, op->name);
  if (!lua_istable(L, 1) || lua_gettop(L) > 1) {
    error_at(where_of(L), op->name, "%s: takes a list of tensors in braces", op->name);
    hint("cnn.%s{a, b}", op->name);
    return push_node(L, op, NULL, 0, NULL, NULL);
  }
  lua_Unsigned n = lua_rawlen(L, 1);
  bool good = op->inputs < 0 ? n >= 2 && n <= MAX_INPUTS : n == (lua_Unsigned)op->inputs;
  if (!good)
    error_at(where_of(L), op->name, "%s: takes %s tensors, not %llu", op->name, op->inputs < 0 ? "two or more" : "two",
             (unsigned long long)n);
  if (good) count_calls(L, (int)n);
  for (int i = 0; good && i < (int)n; i++) {
    lua_rawgeti(L, 1, i + 1);
    good = is_tensor(L, -1);
    if (good) in[i] = tensor_at(L, -1);
    else error_at(where_of(L), op->name, "%s: [%d] is %s, not a tensor", op->name, i + 1, type_text(L, -1));
    lua_pop(L, 1);
  }
  if (good) good = read_options(L, 1, (int)n, op, &attributes, &name);
  return push_node(L, op, in, (int)n, good ? &attributes : NULL, name);
}

static bool two_tensors(lua_State *L, const Op *op) {
  begin_call(L, op->name);
  int strange = is_tensor(L, 1) ? 2 : 1;
  if (is_tensor(L, strange)) return true;
  error_at(where_of(L), op->name, "%s: takes two tensors, not a tensor and %s", op->name, type_text(L, strange));
  return false;
}

static int tensor_add(lua_State *L) {
  if (!two_tensors(L, &op_add)) return push_node(L, &op_add, NULL, 0, NULL, NULL);
  Node *in[] = {tensor_at(L, 1), tensor_at(L, 2)}, attributes = {0};
  return push_node(L, &op_add, in, 2, &attributes, NULL);
}

// a .. b .. c is a .. (b .. c) to Lua; it becomes one concat of three.
static int tensor_concat(lua_State *L) {
  Node *in[MAX_INPUTS] = {0}, attributes = {0};
  if (!two_tensors(L, &op_concat)) return push_node(L, &op_concat, NULL, 0, NULL, NULL);
  Node *left = tensor_at(L, 1), *right = tensor_at(L, 2);
  int n = 1;
  in[0] = left;
  bool joins = right && right->op == &op_concat && right->nin < MAX_INPUTS;
  if (joins) count_calls(L, right->nin);
  if (joins)
    for (int i = 0; i < right->nin; i++) in[n++] = right->in[i];
  else in[n++] = right;
  return push_node(L, &op_concat, in, n, &attributes, NULL);
}

static int multiply(lua_State *L, bool divide, bool negate) {
  begin_call(L, "mul");
  int x = is_tensor(L, 1) ? 1 : 2, other = 3 - x;
  Node attributes = {.value = -1}, *in = tensor_at(L, x);
  Where where = where_of(L);
  bool good = false;
  if (!negate) attributes.value = divide ? 1 / lua_tonumber(L, other) : lua_tonumber(L, other);
  if (divide && x == 2) error_at(where, "mul", "mul: %s cannot be divided by a tensor", type_text(L, 1));
  else if (!negate && lua_type(L, other) != LUA_TNUMBER)
    error_at(where, "mul", "mul: a tensor is multiplied or divided by a number, not by %s", type_text(L, other));
  else if (!(fabs(attributes.value) <= 1e30)) error_at(where, "mul", "mul: the constant is not a number up to 1e30");
  else good = true;
  return push_node(L, &op_mul, &in, 1, good ? &attributes : NULL, NULL);
}

static int tensor_multiply(lua_State *L) { return multiply(L, false, false); }
static int tensor_divide(lua_State *L) { return multiply(L, true, false); }
static int tensor_negate(lua_State *L) { return multiply(L, false, true); }

// ---- fields ---------------------------------------------------------------------------------------------------------
static const char *const fields[] = {"channels", "height", "width", "shape"};

enum { FIELDS = sizeof fields / sizeof *fields, MAX_NAMES = 64 };

static int push_field(lua_State *L, int field) {
  const Node *n = tensor_at(L, 1);
  if (!n) return give_up(L);
  const int size[] = {n->shape.c, n->shape.h, n->shape.w};
  if (field < 3) {
    lua_pushinteger(L, size[field]);
    return 1;
  }
  lua_createtable(L, 3, 0);
  for (int i = 0; i < 3; i++) {
    lua_pushinteger(L, size[i]);
    lua_rawseti(L, -2, i + 1);
  }
  return 1;
}

// x.height, x:conv: upvalue 1 has the methods.
static int tensor_index(lua_State *L) {
  const char *list[MAX_NAMES], *key = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : NULL;
  int count, n = 0;
  lua_settop(L, 2);
  lua_pushvalue(L, 2);
  if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL) return 1;
  for (int i = 0; i < FIELDS; i++) {
    if (key && strcmp(key, fields[i]) == 0) return push_field(L, i);
    list[n++] = fields[i];
  }
  if (!key) {
    error_at(where_of(L), NULL, "a tensor has no field that is %s", type_text(L, 2));
    return give_up(L);
  }
  const Op *const *op = all_ops(&count);
  for (int i = 0; i < count && n < MAX_NAMES; i++)
    if (op[i]->inputs == 1 && op[i] != &op_output) list[n++] = op[i]->name;
  char *word = format("%.*s", MAX_TEXT, key);
  const Op *other = find_op(word);
  error_at(where_of(L), word, "no operator \"%s\"", printable(word));
  const char *near = nearest(word, list, n);
  if (other && other->inputs < 0) hint("cnn.%s{a, b, ...} is a function", word);
  else if (other && other->inputs == 2) hint("cnn.%s{a, b} is a function", word);
  else if (near) hint("did you mean \"%s\"?", near);
  else hint("cnnc --list-ops lists them");
  return give_up(L);
}

// A name that cnn does not have.
static int cnn_index(lua_State *L) {
  const char *list[MAX_NAMES] = {"image", "param", "scope", "unused"};
  int count, n = 3;
  const Op *const *all = all_ops(&count);
  for (int i = 0; i < count && n < MAX_NAMES; i++)
    if (all[i]->inputs < 0 || all[i]->inputs > 1) list[n++] = all[i]->name;
  char *word = format("%.*s", MAX_TEXT, lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : type_text(L, 2));
  error_at(where_of(L), word, "cnn has no \"%s\"", printable(word));
  const Op *op = find_op(word);
  const char *near = nearest(word, list, n);
  if (op && op->inputs == 1) hint("operators with one input are methods: x:%s{...}", word);
  else if (near) hint("did you mean \"%s\"?", near);
  return give_up(L);
}

// ---- cnn.image, cnn.scope -------------------------------------------------------------------------------------------
static int cnn_image(lua_State *L) {
  Dsl *dsl = dsl_of(L);
  Graph *g = dsl->graph;
  Node attributes = {0};
  begin_call(L, "image");
  if (!lua_istable(L, 1)) {
    error_at(where_of(L), "image", "image: takes its options in braces, not %s", type_text(L, 1));
    hint("cnn.image{3, 224, 224}");
    return give_up(L);
  }
  if (dsl->image.file) {
    error_at(where_of(L), "image", "image: a network has one input: see %s:%d", printable(dsl->image.file),
             dsl->image.line);
    return give_up(L);
  }
  dsl->image = where_of(L);
  lua_settop(L, 1);
  bool good = read_image(L, &attributes.shape);
  const char *name = full_name(L, "input", "image", where_of(L));
  if (good && name) g->image = new_node(g, &op_image, where_of(L), name, NULL, 0, &attributes);
  push_tensor(L, g->image);
  return 1;
}

static int cnn_scope(lua_State *L) {
  Dsl *dsl = dsl_of(L);
  begin_call(L, "scope");
  const char *name = checked_text(L, 1, "scope", "scope: the name"), *outer = dsl->scope;
  if (!name) return give_up(L);
  if (!lua_isfunction(L, 2)) {
    error_at(where_of(L), "scope", "scope: takes a name and a function, not %s", type_text(L, 2));
    hint("cnn.scope(\"layer1\", function() ... end)");
    return give_up(L);
  }
  dsl->scope = format("%s%s.", outer, name);
  if (strlen(dsl->scope) > MAX_TEXT) {
    error_at(where_of(L), "scope", "scope: the names have %zu bytes, more than %d", strlen(dsl->scope), MAX_TEXT);
    return give_up(L);
  }
  lua_call(L, lua_gettop(L) - 2, LUA_MULTRET);
  dsl->scope = outer;
  return lua_gettop(L) - 1;
}

// cnn.unused("aux."): the names of tensors that begin so, behind the scope, are not missed by this network.
static int cnn_unused(lua_State *L) {
  Dsl *dsl = dsl_of(L);
  Graph *g = dsl->graph;
  begin_call(L, "unused");
  const char *prefix = checked_text(L, 1, "unused", "unused: the beginning of names");
  if (!prefix) return give_up(L);
  if (g->unused_count == MAX_UNUSED) {
    error_at(where_of(L), "unused", "unused: more than %d calls", MAX_UNUSED);
    return give_up(L);
  }
  if (!g->unused) g->unused = NEW_ARRAY(const char *, MAX_UNUSED);
  g->unused[g->unused_count++] = format("%s%s", dsl->scope, prefix);
  return 0;
}

// ---- the module cnn -------------------------------------------------------------------------------------------------
static void set_function(lua_State *L, const char *name, lua_CFunction function) {
  lua_pushcfunction(L, function);
  lua_setfield(L, -2, name);
}

// Into the table on top of the stack: a function for each operator with as many inputs as a method takes, or several.
static void set_operators(lua_State *L, bool methods, lua_CFunction call) {
  int count;
  const Op *const *op = all_ops(&count);
  for (int i = 0; i < count; i++) {
    if (op[i]->inputs == 0 || (op[i]->inputs == 1) != methods || op[i] == &op_output) continue;
    lua_pushlightuserdata(L, (void *)(uintptr_t)op[i]);
    lua_pushcclosure(L, call, 1);
    lua_setfield(L, -2, op[i]->name);
  }
}

static int open_cnn(lua_State *L) {
  luaL_newmetatable(L, TENSOR);
  lua_pushboolean(L, false);
  lua_setfield(L, -2, "__metatable");
  set_function(L, "__add", tensor_add);
  set_function(L, "__concat", tensor_concat);
  set_function(L, "__mul", tensor_multiply);
  set_function(L, "__div", tensor_divide);
  set_function(L, "__unm", tensor_negate);
  set_function(L, "__tostring", tensor_text);
  lua_newtable(L);
  set_operators(L, true, call_method);
  lua_pushcclosure(L, tensor_index, 1);
  lua_setfield(L, -2, "__index");

  lua_newtable(L);
  set_operators(L, false, call_function);
  set_function(L, "image", cnn_image);
  set_function(L, "scope", cnn_scope);
  set_function(L, "param", cnn_param);
  set_function(L, "unused", cnn_unused);
  lua_newtable(L);
  set_function(L, "__index", cnn_index);
  lua_setmetatable(L, -2);
  return 1;
}

Graph *dsl(const Options *options) {
  Dsl dsl = {.options = options,
             .graph = new_graph(options->network),
             .scope = "",
             .parameter = {"preprocess", "size"},
             .parameters = 2};
  int errors = error_count();
  if (options->name) dsl.graph->name = identifier(options->name);
  run_closed_in(&dsl, open_cnn, take_outputs);
  if (error_count() > errors) return NULL;
  check_graph(dsl.graph, "dsl");
  return dsl.graph;
}
