// tensors.c - the readers of tensor files and the pseudo-random values, as a program for
// run_files.py, which compares them with NumPy's.
//
//   tensors dump FILE OUT           lists each tensor ("name F32 64x3x7x7"), writes all values to OUT as raw floats
//   tensors pseudo OUT SEED NAME KIND FAN_IN SCALE DIM...    one parameter's values
//   tensors check < LIST            one line for each path of the list: ok, or the message
//   tensors npy OUT DIM...          values 0, 1, 2, ... as write_npy writes them
#include "../../compiler/cnnc.h"

#include <stdlib.h>
#include <string.h>

const Embedded embedded[1];
const int embedded_count = 0;

static bool ends_in(const char *path, const char *suffix) {
  size_t n = strlen(path), k = strlen(suffix);
  return n >= k && strcmp(path + n - k, suffix) == 0;
}

static bool read_any(const char *path, Tensors *tensors) {
  Bytes file;
  if (!read_file(path, (size_t)1 << 30, &file)) return false;
  if (ends_in(path, ".npz")) return read_npz(path, file, tensors);
  if (!ends_in(path, ".npy")) return read_safetensors(path, file, tensors);
  *tensors = (Tensors){NEW(Tensor), 1};
  return read_npy(path, file, tensors->tensor);
}

// The values of one tensor in memory of exactly their size, so that a sanitizer sees any step beyond it.
static float *values_of(const Tensor *tensor) {
  float *values = malloc(tensor->count * sizeof *values);
  if (!values && tensor->count) abort();
  to_float(tensor, values);
  return values;
}

static int dump(const char *path, const char *out) {
  Tensors tensors;
  FILE *file = fopen(out, "wb");
  if (!file || !read_any(path, &tensors)) {
    print_errors();
    return 1;
  }
  for (int i = 0; i < tensors.count; i++) {
    const Tensor *t = &tensors.tensor[i];
    printf("%s %s ", t->name, t->dtype_name);
    for (int k = 0; k < t->rank; k++) printf("%s%llu", k ? "x" : "", (unsigned long long)t->dim[k]);
    printf("\n");
    if (t->dtype == DTYPE_OTHER) continue;
    float *values = values_of(t);
    fwrite(values, sizeof *values, t->count, file);
    free(values);
  }
  return fclose(file);
}

static int pseudo(char **arg, int args) {
  static const char *const kind[] = {"weight", "bias", "gamma", "beta", "mean", "var"};
  Param param = {.name = arg[2], .rank = args - 6, .count = 1, .fan_in = atoi(arg[4]), .scale = atof(arg[5])};
  while (strcmp(kind[param.kind], arg[3]) != 0) param.kind++;
  for (int i = 0; i < param.rank; i++) {
    param.dim[i] = atoi(arg[6 + i]);
    param.count *= (size_t)param.dim[i];
  }
  Param *list[] = {&param};
  Graph graph = {.param = list, .params = 1};
  Options options = {.seed = strtoull(arg[1], NULL, 10)};
  weights(&graph, &options);
  for (size_t i = 0; i < param.count; i += 1 + param.count / 100)
    if (pseudo_random(options.seed, &param, i) != param.data[i]) return 1;
  FILE *file = fopen(arg[0], "wb");
  return !file || fwrite(param.data, sizeof(float), param.count, file) != param.count || fclose(file) != 0;
}

static int check(void) {
  char path[4096];
  while (fgets(path, sizeof path, stdin)) {
    path[strcspn(path, "\n")] = '\0';
    Tensors tensors;
    if (read_any(path, &tensors)) {
      for (int i = 0; i < tensors.count; i++)
        if (tensors.tensor[i].dtype != DTYPE_OTHER) free(values_of(&tensors.tensor[i]));
      fprintf(stderr, "ok\n");
    } else if (error_count() == 0) {
      fprintf(stderr, "refused without a message\n");
    }
    print_errors();
  }
  return 0;
}

static int npy(const char *path, char **arg, int rank) {
  size_t dim[8], count = 1;
  for (int i = 0; i < rank; i++) {
    dim[i] = (size_t)atoi(arg[i]);
    count *= dim[i];
  }
  double *values = NEW_ARRAY(double, count);
  for (size_t i = 0; i < count; i++) values[i] = (double)i;
  Bytes bytes = write_npy(values, rank, dim);
  stage_file(path, bytes.data, bytes.size);
  return !commit_files();
}

int main(int args, char **arg) {
  const char *mode = args > 1 ? arg[1] : "";
  if (strcmp(mode, "dump") == 0 && args == 4) return dump(arg[2], arg[3]);
  if (strcmp(mode, "pseudo") == 0 && args > 8 && args < 13) return pseudo(arg + 2, args - 2);
  if (strcmp(mode, "check") == 0 && args == 2) return check();
  if (strcmp(mode, "npy") == 0 && args > 2 && args < 12) return npy(arg[2], arg + 3, args - 3);
  return 2;
}
