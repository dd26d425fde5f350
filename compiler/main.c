// main.c - the compiler as a list of passes. Each takes the graph and leaves it closer to C; after each it is checked.
#include <stdlib.h>
#include <string.h>

#include "cnnc.h"

static void stop_on_errors(int status) {
  if (!error_count()) return;
  print_errors();
  exit(status);
}

// With --input: runs the reference on the graph as it is now, and ends.
static void run_reference(const Graph *g, const Options *o) {
  Bytes bytes;
  Tensor tensor;
  size_t size = elements(g->image->shape), total = 0;
  if (read_file(o->input, SIZE_MAX / 2, &bytes) && read_npy(o->input, bytes, &tensor) && tensor.count != size)
    error_in(o->input, "%llu values, but the network takes %s", (unsigned long long)tensor.count,
             shape_text(g->image->shape));
  stop_on_errors(1);
  float *input = NEW_ARRAY(float, size);
  to_float(&tensor, input);
  for (int i = 0; i < g->outputs; i++) total += elements(g->output[i]->shape);
  double *values = NEW_ARRAY(double, total), **out = NEW_ARRAY(double *, g->outputs), *at = values;
  for (int i = 0; i < g->outputs; i++) out[i] = at, at += elements(g->output[i]->shape);
  reference(g, input, out);
  Bytes file = write_npy(values, 1, &total);
  stage_file(o->output, file.data, file.size);
  commit_files();
  stop_on_errors(1);
  exit(0);
}

static void done(Graph *g, const Options *o, const char *pass) {
  stop_on_errors(1);
  check_graph(g, pass);
  if (o->dump && strcmp(o->dump, pass) == 0) print_graph(g, stderr);
  if (o->input && strcmp(o->after ? o->after : "dsl", pass) == 0) run_reference(g, o);
}

int main(int argc, char **argv) {
  Options options = command_line(argc, argv), *o = &options;
  const Target *target = find_target(o->target);
  if (target && o->math == MATH_SLEEF && !needs_sleef(target->header)) {
    error_in("cnnc", "--math sleef: there is none for target %s", target->name);
    hint("builtin and libm work for every target");
  }
  stop_on_errors(2);
  if (o->output) check_place(o->output);
  stop_on_errors(1);
  if (strcmp(o->target, "native") == 0)
    fprintf(stderr, "cnnc: note: target native is %s:%s\n", target->name, target->cpu);

  Graph *g = dsl(o);
  stop_on_errors(1);
  weights(g, o);
  done(g, o, "dsl");
  fold(g);
  done(g, o, "fold");
  strides(g);
  done(g, o, "strides");
  commute(g);
  done(g, o, "commute");
  fuse(g);
  done(g, o, "fuse");
  join(g, target);
  done(g, o, "join");
  narrow(g, o);
  done(g, o, "narrow");
  layout(g, target);
  done(g, o, "layout");
  if (o->tune) {
    tune(g, target, o);
    exit_after_output();
  }
  read_plan(g, target, o);
  schedule(g, target, o);
  done(g, o, "schedule");
  elide(g);
  done(g, o, "elide");
  memory(g);
  done(g, o, "memory");
  Emitted emitted = {0};
  if (makes_code(output_kind(o->output))) emitted = emit(g, target, o);
  build(g, target, o, emitted);
  stop_on_errors(1);
  if (o->report) report_table(g, target, stdout);
  exit_after_output();
}
