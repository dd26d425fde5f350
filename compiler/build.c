// build.c - from C to what OUTPUT asks for: files beside each other, an object, an archive, an executable, a report.
//
// Nothing is written before all of it is made. The C compiler runs in a directory of its own (workshop.c), where the
// network's name is fixed: a network may be called main, like a file of runtime/.
#include "workshop.h"

#include <string.h>
#include <unistd.h>

static bool is_runtime(const Embedded *e, const char *suffix) {
  size_t length = strlen(e->path), end = strlen(suffix);
  return strncmp(e->path, "runtime/", 8) == 0 && !strchr(e->path + 8, '/') && length > end &&
         strcmp(e->path + length - end, suffix) == 0;
}

// The files of runtime/ and program.c, which takes in all of them: one short compilation. work.c is for the target.
static bool put_runtime(const Workshop *w, const Target *target, Bytes glue) {
  Out program = {0}, work = {0};
  const Embedded *file = find_embedded("runtime/target/work.c");
  if (!file) unreachable("no work to measure");
  paste_words(&work, target, MATH_LIBM, DTYPE_F32, file->text);
  out(&work, "%s", file->text);
  bool good = put(w, "glue.c", glue) && put(w, "work.c", (Bytes){(const uint8_t *)work.text, work.size});
  for (int i = 0; i < embedded_count && good; i++) {
    const Embedded *e = &embedded[i];
    if (is_runtime(e, ".c")) out(&program, "#include \"%s\"", e->path + 8);
    if (is_runtime(e, ".c") || is_runtime(e, ".h"))
      good = put(w, e->path + 8, (Bytes){(const uint8_t *)e->text, e->size});
  }
  out(&program, "#include \"glue.c\"");
  return good && put(w, "program.c", (Bytes){(const uint8_t *)program.text, program.size});
}

// The network, in several files if its weights are not in its C, and what is around it, all at once; then all together.
static bool make_program(Workshop *w, const Graph *g, const Target *target, Emitted e) {
  Command c = compiler(), l = compiler(), m = network_compiler(target, "work");
  pid_t made[UNITS + 2];
  int count = 0, units = e.weights.size ? UNITS : 1;
  for (int i = 0; i < units; i++)
    if (!put(w, format("network%d.c", i), units > 1 ? unit_of(g, e.c, i) : e.c)) return false;
  for (int i = 0; i < units; i++) {
    Command n = network_compiler(target, format("network%d", i));
    made[count++] = start(w, &n);
    add_words(&l, format("network%d.o", i));
  }
  add_words(&c, "-O2 -std=gnu17 -D_GNU_SOURCE -c program.c -o program.o");
  made[count++] = start(w, &c);
  made[count++] = start(w, &m);
  bool good = true;
  for (int i = 0; i < count; i++) good = finish(w, made[i], "the C compiler") && good;
  add_words(&l, "program.o work.o -o program -lpng -ljpeg");
  if (e.sleef) add_word(&l, "-lsleef");
  add_words(&l, "-lm -lpthread");
  return good && finish(w, start(w, &l), "the linker");
}

static bool make_archive(Workshop *w) {
  Command c = {0};
  add_words(&c, "ar rcsD network.a network.o");
  return finish(w, start(w, &c), "ar");
}

static bool stage_made(const Workshop *w, const char *name, const char *output, bool executable) {
  Bytes bytes;
  if (!read_file(place(w, name), SIZE_MAX / 2, &bytes)) return false;
  if (executable) stage_executable(output, bytes.data, bytes.size);
  else stage_file(output, bytes.data, bytes.size);
  return true;
}

static bool compile(const Graph *g, const Target *target, const Options *o, Emitted e, OutputKind kind) {
  Workshop w;
  if (!open_workshop(&w)) return false;
  bool on_terminal = isatty(STDERR_FILENO);
  if (on_terminal) fprintf(stderr, "compiling %s …\r", g->name);
  Command c = network_compiler(target, "network");
  bool good = put(&w, "network.h", e.h);
  if (kind == OUTPUT_EXECUTABLE) {
    good = good && put_runtime(&w, target, emit_glue(g, target, o, e.weights.size));
    good = good && make_program(&w, g, target, e);
  } else {
    good = good && put(&w, "network.c", e.c) && finish(&w, start(&w, &c), "the C compiler");
    if (kind == OUTPUT_ARCHIVE) good = good && make_archive(&w);
  }
  const char *made = kind == OUTPUT_EXECUTABLE ? "program" : kind == OUTPUT_ARCHIVE ? "network.a" : "network.o";
  good = good && stage_made(&w, made, o->output, kind == OUTPUT_EXECUTABLE);
  if (on_terminal) fprintf(stderr, "\033[K");
  close_workshop(&w);
  return good;
}

// A file name as make reads it. What make has no escape for is ?, which stands for any one character; a ; would begin a
// command.
static void add_make_name(Out *o, const char *name) {
  int backslashes = 0; // make takes them as they are, but halves those in front of what it must not split at
  for (const char *c = name; *c; c++) {
    bool strange = (unsigned char)*c < ' ' || strchr(";%=", *c), escaped = strchr(" #:|", *c) != NULL;
    for (int i = 0; escaped && i < backslashes + 1; i++) out_raw(o, "\\", 1);
    if (*c == '$') out_raw(o, "$", 1);
    out_raw(o, strange ? "?" : c, 1);
    backslashes = *c == '\\' ? backslashes + 1 : 0;
  }
}

static void stage_dependencies(const Options *o) {
  Out d = {0};
  int count;
  const char *const *list = dependencies(&count);
  add_make_name(&d, strcmp(o->output, "-") == 0 ? "-" : o->output);
  out_raw(&d, ":", 1);
  for (int i = 0; i < count; i++) {
    out_raw(&d, " \\\n  ", 5);
    add_make_name(&d, list[i]);
  }
  out_raw(&d, "\n", 1);
  stage_file(o->dep_file, d.text, d.size);
}

// An executable is linked with the runtime, whose symbols begin with cnnc_.
static bool check_name(const Graph *g, OutputKind kind) {
  if (kind != OUTPUT_EXECUTABLE || strncmp(g->name, "cnnc_", 5) != 0) return true;
  error_in("cnnc", "%s names no executable's network: what begins with cnnc_ is the runtime's", g->name);
  hint("--name gives it another one");
  return false;
}

bool build(const Graph *g, const Target *target, const Options *o, Emitted e) {
  OutputKind kind = output_kind(o->output);
  if (!check_name(g, kind)) return false;
  const char *stem = o->output ? output_stem(o->output) : "";
  bool is_code = kind == OUTPUT_C || kind == OUTPUT_OBJECT || kind == OUTPUT_ARCHIVE;
  Bytes report = kind == OUTPUT_JSON  ? report_json(g, target)
                 : kind == OUTPUT_DOT ? report_dot(g)
                 : kind == OUTPUT_SVG ? report_svg(g)
                                      : (Bytes){0};
  if (report.size) stage_file(o->output, report.data, report.size);
  if (kind == OUTPUT_STDOUT) stage_file("-", e.c.data, e.c.size);
  if (kind == OUTPUT_C) stage_file(o->output, e.c.data, e.c.size);
  if (is_code) stage_file(format("%s.h", stem), e.h.data, e.h.size);
  if ((is_code || kind == OUTPUT_EXECUTABLE) && e.weights.size)
    stage_file(format("%s.weights", stem), e.weights.data, e.weights.size);
  if (o->dep_file) stage_dependencies(o);
  if ((kind == OUTPUT_OBJECT || kind == OUTPUT_ARCHIVE || kind == OUTPUT_EXECUTABLE) && !compile(g, target, o, e, kind))
    return false;
  return commit_files();
}
