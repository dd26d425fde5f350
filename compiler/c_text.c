// c_text.c - text of C in memory: lines that indent themselves, and the one way from a name to a name in C.
//
// out(o, "for (int i = 0; i < %d; i++) {", n) writes a line; a line that ends in { indents what follows, one that
// begins with } ends that. Text that comes from the user (names, labels, paths) passes through c_string, c_comment or
// identifier: a newline, a trailing backslash, a trigraph or the end of a comment in it never reaches the compiler as
// code.
#include "cnnc.h"

#include <ctype.h>
#include <string.h>

void out_raw(Out *o, const char *text, size_t size) {
  if (o->size + size + 1 > o->capacity) {
    size_t capacity = 2 * (o->size + size + 1) + 4096;
    char *bigger = alloc(capacity);
    if (o->size) memcpy(bigger, o->text, o->size);
    o->text = bigger;
    o->capacity = capacity;
  }
  memcpy(o->text + o->size, text, size);
  o->size += size;
  o->text[o->size] = 0;
}

static void out_line(Out *o, const char *line, size_t size) {
  if (size && line[0] == '}') o->depth--;
  for (int i = 0; size && i < o->depth; i++) out_raw(o, "  ", 2);
  out_raw(o, line, size);
  out_raw(o, "\n", 1);
  if (size && line[size - 1] == '{') o->depth++;
}

void out(Out *o, const char *fmt, ...) {
  va_list args;
  va_start(args, fmt);
  const char *text = vformat(fmt, args);
  va_end(args);
  for (const char *end; (end = strchr(text, '\n')); text = end + 1) out_line(o, text, (size_t)(end - text));
  out_line(o, text, strlen(text));
}

char *c_string(const char *text) {
  char *result = alloc(4 * strlen(text) + 3), *to = result;
  *to++ = '"';
  for (const char *c = text; *c; c++) {
    unsigned byte = (unsigned char)*c;
    bool plain = byte >= ' ' && byte < 0x7f && !strchr("\"\\?", (int)byte);
    if (plain) *to++ = *c;
    else to += sprintf(to, "\\%03o", byte);
  }
  *to = '"';
  return result;
}

char *c_comment(const char *text) {
  char *result = format("%s", text);
  for (char *c = result; *c; c++) {
    bool plain = *c >= ' ' && *c < 0x7f && *c != '\\' && *c != '?';
    bool ends_comment = c > result && ((c[-1] == '*' && *c == '/') || (c[-1] == '/' && *c == '*'));
    if (!plain || ends_comment) *c = '_';
  }
  return result;
}

char *identifier(const char *text) {
  char *result = alloc(strlen(text) + 2), *to = result;
  unsigned char first = (unsigned char)*text;
  if (first >= 0x80 || !isalpha(first)) *to++ = 'n';
  for (const char *c = text; *c; c++) {
    unsigned char byte = (unsigned char)*c;
    *to++ = byte < 0x80 && isalnum(byte) ? (char)tolower(byte) : '_';
  }
  return result;
}

char *float_text(double value) {
  char *text = format("%.9g", (double)(float)value);
  return format("%s%sf", text, strpbrk(text, ".en") ? "" : ".0");
}

const char *base_name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}
