// dsl_options.c - the table of options of one call, read by the operator's table of attributes.
//
// In: the Lua table {64, kernel = 3, pad = {1, 2}, name = "conv1"} and the rows of ops/conv.c. Out: the fields of a
// node, with defaults where nothing is said. The row named first may also stand without its key. Every mistake is
// reported:
//
//   net.lua:7:9: error: conv: no option "kernal"
//     hint: did you mean "kernel"? conv takes out, kernel, stride, pad, dilation, groups, bias, table, init_scale, name
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "dsl.h"

enum { MAX_KEYS = 32 };

bool whole_number(lua_State *L, int index, int64_t *value) {
  int is_whole = 0;
  if (lua_type(L, index) != LUA_TNUMBER) return false;
  *value = lua_tointegerx(L, index, &is_whole);
  return is_whole;
}

// ---- keys -----------------------------------------------------------------------------------------------------------
static int compare_texts(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char *key_text(lua_State *L, int index) {
  if (lua_type(L, index) == LUA_TSTRING) return printable(format("\"%.*s\"", MAX_TEXT, lua_tostring(L, index)));
  if (lua_isinteger(L, index)) return format("[%lld]", (long long)lua_tointeger(L, index));
  return format("[%s]", type_text(L, index));
}

static bool is_known(lua_State *L, int index, int positions, const char *const *known, int n) {
  if (lua_isinteger(L, index)) return lua_tointeger(L, index) >= 1 && lua_tointeger(L, index) <= positions;
  if (lua_type(L, index) != LUA_TSTRING) return false;
  for (int i = 0; i < n; i++)
    if (strcmp(lua_tostring(L, index), known[i]) == 0) return true;
  return false;
}

bool check_keys(lua_State *L, int index, int positions, const char *what, const char *const *known, int n) {
  const char *strange[MAX_KEYS];
  int count = 0;
  for (lua_pushnil(L); lua_next(L, index);) {
    lua_pop(L, 1);
    if (is_known(L, -1, positions, known, n)) continue;
    if (count == MAX_KEYS) {
      error_at(where_of(L), what, "%s: more than %d options that it does not have", what, MAX_KEYS);
      lua_pop(L, 1);
      return false;
    }
    strange[count++] = key_text(L, -1);
  }
  qsort(strange, (size_t)count, sizeof *strange, compare_texts);
  for (int i = 0; i < count; i++) {
    bool text = strange[i][0] == '"';
    char *word = format("%.*s", text ? (int)strlen(strange[i]) - 2 : 0, strange[i] + text);
    const char *near = text ? nearest(word, known, n) : NULL;
    error_at(where_of(L), text ? word : what, "%s: no option %s", what, strange[i]);
    if (near) hint("did you mean \"%s\"? %s takes %s", near, what, joined(known, n, ", "));
    else if (!text && positions <= 1) hint("name the option: %s takes %s", what, joined(known, n, ", "));
    else hint("%s takes %s", what, joined(known, n, ", "));
  }
  return count == 0;
}

// ---- values ---------------------------------------------------------------------------------------------------------
static bool wrong_type(lua_State *L, const Op *op, const Attr *a, int index, const char *wanted) {
  error_at(where_of(L), op->name, "%s: %s must be %s, not %s", op->name, a->name, wanted, type_text(L, index));
  return false;
}

static bool in_range(lua_State *L, const Op *op, const Attr *a, double value) {
  if (value >= a->min && value <= a->max) return true;
  const char *what = format("%s: %s %.14g", op->name, a->name, isnan(value) ? fabs(value) : value);
  if (value < a->min && a->max >= INT_MAX) error_at(where_of(L), op->name, "%s is less than %.14g", what, a->min);
  else error_at(where_of(L), op->name, "%s is not in %.14g to %.14g", what, a->min, a->max);
  return false;
}

static bool read_int(lua_State *L, const Op *op, const Attr *a, int index, int *value) {
  int64_t whole;
  if (!whole_number(L, index, &whole)) {
    if (lua_type(L, index) != LUA_TNUMBER) return wrong_type(L, op, a, index, "a whole number");
    error_at(where_of(L), op->name, "%s: %s must be a whole number, not %.14g", op->name, a->name,
             lua_tonumber(L, index));
    return false;
  }
  if (!in_range(L, op, a, (double)whole)) return false;
  *value = (int)whole;
  return true;
}

// n numbers at index: a table of one of the lengths in `allowed`, or a single number.
static int read_ints(lua_State *L, const Op *op, const Attr *a, int index, int *value, bool four, const char *wanted) {
  if (lua_type(L, index) == LUA_TNUMBER) return read_int(L, op, a, index, value) ? 1 : 0;
  if (lua_type(L, index) != LUA_TTABLE) return wrong_type(L, op, a, index, wanted), 0;
  lua_Unsigned n = lua_rawlen(L, index), entries = 0;
  for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1)) entries++;
  if (entries != n || !(n == 2 || (four && n == 4))) {
    error_at(where_of(L), op->name, "%s: %s must be %s", op->name, a->name, wanted);
    return 0;
  }
  bool good = true;
  for (int i = 0; i < (int)n; i++) {
    lua_rawgeti(L, index, i + 1);
    good = read_int(L, op, a, lua_gettop(L), &value[i]) && good;
    lua_pop(L, 1);
  }
  return good ? (int)n : 0;
}

// The length of the list at index, counted against MAX_CONNECTIONS; -1 after an error.
static int list_length(lua_State *L, const Op *op, const Attr *a, int index) {
  Dsl *dsl = dsl_of(L);
  if (lua_type(L, index) != LUA_TTABLE) return wrong_type(L, op, a, index, "a list of lists"), -1;
  lua_Unsigned n = lua_rawlen(L, index);
  if (n > (lua_Unsigned)(MAX_CONNECTIONS - dsl->connections)) {
    error_at(where_of(L), a->name, "%s: more than %d connections", op->name, MAX_CONNECTIONS);
    return -1;
  }
  dsl->connections += (int)n;
  return (int)n;
}

// One list of whole numbers; NULL after an error.
static int *read_row(lua_State *L, const Op *op, const Attr *a, int index, int *count) {
  *count = list_length(L, op, a, index);
  int *row = *count < 0 ? NULL : NEW_ARRAY(int, *count);
  for (int i = 0; row && i < *count; i++) {
    lua_rawgeti(L, index, i + 1);
    if (!read_int(L, op, a, lua_gettop(L), &row[i])) row = NULL;
    lua_pop(L, 1);
  }
  return row;
}

static bool read_table(lua_State *L, const Op *op, const Attr *a, int index, const Connections **value) {
  int n = list_length(L, op, a, index);
  if (n < 0) return false;
  int *count = NEW_ARRAY(int, n);
  const int **inputs = NEW_ARRAY(const int *, n);
  bool good = true;
  for (int k = 0; k < n && good; k++) {
    lua_rawgeti(L, index, k + 1);
    inputs[k] = read_row(L, op, a, lua_gettop(L), &count[k]);
    good = inputs[k] != NULL;
    lua_pop(L, 1);
  }
  Connections *table = NEW(Connections);
  *table = (Connections){n, count, inputs};
  *value = table;
  return good;
}

static bool read_real(lua_State *L, const Op *op, const Attr *a, int index, double *value) {
  if (lua_type(L, index) != LUA_TNUMBER) return wrong_type(L, op, a, index, "a number");
  *value = lua_tonumber(L, index);
  return in_range(L, op, a, *value);
}

static bool read_value(lua_State *L, const Op *op, const Attr *a, int index, void *field) {
  int v[4], n;
  switch (a->kind) {
    case ATTR_INT: return read_int(L, op, a, index, field);
    case ATTR_REAL: return read_real(L, op, a, index, field);
    case ATTR_TABLE: return read_table(L, op, a, index, field);
    case ATTR_BOOL:
      if (lua_type(L, index) != LUA_TBOOLEAN) return wrong_type(L, op, a, index, "true or false");
      *(bool *)field = lua_toboolean(L, index);
      return true;
    case ATTR_PAIR:
      n = read_ints(L, op, a, index, v, false, "a whole number or {height, width}");
      if (n) *(Pair *)field = (Pair){v[0], v[n - 1]};
      return n > 0;
    case ATTR_PAD:
      n = read_ints(L, op, a, index, v, true, "a whole number, {height, width} or {top, left, bottom, right}");
      if (n == 4) *(Pad *)field = (Pad){v[0], v[1], v[2], v[3]};
      else if (n) *(Pad *)field = (Pad){v[0], v[n - 1], v[0], v[n - 1]};
      return n > 0;
    case ATTR_TEXT:
      *(const char **)field = checked_text(L, index, op->name, format("%s: %s", op->name, a->name));
      return *(const char **)field != NULL;
  }
  unreachable("kind of attribute");
}

// The value of one row, from its key or its position.
static bool read_attribute(lua_State *L, int index, bool positional, const Op *op, const Attr *a, bool may_miss,
                           Node *node) {
  bool given = false;
  if (index) {
    int with_key = lua_getfield(L, index, a->name);
    int at_first = positional ? lua_rawgeti(L, index, 1) : (lua_pushnil(L), LUA_TNIL);
    if (with_key != LUA_TNIL && at_first != LUA_TNIL) {
      error_at(where_of(L), op->name, "%s: %s is given twice, without its key and with it", op->name, a->name);
      return lua_pop(L, 2), false;
    }
    given = with_key != LUA_TNIL || at_first != LUA_TNIL;
    int place = lua_gettop(L) - (at_first == LUA_TNIL);
    bool good = !given || read_value(L, op, a, place, (char *)node + a->offset);
    lua_pop(L, 2);
    if (!good) return false;
  }
  if (given || *a->initial || may_miss) return true;
  error_at(where_of(L), op->name, "%s: %s is missing (%s)", op->name, a->name, a->doc);
  hint("%s{%s = ...}", op->name, a->name);
  return false;
}

bool read_options(lua_State *L, int index, int positions, const Op *op, Node *attributes, const char **name) {
  const char *known[MAX_KEYS];
  int n = 0;
  bool first_is_positional = positions == 0 && op->attrs && op->attrs->name;
  for (const Attr *a = op->attrs; a && a->name && n < MAX_KEYS - 1; a++) known[n++] = a->name;
  known[n++] = "name";
  luaL_checkstack(L, 8, "too many options");
  set_defaults(attributes, op);
  bool misspelt = index && !check_keys(L, index, first_is_positional ? 1 : positions, op->name, known, n);
  bool good = !misspelt; // what is missing may be what is misspelt
  for (const Attr *a = op->attrs; a && a->name; a++)
    good = read_attribute(L, index, first_is_positional && a == op->attrs, op, a, misspelt, attributes) && good;
  if (index && lua_getfield(L, index, "name") != LUA_TNIL) {
    *name = checked_text(L, -1, op->name, format("%s: name", op->name));
    good = good && *name;
  }
  if (index) lua_pop(L, 1);
  return good;
}
