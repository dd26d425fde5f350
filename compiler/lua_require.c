// lua_require.c - `require`, closed in: it opens files under the folder of the network file only, follows no link, and
// else takes the modules that are embedded under dsl/.
//
// In: the name of a module, "blocks.residual". Out: what blocks/residual.lua beside the network file returns, or
// dsl/blocks/residual.lua; each file runs once. A name has no way out of the folder:
//
//   net.lua:2:15: error: require: "../secret" is not the name of a module
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dsl.h"

void load_text(lua_State *L, const char *path, const char *text, size_t size, bool is_embedded) {
  Dsl *dsl = dsl_of(L);
  if ((dsl->files & (dsl->files - 1)) == 0) {
    SourceFile *longer = NEW_ARRAY(SourceFile, dsl->files ? 2 * dsl->files : 1);
    if (dsl->files) memcpy(longer, dsl->file, (size_t)dsl->files * sizeof *longer);
    dsl->file = longer;
  }
  dsl->file[dsl->files] = (SourceFile){path, is_embedded};
  source_remember(path, text);
  if (luaL_loadbufferx(L, text, size, format("=#%d", dsl->files++), "t") != LUA_OK) lua_error(L);
}

// Opens folder/a/b.lua for "a.b", a component at a time, none of which may be a link; -1 with the reason in errno.
static int open_module(const char *folder, const char *name) {
  int at = open(*folder ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  while (at >= 0) {
    const char *dot = strchr(name, '.');
    char *component = dot ? format("%.*s", (int)(dot - name), name) : format("%s.lua", name);
    int flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | (dot ? O_DIRECTORY : 0);
    int next = openat(at, component, flags), reason = errno;
    close(at);
    errno = reason;
    if (!dot) return next;
    at = next;
    name = dot + 1;
  }
  return -1;
}

// The text of an open file, with a NUL behind it; or why not.
static const char *read_module(int file, char **text, size_t *size) {
  struct stat info;
  if (fstat(file, &info) != 0) return strerror(errno);
  if (!S_ISREG(info.st_mode)) return "it is not a regular file";
  if (info.st_size > MAX_FILE) return "it has more than 1 MB";
  *text = alloc((size_t)info.st_size + 1);
  *size = 0;
  while (*size < (size_t)info.st_size) {
    ssize_t n = read(file, *text + *size, (size_t)info.st_size - *size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return strerror(errno);
    if (n == 0) break;
    *size += (size_t)n;
  }
  return NULL;
}

static bool is_module_name(const char *name) {
  bool start = true;
  for (const char *c = name; *c; c++) {
    bool letter = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || *c == '_';
    bool digit = *c >= '0' && *c <= '9';
    if (!(letter || (!start && (digit || *c == '.')))) return false;
    start = *c == '.';
  }
  return !start;
}

// Leaves the module's function on the stack.
static void find_module(lua_State *L, const char *name) {
  Dsl *dsl = dsl_of(L);
  char *relative = format("%s.lua", name);
  for (char *c = relative; c < relative + strlen(name); c++)
    if (*c == '.') *c = '/';
  char *path = format("%s%s", dsl->folder, relative), *text = NULL;
  size_t size = 0;
  int file = open_module(dsl->folder, name);
  if (file < 0 && errno != ENOENT && errno != ENOTDIR) {
    bool link = errno == ELOOP;
    error_at(where_of(L), "require", "require: cannot read %s: %s", printable(path),
             link ? "it is a link, and links are not followed" : strerror(errno));
    give_up(L);
  }
  if (file < 0) {
    const Embedded *embedded_file = find_embedded(format("dsl/%s", relative));
    if (!embedded_file) {
      error_at(where_of(L), "require", "require: no module \"%s\"", name);
      hint("there is no file %s", printable(path));
      give_up(L);
    }
    load_text(L, embedded_file->path, embedded_file->text, embedded_file->size, true);
    return;
  }
  const char *problem = read_module(file, &text, &size);
  close(file);
  if (problem) {
    error_at(where_of(L), "require", "require: cannot read %s: %s", printable(path), problem);
    give_up(L);
  }
  note_dependency(path);
  load_text(L, path, text, size, false);
}

int sandbox_require(lua_State *L) {
  begin_call(L, "require");
  const char *name = checked_text(L, 1, "require", "require: the name of a module");
  if (!name) return give_up(L);
  if (!is_module_name(name)) {
    error_at(where_of(L), "require", "require: \"%s\" is not the name of a module", printable(name));
    hint("names joined by dots, as \"blocks.residual\" for the file blocks/residual.lua beside the network file");
    return give_up(L);
  }
  lua_settop(L, 1);
  if (lua_getfield(L, lua_upvalueindex(1), name) == LUA_TBOOLEAN && !lua_toboolean(L, -1)) {
    error_at(where_of(L), "require", "require: \"%s\" requires itself", name);
    return give_up(L);
  }
  if (!lua_isnil(L, -1)) return 1;
  lua_pop(L, 1);
  lua_pushboolean(L, false);
  lua_setfield(L, lua_upvalueindex(1), name);
  find_module(L, name);
  lua_pushvalue(L, 1);
  lua_call(L, 1, 1);
  if (!lua_toboolean(L, -1)) lua_pushboolean(L, true);
  lua_pushvalue(L, -1);
  lua_setfield(L, lua_upvalueindex(1), name);
  return 1;
}
