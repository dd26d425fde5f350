// util.c - what every pass leans on: one arena, text, diagnostics with a caret, files that appear whole or not at all.
//
// A diagnostic looks like this; the column is found by looking for the operator's name on the line that Lua gave:
//
//   resnet34.lua:14:12: error: add: 64x56x56 and 128x28x28 differ
//      14 |   return y + x
//         |            ^
//     hint: x needs a projection: conv{128, kernel = 1, stride = 2}
#include "cnnc.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "checked.h"

// ---- arena ----------------------------------------------------------------------------------------------------------
// Chunks of 4 MiB from the kernel, which zeroes them; what does not fit into a quarter of one has its own mapping.
enum { CHUNK = 4 << 20, ALIGNMENT = 64 };

typedef struct {
  const char *file;
  const char *text;
} Source;
typedef struct {
  char *path;
  const uint8_t *data;
  size_t size;
  mode_t mode;
  char *temporary;
} Staged;
typedef struct {
  char *text;
} Diagnostic;

static struct {
  uint8_t *next, *end;
} arena;
static struct {
  Diagnostic *diagnostic;
  int count, capacity;
  Source *source;
  int sources;
  const char **dependency;
  int dependencies;
  Staged *staged;
  int stages;
} state;

static uint8_t *map_pages(size_t bytes) {
  void *pages = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) {
    fprintf(stderr, "cnnc: error: out of memory (%zu bytes more)\n", bytes);
    exit(1);
  }
  return pages;
}

void *alloc(size_t bytes) {
  uint64_t size;
  if (!checked_align(bytes ? bytes : 1, ALIGNMENT, &size)) size = SIZE_MAX / 2;
  if (size > CHUNK / 4) return map_pages(size);
  if ((size_t)(arena.end - arena.next) < size) {
    arena.next = map_pages(CHUNK);
    arena.end = arena.next + CHUNK;
  }
  void *result = arena.next;
  arena.next += size;
  return result;
}

void *alloc_array(size_t count, size_t size) {
  uint64_t bytes;
  if (!checked_mul(count, size, &bytes)) bytes = SIZE_MAX / 2;
  return alloc(bytes);
}

char *vformat(const char *fmt, va_list args) {
  va_list again;
  va_copy(again, args);
  int size = vsnprintf(NULL, 0, fmt, args);
  if (size < 0) unreachable("format");
  char *text = alloc((size_t)size + 1);
  vsnprintf(text, (size_t)size + 1, fmt, again);
  va_end(again);
  return text;
}

char *format(const char *fmt, ...) {
  va_list args;
  va_start(args, fmt);
  char *text = vformat(fmt, args);
  va_end(args);
  return text;
}

// Doubles a growing array in the arena; the old copy is left behind.
static void *grown(void *array, int count, size_t size) {
  if (count & (count - 1)) return array;
  void *bigger = alloc_array(count ? 2 * (size_t)count : 1, size);
  if (count) memcpy(bigger, array, (size_t)count * size);
  return bigger;
}

// ---- diagnostics ----------------------------------------------------------------------------------------------------
void unreachable(const char *why) {
  fprintf(stderr, "cnnc: internal error: %s\n", why);
  abort();
}

void source_remember(const char *file, const char *text) {
  state.source = grown(state.source, state.sources, sizeof *state.source);
  state.source[state.sources++] = (Source){format("%s", file), text};
}

static char *source_line(Where where) {
  for (int i = 0; i < state.sources; i++) {
    if (strcmp(state.source[i].file, where.file) != 0) continue;
    const char *line = state.source[i].text;
    for (int n = 1; n < where.line && line; n++) {
      line = strchr(line, '\n');
      if (line) line++;
    }
    return line ? format("%.*s", (int)strcspn(line, "\r\n"), line) : NULL;
  }
  return NULL;
}

static bool is_word(char c) { return isalnum((unsigned char)c) || c == '_'; }

static bool stands_alone(const char *line, const char *at, const char *word, size_t size) {
  char before = at == line ? ' ' : at[-1], after = at[size];
  return is_word(*word) ? !is_word(before) && !is_word(after) : before != *word && after != *word;
}

// The n-th place, from 0, where the word stands by itself on the line, behind . or : if `member`; -1 if there is none.
static int scan(const char *line, const char *word, bool member, int n, int *count) {
  size_t size = strlen(word);
  *count = 0;
  for (const char *at = size ? strstr(line, word) : NULL; at; at = strstr(at + 1, word)) {
    bool counts = stands_alone(line, at, word, size) && (!member || (at > line && strchr(".:", at[-1])));
    if (counts && (*count)++ == n) return (int)(at - line);
  }
  return -1;
}

// The place of the n-th call, counted round and round: a line in a loop is called often. Lua joins a .. b .. c from the
// right.
static int find_word(const char *line, const char *word, bool member, int n) {
  int count;
  scan(line, word, member, -1, &count);
  if (!count) return -1;
  n %= count;
  return scan(line, word, member, strcmp(word, "..") == 0 ? count - 1 - n : n, &count);
}

// Of the n-th call of an operator on the line, which may be written as a symbol.
static int find_call(const char *line, const char *word, int n) {
  static const char *const symbol[][2] = {{"add", "+"}, {"concat", ".."}, {"mul", "*"}, {"mul", "/"}};
  int column = find_word(line, word, true, n);
  for (size_t i = 0; column < 0 && i < sizeof symbol / sizeof *symbol; i++)
    if (strcmp(word, symbol[i][0]) == 0) column = find_word(line, symbol[i][1], false, n);
  return column < 0 ? find_word(line, word, false, n) : column;
}

static int find_column(const char *line, const char *word, const char *message, int n) {
  int column = word ? find_call(line, word, n) : -1;
  if (column < 0) column = find_call(line, format("%.*s", (int)strcspn(message, ":"), message), n);
  return column < 0 ? (int)strspn(line, " \t") : column;
}

static bool is_inside_character(char c) { return ((unsigned char)c & 0xc0) == 0x80; }

static void record(char *text) {
  state.diagnostic = grown(state.diagnostic, state.count, sizeof *state.diagnostic);
  state.diagnostic[state.count++].text = text;
}

// The line and a caret, under its column as a terminal counts: characters of UTF-8. A long line is shown from shortly
// before its column.
static char *quote(int number, const char *line, int column) {
  int from = column > 100 ? column - 60 : 0, to = from, caret = 0;
  while (from < column && is_inside_character(line[from])) from++;
  while (line[to] && (to < from + 160 || is_inside_character(line[to]))) to++;
  char *shown = format("%.*s", to - from, line + from), *indent = alloc((size_t)(column - from) + 1);
  for (int i = from; i < column; i++)
    if (!is_inside_character(line[i])) indent[caret++] = line[i] == '\t' ? '\t' : ' ';
  for (char *c = shown; *c; c++)
    if ((unsigned char)*c < ' ' && *c != '\t') *c = '?';
  return format("%5d | %s\n      | %s^\n", number, shown, indent);
}

// The message with the line that it is about, which is known.
static void record_at(Where where, const char *line, int column, const char *message) {
  record(format("%s:%d:%d: error: %s\n%s", printable(where.file), where.line, column + 1, message,
                quote(where.line, line, column)));
}

void error_at(Where where, const char *column_of, const char *fmt, ...) {
  va_list args;
  va_start(args, fmt);
  char *message = vformat(fmt, args);
  va_end(args);
  char *line = where.file && where.line > 0 ? source_line(where) : NULL;
  if (line) record_at(where, line, find_column(line, column_of, message, where.call), message);
  else
    record(where.line > 0 ? format("%s:%d:1: error: %s\n", printable(where.file), where.line, message)
                          : format("%s: error: %s\n", printable(where.file ? where.file : "cnnc"), message));
}

void error_column(Where where, int column, const char *fmt, ...) {
  va_list args;
  va_start(args, fmt);
  char *message = vformat(fmt, args), *line = source_line(where);
  va_end(args);
  if (!line) unreachable("an error on a line that is not remembered");
  record_at(where, line, column, message);
}

void error_in(const char *file, const char *fmt, ...) {
  va_list args;
  va_start(args, fmt);
  record(format("%s: error: %s\n", printable(file), vformat(fmt, args)));
  va_end(args);
}

void hint(const char *fmt, ...) {
  va_list args;
  va_start(args, fmt);
  if (state.count) {
    Diagnostic *last = &state.diagnostic[state.count - 1];
    last->text = format("%s  hint: %s\n", last->text, vformat(fmt, args));
  }
  va_end(args);
}

int error_count(void) { return state.count; }

// What a loop says again and again is printed once.
void print_errors(void) {
  fflush(stdout);
  for (int i = 0; i < state.count; i++) {
    int first = 0;
    while (strcmp(state.diagnostic[first].text, state.diagnostic[i].text) != 0) first++;
    if (first == i) fputs(state.diagnostic[i].text, stderr);
  }
  state.count = 0;
}

char *printable(const char *text) {
  char *result = alloc(4 * strlen(text) + 1), *to = result;
  for (const char *c = text; *c; c++) {
    unsigned char byte = (unsigned char)*c;
    bool c1 = byte == 0xc2 && (unsigned char)c[1] >= 0x80 && (unsigned char)c[1] < 0xa0; // control in UTF-8
    if (byte == '\n') *to++ = '\\', *to++ = 'n';
    else if (byte < ' ' || byte == 0x7f || c1) to += sprintf(to, "\\x%02x", (unsigned)byte);
    else *to++ = *c;
  }
  return result;
}

char *shape_text(Shape shape) {
  return shape.flat ? format("%d", shape.c) : format("%dx%dx%d", shape.c, shape.h, shape.w);
}

// ---- files ----------------------------------------------------------------------------------------------------------
bool read_file(const char *path, size_t limit, Bytes *bytes) {
  struct stat info;
  int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0 || fstat(file, &info) != 0) {
    error_in(path, "cannot read: %s", strerror(errno));
    if (file >= 0) close(file);
    return false;
  }
  bool regular = S_ISREG(info.st_mode), small = (uint64_t)info.st_size <= limit;
  void *data = NULL;
  if (regular && small && info.st_size > 0) data = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, file, 0);
  close(file);
  if (S_ISDIR(info.st_mode)) error_in(path, "cannot read: it is a directory");
  else if (!regular) error_in(path, "not a regular file");
  else if (!small) error_in(path, "%lld bytes, but at most %zu are read", (long long)info.st_size, limit);
  else if (data == MAP_FAILED) error_in(path, "cannot read: %s", strerror(errno));
  else {
    *bytes = (Bytes){data, (size_t)info.st_size};
    return true;
  }
  return false;
}

void note_dependency(const char *path) {
  for (int i = 0; i < state.dependencies; i++)
    if (strcmp(state.dependency[i], path) == 0) return;
  state.dependency = grown(state.dependency, state.dependencies, sizeof *state.dependency);
  state.dependency[state.dependencies++] = format("%s", path);
}

const char *const *dependencies(int *count) {
  *count = state.dependencies;
  return state.dependency;
}

static void stage(const char *path, const void *data, size_t size, mode_t mode) {
  state.staged = grown(state.staged, state.stages, sizeof *state.staged);
  state.staged[state.stages++] = (Staged){format("%s", path), data, size, mode, NULL};
}

void stage_file(const char *path, const void *data, size_t size) { stage(path, data, size, 0666); }

void stage_executable(const char *path, const void *data, size_t size) { stage(path, data, size, 0777); }

static bool write_all(int file, const uint8_t *data, size_t size) {
  while (size) {
    ssize_t n = write(file, data, size);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    data += n, size -= (size_t)n;
  }
  return true;
}

static bool output_failed(void) {
  error_in("cnnc", "cannot write to standard output: %s", strerror(errno));
  return false;
}

static bool write_output(const Staged *staged) {
  return write_all(STDOUT_FILENO, staged->data, staged->size) || output_failed();
}

void exit_after_output(void) {
  if (fflush(stdout) != 0 || ferror(stdout)) output_failed();
  int status = error_count() > 0;
  print_errors();
  exit(status);
}

static bool cannot_write(const char *path, int reason) {
  error_in(path, "cannot write: %s", strerror(reason));
  if (reason == ENOENT) hint("there is no such directory: cnnc makes none");
  return false;
}

void check_place(const char *path) {
  const char *slash = strrchr(path, '/');
  struct stat info;
  if (slash && slash > path && stat(format("%.*s", (int)(slash - path), path), &info) != 0) cannot_write(path, errno);
}

// Writes one file beside its place, in one write: a mapped file that was written in large pieces has large pages in the
// page cache, which makes the first use of 87 MB of weights ten times as fast. A device or a pipe is written as it is;
// "-" is standard output.
static bool write_staged(Staged *staged) {
  struct stat info;
  if (strcmp(staged->path, "-") == 0) return write_output(staged);
  bool exists = stat(staged->path, &info) == 0, device = exists && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode);
  if (exists && S_ISDIR(info.st_mode)) {
    error_in(staged->path, "cannot write: it is a directory");
    return false;
  }
  const char *path = device ? staged->path : format("%s.%ld.part", staged->path, (long)getpid());
  if (!device) unlink(path); // what a killed process of the same number left
  int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | (device ? 0 : O_EXCL), staged->mode);
  if (file >= 0 && !device) staged->temporary = format("%s", path);
  bool good = file >= 0 && write_all(file, staged->data, staged->size);
  int reason = errno;
  if (file >= 0 && close(file) != 0 && good) good = false, reason = errno;
  return good || cannot_write(staged->path, reason);
}

bool commit_files(void) {
  bool good = true;
  for (int i = 0; i < state.stages && good; i++) good = write_staged(&state.staged[i]);
  for (int i = 0; i < state.stages; i++) {
    Staged *staged = &state.staged[i];
    if (!staged->temporary) continue;
    if (good && rename(staged->temporary, staged->path) != 0) {
      error_in(staged->path, "cannot write: %s", strerror(errno));
      good = false;
    }
    if (!good) unlink(staged->temporary);
  }
  state.stages = 0;
  return good;
}

const Embedded *find_embedded(const char *path) {
  for (int i = 0; i < embedded_count; i++)
    if (strcmp(embedded[i].path, path) == 0) return &embedded[i];
  return NULL;
}
