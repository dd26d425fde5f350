// weights_fuzz.c - hostile bytes for the readers of safetensors, npz and npy, and for the matching of weights by name.
//
//   weights_fuzz RUNS FILE...      replays the files, then RUNS times a changed copy of one (what CTest runs)
//   clang -fsanitize=fuzzer,address,undefined -DLIBFUZZER ... weights_fuzz.c    (for hours)
//
// Must hold for any bytes: no finding of a sanitizer; a refusal has a message; in an accepted file each tensor lies
// inside the bytes, is as large as its shape says, and overlaps no other; and memory stays within 64 times the input
// and 64 MiB.
//
// util.c is included so that its arena can be emptied after each run, and so that the parsers' own memory comes from
// malloc, with the sanitizer's guards around each block.
#include "../../compiler/cnnc.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { MAX_BLOCKS = 1 << 20, MAX_MAPS = 64 };
typedef struct {
  void *at;
  size_t size;
} Map;

static void *block[MAX_BLOCKS];
static Map map[MAX_MAPS];
static int blocks, maps;
static size_t memory_used;

static void require(bool condition, const char *what) {
  if (condition) return;
  fprintf(stderr, "weights_fuzz: does not hold: %s\n", what);
  abort();
}

static void *tracked_mmap(void *at, size_t size, int protection, int flags, int file, off_t offset) {
  void *pages = mmap(at, size, protection, flags, file, offset);
  require(pages != MAP_FAILED && maps < MAX_MAPS, "a mapping");
  map[maps++] = (Map){pages, size};
  return pages;
}

#define mmap tracked_mmap
#define alloc util_alloc
#define alloc_array util_alloc_array
void *util_alloc(size_t bytes);
void *util_alloc_array(size_t count, size_t size);
#include "../../compiler/util.c"
#undef mmap
#undef alloc
#undef alloc_array

const Embedded embedded[1];
const int embedded_count = 0;

void *alloc(size_t bytes) {
  memory_used += bytes;
  require(memory_used < (size_t)4 << 30 && blocks < MAX_BLOCKS, "bounded memory");
  return block[blocks++] = calloc(bytes ? bytes : 1, 1);
}

void *alloc_array(size_t count, size_t size) {
  uint64_t bytes;
  require(checked_mul(count, size, &bytes), "a size of memory that fits");
  return alloc(bytes);
}

static void forget_everything(size_t input_size) {
  require(memory_used <= 64 * input_size + ((size_t)64 << 20), "memory within 64 times the input and 64 MiB");
  for (int i = 0; i < blocks; i++) free(block[i]);
  for (int i = 0; i < maps; i++) munmap(map[i].at, map[i].size);
  blocks = maps = 0;
  memory_used = 0;
  arena.next = arena.end = NULL;
  memset(&state, 0, sizeof state);
}

static int by_place(const void *a, const void *b) {
  const Tensor *x = a, *y = b;
  return (x->data > y->data) - (x->data < y->data);
}

static void check_tensors(Bytes file, const Tensors *tensors, bool inside) {
  static const size_t size[] = {[DTYPE_F32] = 4, [DTYPE_F16] = 2, [DTYPE_BF16] = 2, [DTYPE_F64] = 8};
  if (inside && tensors->count) qsort(tensors->tensor, (size_t)tensors->count, sizeof *tensors->tensor, by_place);
  const uint8_t *from = file.data;
  for (int i = 0; i < tensors->count; i++) {
    const Tensor *t = &tensors->tensor[i];
    require(t->rank >= 0 && t->rank <= 8 && t->name && t->dtype <= DTYPE_OTHER, "a tensor that is complete");
    if (t->dtype == DTYPE_OTHER) continue;
    uint64_t count = 1;
    for (int k = 0; k < t->rank; k++) count *= t->dim[k];
    require(count == t->count && count < (uint64_t)1 << 31, "count is the product of the shape");
    if (inside && count) {
      require(t->data >= from && count * size[t->dtype] <= (uint64_t)(file.data + file.size - t->data),
              "a view inside the file");
      from = t->data + count * size[t->dtype];
    }
    float *values = malloc(count * sizeof *values);
    require(values || !count, "memory for the values");
    to_float(t, values);
    free(values);
  }
}

static void try_reader(bool (*read)(const char *, Bytes, Tensors *), Bytes file, bool inside) {
  Tensors tensors = {NULL, 0};
  state.count = 0;
  if (read("input", file, &tensors)) check_tensors(file, &tensors, inside);
  else require(error_count() > 0, "a refusal has a message");
}

static bool read_one_npy(const char *path, Bytes file, Tensors *tensors) {
  *tensors = (Tensors){NEW(Tensor), 1};
  return read_npy(path, file, tensors->tensor);
}

// The whole of weights() for a network with a convolution's two parameters.
static void try_matching(Bytes file) {
  Param weight = {.name = "conv1.weight", .kind = PARAM_WEIGHT, .rank = 4, .dim = {2, 1, 2, 2}, .count = 8};
  Param var = {.name = "bn1.running_var", .kind = PARAM_VAR, .rank = 1, .dim = {2}, .count = 2};
  Param *list[] = {&weight, &var};
  Graph graph = {.param = list, .params = 2};
  int memory_file = memfd_create("input", MFD_CLOEXEC);
  require(memory_file >= 0 && write_all(memory_file, file.data, file.size), "a file in memory");
  Options options = {.weights = format("/proc/self/fd/%d", memory_file)};
  state.count = 0;
  weights(&graph, &options);
  require(error_count() > 0 || (weight.data && var.data), "all parameters have values, or there is a message");
  for (int i = 0; i < error_count(); i++)
    require(strstr(state.diagnostic[i].text, options.weights), "a message names the file");
  close(memory_file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  uint8_t *copy = malloc(size ? size : 1); // of exactly this size: a byte further is a finding
  require(copy != NULL, "memory for the input");
  if (size) memcpy(copy, data, size);
  Bytes file = {copy, size};
  try_reader(read_safetensors, file, true);
  try_reader(read_one_npy, file, true);
  try_reader(read_npz, file, false);
  try_matching(file);
  forget_everything(size);
  free(copy);
  return 0;
}

#ifndef LIBFUZZER
enum { LONGEST = 1 << 16 };

static uint64_t next_random(uint64_t *seed) {
  *seed = *seed * 6364136223846793005u + 1442695040888963407u;
  return *seed >> 33;
}

// Puts `with` in the place of `length` bytes.
static size_t replace_bytes(uint8_t *data, size_t size, size_t at, size_t length, const void *with, size_t n) {
  if (at + length > size || size - length + n > LONGEST) return size;
  memmove(data + at + n, data + at + length, size - at - length);
  memmove(data + at, with, n);
  return size - length + n;
}

// A number at a limit, for a field of 2, 4 or 8 bytes or for a run of digits.
static size_t change_number(uint8_t *data, size_t size, uint64_t *seed) {
  static const uint64_t limit[] = {
    0, 1, 8, INT32_MAX, (uint64_t)1 << 31, UINT32_MAX, (uint64_t)1 << 32, INT64_MAX, (uint64_t)1 << 63, UINT64_MAX};
  uint64_t number = limit[next_random(seed) % (sizeof limit / sizeof *limit)] + next_random(seed) % 3 - 1;
  size_t at = next_random(seed) % size, run = 0;
  for (size_t i = 0; i < size && !isdigit(data[at]); i++) at = (at + 1) % size;
  if (next_random(seed) % 3 == 0 || !isdigit(data[at])) {
    size_t width = (size_t)2 << next_random(seed) % 3;
    return replace_bytes(data, size, next_random(seed) % size, width, &number, width);
  }
  while (at + run < size && isdigit(data[at + run])) run++;
  char text[32];
  return replace_bytes(data, size, at, run, text,
                       (size_t)snprintf(text, sizeof text, "%llu", (unsigned long long)number));
}

static size_t change(uint8_t *data, size_t size, uint64_t *seed) {
  static const char *const word[] = {"{",   "}",    "[",      "]",      ",",       "\"",          "\\u0000", "-",
                                     "1e9", "null", "F64",    "BF16",   "I64",     "<f8",         ">f4",     "True",
                                     "(",   ")",    "PK\1\2", "PK\5\6", "module.", "__metadata__"};
  if (size == 0) return 0;
  size_t at = next_random(seed) % size, some = next_random(seed) % 9;
  switch (next_random(seed) % 8) {
    case 0: data[at] ^= (uint8_t)(1u << next_random(seed) % 8); return size;
    case 1: data[at] = (uint8_t)next_random(seed); return size;
    case 2: return next_random(seed) % 4 ? size : at;
    case 3: return replace_bytes(data, size, at, some, "", 0);
    case 4:
      return replace_bytes(data, size, at, 0, data + next_random(seed) % (size - at + 1), some < size - at ? some : 0);
    case 5: {
      const char *text = word[next_random(seed) % (sizeof word / sizeof *word)];
      return replace_bytes(data, size, at, some, text, strlen(text));
    }
    default: return change_number(data, size, seed);
  }
}

// After a change of length the safetensors header still ends where its text does, or the parser would never see the
// rest.
static void mend_length(uint8_t *data, size_t size) {
  for (size_t i = 8; i + 1 < size && data[8] == '{'; i++)
    if (data[i] == '}' && data[i + 1] == '}') {
      uint64_t length = i + 2 - 8;
      memcpy(data, &length, sizeof length);
    }
}

int main(int args, char **arg) {
  static uint8_t data[2 * LONGEST];
  long runs = args > 1 ? atol(arg[1]) : 0;
  for (long run = 0; args > 2 && run < args - 2 + runs; run++) {
    FILE *file = fopen(arg[2 + run % (args - 2)], "rb");
    require(file != NULL, "a file of the corpus");
    size_t size = fread(data, 1, LONGEST, file);
    fclose(file);
    uint64_t seed = (uint64_t)run * 7919 + 1;
    for (uint64_t n = run < args - 2 ? 0 : 1 + next_random(&seed) % 4; n; n--) size = change(data, size, &seed);
    if (run >= args - 2 && next_random(&seed) % 2) mend_length(data, size);
    LLVMFuzzerTestOneInput(data, size);
  }
  return 0;
}
#endif
