// dsl_param.c - the parameters of a network file, which -D sets.
//
// In: cnn.param("shortcut", "B", {"A", "B"}), cnn.param("depth", 20, {min = 8, step = 6}) and the -D of the command
// line, which wins. Out: the value for Lua; or an error that says what is possible:
//
//   resnet_cifar.lua:26:21: error: -D depth=21: not a number from 8 in steps of 6
//     hint: the nearest are 20 and 26
#include <math.h>
#include <string.h>

#include "dsl.h"

// ---- -D -------------------------------------------------------------------------------------------------------------
const char *defined(const Dsl *dsl, const char *key) {
  for (int i = dsl->options->defines - 1; i >= 0; i--)
    if (strcmp(dsl->options->define[i].key, key) == 0) return dsl->options->define[i].value;
  return NULL;
}

static bool remember_parameter(Dsl *dsl, const char *name) {
  for (int i = 0; i < dsl->parameters; i++)
    if (strcmp(dsl->parameter[i], name) == 0) return true;
  if (dsl->parameters == MAX_PARAMETERS) return false;
  dsl->parameter[dsl->parameters++] = name;
  return true;
}

char *joined(const char *const *text, int n, const char *last) {
  char *all = format("%s", n ? text[0] : "");
  for (int i = 1; i < n; i++) all = format("%s%s%s", all, i + 1 < n ? ", " : last, text[i]);
  return all;
}

void check_defines(Dsl *dsl) {
  for (int i = 0; i < dsl->options->defines; i++) {
    const char *key = dsl->options->define[i].key, *near;
    bool known = false;
    for (int k = 0; k < dsl->parameters; k++) known = known || strcmp(dsl->parameter[k], key) == 0;
    if (known) continue;
    error_in(dsl->options->network, "-D %s=%s: the network has no parameter \"%s\"", printable(key),
             printable(dsl->options->define[i].value), printable(key));
    near = nearest(key, dsl->parameter, dsl->parameters);
    if (near) hint("did you mean \"%s\"? There are %s", near, joined(dsl->parameter, dsl->parameters, " and "));
    else hint("there are %s", joined(dsl->parameter, dsl->parameters, " and "));
  }
}

// ---- cnn.param ------------------------------------------------------------------------------------------------------
// Pushes the text as a value of the same type as the default at index 2; false if it is none.
static bool push_as_default(lua_State *L, const char *text, const char **wanted) {
  int type = lua_type(L, 2);
  *wanted = "a string";
  if (type == LUA_TSTRING) return lua_pushstring(L, text), true;
  if (type == LUA_TBOOLEAN) {
    *wanted = "true or false";
    bool yes = strcmp(text, "true") == 0;
    return lua_pushboolean(L, yes), yes || strcmp(text, "false") == 0;
  }
  bool plain = *text && strspn(text, "+-.0123456789eE") == strlen(text), whole = lua_isinteger(L, 2);
  *wanted = whole ? "a whole number" : "a number";
  if (!plain || !lua_stringtonumber(L, text)) return lua_pushnil(L), false;
  return !whole || lua_isinteger(L, -1);
}

// The number with that key in the table at index 3, else the other.
static double limit(lua_State *L, const char *key, double otherwise) {
  double number = lua_getfield(L, 3, key) == LUA_TNUMBER ? lua_tonumber(L, -1) : otherwise;
  lua_pop(L, 1);
  return number;
}

// Whether the value on top of the stack is in the list, or one of min, min + step, ... max, of the table at index 3.
static bool is_possible(lua_State *L) {
  int value = lua_gettop(L), listed = 0;
  bool found = false;
  if (lua_type(L, 3) != LUA_TTABLE) return true;
  for (; listed < MAX_LISTED && !found && lua_rawgeti(L, 3, listed + 1) != LUA_TNIL; listed++) {
    found = lua_compare(L, -1, value, LUA_OPEQ);
    lua_settop(L, value);
  }
  lua_settop(L, value);
  if (listed || lua_type(L, value) != LUA_TNUMBER) return found || !listed;
  double number = lua_tonumber(L, value), least = limit(L, "min", -INFINITY), step = limit(L, "step", 0);
  if (!(number >= least && number <= limit(L, "max", INFINITY))) return false;
  return step <= 0 || fmod(number - (isfinite(least) ? least : 0), step) == 0;
}

// What is possible, in words: "A, B or C", "a number from 8 up to 1202 in steps of 6".
static const char *possible_text(lua_State *L) {
  const char *list[MAX_LISTED];
  int n = 0, top = lua_gettop(L);
  for (; n < MAX_LISTED && lua_rawgeti(L, 3, n + 1) != LUA_TNIL; n++) {
    list[n] = printable(format("%.40s", luaL_tolstring(L, -1, NULL)));
    lua_settop(L, top);
  }
  lua_settop(L, top);
  if (n) return joined(list, n, " or ");
  double least = limit(L, "min", -INFINITY), most = limit(L, "max", INFINITY), step = limit(L, "step", 0);
  char *from = isfinite(least) ? format(" from %.14g", least) : "";
  char *to = isfinite(most) ? format(" up to %.14g", most) : "";
  return format("a number%s%s%s", from, to, step > 0 ? format(" in steps of %.14g", step) : "");
}

// For the value on top of the stack, which lies between two steps.
static void hint_at_nearest(lua_State *L) {
  double number = lua_tonumber(L, -1), step = limit(L, "step", 0), least = limit(L, "min", 0);
  if (!(step > 0 && number > least)) return;
  double below = least + floor((number - least) / step) * step;
  if (below + step <= limit(L, "max", INFINITY)) hint("the nearest are %.14g and %.14g", below, below + step);
}

int cnn_param(lua_State *L) {
  Dsl *dsl = dsl_of(L);
  begin_call(L, "param");
  lua_settop(L, 3);
  const char *name = checked_text(L, 1, "param", "param: the name of a parameter"), *wanted = NULL;
  int type = lua_type(L, 2);
  if (!name) {
    hint("cnn.param(\"depth\", 18)");
    return give_up(L);
  }
  if (type != LUA_TNUMBER && type != LUA_TSTRING && type != LUA_TBOOLEAN) {
    error_at(where_of(L), "param", "param: the default of \"%s\" must be a number, a string, true or false, not %s",
             printable(name), type_text(L, 2));
    hint("cnn.param(\"%s\", 18)", printable(name));
    return give_up(L);
  }
  bool limited = lua_type(L, 3) == LUA_TTABLE;
  if (!limited && !lua_isnil(L, 3)) {
    error_at(where_of(L), "param", "param: the possible values of \"%s\" must be a table, not %s", printable(name),
             type_text(L, 3));
    return give_up(L);
  }
  if (!remember_parameter(dsl, name)) {
    error_at(where_of(L), "param", "param: more than %d parameters", MAX_PARAMETERS - 2);
    return give_up(L);
  }
  const char *text = defined(dsl, name);
  bool typed = true;
  if (text) typed = push_as_default(L, text, &wanted);
  else lua_pushvalue(L, 2);
  if (typed && is_possible(L)) return 1;
  if (!text) {
    error_at(where_of(L), "param", "param: the default of \"%s\" is not %s", printable(name), possible_text(L));
  } else {
    error_at(where_of(L), "param", "-D %s=%s: not %s", printable(name), printable(text),
             typed ? possible_text(L) : wanted);
    if (!typed && limited) hint("%s is %s", printable(name), possible_text(L));
    else if (limited && lua_type(L, -1) == LUA_TNUMBER) hint_at_nearest(L);
  }
  lua_pushvalue(L, 2);
  return 1;
}
