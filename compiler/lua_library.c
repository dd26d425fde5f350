// lua_library.c - what a network file finds of Lua's own libraries: base, string, table and math, cut down.
//
// Out: the globals of a new state. Removed in place, so that no other way leads to them: what loads code or catches
// errors, metatables, patterns (matching backtracks inside C), random numbers. Replaced: what would loop inside C
// without end, show an address, or depend on the order in a hash table:
//
//   for name, channels in pairs{b = 64, a = 32}      always a first: numbers, then texts, then booleans
#include <stdio.h>
#include <string.h>

#include "dsl.h"

enum { MAX_PRINTED = 100, MAX_PRINTED_LINE = 1000, LONGEST_NUMBER = 32 };

// ---- texts ----------------------------------------------------------------------------------------------------------
// Calls the function that is upvalue 1 with all arguments.
static int call_original(lua_State *L) {
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_insert(L, 1);
  lua_call(L, lua_gettop(L) - 1, 1);
  return 1;
}

static int string_rep(lua_State *L) {
  size_t size, separator;
  luaL_checklstring(L, 1, &size);
  lua_Integer n = luaL_checkinteger(L, 2);
  luaL_optlstring(L, 3, "", &separator);
  size += separator;
  if (n <= 0 || !size) {
    lua_pushliteral(L, "");
    return 1;
  }
  if (size > MAX_FILE || (lua_Unsigned)n > MAX_FILE / size) return luaL_error(L, "string.rep: more than 1 MB of text");
  return call_original(L);
}

static bool asks_for_address(const char *text) {
  for (const char *c = strchr(text, '%'); c; c = strchr(c, '%')) {
    c++;
    c += strspn(c, "-+ #0123456789.");
    if (*c == 'p') return true;
    if (*c) c++;
  }
  return false;
}

static int string_format(lua_State *L) {
  size_t size, all;
  if (asks_for_address(luaL_checklstring(L, 1, &all)))
    return luaL_error(L, "string.format: %%p shows an address, which differs from run to run");
  for (int i = 2; i <= lua_gettop(L); i++) {
    int type = lua_type(L, i);
    if (type > LUA_TSTRING || type == LUA_TLIGHTUSERDATA)
      return luaL_error(L, "string.format: argument %d is %s", i, type_text(L, i));
    if (type == LUA_TSTRING) lua_tolstring(L, i, &size), all += size;
    if (all > MAX_FILE) return luaL_error(L, "string.format: more than 1 MB of text");
  }
  return call_original(L);
}

static int table_concat(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  size_t all = 0, size, separator;
  luaL_optlstring(L, 2, "", &separator);
  for (lua_Unsigned i = 1, n = lua_rawlen(L, 1); i <= n; i++) {
    size = LONGEST_NUMBER;
    if (lua_rawgeti(L, 1, (lua_Integer)i) == LUA_TSTRING) lua_tolstring(L, -1, &size);
    lua_pop(L, 1);
    if ((all += size + separator) > MAX_FILE) return luaL_error(L, "table.concat: more than 1 MB of text");
  }
  return call_original(L);
}

// Like tostring, without addresses.
static const char *push_text(lua_State *L, int index) {
  int type = lua_type(L, index);
  if (type <= LUA_TSTRING && type != LUA_TLIGHTUSERDATA) return luaL_tolstring(L, index, NULL);
  if (type == LUA_TUSERDATA) return luaL_tolstring(L, index, NULL);
  return lua_pushstring(L, lua_typename(L, type));
}

static int sandbox_tostring(lua_State *L) {
  luaL_checkany(L, 1);
  push_text(L, 1);
  return 1;
}

static int sandbox_print(lua_State *L) {
  Dsl *dsl = dsl_of(L);
  int n = lua_gettop(L);
  if (++dsl->printed > MAX_PRINTED) {
    if (dsl->printed == MAX_PRINTED + 1) fprintf(stderr, "print: the first %d lines are shown\n", MAX_PRINTED);
    return 0;
  }
  for (int i = 1; i <= n; i++) {
    char line[MAX_PRINTED_LINE + 1];
    snprintf(line, sizeof line, "%s", push_text(L, i));
    fprintf(stderr, "%s%s", i > 1 ? "\t" : "", printable(line));
    lua_pop(L, 1);
  }
  fputc('\n', stderr);
  return 0;
}

// ---- tables in order ------------------------------------------------------------------------------------------------
static int rank(lua_State *L, int index) {
  int type = lua_type(L, index);
  if (type != LUA_TNUMBER && type != LUA_TSTRING && type != LUA_TBOOLEAN)
    luaL_error(L, "pairs: only keys that are numbers, texts or booleans have an order");
  return type == LUA_TNUMBER ? 0 : type == LUA_TSTRING ? 1 : 2;
}

static bool key_less(lua_State *L, int a, int b) {
  int rank_a = rank(L, a), rank_b = rank(L, b);
  if (rank_a != rank_b) return rank_a < rank_b;
  if (rank_a == 0) return lua_compare(L, a, b, LUA_OPLT);
  if (rank_a == 2) return lua_toboolean(L, a) < lua_toboolean(L, b);
  size_t size_a, size_b;
  const char *text_a = lua_tolstring(L, a, &size_a), *text_b = lua_tolstring(L, b, &size_b);
  int order = memcmp(text_a, text_b, size_a < size_b ? size_a : size_b);
  return order ? order < 0 : size_a < size_b;
}

typedef enum { KEYS, FUNCTION, VALUES } Order;

// By the order of keys, by the function at index 2, or by <.
static bool comes_before(lua_State *L, Order order, int b, int a) {
  if (order == KEYS) return key_less(L, b, a);
  if (order == VALUES) return lua_compare(L, b, a, LUA_OPLT);
  lua_pushvalue(L, 2);
  lua_pushvalue(L, b);
  lua_pushvalue(L, a);
  lua_call(L, 2, 1);
  bool before = lua_toboolean(L, -1);
  lua_pop(L, 1);
  return before;
}

// Sorts entries first .. last of the table at index 1 by merging; the table at index 3 is scratch. Lua's own sort takes
// a random pivot from the time of day.
static void merge_sort(lua_State *L, Order order, lua_Integer first, lua_Integer last) {
  if (first >= last) return;
  lua_Integer middle = first + (last - first) / 2, left = first, right = middle + 1;
  merge_sort(L, order, first, middle);
  merge_sort(L, order, middle + 1, last);
  for (lua_Integer to = first; to <= last; to++) {
    lua_rawgeti(L, 1, left);
    lua_rawgeti(L, 1, right);
    int top = lua_gettop(L);
    bool take_right = left > middle || (right <= last && comes_before(L, order, top, top - 1));
    if (!take_right) lua_pop(L, 1);
    lua_rawseti(L, 3, to);
    if (take_right) lua_pop(L, 1), right++;
    else left++;
  }
  for (lua_Integer i = first; i <= last; i++) {
    lua_rawgeti(L, 3, i);
    lua_rawseti(L, 1, i);
  }
}

// Stable, as Lua's is not.
static int table_sort(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  if (!lua_isnoneornil(L, 2)) luaL_checktype(L, 2, LUA_TFUNCTION);
  lua_settop(L, 2);
  lua_newtable(L);
  merge_sort(L, lua_isnil(L, 2) ? VALUES : FUNCTION, 1, (lua_Integer)lua_rawlen(L, 1));
  return 0;
}

// Upvalues: the sorted keys and how many of them are done. Keys whose value has become nil are left out.
static int pairs_step(lua_State *L) {
  lua_Integer at = lua_tointeger(L, lua_upvalueindex(2));
  lua_settop(L, 1);
  while (lua_rawgeti(L, lua_upvalueindex(1), ++at) != LUA_TNIL) {
    lua_pushvalue(L, -1);
    if (lua_rawget(L, 1) != LUA_TNIL) break;
    lua_settop(L, 1);
  }
  lua_pushinteger(L, at);
  lua_replace(L, lua_upvalueindex(2));
  return lua_isnil(L, 2) ? 1 : 2;
}

static int sorted_keys(lua_State *L) {
  lua_Integer n = 0;
  lua_newtable(L);
  for (lua_pushnil(L); lua_next(L, 1);) {
    lua_pop(L, 1);
    rank(L, -1);
    lua_pushvalue(L, -1);
    lua_rawseti(L, 2, ++n);
  }
  lua_replace(L, 1);
  lua_pushnil(L);
  lua_newtable(L);
  merge_sort(L, KEYS, 1, n);
  lua_settop(L, 1);
  return 1;
}

static int sandbox_pairs(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  lua_pushcfunction(L, sorted_keys);
  lua_pushvalue(L, 1);
  lua_call(L, 1, 1);
  lua_pushinteger(L, 0);
  lua_pushcclosure(L, pairs_step, 2);
  lua_pushvalue(L, 1);
  return 2;
}

// The smallest key behind the given one.
static int sandbox_next(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 2);
  lua_pushnil(L);
  for (lua_pushnil(L); lua_next(L, 1);) {
    lua_pop(L, 1);
    bool behind = lua_isnil(L, 2) || key_less(L, 2, 4);
    if (!behind || (!lua_isnil(L, 3) && !key_less(L, 4, 3))) continue;
    lua_pushvalue(L, 4);
    lua_replace(L, 3);
  }
  if (lua_isnil(L, 3)) return 1;
  lua_pushvalue(L, 3);
  lua_rawget(L, 1);
  return 2;
}

// ---- the libraries --------------------------------------------------------------------------------------------------
static void remove_all(lua_State *L, const char *library, const char *const *name) {
  lua_getglobal(L, library);
  for (; *name; name++) {
    lua_pushnil(L);
    lua_setfield(L, -2, *name);
  }
  lua_pop(L, 1);
}

static void replace(lua_State *L, const char *library, const char *name, lua_CFunction by) {
  lua_getglobal(L, library);
  lua_getfield(L, -1, name);
  lua_pushcclosure(L, by, 1);
  lua_setfield(L, -2, name);
  lua_pop(L, 1);
}

void open_libraries(lua_State *L) {
  static const char *const base[] = {"load",         "loadfile", "dofile", "collectgarbage", "warn", "setmetatable",
                                     "getmetatable", "rawset",   "pcall",  "xpcall",         NULL};
  static const char *const string[] = {"dump", "find", "match", "gmatch", "gsub", "pack", "unpack", "packsize", NULL};
  static const char *const table[] = {"move", NULL}, *const math[] = {"random", "randomseed", NULL};
  luaL_requiref(L, LUA_GNAME, luaopen_base, true);
  luaL_requiref(L, LUA_STRLIBNAME, luaopen_string, true);
  luaL_requiref(L, LUA_TABLIBNAME, luaopen_table, true);
  luaL_requiref(L, LUA_MATHLIBNAME, luaopen_math, true);
  lua_pop(L, 4);
  remove_all(L, LUA_GNAME, base);
  remove_all(L, LUA_STRLIBNAME, string);
  remove_all(L, LUA_TABLIBNAME, table);
  remove_all(L, LUA_MATHLIBNAME, math);
  replace(L, LUA_STRLIBNAME, "rep", string_rep);
  replace(L, LUA_STRLIBNAME, "format", string_format);
  replace(L, LUA_TABLIBNAME, "concat", table_concat);
  replace(L, LUA_TABLIBNAME, "sort", table_sort);
  lua_register(L, "tostring", sandbox_tostring);
  lua_register(L, "print", sandbox_print);
  lua_register(L, "next", sandbox_next);
  lua_register(L, "pairs", sandbox_pairs);
}
