// weights.c - gives every parameter its values: from --weights FILE by name, or pseudo-random ones.
//
// In: a graph whose parameters have name, shape and kind. Out: Param.data of each, finite; or errors, all of them in
// one report, the most useful kind first: missing, wrong shape, wrong type, impossible values, left over.
//
//   w.safetensors: error: missing: layer1.0.conv1.weight 64x64x3x3, declared at resnet34.lua:14
//     hint: the nearest name in the file: layer1.0.conv.weight 64x64x3x3
//
// Passed over: a prefix `module.`, `num_batches_tracked`, auxiliary heads (aux1.conv.weight) where the network has
// none, and what the network file calls cnn.unused.
//
// The pseudo-random value i of a parameter NAME of shape 64x3x7x7, in arithmetic modulo 2^64:
//   h = FNV-1a of the bytes "NAME:64x3x7x7"
//   z = splitmix64's output for the state (h ^ seed * G) + (i + 1) * G, where G = 0x9E3779B97F4A7C15
//   v = 2 * (z >> 40) / 2^24 - 1, so -1 <= v < 1
// and, computed in double and rounded to float once (scale: init_scale in the network file, else 1):
//   weight  v * sqrt(6 / fan_in) * scale, He's uniform bound       gamma  (1 + 0.25 v) * scale
//   bias, beta, mean  0.1 v                                        variance  1 + 0.25 v
// tests/pseudo.py has the same in Python.
#include "cnnc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "checked.h"
#include "half.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "views of tensors are little-endian");

enum { MAX_SHOWN = 20, MAX_COMPARED = 1000, MAX_RANK = 8 };
static const size_t MAX_FILE = (size_t)1 << (sizeof(size_t) > 4 ? 35 : 30);

// ---- tensors of a file ----------------------------------------------------------------------------------------------
static const uint8_t value_size[] = {
  [DTYPE_F32] = 4, [DTYPE_F16] = 2, [DTYPE_BF16] = 2, [DTYPE_F64] = 8, [DTYPE_OTHER] = 0};

bool tensor_view(Bytes file, uint64_t begin, uint64_t end, Tensor *tensor) {
  uint64_t bytes, room;
  tensor->count = 1;
  tensor->data = NULL;
  if (tensor->rank < 0 || tensor->rank > MAX_RANK || end > file.size || !checked_sub(end, begin, &room)) return false;
  for (int i = 0; i < tensor->rank; i++)
    if (!checked_mul(tensor->count, tensor->dim[i], &tensor->count)) return false;
  if (tensor->dtype == DTYPE_OTHER) return true;
  if (tensor->count > INT32_MAX || !checked_mul(tensor->count, value_size[tensor->dtype], &bytes) || bytes != room)
    return false;
  tensor->data = file.data + begin;
  return true;
}

static float read_value(Dtype dtype, const uint8_t *at) {
  uint16_t half;
  float value;
  double wide;
  switch (dtype) {
    case DTYPE_F32: memcpy(&value, at, sizeof value); return value;
    case DTYPE_F16: memcpy(&half, at, sizeof half); return f16_to_float(half);
    case DTYPE_F64: memcpy(&wide, at, sizeof wide); return (float)wide;
    case DTYPE_BF16: memcpy(&half, at, sizeof half); return bf16_to_float(half);
    default: unreachable("a type without values");
  }
}

void to_float(const Tensor *tensor, float *out) {
  size_t size = value_size[tensor->dtype];
  for (size_t i = 0; i < tensor->count; i++) out[i] = read_value(tensor->dtype, tensor->data + i * size);
}

// ---- pseudo-random values -------------------------------------------------------------------------------------------
static const uint64_t GOLDEN = 0x9E3779B97F4A7C15;

static char *dims_text(int rank, const uint64_t *dim) {
  char *text = rank ? "" : "a single number";
  for (int i = 0; i < rank; i++) text = format("%s%s%llu", text, i ? "x" : "", (unsigned long long)dim[i]);
  return text;
}

static char *param_dims(const Param *p) {
  uint64_t dim[4] = {0};
  for (int i = 0; i < p->rank; i++) dim[i] = (uint64_t)p->dim[i];
  return dims_text(p->rank, dim);
}

static uint64_t start_of(uint64_t seed, const Param *p) {
  uint64_t hash = 0xCBF29CE484222325;
  for (const char *c = format("%s:%s", p->name, param_dims(p)); *c; c++) hash = (hash ^ (uint8_t)*c) * 0x100000001B3;
  return hash ^ seed * GOLDEN;
}

static inline double uniform(uint64_t start, size_t i) {
  uint64_t z = start + ((uint64_t)i + 1) * GOLDEN;
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
  z = (z ^ z >> 27) * 0x94D049BB133111EB;
  z ^= z >> 31;
  return (double)(int64_t)(z >> 40) * 0x1p-23 - 1.0;
}

static inline float value_of(const Param *p, double bound, double scale, double v) {
  switch (p->kind) {
    case PARAM_WEIGHT: return (float)(v * bound * scale);
    case PARAM_GAMMA: return (float)((1.0 + 0.25 * v) * scale);
    case PARAM_VAR: return (float)(1.0 + 0.25 * v);
    default: return (float)(0.1 * v);
  }
}

static double scale_of(const Param *p) { return p->scale != 0.0 ? p->scale : 1.0; }
static double bound_of(const Param *p) { return p->fan_in > 0 ? sqrt(6.0 / p->fan_in) : 1.0; }

float pseudo_random(uint64_t seed, const Param *p, size_t i) {
  return value_of(p, bound_of(p), scale_of(p), uniform(start_of(seed, p), i));
}

static void fill_pseudo_random(Param *p, uint64_t seed) {
  uint64_t start = start_of(seed, p);
  double bound = bound_of(p), scale = scale_of(p);
  float *data = NEW_ARRAY(float, p->count);
  for (size_t i = 0; i < p->count; i++) data[i] = value_of(p, bound, scale, uniform(start, i));
  p->data = data;
}

// ---- what a file lacks, has too much, or has wrong ------------------------------------------------------------------
typedef enum { FOUND, MISSING, WRONG_SHAPE, WRONG_DTYPE, WRONG_VALUE, LEFT_OVER, PROBLEMS } Problem;

// One row a parameter and one a tensor, while they are matched.
typedef struct {
  Problem problem;
  const Tensor *tensor;
  size_t at;
  float value;
} Match;
typedef struct {
  const char *name;
  const Tensor *tensor;
  bool used;
} Entry;
typedef struct {
  const char *path;
  const Graph *graph;
  Match *match; // of each parameter
  Entry *entry; // of each tensor, sorted by name, a prefix `module.` taken away
  int entries;
} Matching;

static int compare_entries(const void *a, const void *b) {
  return strcmp(((const Entry *)a)->name, ((const Entry *)b)->name);
}

static int compare_name(const void *name, const void *entry) { return strcmp(name, ((const Entry *)entry)->name); }

static Entry *find_entry(const Matching *m, const char *name) {
  return m->entries ? bsearch(name, m->entry, (size_t)m->entries, sizeof *m->entry, compare_name) : NULL;
}

// Whether the network has a parameter whose name begins as `name` does up to its first dot.
static bool has_prefix(const Graph *g, const char *name) {
  size_t n = strcspn(name, ".") + 1;
  for (int i = 0; i < g->params; i++)
    if (strncmp(g->param[i]->name, name, n) == 0) return true;
  return false;
}

static void list_entries(Matching *m, const Tensors *tensors) {
  static const char prefix[] = "module.";
  bool own = has_prefix(m->graph, prefix);
  m->entry = NEW_ARRAY(Entry, tensors->count);
  m->entries = tensors->count;
  for (int i = 0; i < tensors->count; i++) {
    const Tensor *t = &tensors->tensor[i];
    bool strip = !own && strncmp(t->name, prefix, sizeof prefix - 1) == 0;
    m->entry[i] = (Entry){strip ? t->name + sizeof prefix - 1 : t->name, t, false};
  }
  if (m->entries) qsort(m->entry, (size_t)m->entries, sizeof *m->entry, compare_entries);
}

static bool same_shape(const Param *p, const Tensor *t) {
  if (p->rank != t->rank) return false;
  for (int i = 0; i < p->rank; i++)
    if (t->dim[i] != (uint64_t)p->dim[i]) return false;
  return true;
}

// The values of a tensor as floats, where they lie if that is possible.
static const float *floats_of(const Tensor *t) {
  if (t->dtype == DTYPE_F32 && (uintptr_t)t->data % _Alignof(float) == 0) return (const float *)(const void *)t->data;
  float *copy = NEW_ARRAY(float, t->count);
  to_float(t, copy);
  return copy;
}

// Whether all values can be computed with; if not, match->at says which cannot.
static bool check_values(const Param *p, Match *match) {
  float lowest = p->kind == PARAM_VAR ? 0.0f : -__FLT_MAX__;
  for (size_t i = 0; i < p->count; i++)
    if (!(p->data[i] >= lowest && p->data[i] <= __FLT_MAX__)) {
      match->at = i, match->value = p->data[i];
      return false;
    }
  return true;
}

static void match_param(Matching *m, Param *p, Match *match) {
  Entry *entry = find_entry(m, p->name);
  if (!entry) {
    match->problem = MISSING;
    return;
  }
  entry->used = true;
  match->tensor = entry->tensor;
  if (!same_shape(p, match->tensor)) match->problem = WRONG_SHAPE;
  else if (match->tensor->dtype == DTYPE_OTHER) match->problem = WRONG_DTYPE;
  else {
    p->data = floats_of(match->tensor);
    if (!check_values(p, match)) match->problem = WRONG_VALUE;
  }
}

// What files of trained networks hold beside the weights that are computed with.
static bool is_expected_extra(const Matching *m, const char *name) {
  const char *last = strrchr(name, '.');
  if (strcmp(last ? last + 1 : name, "num_batches_tracked") == 0) return true;
  for (int i = 0; i < m->graph->unused_count; i++)
    if (strncmp(name, m->graph->unused[i], strlen(m->graph->unused[i])) == 0) return true;
  return last && strncasecmp(name, "aux", 3) == 0 && !has_prefix(m->graph, name);
}

// ---- the report -----------------------------------------------------------------------------------------------------
static char *name_text(const char *name) { return format("%.200s", printable(name)); }

static char *declared_at(const Param *p) {
  return p->node ? format(", declared at %s:%d", printable(p->node->where.file), p->node->where.line) : "";
}

char *index_text(const Param *p, size_t at) {
  char *text = "";
  for (int i = p->rank; i-- > 0; at /= (size_t)p->dim[i]) text = format("[%zu]%s", at % (size_t)p->dim[i], text);
  return text;
}

static void report_missing(const Matching *m, const Param *p) {
  const char **name = NEW_ARRAY(const char *, MAX_COMPARED);
  int count = 0;
  for (int i = 0; i < m->entries && count < MAX_COMPARED; i++)
    if (!m->entry[i].used && !is_expected_extra(m, m->entry[i].name)) name[count++] = m->entry[i].name;
  error_in(m->path, "missing: %s %s%s", name_text(p->name), param_dims(p), declared_at(p));
  const char *near = nearest(p->name, name, count);
  if (!near) return;
  const Tensor *t = find_entry(m, near)->tensor;
  hint("the nearest name in the file: %s %s", name_text(near), dims_text(t->rank, t->dim));
}

static void report_match(const Matching *m, const Param *p, const Match *match) {
  const Tensor *t = match->tensor;
  char *name = name_text(p->name);
  if (match->problem == MISSING) report_missing(m, p);
  if (match->problem == WRONG_SHAPE)
    error_in(m->path, "wrong shape: %s is %s in the file, but %s in the network%s", name, dims_text(t->rank, t->dim),
             param_dims(p), declared_at(p));
  if (match->problem == WRONG_DTYPE) {
    error_in(m->path, "wrong type: %s is %s in the file%s", name, name_text(t->dtype_name), declared_at(p));
    hint("F32, F16, BF16 and F64 are read (in an npz: <f4, <f2, <f8)");
  }
  if (match->problem == WRONG_VALUE && p->kind == PARAM_VAR && match->value < 0)
    error_in(m->path, "impossible value: %s%s is %g, and a variance is not negative", name, index_text(p, match->at),
             (double)match->value);
  else if (match->problem == WRONG_VALUE)
    error_in(m->path, "impossible value: %s%s is %s%s", name, index_text(p, match->at),
             isnan(match->value) ? "not a number" : "infinite", t->dtype == DTYPE_F64 ? " as a float" : "");
}

static void report_left_over(const Matching *m, const Entry *entry) {
  const char **name = NEW_ARRAY(const char *, m->graph->params);
  int count = 0;
  for (int i = 0; i < m->graph->params && count < MAX_COMPARED; i++)
    if (m->match[i].problem == MISSING) name[count++] = m->graph->param[i]->name;
  error_in(m->path, "left over: %s %s is no parameter of the network", name_text(entry->name),
           dims_text(entry->tensor->rank, entry->tensor->dim));
  const char *near = nearest(entry->name, name, count);
  if (near) hint("the nearest name that is missing: %s", name_text(near));
}

static void report(const Matching *m) {
  static const char *const summary[] = {[MISSING] = "missing",
                                        [WRONG_SHAPE] = "of wrong shape",
                                        [WRONG_DTYPE] = "of wrong type",
                                        [WRONG_VALUE] = "with impossible values",
                                        [LEFT_OVER] = "left over"};
  for (Problem problem = MISSING; problem < PROBLEMS; problem++) {
    int found = 0;
    for (int i = 0; i < m->graph->params; i++)
      if (m->match[i].problem == problem && found++ < MAX_SHOWN) report_match(m, m->graph->param[i], &m->match[i]);
    for (int i = 0; i < m->entries && problem == LEFT_OVER; i++)
      if (!m->entry[i].used && !is_expected_extra(m, m->entry[i].name) && found++ < MAX_SHOWN)
        report_left_over(m, &m->entry[i]);
    if (found > MAX_SHOWN) error_in(m->path, "and %d more %s", found - MAX_SHOWN, summary[problem]);
  }
}

// ---- the file -------------------------------------------------------------------------------------------------------
static bool ends_in(const char *path, const char *suffix) {
  size_t n = strlen(path), k = strlen(suffix);
  return n >= k && strcasecmp(path + n - k, suffix) == 0;
}

// Formats that others write: the error says how to convert.
static bool is_foreign(const char *path) {
  static const char *const pickle[] = {".pth", ".pt", ".bin", ".ckpt", ".pkl", ".tar"};
  for (size_t i = 0; i < sizeof pickle / sizeof *pickle; i++) {
    if (!ends_in(path, pickle[i])) continue;
    error_in(path, "weights are read from .safetensors and .npz, not from pickled Python objects");
    hint("python3 -c 'import sys, torch, safetensors.torch as s; "
         "s.save_file({k: v.clone().contiguous() for k, v in torch.load(sys.argv[1], \"cpu\", "
         "weights_only=True).items()}, "
         "sys.argv[2])' OLD%s NEW.safetensors",
         pickle[i]);
    return true;
  }
  if (!ends_in(path, ".onnx")) return false;
  error_in(path, "weights are read from .safetensors and .npz, not from .onnx");
  hint("python3 -c 'import sys, numpy, onnx; "
       "numpy.savez(sys.argv[2], **{t.name: onnx.numpy_helper.to_array(t) for t in "
       "onnx.load(sys.argv[1]).graph.initializer})' "
       "OLD.onnx NEW.npz");
  return true;
}

static bool read_tensors(const char *path, Tensors *tensors) {
  Bytes file;
  if (is_foreign(path) || !read_file(path, MAX_FILE, &file)) return false;
  bool zip = file.size >= 4 && memcmp(file.data, "PK\3\4", 4) == 0, json = file.size > 8 && file.data[8] == '{';
  if (ends_in(path, ".safetensors") || (json && !ends_in(path, ".npz"))) return read_safetensors(path, file, tensors);
  if (ends_in(path, ".npz") || zip) return read_npz(path, file, tensors);
  error_in(path, "weights are read from .safetensors and .npz, and this is neither");
  return false;
}

void weights(Graph *g, const Options *options) {
  if (!options->weights) {
    fprintf(stderr, "cnnc: note: no --weights: pseudo-random values (seed %llu)\n", (unsigned long long)options->seed);
    for (int i = 0; i < g->params; i++) fill_pseudo_random(g->param[i], options->seed);
    return;
  }
  Tensors tensors;
  Matching m = {.path = options->weights, .graph = g, .match = NEW_ARRAY(Match, g->params)};
  note_dependency(options->weights);
  if (!read_tensors(options->weights, &tensors)) return;
  list_entries(&m, &tensors);
  for (int i = 0; i < g->params; i++) match_param(&m, g->param[i], &m.match[i]);
  report(&m);
}
