// paste.c - which parts of runtime/simd and runtime/kernels a generated file carries.
//
// A header is a sequence of paragraphs, separated by blank lines. Each defines a word or a kernel, perhaps with a
// comment in front. A paragraph is pasted if a name that it defines occurs in the layers' functions or in another
// paragraph that is pasted, so that a network of three layers carries three kernels and the ten words that those need.
// The paragraphs keep the order of the headers: the target's words, exp, tanh and pow as --math says, the type of the
// weights as --weights-type says, the kernels.
#include "cnnc.h"

#include <ctype.h>
#include <string.h>

typedef struct {
  const char *text, *code;
  size_t size;
  bool used, heading;
} Paragraph; // code: text without comments
typedef struct {
  Paragraph *list;
  int count;
} Paragraphs;

static bool is_name(char c) { return isalnum((unsigned char)c) || c == '_'; }

static char *without_comments(const char *text, size_t size) {
  char *code = alloc(size + 1), *to = code;
  for (const char *at = text; at < text + size;) {
    if (at[0] == '/' && at[1] == '/') at += strcspn(at, "\n");
    else *to++ = *at++;
  }
  return code;
}

static bool contains(const char *code, const char *name, size_t length) {
  for (const char *at = code; (at = strchr(at, name[0])); at++) {
    bool starts = at == code || !is_name(at[-1]);
    if (starts && strncmp(at, name, length) == 0 && !is_name(at[length])) return true;
  }
  return false;
}

// The name that a line at the margin defines: the word before the first ( of a function, after #define, or before the ;
// of a typedef; `struct conv` with its keyword; in `enum { VL = 16 };` the first in braces. Length 0 for none.
static size_t defined_name(const char *line, size_t size, const char **name) {
  static const char *const before[] = {"#define ", "struct ", "enum { "};
  for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
    size_t skip = strlen(before[i]), length = 0;
    if (size <= skip || strncmp(line, before[i], skip) != 0) continue;
    while (skip + length < size && is_name(line[skip + length])) length++;
    bool is_struct = *before[i] == 's';
    *name = is_struct ? line : line + skip;
    return is_struct ? skip + length : length;
  }
  const char *mark = memchr(line, '(', size), *end;
  const char *equals = memmem(line, size, " = {", 4);
  if (strncmp(line, "static const struct ", 20) == 0 && equals) { // static const struct points points6 = {
    size_t length = 0;
    while (is_name(equals[-1 - (ptrdiff_t)length])) length++;
    *name = equals - length;
    return length;
  }
  if (strncmp(line, "typedef", 7) == 0 && mark) { // typedef vf (*epilogue)(…)
    *name = mark + 2;
    size_t length = 0;
    while (is_name((*name)[length])) length++;
    return length;
  }
  if (strncmp(line, "typedef", 7) == 0) mark = memchr(line, ';', size);
  else if (strncmp(line, "INLINE", 6) != 0 && strncmp(line, "SHARED", 6) != 0) mark = NULL;
  if (!mark) return 0;
  for (end = mark; mark > line && is_name(mark[-1]);) mark--;
  *name = mark;
  return (size_t)(end - mark);
}

static void split(Paragraphs *all, const char *text, bool is_kernel) {
  for (const char *at = text; *at;) {
    const char *end = at;
    while (*end && !(end[0] == '\n' && end[1] == '\n')) end++;
    Paragraph p = {.text = at, .size = (size_t)(end - at), .heading = at == text && is_kernel};
    while (p.size && at[p.size - 1] == '\n') p.size--;
    p.code = without_comments(at, p.size);
    bool facts = at == text && !is_kernel;
    if (p.size && !facts) all->list[all->count++] = p;
    at = end + strspn(end, "\n");
  }
}

// Calls a paragraph used if it defines a name that occurs in code.
static bool mark_used(Paragraph *p, const char *code) {
  for (const char *line = p->text, *end = p->text + p->size; line < end;) {
    size_t length = strcspn(line, "\n");
    if (line + length > end) length = (size_t)(end - line);
    const char *name;
    size_t n = defined_name(line, length, &name);
    if (n && contains(code, name, n)) p->used = true;
    line += length + 1;
  }
  return p->used;
}

static bool is_include(const Paragraph *p) { return strncmp(p->text, "#include", 8) == 0; }

static void mark_all(Paragraphs all, const char *code) {
  for (int i = 0; i < all.count; i++)
    if (!all.list[i].used && mark_used(&all.list[i], code)) mark_all(all, all.list[i].code);
}

static const char *header_text(const char *name) {
  const Embedded *file = find_embedded(name);
  if (!file) unreachable("a header is not embedded");
  return file->text;
}

// exp, tanh and pow of the target itself call SLEEF; the others' come from a file of their own.
static bool is_other_math(const Paragraph *p, Math math) {
  return math != MATH_SLEEF && memmem(p->text, p->size, "Sleef_", 6);
}

// Of several files with the same words one was chosen.
static bool is_choice(const char *path) { return strstr(path, "/math_") || strstr(path, "/weights_"); }

bool needs_sleef(const char *c_text) { return strstr(c_text, "Sleef_"); }

static bool is_short(const Paragraph *p) { return isalpha((unsigned char)*p->text) && !memchr(p->text, '\n', p->size); }

// A blank line in front, but not between definitions of one line.
static void out_paragraph(Out *o, const Paragraph *p, const Paragraph **last) {
  if (*last && !(is_short(*last) && is_short(p))) out(o, "");
  out_raw(o, p->text, p->size);
  out(o, "");
  *last = p;
}

void paste_words(Out *o, const Target *target, Math math, Dtype weights, const char *code) {
  Paragraphs all = {.list = NEW_ARRAY(Paragraph, 1024)};
  split(&all, target->header, false);
  int words = 0;
  for (int i = 0; i < all.count; i++)
    if (!is_other_math(&all.list[i], math)) all.list[words++] = all.list[i];
  all.count = words;
  if (math == MATH_BUILTIN) split(&all, header_text("runtime/kernels/math_builtin.h"), true);
  if (math == MATH_LIBM) split(&all, header_text("runtime/kernels/math_libm.h"), true);
  split(&all, header_text(format("runtime/kernels/weights_%s.h", dtype_text(weights))), true);
  for (int i = 0; i < embedded_count; i++) // in alphabetical order: basics.h is the first
    if (strncmp(embedded[i].path, "runtime/kernels/", 16) == 0 && !is_choice(embedded[i].path))
      split(&all, embedded[i].text, true);
  mark_all(all, without_comments(code, strlen(code)));
  int heading = -1;
  const Paragraph *last = NULL;
  for (int i = 0; i < all.count; i++) {
    Paragraph *p = &all.list[i];
    if (p->heading) heading = p->used ? -1 : i;
    if (!p->used && !is_include(p)) continue;
    if (heading >= 0) out_paragraph(o, &all.list[heading], &last);
    heading = -1;
    out_paragraph(o, p, &last);
  }
  out(o, "");
}
