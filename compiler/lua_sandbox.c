// lua_sandbox.c - Lua, closed in: a network file from a stranger can do no harm and always gives the same graph.
//
// In: a network file. Out: it has run under one protected call, or there is an error with its line. It gets four
// libraries (base, string, table, math) without whatever reads files, loads code, catches errors, loops inside C or
// depends on addresses or time; `require` is in lua_require.c. Three limits: instructions (a hook counts them), memory
// (the allocator; the soft limit sets the hook, which knows the line), and behind them the CPU time of the process,
// since a loop inside C runs no hook:
//
//   net.lua:3:1: error: more than 200 million instructions: an endless loop?
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "dsl.h"

enum {
  MEGABYTE = 1 << 20,
  SOFT_MEMORY = 128 * MEGABYTE,
  HARD_MEMORY = 256 * MEGABYTE,
  HOOK_EVERY = 10000, // instructions
  MAX_INSTRUCTIONS = 200 * 1000 * 1000,
  CPU_SECONDS = 6,
  MAX_MESSAGE = 1000,
};

Dsl *dsl_of(lua_State *L) { return *(Dsl **)lua_getextraspace(L); }

// ---- where an error is ----------------------------------------------------------------------------------------------
// "#3:14: text" and "=#3" -> file 3; the line goes to *line, what follows it to *rest.
static const SourceFile *parse_place(const Dsl *dsl, const char *text, int *line, const char **rest) {
  char *end;
  if (*text == '=') text++;
  if (*text != '#') return NULL;
  long number = strtol(text + 1, &end, 10);
  if (end == text + 1 || number < 0 || number >= dsl->files) return NULL;
  if (rest) {
    if (*end != ':') return NULL;
    long at = strtol(end + 1, &end, 10);
    if (at < 1 || at > MAX_FILE || strncmp(end, ": ", 2) != 0) return NULL;
    *line = (int)at;
    *rest = end + 2;
  }
  return &dsl->file[number];
}

Where where_of(lua_State *L) {
  Dsl *dsl = dsl_of(L);
  lua_Debug frame;
  for (int level = 0; lua_getstack(L, level, &frame); level++) {
    lua_getinfo(L, "Sl", &frame);
    const SourceFile *file = parse_place(dsl, frame.source, NULL, NULL);
    if (file && !file->embedded && frame.currentline > 0)
      return dsl->last = (Where){file->path, frame.currentline, dsl->call};
  }
  return dsl->last;
}

int give_up(lua_State *L) {
  lua_pushlightuserdata(L, dsl_of(L));
  return lua_error(L);
}

void count_calls(lua_State *L, int n) {
  Dsl *dsl = dsl_of(L);
  if (error_count() >= MAX_ERRORS) {
    error_at(where_of(L), NULL, "more than %d errors: the rest is not shown", MAX_ERRORS);
    give_up(L);
  }
  dsl->calls += n;
  if (dsl->calls <= MAX_CALLS) return;
  error_at(where_of(L), NULL, "more than %d calls of operators", MAX_CALLS);
  give_up(L);
}

// In the registry: "net.lua:7:conv" -> how many calls began there.
void begin_call(lua_State *L, const char *name) {
  Dsl *dsl = dsl_of(L);
  Where where = where_of(L);
  count_calls(L, 1);
  luaL_getsubtable(L, LUA_REGISTRYINDEX, "calls");
  lua_pushfstring(L, "%s:%d:%s", where.file, where.line, name);
  lua_pushvalue(L, -1);
  lua_rawget(L, -3);
  dsl->call = (int)lua_tointeger(L, -1);
  lua_pop(L, 1);
  lua_pushinteger(L, dsl->call + 1);
  lua_rawset(L, -3);
  lua_pop(L, 1);
}

// The last word in quotes: foo of "attempt to call a nil value (global 'foo')"; NULL if there is none. Lua writes
// '<\195>' for a byte that is no character of ASCII.
static const char *quoted_word(const char *text) {
  const char *end = strrchr(text, '\''), *from = end;
  while (from && from > text && from[-1] != '\'') from--;
  if (!from || from == text) return NULL;
  bool byte = strncmp(from, "<\\", 2) == 0;
  return byte ? format("%c", (char)strtol(from + 2, NULL, 10)) : format("%.*s", (int)(end - from), from);
}

static void say(Where where, const char *text) {
  if (where.line > 0) error_at(where, quoted_word(text), "%s", text);
  else error_in(where.file, "%s", text);
  if (strstr(text, "(global 'cnn')")) hint("the file begins with: local cnn = require \"cnn\"");
}

// The handler of the protected call: Lua's messages become ours. What it returns says so, should the error go on.
static int report(lua_State *L) {
  Dsl *dsl = dsl_of(L);
  if (lua_touserdata(L, 1) == dsl) return 1;
  Where where = where_of(L);
  if (lua_type(L, 1) != LUA_TSTRING) {
    say(where, format("the error is %s, not a string", type_text(L, 1)));
  } else {
    const char *text = lua_tostring(L, 1), *rest = text;
    int line = 0;
    const SourceFile *file = parse_place(dsl, text, &line, &rest);
    if (file && !file->embedded) where = (Where){file->path, line, 0};
    say(where, printable(format("%.*s", MAX_MESSAGE, file ? rest : text)));
  }
  lua_pushlightuserdata(L, dsl);
  return 1;
}

const char *type_text(lua_State *L, int index) {
  int type = lua_type(L, index);
  if (type == LUA_TNONE || type == LUA_TNIL) return "nothing";
  if (type == LUA_TBOOLEAN) return lua_toboolean(L, index) ? "true" : "false";
  if (type == LUA_TUSERDATA) return "a tensor";
  return format("a %s", lua_typename(L, type));
}

const char *checked_text(lua_State *L, int index, const char *column_of, const char *what) {
  size_t size = 0;
  const char *text = lua_type(L, index) == LUA_TSTRING ? lua_tolstring(L, index, &size) : NULL;
  if (!text) error_at(where_of(L), column_of, "%s must be a string, not %s", what, type_text(L, index));
  else if (!size) error_at(where_of(L), column_of, "%s is empty", what);
  else if (size > MAX_TEXT) error_at(where_of(L), column_of, "%s has %zu bytes, more than %d", what, size, MAX_TEXT);
  else if (strlen(text) != size) error_at(where_of(L), column_of, "%s has a NUL byte in it", what);
  else return format("%s", text);
  return NULL;
}

// ---- limits ---------------------------------------------------------------------------------------------------------
static void count_hook(lua_State *L, lua_Debug *frame) {
  (void)frame;
  Dsl *dsl = dsl_of(L);
  dsl->instructions += HOOK_EVERY;
  if (dsl->over_memory) {
    dsl->over_memory = false;
    lua_sethook(L, count_hook, LUA_MASKCOUNT, HOOK_EVERY);
    lua_gc(L, LUA_GCCOLLECT);
    if (dsl->memory > SOFT_MEMORY / 4 * 3) {
      lua_pushfstring(L, "more than %d MB of memory", SOFT_MEMORY / MEGABYTE);
      lua_error(L);
    }
  }
  where_of(L);
  if (dsl->instructions <= MAX_INSTRUCTIONS) return;
  lua_pushfstring(L, "more than %d million instructions: an endless loop?", MAX_INSTRUCTIONS / 1000000);
  lua_error(L);
}

// Over the soft limit the hook is set, which Lua allows at any time: the next instruction of Lua ends in an error with
// a line.
static void *allocate(void *data, void *block, size_t old_size, size_t size) {
  Dsl *dsl = data;
  size_t old = block ? old_size : 0; // without a block it is a type, not a size
  if (!size) {
    free(block);
    dsl->memory -= old;
    return NULL;
  }
  if (size > old && size - old > HARD_MEMORY - dsl->memory) return NULL;
  void *result = realloc(block, size);
  if (!result) return NULL;
  dsl->memory += size - old;
  if (dsl->memory > SOFT_MEMORY && dsl->state && !dsl->over_memory) {
    dsl->over_memory = true;
    lua_sethook(dsl->state, count_hook, LUA_MASKCOUNT, 1);
  }
  return result;
}

static void out_of_time(int signal) {
  static const char text[] = "cnnc: error: the network file needs more CPU time than it may\n";
  (void)signal;
  ssize_t written = write(STDERR_FILENO, text, sizeof text - 1);
  _exit(written < 0 ? 1 : 1);
}

typedef struct {
  struct rlimit limit;
  struct sigaction action;
} CpuGuard;

static CpuGuard guard_cpu(void) {
  CpuGuard before;
  struct rusage used;
  struct sigaction action = {.sa_handler = out_of_time};
  getrusage(RUSAGE_SELF, &used);
  getrlimit(RLIMIT_CPU, &before.limit);
  sigaction(SIGXCPU, &action, &before.action);
  struct rlimit limit = before.limit;
  rlim_t end = (rlim_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec + 1 + CPU_SECONDS);
  if (limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur > end) limit.rlim_cur = end;
  setrlimit(RLIMIT_CPU, &limit);
  return before;
}

static void unguard_cpu(const CpuGuard *before) {
  setrlimit(RLIMIT_CPU, &before->limit);
  sigaction(SIGXCPU, &before->action, NULL);
}

// The last line that begins with `return`: the file's result has no line of its own.
static Where return_line(const char *path, const char *text) {
  Where where = {.file = path};
  for (int line = 1; *text; line++) {
    if (strncmp(text, "return", 6) == 0) where.line = line;
    text += strcspn(text, "\n");
    text += *text == '\n';
  }
  return where;
}

// ---- the one protected call -----------------------------------------------------------------------------------------
static int run(lua_State *L) {
  Dsl *dsl = dsl_of(L);
  lua_CFunction finish = lua_tocfunction(L, 2);
  const Bytes *text = lua_touserdata(L, 3);
  open_libraries(L);
  lua_newtable(L);
  lua_pushvalue(L, 1);
  lua_call(L, 0, 1);
  lua_setfield(L, -2, "cnn");
  lua_pushcclosure(L, sandbox_require, 1);
  lua_setglobal(L, "require");
  load_text(L, dsl->options->network, (const char *)text->data, text->size, false);
  lua_sethook(L, count_hook, LUA_MASKCOUNT, HOOK_EVERY);
  lua_call(L, 0, 1);
  lua_sethook(L, NULL, 0, 0);
  lua_pushcfunction(L, finish);
  lua_insert(L, -2);
  lua_call(L, 1, 0);
  return 0;
}

void run_closed_in(Dsl *dsl, lua_CFunction open, lua_CFunction finish) {
  const char *path = dsl->options->network, *slash = strrchr(path, '/');
  Bytes mapped;
  if (!read_file(path, MAX_FILE, &mapped)) return;
  note_dependency(path);
  char *copy = alloc(mapped.size + 1);
  if (mapped.size) memcpy(copy, mapped.data, mapped.size);
  Bytes text = {(const uint8_t *)copy, mapped.size};
  dsl->folder = slash ? format("%.*s", (int)(slash - path) + 1, path) : "";
  dsl->result = return_line(path, copy);
  dsl->last = (Where){.file = path};
  lua_State *L = lua_newstate(allocate, dsl);
  if (!L) {
    error_in(path, "out of memory");
    return;
  }
  *(Dsl **)lua_getextraspace(L) = dsl;
  dsl->state = L;
  CpuGuard guard = guard_cpu();
  int errors = error_count();
  lua_pushcfunction(L, report);
  lua_pushcfunction(L, run);
  lua_pushcfunction(L, open);
  lua_pushcfunction(L, finish);
  lua_pushlightuserdata(L, &text);
  int status = lua_pcall(L, 3, 0, 1);
  if (status == LUA_ERRMEM) say(dsl->last, format("more than %d MB of memory", HARD_MEMORY / MEGABYTE));
  else if (status != LUA_OK && error_count() == errors) say(dsl->last, "calls are nested too deeply");
  dsl->state = NULL;
  lua_close(L);
  unguard_cpu(&guard);
}
