// message.c - diagnostics as `photo.png: error: …`, safe on a terminal whatever the file was called; spelling help;
// memory.
#include "runtime.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void cnnc_print(FILE *file, const char *text) {
  for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
    if (*c == '\n') fputs("\\n", file);
    else if (*c < ' ' || *c == 0x7f) fprintf(file, "\\x%02x", (unsigned)*c);
    else if (*c == 0xc2 && (c[1] & 0xe0) == 0x80) fprintf(file, "\\xc2\\x%02x", (unsigned)*++c); // U+0080 to U+009F
    else fputc(*c, file);
  }
}

static void print_message(const char *prefix, const char *kind, const char *fmt, va_list args) {
  char text[2048];
  vsnprintf(text, sizeof text, fmt, args);
  fflush(stdout);
  if (prefix) cnnc_print(stderr, prefix);
  fputs(kind, stderr);
  cnnc_print(stderr, text);
  fputc('\n', stderr);
}

void cnnc_error(const char *file, const char *fmt, ...) {
  va_list args;
  va_start(args, fmt);
  print_message(file ? file : program_invocation_short_name, ": error: ", fmt, args);
  va_end(args);
}

void cnnc_note(const char *fmt, ...) {
  va_list args;
  va_start(args, fmt);
  print_message(program_invocation_short_name, ": note: ", fmt, args);
  va_end(args);
}

void cnnc_hint(const char *fmt, ...) {
  va_list args;
  va_start(args, fmt);
  print_message(NULL, "  hint: ", fmt, args);
  va_end(args);
}

// Letters to insert, delete or replace to make b of a; LONGEST where either is too long to be an option.
static int distance(const char *a, const char *b) {
  enum { LONGEST = 32 };
  int n = (int)strnlen(a, LONGEST), m = (int)strnlen(b, LONGEST), row[LONGEST + 1];
  if (n == LONGEST || m == LONGEST) return LONGEST;
  for (int j = 0; j <= m; j++) row[j] = j;
  for (int i = 1; i <= n; i++) {
    int diagonal = row[0];
    row[0] = i;
    for (int j = 1; j <= m; j++) {
      int best = diagonal + (a[i - 1] != b[j - 1]);
      diagonal = row[j];
      if (row[j] + 1 < best) best = row[j] + 1;
      if (row[j - 1] + 1 < best) best = row[j - 1] + 1;
      row[j] = best;
    }
  }
  return row[m];
}

const char *cnnc_nearest(const char *word, const char *const *list, int n) {
  const char *best = NULL;
  int least = (int)strnlen(word, 30) / 3 + 2;
  for (int i = 0; i < n; i++) {
    int d = distance(word, list[i]);
    if (d < least) least = d, best = list[i];
  }
  return best;
}

static void *checked(void *memory) {
  if (memory) return memory;
  cnnc_error(NULL, "out of memory");
  exit(1);
}

void *cnnc_alloc(size_t count, size_t size) { return checked(calloc(count ? count : 1, size)); }

void *cnnc_grow(void *array, size_t count, size_t size) { return checked(reallocarray(array, count, size)); }
