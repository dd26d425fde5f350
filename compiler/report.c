// report.c - the table of layers, and what all reports know of a layer.
//
// In: the graph with its plan of memory. Out, for people: a line for each layer, also for those without code (their
// algorithm is "in place", and they take no memory of their own), then the totals:
//
//   layer  operator        output     field  parameters     MACs  weights     buffer  algorithm     fused
//   conv1  conv 3x3 s1 p1  16x56x56   3x3           448  1.35 M   1.8 KiB  210.2 KiB  direct 2x3x2  +bias +relu
//
// With weights of 16 bits a column says what rounding changed: the root of the mean square, relative to the weights'.
// Columns are as wide as their content; the longest texts stand last. Names come from the network file, so they may
// hold anything but a NUL byte.
#include "report.h"

#include <math.h>
#include <string.h>

// ---- text -----------------------------------------------------------------------------------------------------------
// The bytes of the UTF-8 character at text, 0 if it is none; *code is its number.
static int utf8_length(const unsigned char *text, uint32_t *code) {
  static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  static const unsigned char first[] = {0x80, 0xc2, 0xe0, 0xf0, 0xf5}; // 1, none, 2, 3, 4 bytes begin below
  *code = text[0];
  if (text[0] < first[0]) return 1;
  if (text[0] < first[1] || text[0] >= first[4]) return 0;
  int length = text[0] < first[2] ? 2 : text[0] < first[3] ? 3 : 4;
  *code = text[0] & (0x7fu >> length);
  for (int i = 1; i < length; i++) {
    if ((text[i] & 0xc0) != 0x80) return 0;
    *code = *code << 6 | (text[i] & 0x3fu);
  }
  bool surrogate = *code >= 0xd800 && *code < 0xe000;
  return *code < least[length] || *code > 0x10ffff || surrogate ? 0 : length;
}

static bool is_visible(uint32_t code) {
  bool control = code < 0x20 || (code >= 0x7f && code < 0xa0) || (code & 0xfffe) == 0xfffe || code == 0xfeff;
  bool direction = code == 0x61c || (code >= 0x200b && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) ||
                   (code >= 0x2060 && code <= 0x206f);
  return !control && !direction;
}

char *readable(const char *text) {
  char *result = alloc(4 * strlen(text) + 1), *to = result;
  const unsigned char *from = (const unsigned char *)text;
  while (*from) {
    uint32_t code;
    int length = utf8_length(from, &code);
    if (length && is_visible(code)) {
      memcpy(to, from, (size_t)length);
      to += length, from += length;
    } else {
      to += *from == '\n' ? sprintf(to, "\\n") : sprintf(to, "\\x%02x", (unsigned)*from);
      from++;
    }
  }
  return result;
}

// Characters, not bytes; text is readable.
static int width_of(const char *text) {
  int width = 0;
  for (; *text; text++) width += (*text & 0xc0) != 0x80;
  return width;
}

char *grouped(int64_t number) {
  char *digits = format("%lld", (long long)number), *result = alloc(2 * strlen(digits) + 1), *to = result;
  for (size_t i = 0, n = strlen(digits); i < n; i++) {
    if (i && (n - i) % 3 == 0) *to++ = ',';
    *to++ = digits[i];
  }
  return result;
}

static char *scaled(double value, double factor, int decimals, const char *const *unit, int units) {
  int u = 0;
  for (; u < units - 1 && value >= factor; u++) value /= factor;
  return u ? format("%.*f %s", decimals, value, unit[u]) : format("%.0f%s%s", value, *unit[0] ? " " : "", unit[0]);
}

char *count_text(int64_t count) {
  static const char *const unit[] = {"", "k", "M", "G", "T"};
  return scaled((double)count, 1000, 2, unit, 5);
}

char *bytes_text(size_t bytes) {
  static const char *const unit[] = {"B", "KiB", "MiB", "GiB"};
  return scaled((double)bytes, 1024, 1, unit, 4);
}

char *steps_text(const Node *n) {
  char *text = n->prologue ? format("prologue %s", prologue_text(n)) : "";
  if (n->param[BIAS] && has_weights(n)) text = format("%s%s+bias", text, *text ? " " : "");
  for (int s = 0; s < n->steps; s++) text = format("%s%s+%s", text, *text ? " " : "", n->step[s]->op->name);
  if (fused_pool(n)) text = format("%s%s+maxpool", text, *text ? " " : "");
  return text;
}

// ---- facts ----------------------------------------------------------------------------------------------------------
int64_t total_macs(const Graph *g) {
  int64_t sum = 0;
  for (int i = 0; i < g->count; i++) sum += macs(g->node[i]);
  return sum;
}

static bool in_graph(const Graph *g, const Node *n) { return n->id >= 0 && n->id < g->count && g->node[n->id] == n; }

// The layer of which n became the prologue, or NULL.
static const Node *owner_of(const Graph *g, const Node *prologue) {
  for (int i = 0; i < g->count; i++)
    if (g->node[i]->prologue == prologue) return g->node[i];
  return NULL;
}

// A batchnorm that was folded or fused still names the layer that took it in as its input, unless it is a prologue.
int64_t *parameters_by_layer(const Graph *g) {
  int64_t *sum = NEW_ARRAY(int64_t, g->count);
  for (int i = 0; i < g->params; i++) {
    const Node *n = g->param[i]->node;
    while (n && !in_graph(g, n)) {
      const Node *owner = owner_of(g, n);
      n = owner ? owner : n->nin && !has_weights(n) ? n->in[0] : NULL;
    }
    if (n) sum[n->id] += (int64_t)g->param[i]->trainable;
  }
  return sum;
}

bool in_caller(const Node *n) { return n->buffer->external; }

size_t buffer_bytes(const Node *n) {
  while (n->op == &op_flatten && n->free) n = n->in[0];
  return in_caller(n) || n->buffer->planar ? n->buffer->bytes
                                           : (size_t)blocks_of(n) * (size_t)plane_of(n) * sizeof(float);
}

size_t buffer_offset(const Node *n) {
  return n->buffer->offset + (size_t)n->block * (size_t)plane_of(n) * sizeof(float);
}

static double relative(double error_square, double square) { return square > 0 ? sqrt(error_square / square) : 0; }

double weight_error(const Node *n) { return relative(n->error_square, n->weight_square); }

double total_weight_error(const Graph *g) {
  double error = 0, square = 0;
  for (int i = 0; i < g->count; i++) {
    error += g->node[i]->error_square;
    square += g->node[i]->weight_square;
  }
  return relative(error, square);
}

double predicted_ms(const Target *target, double cycles) { return cycles / (target->ghz * 1e6); }

const char *output_name(const Graph *g, int i) { return g->outputs == 1 ? "output" : g->output[i]->name; }

typedef struct {
  const Op *op;
  Colour colour;
} ColouredOp;

Colour colour_of(const Node *n) {
  static const ColouredOp kinds[] = {
    {&op_image, {"#e4e9ec", "#5d727d"}},
    {&op_output, {"#e4e9ec", "#5d727d"}},
    {&op_conv, {"#dbe7f5", "#5f86b8"}},
    {&op_linear, {"#e7dff3", "#8a74b5"}},
    {&op_maxpool, {"#dcefdf", "#68a077"}},
    {&op_avgpool, {"#dcefdf", "#68a077"}},
    {&op_global_avgpool, {"#dcefdf", "#68a077"}},
    {&op_adaptive_avgpool, {"#dcefdf", "#68a077"}},
    {&op_softmax, {"#f7f0cd", "#ab9b3f"}},
    {&op_log_softmax, {"#f7f0cd", "#ab9b3f"}},
    {&op_lrn, {"#f7f0cd", "#ab9b3f"}},
    {&op_concat, {"#f1f1f0", "#8f8f8a"}},
    {&op_flatten, {"#f1f1f0", "#8f8f8a"}},
    {&op_slice, {"#f1f1f0", "#8f8f8a"}},
    {&op_subsample, {"#f1f1f0", "#8f8f8a"}},
    {&op_rbf, {"#e7dff3", "#8a74b5"}},
  };
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (kinds[i].op == n->op) return kinds[i].colour;
  return (Colour){"#fbe9d6", "#c8914e"};
}

// ---- the table ------------------------------------------------------------------------------------------------------
enum { LAYER, OPERATOR, OUTPUT, FIELD, PARAMETERS, MACS, WEIGHTS, ERROR, BUFFER, ALGORITHM, FUSED, COLUMNS };
typedef struct {
  const char *cell[COLUMNS];
} Row;

static bool is_right_aligned(int column) { return column >= PARAMETERS && column <= BUFFER; }

static char *error_text(double error) { return format("%.1e", error); }

static Row row_of_layer(const Node *n, Field field, int64_t parameters, bool is_narrow) {
  size_t weights = n->packed_count * sizeof(float);
  bool own = !n->free && !in_caller(n);
  return (Row){{
    [LAYER] = readable(n->name),
    [OPERATOR] = describe(n),
    [OUTPUT] = shape_text(n->shape),
    [FIELD] = field_text(field),
    [PARAMETERS] = parameters ? grouped(parameters) : "-",
    [MACS] = macs(n) ? count_text(macs(n)) : "-",
    [WEIGHTS] = weights ? bytes_text(weights) : "-",
    [ERROR] = !is_narrow             ? NULL
              : n->weight_square > 0 ? error_text(weight_error(n))
                                     : "-",
    [BUFFER] = own ? bytes_text(buffer_bytes(n)) : "-",
    [ALGORITHM] = n->algorithm,
    [FUSED] = readable(describe_fusion(n)),
  }};
}

static void print_row(const Row *row, const int *width, FILE *file) {
  int behind = 0; // blanks that are due if another cell follows
  for (int i = 0; i < COLUMNS; i++) {
    if (!width[i]) continue;
    const char *cell = row->cell[i] ? row->cell[i] : "";
    int gap = width[i] - width_of(cell);
    if (is_right_aligned(i)) behind += gap;
    if (*cell) fprintf(file, "%*s%s", behind, "", cell);
    behind = (*cell ? 0 : behind + width_of(cell)) + (is_right_aligned(i) ? 0 : gap) + 2;
  }
  fputc('\n', file);
}

// As wide as the table without the long texts in its last column.
static void print_rule(const int *width, FILE *file) {
  int total = (int)strlen("fused");
  for (int i = 0; i < FUSED; i++) total += width[i] ? width[i] + 2 : 0;
  for (int i = 0; i < total; i++) fputc('-', file);
  fputc('\n', file);
}

static void print_layers(const Graph *g, FILE *file) {
  Row *row = NEW_ARRAY(Row, g->count + 2), *total = &row[g->count + 1];
  int64_t *parameters = parameters_by_layer(g);
  const Field *field = receptive_fields(g);
  int width[COLUMNS] = {0};
  bool is_narrow = g->weight_type != DTYPE_F32;
  char *error = is_narrow ? format("%s error", dtype_text(g->weight_type)) : NULL;
  row[0] = (Row){
    {"layer", "operator", "output", "field", "parameters", "MACs", "weights", error, "buffer", "algorithm", "fused"}};
  for (int i = 0; i < g->count; i++) row[i + 1] = row_of_layer(g->node[i], field[i], parameters[i], is_narrow);
  *total = (Row){{[LAYER] = format("%d layers", g->count),
                  [PARAMETERS] = grouped(trainable(g)),
                  [MACS] = count_text(total_macs(g)),
                  [WEIGHTS] = bytes_text(g->weights_size),
                  [ERROR] = is_narrow ? error_text(total_weight_error(g)) : NULL}};
  for (int r = 0; r < g->count + 2; r++)
    for (int i = 0; i < COLUMNS; i++) {
      int wide = row[r].cell[i] ? width_of(row[r].cell[i]) : 0;
      if (wide > width[i]) width[i] = wide;
    }
  for (int r = 0; r < g->count + 2; r++) {
    if (r == 1 || &row[r] == total) print_rule(width, file);
    print_row(&row[r], width, file);
  }
}

static void print_fact(FILE *file, const char *what, int64_t number, const char *more) {
  fprintf(file, "%-11s %15s%s%s\n", what, grouped(number), *more ? "  " : "", more);
}

// The layers whose algorithm was chosen by cost, each with what came second where another form was possible, or by a
// plan file:
//
//   conv2  Winograd F(4,3), 6x2  0.431 ms  direct 1x6x2  0.820 ms
//   conv3  direct 1x6x2          0.112 ms  from the plan
static void print_choices(const Graph *g, const Target *target, FILE *file) {
  int name = 0, algorithm = 0;
  double sum = 0;
  for (int i = 0; i < g->count; i++) {
    const Node *n = g->node[i];
    if (n->cycles <= 0) continue;
    int wide = width_of(readable(n->name)), chosen = width_of(n->algorithm);
    if (wide > name) name = wide;
    if (chosen > algorithm) algorithm = chosen;
    sum += n->cycles;
  }
  if (sum <= 0) return;
  fprintf(file, "\npredicted for one thread at %.1f GHz, and the runner-up\n", target->ghz);
  for (int i = 0; i < g->count; i++) {
    const Node *n = g->node[i];
    if (n->cycles <= 0) continue;
    const char *shown = readable(n->name);
    fprintf(file, "%s%*s  %s%*s  %8.3f ms", shown, name - width_of(shown), "", n->algorithm,
            algorithm - width_of(n->algorithm), "", predicted_ms(target, n->cycles));
    if (n->planned) fprintf(file, "  from the plan");
    if (n->runner_up) fprintf(file, "  %s  %.3f ms", n->runner_up, predicted_ms(target, n->runner_up_cycles));
    fputc('\n', file);
  }
  fprintf(file, "%-*s  %*s  %8.3f ms\n", name, "sum", algorithm, "", predicted_ms(target, sum));
}

void report_table(const Graph *g, const Target *target, FILE *file) {
  print_layers(g, file);
  print_choices(g, target, file);
  double bound = (double)g->arena_lower_bound, gap = bound > 0 ? 100 * ((double)g->arena_size - bound) / bound : 0;
  fprintf(file, "\n%s (%s) for %s:%s\n", g->name, readable(base_name(g->file)), target->name, target->cpu);
  print_fact(file, "parameters", trainable(g), "trainable");
  print_fact(file, "MACs", total_macs(g), "for one picture");
  char *type = format("bytes, packed as %s", dtype_text(g->weight_type));
  if (g->weight_type != DTYPE_F32) type = format("%s, relative rms error %s", type, error_text(total_weight_error(g)));
  print_fact(file, "weights", (int64_t)g->weights_size, type);
  print_fact(file, "arena", (int64_t)g->arena_size, format("bytes, %.1f %% above its lower bound", gap));
  print_fact(file, "lower bound", (int64_t)g->arena_lower_bound,
             "bytes, the largest set of tensors that are live together");
}
