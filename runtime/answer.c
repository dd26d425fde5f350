// answer.c - each INPUT goes through the network: a picture's classes are printed, `--output` keeps what came out.
//
//   0.7060  285  Egyptian cat      probability, index, name; the name only if the network has names and trained weights
//
// What is no list of classes is shown as its first values. Further outputs follow the main one, each with its name:
//
//   0.7060  285  Egyptian cat
//   aux1 [1000]:
//   0.4120  285  Egyptian cat
//   map [64, 7, 7]: 0.1342 -0.02017 0 1.3305 0.71 ...
//
// Inputs are answered in the order given; with several, each one's lines follow its name (`cat.png:`, `batch.npy[2]:`).
// A bad input does not stop the others, but the exit status tells, and then nothing is written.
#include "runtime.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct answer {
  const struct cnnc_network *network;
  struct cnnc_engine *engine;
  int top, paths;
  float *input, *output;
  struct cnnc_array *array; // one for each output of the network, or NULL
  bool broken; // the network itself failed: no use going on
  bool terminal; // progress is shown
  int64_t started, shown;
};

// ---- classes --------------------------------------------------------------------------------------------------------
struct class {
  double probability;
  size_t index;
};

static int compare_classes(const void *a, const void *b) {
  const struct class *x = a, *y = b;
  int by_probability = (x->probability < y->probability) - (x->probability > y->probability);
  return by_probability ? by_probability : (x->index > y->index) - (x->index < y->index);
}

static double probability(int kind, double value, double most, double sum) {
  return kind == CNNC_LOGITS ? exp(value - most) / sum : kind == CNNC_LOG_PROBABILITIES ? exp(value) : value;
}

static void print_classes(const struct answer *answer, const struct cnnc_output *output) {
  const struct cnnc_network *network = answer->network;
  const float *value = answer->output + output->at;
  size_t count = output->count;
  struct class *class = cnnc_alloc(count, sizeof *class);
  double most = -INFINITY, sum = 0;
  for (size_t i = 0; i < count; i++) most = value[i] > most ? value[i] : most;
  for (size_t i = 0; i < count; i++) sum += exp(value[i] - most);
  for (size_t i = 0; i < count; i++) {
    double p = probability(output->kind, value[i], most, sum);
    class[i] = (struct class){isnan(p) ? -1 : p, i}; // NaN sorts last
  }
  qsort(class, count, sizeof *class, compare_classes);
  for (size_t i = 0; i < count && i < (size_t)answer->top; i++) {
    size_t index = class[i].index;
    bool named = network->label && index < (size_t)network->labels && !network->note[0];
    printf("%.4f  %zu%s", class[i].probability < 0 ? (double)NAN : class[i].probability, index, named ? "  " : "");
    if (named) cnnc_print(stdout, network->label[index]);
    putchar('\n');
  }
  free(class);
}

static void print_name(const struct cnnc_output *output) {
  cnnc_print(stdout, output->name);
  for (int d = 0; d < output->rank; d++) printf("%s%d", d ? ", " : " [", output->dim[d]);
  printf("]:");
}

static void print_values(const struct answer *answer, const struct cnnc_output *output) {
  enum { SHOWN = 5 };
  for (size_t k = 0; k < output->count && k < SHOWN; k++) printf(" %.5g", (double)answer->output[output->at + k]);
  printf("%s\n", output->count > SHOWN ? " ..." : "");
}

static void print_outputs(const struct answer *answer) {
  for (int i = 0; i < answer->network->outputs; i++) {
    const struct cnnc_output *output = &answer->network->output[i];
    bool classes = output->kind != CNNC_NOT_CLASSES;
    if (i > 0 || !classes) print_name(output);
    if (i > 0 && classes) putchar('\n');
    if (classes) print_classes(answer, output);
    else print_values(answer, output);
  }
}

// ---- progress -------------------------------------------------------------------------------------------------------
static void show_progress(struct answer *answer, int done) {
  int64_t now = cnnc_now();
  if (!answer->terminal || now - answer->started < 1000000000 || now - answer->shown < 100000000) return;
  fprintf(stderr, "\r%d of %d inputs\x1b[K", done, answer->paths);
  answer->shown = now;
}

static void hide_progress(struct answer *answer) {
  if (answer->shown) fputs("\r\x1b[K", stderr);
  answer->shown = 0;
}

// ---- inputs ---------------------------------------------------------------------------------------------------------
static void keep_output(struct answer *answer) {
  for (int i = 0; i < answer->network->outputs; i++) {
    struct cnnc_array *array = &answer->array[i];
    if (array->rows == array->capacity) {
      array->capacity = 2 * array->capacity + 1;
      array->data = cnnc_grow(array->data, array->capacity, array->row * sizeof *array->data);
    }
    memcpy(array->data + array->rows * array->row, answer->output + answer->network->output[i].at,
           array->row * sizeof *array->data);
    array->rows++;
  }
}

// item: the picture's place in a batch, or -1.
static bool answer_one(struct answer *answer, const char *path, int64_t item, bool print) {
  if (!cnnc_engine_run(answer->engine, answer->input, answer->output, NULL)) {
    answer->broken = true;
    return false;
  }
  if (answer->array) keep_output(answer);
  if (!print) return true;
  hide_progress(answer);
  if (answer->paths > 1 || item >= 0) {
    cnnc_print(stdout, path);
    if (item >= 0) printf("[%lld]", (long long)item);
    puts(":");
  }
  print_outputs(answer);
  return true;
}

static bool answer_tensor(struct answer *answer, const char *path) {
  struct cnnc_tensor tensor;
  if (!cnnc_tensor_open(path, answer->network->input, &tensor)) return false;
  bool good = true;
  for (int64_t i = 0; i < tensor.items && good; i++)
    good = cnnc_tensor_read(&tensor, i, answer->input) &&
           answer_one(answer, path, tensor.items > 1 ? i : -1, !answer->array);
  cnnc_tensor_close(&tensor);
  return good;
}

static bool answer_picture(struct answer *answer, const char *path) {
  struct cnnc_picture picture;
  if (!cnnc_picture_load(path, &picture)) return false;
  bool good = cnnc_prepare(answer->network, path, &picture, answer->input);
  free(picture.pixel);
  return good && answer_one(answer, path, -1, !answer->array || answer->network->output[0].kind != CNNC_NOT_CLASSES);
}

// ---- outputs --------------------------------------------------------------------------------------------------------
// OUT.npy for the first output, OUT.NAME.npy for the others; a name never leads into another directory.
static char *output_path(const char *path, const char *name, bool first) {
  size_t stem = strlen(path), size = stem + strlen(name) + 8;
  if (stem > 4 && strcmp(path + stem - 4, ".npy") == 0) stem -= 4;
  char *result = cnnc_alloc(size, 1);
  if (first) return strcpy(result, path);
  snprintf(result, size, "%.*s.%s.npy", (int)stem, path, name);
  for (char *c = result + stem + 1; *c; c++)
    if (*c == '/' || *c == '\\' || (unsigned char)*c < ' ') *c = '_';
  return result;
}

static struct cnnc_array *make_arrays(const struct cnnc_network *network, const char *path) {
  struct cnnc_array *array = cnnc_alloc((size_t)network->outputs, sizeof *array);
  for (int i = 0; i < network->outputs; i++) {
    const struct cnnc_output *output = &network->output[i];
    array[i] = (struct cnnc_array){
      .path = output_path(path, output->name, i == 0), .rank = output->rank, .row = output->count};
    memcpy(array[i].dim, output->dim, sizeof array[i].dim);
  }
  return array;
}

static void free_arrays(struct cnnc_array *array, int count) {
  for (int i = 0; i < count; i++) {
    free(array[i].path);
    free(array[i].data);
  }
  free(array);
}

bool cnnc_answer(const struct cnnc_network *network, struct cnnc_engine *engine, char *const *path, int paths, int top,
                 const char *output) {
  struct answer answer = {.network = network,
                          .engine = engine,
                          .top = top,
                          .paths = paths,
                          .terminal = paths > 1 && isatty(STDERR_FILENO),
                          .started = cnnc_now()};
  answer.input =
      cnnc_alloc((size_t)network->input[0] * (size_t)network->input[1] * (size_t)network->input[2], sizeof(float));
  answer.output = cnnc_alloc(network->output_size, sizeof(float));
  if (output) answer.array = make_arrays(network, output);
  if (network->note[0]) cnnc_note("%s", network->note);
  bool good = true;
  for (int i = 0; i < paths && !answer.broken; i++) {
    good &= cnnc_tensor_is(path[i]) ? answer_tensor(&answer, path[i]) : answer_picture(&answer, path[i]);
    show_progress(&answer, i + 1);
  }
  hide_progress(&answer);
  if (output && good) good = cnnc_arrays_write(answer.array, network->outputs);
  if (output) free_arrays(answer.array, network->outputs);
  free(answer.input);
  free(answer.output);
  return good;
}
