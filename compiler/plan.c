// plan.c - plan files: the form and tile that layers take, as --tune measured them or a person wrote them. --plan
// reads one, before the schedule; layers that it does not name are the cost model's.
//
//   target generic:any                                                   # the first line; a comment goes to its end
//   conv 3x3 s2 p1 | 64x56x56 -> 128x28x28 | +relu | direct rows=1 cols=14 q=2 chunk=1 sweep=14          # 442.3 us
//
// A line is the shape of layers, as the generated C names it, and behind the last | a form and its knobs. Knobs that it
// does not state are chosen by cost. Each number is tried by the form's own cost, which the planner asks too: so a file
// can only say what the planner might have chosen, and what it says in vain is an error.
#include "conv_forms.h"

#include <string.h>

#include "checked.h"

enum { MAX_FILE = 1 << 20, ENOUGH_ERRORS = 20 };

// ---- knobs ----------------------------------------------------------------------------------------------------------
static int *knob_of(Node *n, const Knob *knob) { return (int *)(void *)((char *)n + knob->field); }

static void set_knobs(Node *n, const Form *form, const int *value) {
  for (int k = 0; form->knobs && form->knobs[k].name; k++) *knob_of(n, &form->knobs[k]) = value[k];
}

void get_knobs(Node *n, const Form *form, int *value) {
  for (int k = 0; form->knobs && form->knobs[k].name; k++) value[k] = *knob_of(n, &form->knobs[k]);
}

void state_nothing(int *knob) {
  for (int k = 0; k < MAX_KNOBS; k++) knob[k] = NOT_STATED;
}

static bool states_any(const int *knob) {
  for (int k = 0; k < MAX_KNOBS; k++)
    if (knob[k] != NOT_STATED) return true;
  return false;
}

bool next_knobs(const Form *form, const int *stated, int *value) {
  bool first = !states_any(value);
  for (int k = 0; form->knobs[k].name; k++) {
    Knob knob = form->knobs[k];
    if (first) value[k] = stated[k] != NOT_STATED ? stated[k] : knob.most ? knob.least : 0;
    else if (stated[k] != NOT_STATED || !knob.most) continue;
    else if (++value[k] <= knob.most) return true;
    else value[k] = knob.least;
  }
  return first;
}

double plan_form(Node *n, const Target *target, const Options *o, const Form *form, const int *stated) {
  int value[MAX_KNOBS], best[MAX_KNOBS];
  Blocking b = blocking_of(n);
  if (!states_any(stated)) return form->plan(n, target, b, o);
  double least = NO_PLAN;
  state_nothing(value);
  while (next_knobs(form, stated, value)) {
    set_knobs(n, form, value);
    double cycles = form->cost(n, target, b, o);
    if (cycles < 0 || (least >= 0 && cycles >= least)) continue;
    least = cycles;
    memcpy(best, value, sizeof best);
  }
  if (least < 0) return NO_PLAN;
  set_knobs(n, form, best);
  return form->cost(n, target, b, o);
}

char *spell_plan(const Form *form, const int *value) {
  char *text = format("%s", form->name);
  for (int k = 0; form->knobs && form->knobs[k].name; k++)
    if (value[k] != NOT_STATED) text = format("%s %s=%d", text, form->knobs[k].name, value[k]);
  return text;
}

char *layer_shape(const Node *n) {
  char *text = format("%s | %s -> %s", describe(n), shape_text(n->in[0]->shape), shape_text(n->shape));
  if (n->prologue) text = format("%s | prologue %s", text, prologue_text(n));
  for (int s = 0; s < n->steps; s++)
    text = format("%s%s+%s", text, s || n->prologue ? " " : " | ", n->step[s]->op->name);
  return n->pool ? format("%s%s+%s", text, n->steps ? " " : " | ", describe(n->pool)) : text;
}

// ---- what a plan says, done or refused ------------------------------------------------------------------------------
static char *forms_that_can(Node *n, const Target *target, const Options *o) {
  char *names = "";
  int count;
  const Form *const *form = all_forms(&count);
  for (int i = 0; i < count; i++)
    if (form[i]->plan(n, target, blocking_of(n), o) >= 0)
      names = format("%s%s%s", names, *names ? ", " : "", form[i]->name);
  return names;
}

// Names the knob without which the rest could be, if there is one.
static void refuse(Node *n, const Target *target, const Options *o) {
  const Planned *p = n->planned;
  const Form *form = p->form;
  Options more = *o;
  int value[MAX_KNOBS];
  while (more.winograd < WINOGRAD_FAST) {
    more.winograd++;
    if (plan_form(n, target, &more, form, p->knob) < 0) continue;
    error_column(p->where, p->column, "%s: more rounding error than --winograd allows", form->name);
    hint("--winograd %s allows it", more.winograd == WINOGRAD_FAST ? "fast" : "default");
    return;
  }
  for (int k = MAX_KNOBS - 1; k >= 0; k--) {
    memcpy(value, p->knob, sizeof value);
    value[k] = NOT_STATED;
    if (p->knob[k] == NOT_STATED || plan_form(n, target, o, form, value) < 0) continue;
    get_knobs(n, form, value);
    error_column(p->where, p->knob_column[k], "%s cannot be %d", form->knobs[k].name, p->knob[k]);
    hint("with the others as they are, %s=%d can", form->knobs[k].name, value[k]);
    return;
  }
  if (form->plan(n, target, blocking_of(n), o) >= 0) {
    get_knobs(n, form, value);
    error_column(p->where, p->column, "%s cannot be with these numbers", form->name);
    hint("the cost model would take: %s", spell_plan(form, value));
    return;
  }
  error_column(p->where, p->column, "%s cannot compute this layer", form->name);
  hint("what can: %s", forms_that_can(n, target, o));
}

void take_plan(Node *n, const Target *target, const Options *o) {
  const Planned *p = n->planned;
  double cycles = plan_form(n, target, o, p->form, p->knob);
  if (cycles < 0) {
    refuse(n, target, o);
    return;
  }
  n->form = p->form;
  n->cycles = cycles;
  n->algorithm = p->form->describe(n);
}

// ---- reading --------------------------------------------------------------------------------------------------------
typedef struct {
  Where where;
  const char *text, *at; // the line without its comment, and what of it is yet to be read
} Line;

typedef struct {
  const char *text;
  int column;
} Word;

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

static bool next_word(Line *line, Word *word) {
  while (is_blank(*line->at)) line->at++;
  const char *begin = line->at;
  while (*line->at && !is_blank(*line->at)) line->at++;
  *word = (Word){format("%.*s", (int)(line->at - begin), begin), (int)(begin - line->text)};
  return *word->text;
}

// The words up to `end`, one blank between them.
static char *words_before(Line line, const char *end) {
  char *text = alloc((size_t)(end - line.text) + 1), *to = text;
  for (const char *at = line.text; at < end; at++)
    if (!is_blank(*at)) *to++ = *at;
    else if (to > text && to[-1] != ' ') *to++ = ' ';
  if (to > text && to[-1] == ' ') to[-1] = 0;
  return text;
}

// Says that the word is none of the list.
static void unknown(Line line, Word word, const char *what, const char *const *list, int count) {
  const char *near = nearest(word.text, list, count);
  char *all = "";
  for (int i = 0; i < count; i++) all = format("%s%s%s", all, i ? ", " : "", list[i]);
  error_column(line.where, word.column, "%s '%s'", what, printable(word.text));
  if (near) hint("did you mean '%s'?", near);
  else if (count) hint("there %s %s", count > 1 ? "are" : "is", all);
  else hint("it has none");
}

static const Form *read_form(Line *line) {
  const char *names[64];
  int count;
  Word word;
  const Form *const *form = all_forms(&count);
  if (!next_word(line, &word)) {
    error_column(line->where, word.column, "no form behind the |");
    hint("as in: … | %s", form[0]->name);
    return NULL;
  }
  for (int i = 0; i < count && i < 64; i++) {
    names[i] = form[i]->name;
    if (strcmp(form[i]->name, word.text) == 0) return form[i];
  }
  unknown(*line, word, "no form of convolution is called", names, count);
  return NULL;
}

// KNOB=VALUE
static bool read_knob(Line line, Word word, Planned *p) {
  const char *names[MAX_KNOBS], *equals = strchr(word.text, '=');
  int count = 0, k = 0, value;
  uint64_t number;
  for (; p->form->knobs && p->form->knobs[count].name; count++) names[count] = p->form->knobs[count].name;
  Word name = {format("%.*s", (int)strcspn(word.text, "="), word.text), word.column};
  while (k < count && strcmp(names[k], name.text) != 0) k++;
  if (k == count) {
    unknown(line, name, format("%s has no parameter", p->form->name), names, count);
  } else if (p->knob[k] != NOT_STATED) {
    error_column(line.where, word.column, "%s is stated twice", name.text);
    hint("%s=%d stands before it", name.text, p->knob[k]);
  } else if (!equals || !checked_decimal(equals + 1, strlen(equals + 1), &number) || !checked_int(number, &value) ||
             value < p->form->knobs[k].least) {
    error_column(line.where, word.column, "%s takes a whole number from %d to 2147483647, not '%s'", name.text,
                 p->form->knobs[k].least, printable(equals ? equals + 1 : ""));
    hint("as in %s=4", name.text);
  } else {
    p->knob[k] = value;
    p->knob_column[k] = word.column;
    return true;
  }
  return false;
}

static bool read_target(Line line, const Target *target, const Options *o) {
  char *name = format("%s:%s", target->name, target->cpu),
       *tune = format("cnnc --tune %s --target %s", o->network, name);
  Word word, found, more;
  next_word(&line, &word);
  if (strcmp(word.text, "target") != 0) {
    error_column(line.where, word.column, "a plan begins with its target");
    hint("`%s` makes a plan; its first line is `target %s`", printable(tune), name);
  } else if (!next_word(&line, &found)) {
    error_column(line.where, found.column, "for which target?");
    hint("the line is `target %s`", name);
  } else if (strcmp(found.text, name) != 0) {
    error_column(line.where, found.column, "the plan is for %s, not for %s", printable(found.text), name);
    hint("--target %s, or a plan for this one: %s", printable(found.text), printable(tune));
  } else if (next_word(&line, &more)) {
    error_column(line.where, more.column, "'%s' behind the target", printable(more.text));
    hint("the line is `target %s`", name);
  } else return true;
  return false;
}

// The convolutions, and the shape of each.
typedef struct {
  Node **node;
  const char **shape;
  int count;
} Layers;

static Layers layers_of(const Graph *g) {
  Layers l = {NEW_ARRAY(Node *, g->count), NEW_ARRAY(const char *, g->count), 0};
  for (int i = 0; i < g->count; i++) {
    if (g->node[i]->op != &op_conv) continue;
    l.node[l.count] = g->node[i];
    l.shape[l.count++] = layer_shape(g->node[i]);
  }
  return l;
}

// Gives the plan to all layers of the shape.
static void plan_layers(Line line, Word shape, const Layers *l, const Planned *p) {
  bool found = false;
  for (int i = 0; i < l->count; i++) {
    if (strcmp(l->shape[i], shape.text) != 0) continue;
    if (l->node[i]->planned && l->node[i]->planned != p) {
      error_column(line.where, shape.column, "this shape has a plan already, in line %d",
                   l->node[i]->planned->where.line);
      hint("one of the two lines has to go");
      return;
    }
    l->node[i]->planned = p;
    found = true;
  }
  if (found) return;
  const char *near = nearest(shape.text, l->shape, l->count);
  error_column(line.where, shape.column, "no layer has this shape");
  if (near) hint("the nearest that the network has: %s", near);
  else hint("the plan may be of another network or of other -D: --tune makes one");
}

static void read_line(Line line, const Layers *l) {
  const char *bar = strrchr(line.text, '|');
  Planned *p = NEW(Planned);
  Word word;
  Line rest = line;
  next_word(&rest, &word);
  if (!bar) {
    error_column(line.where, word.column, "no shape and form");
    hint("a line is: SHAPE | FORM NAME=NUMBER …");
    return;
  }
  word.text = words_before(line, bar);
  line.at = bar + 1;
  *p = (Planned){.where = line.where, .form = read_form(&line)};
  if (!p->form) return;
  state_nothing(p->knob);
  p->column = (int)(line.at - line.text) - (int)strlen(p->form->name);
  for (Word knob; next_word(&line, &knob);)
    if (!read_knob(line, knob, p)) return;
  plan_layers(line, word, l, p);
}

void read_plan(Graph *g, const Target *target, const Options *o) {
  Bytes bytes;
  if (!o->plan || !read_file(o->plan, MAX_FILE, &bytes)) return;
  note_dependency(o->plan);
  char *text = alloc(bytes.size + 1);
  if (bytes.size) memcpy(text, bytes.data, bytes.size);
  source_remember(o->plan, text);
  Layers layers = layers_of(g);
  bool has_target = false;
  const char *at = text, *end = text + bytes.size;
  for (int number = 1; at < end && error_count() < ENOUGH_ERRORS; number++) {
    size_t length = strcspn(at, "\n"), plain = strcspn(at, "#\n");
    Line line = {.where = {o->plan, number, 0}, .text = format("%.*s", (int)plain, at)};
    Word word;
    line.at = line.text;
    if (at + length < end && !at[length]) {
      error_column(line.where, (int)length, "a byte 0: this is no text");
      return;
    }
    at += length + 1;
    Line copy = line;
    if (!next_word(&copy, &word)) continue;
    if (has_target) read_line(line, &layers);
    else if (!read_target(line, target, o)) return;
    has_target = true;
  }
  if (has_target || error_count()) return;
  error_in(o->plan, "a plan begins with its target, but this file says nothing");
  hint("`cnnc --tune %s --target %s:%s` makes a plan", printable(o->network), target->name, target->cpu);
}
