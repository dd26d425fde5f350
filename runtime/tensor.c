// tensor.c - .npy in and out (NumPy's format 1 to 3): little-endian float32, float16 or float64 in C order.
//
//   \x93NUMPY 1 0 <length> {'descr': '<f4', 'fortran_order': False, 'shape': (16, 3, 224, 224), }   data
//
// A file may come from a stranger: the header is at most 10,000 bytes (NumPy's own limit), the shape is the network's
// or the file is refused, and its size must be what the shape says before anything is allocated. Pictures are read one
// at a time. Output is made in memory, written beside its place and renamed: a full disk leaves the old file as it was.
#include "runtime.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_HEADER = 10000, MAX_RANK = 8, ALIGNMENT = 64 };
static const char magic[] = "\x93NUMPY";

// ---- the header -----------------------------------------------------------------------------------------------------
static bool take(const char **at, const char *word) {
  while (**at == ' ') ++*at;
  if (strncmp(*at, word, strlen(word)) != 0) return false;
  *at += strlen(word);
  return true;
}

static bool take_key(const char **at, const char *key) {
  const char *start = *at;
  if ((take(at, "'") && take(at, key) && take(at, "'")) ||
      (*at = start, take(at, "\"") && take(at, key) && take(at, "\"")))
    return take(at, ":");
  *at = start;
  return false;
}

static bool take_number(const char **at, int64_t *number) {
  while (**at == ' ') ++*at;
  if (**at < '0' || **at > '9') return false;
  for (*number = 0; **at >= '0' && **at <= '9'; ++*at)
    if (__builtin_mul_overflow(*number, 10, number) || __builtin_add_overflow(*number, **at - '0', number))
      return false;
  return true;
}

static bool take_shape(const char **at, struct cnnc_tensor *tensor) {
  if (!take(at, "(")) return false;
  for (tensor->rank = 0; !take(at, ")"); tensor->rank++) {
    if (tensor->rank == MAX_RANK || !take_number(at, &tensor->dim[tensor->rank])) return false;
    if (take(at, ",")) continue;
    tensor->rank++;
    return take(at, ")");
  }
  return true;
}

static bool take_type(const char **at, char type[8]) {
  while (**at == ' ') ++*at;
  char quote = **at;
  if (quote != '\'' && quote != '"') return false;
  size_t length = strcspn(++*at, "'\"");
  if (length >= 8 || (*at)[length] != quote) return false;
  memcpy(type, *at, length);
  type[length] = 0;
  *at += length + 1;
  return true;
}

static bool parse_dictionary(const char *at, struct cnnc_tensor *tensor, char type[8], bool *fortran) {
  int seen = 0; // bits: each key once
  if (!take(&at, "{")) return false;
  while (!take(&at, "}")) {
    int key = take_key(&at, "descr") ? 1 : take_key(&at, "fortran_order") ? 2 : take_key(&at, "shape") ? 4 : 0;
    bool good = key == 1   ? take_type(&at, type)
                : key == 2 ? (*fortran = take(&at, "True")) || take(&at, "False")
                           : key == 4 && take_shape(&at, tensor);
    if (!good || seen & key) return false;
    seen |= key;
    if (!take(&at, ",") && *at != '}' && *at != ' ') return false;
  }
  return seen == 7 && at[strspn(at, " \n")] == 0;
}

static bool read_at(int file, void *data, size_t size, int64_t offset) {
  for (char *to = data; size;) {
    ssize_t n = pread(file, to, size, offset);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    to += n, size -= (size_t)n, offset += n;
  }
  return true;
}

static bool read_header(struct cnnc_tensor *tensor, int64_t size) {
  uint8_t start[12] = {0};
  char header[MAX_HEADER + 1], type[8] = "";
  bool fortran = false, good = size >= 12 && read_at(tensor->file, start, 12, 0) && memcmp(start, magic, 6) == 0;
  bool old = start[6] == 1;
  uint32_t length =
      start[8] | (uint32_t)start[9] << 8 | (old ? 0 : (uint32_t)start[10] << 16 | (uint32_t)start[11] << 24);
  tensor->begin = (old ? 10 : 12) + (int64_t)length;
  if (good && (start[6] < 1 || start[6] > 3 || start[7] != 0))
    return cnnc_error(tensor->path, ".npy format %d.%d, known are 1.0, 2.0 and 3.0", start[6], start[7]), false;
  if (good && length > MAX_HEADER)
    return cnnc_error(tensor->path, "a .npy header of %u bytes, but at most %d are read", length, MAX_HEADER), false;
  if (!good || tensor->begin > size || !read_at(tensor->file, header, length, old ? 10 : 12))
    return cnnc_error(tensor->path, "the .npy header is cut off"), false;
  header[length] = 0;
  if (strlen(header) != length || !parse_dictionary(header, tensor, type, &fortran))
    return cnnc_error(tensor->path, "malformed .npy header"), false;
  if (type[0] != '<' || type[1] != 'f' || !type[2] || !strchr("248", type[2]) || type[3]) {
    cnnc_error(tensor->path, "elements of type '%s', but '<f4', '<f2' or '<f8' is needed", type);
    return cnnc_hint("save x.astype(\"<f4\")"), false;
  }
  if (fortran) {
    cnnc_error(tensor->path, "the array is in Fortran order");
    return cnnc_hint("save numpy.ascontiguousarray(x)"), false;
  }
  tensor->kind = type[2];
  return true;
}

// ---- reading --------------------------------------------------------------------------------------------------------
static void refuse_shape(const struct cnnc_tensor *tensor, const int shape[3]) {
  char text[24 * MAX_RANK + 1] = "";
  size_t used = 0;
  for (int i = 0; i < tensor->rank; i++)
    used += (size_t)snprintf(text + used, sizeof text - used, "%s%lld", i ? ", " : "", (long long)tensor->dim[i]);
  cnnc_error(tensor->path, "shape [%s], but the network takes [%d, %d, %d] or a batch [N, %d, %d, %d]", text, shape[0],
             shape[1], shape[2], shape[0], shape[1], shape[2]);
}

static bool check_shape(struct cnnc_tensor *tensor, const int shape[3], int64_t size) {
  bool batch = tensor->rank == 4, good = batch || tensor->rank == 3;
  int64_t bytes = tensor->kind - '0', items = batch ? tensor->dim[0] : 1;
  for (int i = 0; i < 3 && good; i++) {
    good = tensor->dim[i + batch] == shape[i];
    bytes *= shape[i]; // the network's own numbers: below 2^31 elements
  }
  if (!good || items == 0) return refuse_shape(tensor, shape), false;
  if (__builtin_mul_overflow(bytes, items, &bytes) || bytes != size - tensor->begin) {
    cnnc_error(tensor->path, "%lld bytes of data do not make the shape that the header says",
               (long long)(size - tensor->begin));
    return false;
  }
  tensor->items = items;
  tensor->row = cnnc_alloc((size_t)(bytes / items), 1);
  return true;
}

bool cnnc_tensor_is(const char *path) {
  char start[6] = {0};
  int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  bool is = file >= 0 && read_at(file, start, sizeof start, 0) && memcmp(start, magic, 6) == 0;
  if (file >= 0) close(file);
  return is;
}

bool cnnc_tensor_open(const char *path, const int shape[3], struct cnnc_tensor *tensor) {
  struct stat info;
  *tensor = (struct cnnc_tensor){.path = path, .file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  if (tensor->file < 0 || fstat(tensor->file, &info) != 0) {
    cnnc_error(path, "cannot read: %s", strerror(errno));
  } else if (!S_ISREG(info.st_mode)) {
    cnnc_error(path, "not a regular file");
  } else if (read_header(tensor, info.st_size) && check_shape(tensor, shape, info.st_size)) {
    return true;
  }
  cnnc_tensor_close(tensor);
  return false;
}

void cnnc_tensor_close(struct cnnc_tensor *tensor) {
  if (tensor->file >= 0) close(tensor->file);
  tensor->file = -1;
  free(tensor->row);
  tensor->row = NULL;
}

static float half_to_float(uint16_t half) {
  uint32_t sign = (uint32_t)(half & 0x8000) << 16, exponent = half >> 10 & 31, fraction = half & 1023, bits;
  float value;
  if (exponent == 0) return (sign ? -1.0f : 1.0f) * (float)fraction * 0x1p-24f;
  bits = sign | (exponent == 31 ? 255u : exponent + 112) << 23 | fraction << 13;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static float element(const uint8_t *row, char kind, size_t i) {
  union {
    uint16_t half;
    float single;
    double real;
  } value;
  memcpy(&value, row + i * (size_t)(kind - '0'), (size_t)(kind - '0'));
  return kind == '2' ? half_to_float(value.half) : kind == '4' ? value.single : (float)value.real;
}

bool cnnc_tensor_read(struct cnnc_tensor *tensor, int64_t item, float *input) {
  size_t count = 1, size = (size_t)(tensor->kind - '0');
  for (int i = tensor->rank - 3; i < tensor->rank; i++) count *= (size_t)tensor->dim[i];
  uint8_t *row = size == sizeof *input ? (uint8_t *)input : tensor->row;
  if (!read_at(tensor->file, row, count * size, tensor->begin + item * (int64_t)(count * size)))
    return cnnc_error(tensor->path, "cannot read: %s", errno ? strerror(errno) : "the file became shorter"), false;
  for (size_t i = 0; i < count; i++) input[i] = element(row, tensor->kind, i);
  return true;
}

// ---- writing --------------------------------------------------------------------------------------------------------
static bool write_all(int file, const void *data, size_t size) {
  for (const char *from = data; size;) {
    ssize_t n = write(file, from, size);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    from += n, size -= (size_t)n;
  }
  return true;
}

// The data begins at a multiple of 64 bytes, as NumPy has it.
static size_t make_header(const struct cnnc_array *array, char header[256]) {
  char shape[80];
  size_t used = (size_t)snprintf(shape, sizeof shape, "%zu,", array->rows);
  for (int i = 0; i < array->rank; i++)
    used += (size_t)snprintf(shape + used, sizeof shape - used, " %d%s", array->dim[i], i + 1 < array->rank ? "," : "");
  int length = snprintf(header, 256, "%sXXXX{'descr': '<f4', 'fortran_order': False, 'shape': (%s), }", magic, shape);
  size_t size = ((size_t)length / ALIGNMENT + 1) * ALIGNMENT;
  memset(header + length, ' ', size - (size_t)length);
  memcpy(header + 6, (char[]){1, 0, (char)(size - 10), 0}, 4);
  header[size - 1] = '\n';
  return size;
}

// A device or a pipe is written as it is.
static bool write_array(struct cnnc_array *array) {
  struct stat info;
  char header[256];
  size_t header_size = make_header(array, header);
  bool exists = stat(array->path, &info) == 0;
  if (exists && S_ISDIR(info.st_mode)) return cnnc_error(array->path, "cannot write: it is a directory"), false;
  bool device = exists && !S_ISREG(info.st_mode);
  char *temporary = cnnc_alloc(strlen(array->path) + 32, 1);
  sprintf(temporary, device ? "%s" : "%s.%ld.part", array->path, (long)getpid());
  int file = open(temporary, O_WRONLY | O_CREAT | O_CLOEXEC | (device ? 0 : O_EXCL), 0666);
  bool good = file >= 0 && write_all(file, header, header_size) &&
              write_all(file, array->data, array->rows * array->row * sizeof *array->data);
  int reason = errno;
  if (file >= 0 && close(file) != 0 && good) good = false, reason = errno;
  if (!good) cnnc_error(array->path, "cannot write: %s", strerror(reason));
  if (file >= 0 && !device) array->temporary = temporary;
  else free(temporary);
  return good;
}

bool cnnc_arrays_write(struct cnnc_array *array, int count) {
  bool good = true;
  for (int i = 0; i < count && good; i++) good = write_array(&array[i]);
  for (int i = 0; i < count; i++) {
    if (!array[i].temporary) continue;
    if (good && rename(array[i].temporary, array[i].path) != 0) {
      cnnc_error(array[i].path, "cannot write: %s", strerror(errno));
      good = false;
    }
    if (!good) unlink(array[i].temporary);
    free(array[i].temporary);
    array[i].temporary = NULL;
  }
  return good;
}
