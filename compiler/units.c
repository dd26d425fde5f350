// units.c - a network's C as two files, which the C compiler takes side by side: an executable is there sooner.
//
// The C compiler spends its time on the SHARED functions, the kernels. One that layers call stays static, where the
// compiler knows all that it is called with: with 16 registers a 3x3 takes 1.13 times as long without. Those in tables
// stand in one of the files, and the other only declares them. The second ends where NAME_run_part would begin: nothing
// is made of the layers in it, which are static and which nothing calls.
#include "cnnc.h"

#include <string.h>

static bool begins(const char *line, const char *word) { return strncmp(line, word, strlen(word)) == 0; }

static const char *next_line(const char *line) {
  const char *end = strchr(line, '\n');
  return end ? end + 1 : line + strlen(line);
}

// From a function's head to the line behind the } of its body.
static const char *behind_function(const char *head) {
  const char *at = head + strcspn(head, "{");
  for (int depth = 0; *at; at++) {
    depth += (*at == '{') - (*at == '}');
    if (!depth) break;
  }
  return next_line(at);
}

// Whether there is a call of the function, which its definition looks like.
static bool is_called(const char *c, const char *definition) {
  int end = (int)strcspn(definition, "("), begin = end, found = 0;
  while (definition[begin - 1] != ' ') begin--;
  const char *name = format("%.*s(", end - begin, definition + begin);
  for (const char *at = c; (at = strstr(at, name)); at++) found++;
  return found > 1;
}

// NAME_run_part itself; the header, which the C begins with, declares it.
static const char *definition_of_run(const Graph *g, const char *c) {
  const char *head = format("\nint %s_run_part(", g->name), *at = c;
  for (const char *found = c; (found = strstr(found, head)); found++) at = found + 1;
  return at;
}

Bytes unit_of(const Graph *g, Bytes c, int unit) {
  static const char shared[] = "#define SHARED static";
  const char *text = (const char *)c.data, *end = unit ? definition_of_run(g, text) : text + c.size;
  Out o = {0};
  int functions = 0;
  for (const char *line = text, *next; line < end; line = next) {
    next = next_line(line);
    if (begins(line, shared)) {
      line += strlen(shared);
      out_raw(&o, "#define SHARED", 14);
    } else if (begins(line, "SHARED ")) {
      next = behind_function(line);
      if (is_called(text, line)) {
        out_raw(&o, "static ", 7);
      } else if (functions++ % UNITS != unit) {
        out(&o, "%.*s;", (int)strcspn(line, "{"), line);
        continue;
      }
    }
    out_raw(&o, line, (size_t)(next - line));
  }
  return (Bytes){(uint8_t *)o.text, o.size};
}
