// tune.c - --tune: which form and tile of each convolution is the fastest on this machine, as a plan file (plan.c).
//
// A candidate is a plan of one shape of layer. It is measured inside the network, which is compiled once for each place
// in the lists of candidates, by the passes that compile every network:
//
//               network 0        network 1        network 2
//   shape A     A's plan 0       A's plan 1       A's plan 2
//   shape B     B's plan 0       B's plan 1       B's plan 0        it has no more
//
// One program (runtime/tune/measure.c) runs all of them in turns. There are three rounds: the best plans by cost of all
// forms, no two of which differ in one knob only; the neighbours of the fastest, with one knob changed; the fastest
// against the cost model's, which stays unless it is beaten clearly. Each network is made by a child process, in whose
// memory the passes fill the graph.
#include "conv_forms.h"
#include "workshop.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "checked.h"

enum { MOST = 12, MANY = 4096 }; // candidates of a shape that are measured, and that are looked at
static const double promising = 1.5; // of the least time predicted,
static const double near = 1.25, clearly = 0.98; // of the least measured, and of the cost model's

typedef struct {
  Planned plan;
  double cycles; // by the cost model
  double ns; // of all layers of the shape
} Candidate;

// The layers of one shape.
typedef struct {
  const char *text;
  Node **node;
  int nodes;
  Candidate model, best, candidate[MOST];
  int count;
} Kind;

typedef struct {
  Graph *graph;
  const Target *target;
  const Options *options;
  Kind *shape;
  int shapes, networks;
  int layers; // of a network that have code,
  int *place; // and which of them each node is
  double *ns; // [network][layer]
} Tuning;

// ---- candidates -----------------------------------------------------------------------------------------------------
typedef struct {
  Candidate *list;
  int count;
} Candidates;

// Adds what the knobs that are stated come to; false if not all layers can have it, or it promises little.
static bool add_candidate(const Tuning *t, const Kind *s, Candidates *all, const Form *form, const int *knob) {
  Candidate c = {.plan.form = form};
  memcpy(c.plan.knob, knob, sizeof c.plan.knob);
  for (int i = 0; i < s->nodes; i++) {
    double cycles = plan_form(s->node[i], t->target, t->options, form, c.plan.knob);
    if (cycles < 0) return false;
    if (i == 0) c.cycles = cycles;
    if (i == 0) get_knobs(s->node[0], form, c.plan.knob);
  }
  if (s->model.plan.form && c.cycles > promising * s->model.cycles) return false;
  if (all->count < MANY) all->list[all->count++] = c;
  return true;
}

// In how many knobs they differ; chosen: in those that do not follow from the others.
static int differences(const Candidate *a, const Candidate *b, bool chosen) {
  int count = a->plan.form == b->plan.form ? 0 : MAX_KNOBS;
  for (int k = 0; k < MAX_KNOBS && a->plan.form == b->plan.form; k++)
    count += a->plan.knob[k] != b->plan.knob[k] && (!chosen || a->plan.form->knobs[k].most);
  return count;
}

static int by_cycles(const void *x, const void *y) {
  const Candidate *a = x, *b = y;
  if (a->cycles != b->cycles) return a->cycles < b->cycles ? -1 : 1;
  return memcmp(a->plan.knob, b->plan.knob, sizeof a->plan.knob);
}

static int by_time(const void *x, const void *y) {
  const Candidate *a = x, *b = y;
  return (a->ns > b->ns) - (a->ns < b->ns);
}

// Adds the cheapest, up to `most` in all, that differ from all that there are in as many knobs.
static void choose_candidates(Kind *s, Candidates *all, int least, bool chosen, int most) {
  qsort(all->list, (size_t)all->count, sizeof *all->list, by_cycles);
  for (int i = 0; i < all->count && s->count < most; i++) {
    bool is_new = true;
    for (int k = 0; k < s->count; k++) is_new &= differences(&all->list[i], &s->candidate[k], chosen) >= least;
    if (is_new) s->candidate[s->count++] = all->list[i];
  }
}

static void find_tiles(const Tuning *t, Kind *s) {
  int none[MAX_KNOBS], knob[MAX_KNOBS];
  Candidates all = {NEW_ARRAY(Candidate, MANY), 0};
  int forms;
  const Form *const *form = all_forms(&forms);
  state_nothing(none);
  for (int f = 0; f < forms; f++) add_candidate(t, s, &all, form[f], none);
  choose_candidates(s, &all, 1, false, MOST);
  s->model = s->candidate[0];
  for (int f = 0; f < forms; f++) {
    state_nothing(knob);
    while (form[f]->knobs && next_knobs(form[f], none, knob)) add_candidate(t, s, &all, form[f], knob);
  }
  choose_candidates(s, &all, 2, true, MOST);
}

// Each knob one step and a factor of 2 away, or further where that cannot be.
static void add_neighbours(const Tuning *t, const Kind *s, Candidates *all, const Planned *of) {
  enum { FURTHER = 64 };
  for (int k = 0; of->form->knobs && of->form->knobs[k].name; k++) {
    int now = of->knob[k], from[] = {now + 1, now - 1, now * 2, now / 2}, knob[MAX_KNOBS];
    memcpy(knob, of->knob, sizeof knob);
    for (int i = 0; of->form->knobs[i].name && of->form->knobs[k].most; i++)
      if (!of->form->knobs[i].most) knob[i] = NOT_STATED;
    for (int way = 0; way < 4; way++)
      for (int further = 0; further < FURTHER; further++) {
        knob[k] = from[way] + (way % 2 ? -further : further);
        if (knob[k] < of->form->knobs[k].least || add_candidate(t, s, all, of->form, knob)) break;
      }
  }
}

// Of the fastest plan of each form that may still win.
static void find_neighbours(const Tuning *t, Kind *s) {
  Candidate fastest[MOST];
  Candidates all = {NEW_ARRAY(Candidate, MANY), 0};
  int forms = 0;
  qsort(s->candidate, (size_t)s->count, sizeof *s->candidate, by_time);
  for (int c = 0; c < s->count && s->candidate[c].ns <= near * s->best.ns; c++) {
    bool is_new = true;
    for (int f = 0; f < forms; f++) is_new &= fastest[f].plan.form != s->candidate[c].plan.form;
    if (is_new) fastest[forms++] = s->candidate[c];
  }
  s->candidate[0] = s->best;
  s->count = 1;
  for (int f = 0; f < forms; f++) {
    all.count = 0;
    add_neighbours(t, s, &all, &fastest[f].plan);
    choose_candidates(s, &all, 1, false, 1 + (MOST - 1) * (f + 1) / forms);
  }
}

static void find_finalists(const Tuning *t, Kind *s) {
  (void)t;
  s->candidate[0] = s->model;
  s->candidate[1] = s->best;
  s->count = differences(&s->model, &s->best, false) ? 2 : 1;
}

// ---- measuring ------------------------------------------------------------------------------------------------------
static int which(const Kind *s, int network) { return network < s->count ? network : 0; }

// In a child: the network's C with a description behind it, then the compiler.
static _Noreturn void make_network(const Tuning *t, Workshop *w, int network) {
  Options o = *t->options;
  Graph *g = t->graph;
  char *name = format("network%d", network);
  const char *macro = format("NETWORK%d", network);
  int layers = 0;
  o.weights_as = "file";
  g->name = name;
  for (int i = 0; i < t->shapes; i++)
    for (int k = 0; k < t->shape[i].nodes; k++)
      t->shape[i].node[k]->planned = &t->shape[i].candidate[which(&t->shape[i], network)].plan;
  schedule(g, t->target, &o);
  elide(g);
  memory(g);
  Emitted e = emit(g, t->target, &o);
  Out c = {0};
  out_raw(&c, (const char *)e.c.data, e.c.size);
  out(&c, "\n#include \"measure.h\"");
  out(&c, "static const int place%d[] = {", network);
  for (int i = 0; i < g->count; i++) {
    if (g->node[i]->free) continue;
    out(&c, "%d,", t->place[i]);
    layers++;
  }
  out(&c, "};");
  out(&c, "const struct candidate candidate%d = {", network);
  out(&c, "%s_run_part, %s_head, place%d, %d, %s_ARENA_SIZE, %s_WEIGHTS_SIZE, %s_INPUT_SIZE, %s_OUTPUT_SIZE", name,
      name, network, layers, macro, macro, macro, macro);
  out(&c, "};");
  bool good = put(w, format("%s.c", name), (Bytes){(const uint8_t *)c.text, c.size});
  if (good && network == 0) good = put(w, "weights", e.weights);
  if (good && e.sleef) good = put(w, "sleef", (Bytes){0});
  Command command = network_compiler(t->target, name);
  if (good) become(w, &command);
  print_errors();
  _exit(1);
}

static bool put_text(const Workshop *w, const char *name, Out text) {
  return put(w, name, (Bytes){(const uint8_t *)text.text, text.size});
}

static bool put_program(const Tuning *t, const Workshop *w) {
  const Embedded *c = find_embedded("runtime/tune/measure.c"), *h = find_embedded("runtime/tune/measure.h");
  if (!c || !h) unreachable("no program that measures");
  Out table = {0};
  out_raw(&table, c->text, c->size);
  for (int i = 0; i < t->networks; i++) out(&table, "extern const struct candidate candidate%d;", i);
  out(&table, "const struct candidate *const candidates[] = {");
  for (int i = 0; i < t->networks; i++) out(&table, "&candidate%d,", i);
  out(&table, "};");
  out(&table, "const int candidate_count = %d, layer_count = %d;", t->networks, t->layers);
  return put(w, "measure.h", (Bytes){(const uint8_t *)h->text, h->size}) && put_text(w, "measure.c", table);
}

static int processors(void) {
  cpu_set_t set;
  int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
  return count < MAX_RUNNING ? count : MAX_RUNNING;
}

static bool compile_networks(const Tuning *t, Workshop *w) {
  Command c = compiler();
  add_words(&c, "-O2 -c measure.c -o measure.o");
  bool good = finish(w, start(w, &c), "the C compiler");
  pid_t child[MOST] = {0};
  for (int i = 0, done = 0; done < t->networks; i++) {
    if (i >= processors() || i >= t->networks) good = finish(w, child[done++], "the C compiler") && good;
    if (i >= t->networks || !good) continue;
    child[i] = split(w);
    if (child[i] == 0) make_network(t, w, i);
  }
  return good;
}

static bool read_times(const Tuning *t, const Workshop *w) {
  Bytes file;
  if (!read_file(place(w, "times"), 1 << 28, &file)) return false;
  const char *at = (const char *)file.data, *end = at + file.size;
  for (int i = 0; i < t->networks * t->layers; i++) {
    uint64_t ns;
    const char *begin = at;
    while (at < end && *at != ' ' && *at != '\n') at++;
    if (at == end || !checked_decimal(begin, (size_t)(at++ - begin), &ns)) unreachable("the times that were measured");
    t->ns[i] = (double)ns;
  }
  return true;
}

static bool run_networks(const Tuning *t, Workshop *w) {
  Command link = compiler(), run = {0};
  add_words(&link, "measure.o -o measure");
  for (int i = 0; i < t->networks; i++) add_word(&link, format("network%d.o", i));
  if (access(place(w, "sleef"), F_OK) == 0) add_word(&link, "-lsleef");
  add_word(&link, "-lm");
  add_words(&run, format("./measure weights %d times", t->target->l3));
  return finish(w, start(w, &link), "the linker") && finish(w, start(w, &run), "measuring") && read_times(t, w);
}

// Of a layer, with what it may make needless: the copy of the picture and a pool.
static double time_of(const Tuning *t, int network, const Node *n) {
  const Node *all[] = {n, n->in[0]->op == &op_image && !n->in[0]->free ? n->in[0] : NULL, n->pool};
  double ns = 0;
  for (int i = 0; i < 3; i++) ns += all[i] ? t->ns[network * t->layers + t->place[all[i]->id]] : 0;
  return ns;
}

// Of all candidates; the least time of each layer over the networks that have it.
static void add_times(const Tuning *t, Kind *s) {
  for (int c = 0; c < s->count; c++) {
    s->candidate[c].ns = 0;
    for (int k = 0; k < s->nodes; k++) {
      double least = -1;
      for (int i = 0; i < t->networks; i++) {
        double ns = time_of(t, i, s->node[k]);
        if (which(s, i) == c && (least < 0 || ns < least)) least = ns;
      }
      s->candidate[c].ns += least;
    }
  }
}

// One round. find fills the candidates of a shape; the best is kept.
static bool measure(Tuning *t, const char *what, void (*find)(const Tuning *, Kind *)) {
  Workshop w;
  int count = 0;
  t->networks = 0;
  for (int i = 0; i < t->shapes; i++) {
    find(t, &t->shape[i]);
    count += t->shape[i].count;
    if (t->shape[i].count > t->networks) t->networks = t->shape[i].count;
  }
  fprintf(stderr, "cnnc: tuning: %s, %d candidates in %d networks\n", what, count, t->networks);
  t->ns = NEW_ARRAY(double, t->networks * t->layers);
  if (!open_workshop(&w)) return false;
  bool good = put_program(t, &w) && compile_networks(t, &w) && run_networks(t, &w);
  close_workshop(&w);
  for (int i = 0; good && i < t->shapes; i++) {
    Kind *s = &t->shape[i];
    add_times(t, s);
    s->best = s->candidate[0];
    for (int c = 1; c < s->count; c++)
      if (s->candidate[c].ns < s->best.ns) s->best = s->candidate[c];
  }
  return good;
}

// ---- the whole ------------------------------------------------------------------------------------------------------
static void find_shapes(Tuning *t) {
  const Graph *g = t->graph;
  t->shape = NEW_ARRAY(Kind, g->count);
  t->place = NEW_ARRAY(int, g->count);
  for (int i = 0; i < g->count; i++) {
    Node *n = g->node[i];
    t->place[i] = t->layers;
    t->layers += !n->free;
    if (n->op != &op_conv) continue;
    const char *text = layer_shape(n);
    int k = 0;
    while (k < t->shapes && strcmp(t->shape[k].text, text) != 0) k++;
    if (k == t->shapes) t->shape[t->shapes++] = (Kind){.text = text, .node = NEW_ARRAY(Node *, g->count)};
    t->shape[k].node[t->shape[k].nodes++] = n;
  }
}

// The least times of all layers as the cost model has them, less what the plan saves.
static double total(const Tuning *t, bool planned) {
  double ns = 0;
  for (int i = 0; i < t->layers; i++) ns += t->ns[i];
  for (int i = 0; i < t->shapes && planned; i++) ns -= t->shape[i].candidate[0].ns - t->shape[i].best.ns;
  return ns;
}

static char *microseconds(const Kind *s, const Candidate *c) { return format("%.1f us", c->ns / s->nodes / 1000); }

static Out plan_text(const Tuning *t) {
  Out o = {0};
  int shape = 0, plan = 0;
  for (int i = 0; i < t->shapes; i++) {
    const Kind *s = &t->shape[i];
    int a = (int)strlen(s->text), b = (int)strlen(spell_plan(s->best.plan.form, s->best.plan.knob));
    if (a > shape) shape = a;
    if (b > plan) plan = b;
  }
  char *options = "";
  for (int i = 0; i < t->options->defines; i++)
    options = format("%s -D %s=%s", options, t->options->define[i].key, t->options->define[i].value);
  out(&o, "# cnnc --tune %s%s: of each shape of layer the form and tile that was the fastest",
      printable(base_name(t->options->network)), printable(options));
  out(&o, "target %s:%s", t->target->name, t->target->cpu);
  for (int i = 0; i < t->shapes; i++) {
    const Kind *s = &t->shape[i];
    char *best = spell_plan(s->best.plan.form, s->best.plan.knob);
    char *other = differences(&s->best, &s->model, false)
                      ? format("; by the cost model %s, %s", microseconds(s, &s->candidate[0]),
                               spell_plan(s->model.plan.form, s->model.plan.knob))
                      : "";
    out(&o, "%-*s | %-*s  # %s%s", shape, s->text, plan, best, microseconds(s, &s->best), other);
  }
  return o;
}

// Said before minutes are spent.
static bool has_folder(const char *output) {
  char *folder = format("%.*s.", (int)(base_name(output) - output), output);
  if (strcmp(output, "-") == 0 || access(folder, W_OK) == 0) return true;
  error_in(output, "cannot write: %s", strerror(errno));
  return false;
}

void tune(Graph *g, const Target *target, const Options *o) {
  Tuning t = {.graph = g, .target = target, .options = o};
  const char *missing = missing_feature(target);
  const char *output = o->output ? o->output : format("%s.plan", output_stem(base_name(o->network)));
  if (missing) {
    error_in("cnnc", "--tune measures on this machine, which cannot run %s: it lacks %s", target->name, missing);
    hint("tune where the network is to run; --plan takes the file anywhere");
    return;
  }
  if (!has_folder(output)) return;
  find_shapes(&t);
  if (t.shapes && !(measure(&t, "the best by cost", find_tiles) && measure(&t, "their neighbours", find_neighbours) &&
                    measure(&t, "the fastest and those by cost", find_finalists)))
    return;
  for (int i = 0; i < t.shapes; i++) {
    Kind *s = &t.shape[i];
    if (s->best.ns > clearly * s->candidate[0].ns) s->best = s->candidate[0];
  }
  Out text = plan_text(&t);
  stage_file(output, text.text, text.size);
  if (!commit_files()) return;
  if (!t.shapes) fprintf(stderr, "cnnc: note: there is no convolution, so the plan says nothing\n");
  else
    fprintf(stderr, "cnnc: tuning: %.4g ms with the plan, %.4g ms by the cost model\n", total(&t, true) / 1e6,
            total(&t, false) / 1e6);
}
