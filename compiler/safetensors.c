// safetensors.c - finds the tensors of a safetensors file; the values stay where they are.
//
//   8 bytes  length n of the header, little-endian
//   n bytes  {"conv1.weight": {"dtype": "F32", "shape": [64, 3, 7, 7], "data_offsets": [0, 37632]}, ...}
//   values   offsets count from here; nothing is aligned
//
// In: the mapped bytes. Out: one Tensor a key, in the order of the header. Required, as by the reference
// implementation: no key twice, no gap, no overlap, no byte left over. Hostile files: depth and number of JSON values
// are bounded by a scan before the parser sees the header, so that it takes at most some 150 MB however the header
// looks.
#include "cnnc.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "checked.h"

enum { LENGTH_SIZE = 8, MAX_HEADER = 16 << 20, MAX_DEPTH = 3, MAX_VALUES = 1 << 19, MAX_RANK = 8 };

typedef struct {
  uint64_t begin, end;
  const char *name;
} Range;

static bool fail(const char *path, const char *name, const char *why) {
  error_in(path, "safetensors: %s%s%s", name ? format("%.100s", printable(name)) : "", name ? ": " : "", why);
  return false;
}

// The parser recurses and allocates for each value: it must meet neither a deep nor an endless list.
static bool is_modest(const char *json, size_t size) {
  int depth = 0, values = 0;
  bool quoted = false;
  for (size_t i = 0; i < size; i++) {
    if (quoted) {
      if (json[i] == '\\') i++;
      else if (json[i] == '"') quoted = false;
      continue;
    }
    if (json[i] == '"') quoted = true;
    if (json[i] == '{' || json[i] == '[') depth++, values++;
    if (json[i] == '}' || json[i] == ']') depth--;
    if (json[i] == ',') values++;
    if (depth > MAX_DEPTH || values > MAX_VALUES) return false;
  }
  return true;
}

// A list of at most `room` numbers that are not negative; the result is how many, or -1.
static int read_numbers(const json_t *list, uint64_t *number, size_t room) {
  if (!json_is_array(list) || json_array_size(list) > room) return -1;
  for (size_t i = 0; i < json_array_size(list); i++) {
    const json_t *item = json_array_get(list, i);
    if (!json_is_integer(item) || !checked_unsigned(json_integer_value(item), &number[i])) return -1;
  }
  return (int)json_array_size(list);
}

static Dtype dtype_of(const char *name) {
  static const char *const known[] = {
    [DTYPE_F32] = "F32", [DTYPE_F16] = "F16", [DTYPE_BF16] = "BF16", [DTYPE_F64] = "F64"};
  for (int i = 0; i < DTYPE_OTHER; i++)
    if (strcmp(name, known[i]) == 0) return (Dtype)i;
  return DTYPE_OTHER;
}

static bool read_entry(const char *path, Bytes file, uint64_t values_at, const char *key, const json_t *entry,
                       Tensor *tensor, Range *range) {
  const json_t *dtype = json_object_get(entry, "dtype"), *shape = json_object_get(entry, "shape");
  const json_t *offsets = json_object_get(entry, "data_offsets");
  if (json_object_size(entry) != 3 || !json_is_string(dtype) || !shape || !offsets)
    return fail(path, key, "needs dtype, shape and data_offsets, and nothing else");
  uint64_t offset[2];
  tensor->name = format("%s", key);
  tensor->dtype = dtype_of(json_string_value(dtype));
  tensor->dtype_name = format("%.20s", json_string_value(dtype));
  tensor->rank = read_numbers(shape, tensor->dim, MAX_RANK);
  if (tensor->rank < 0) return fail(path, key, "shape is not a list of at most 8 numbers from 0");
  if (read_numbers(offsets, offset, 2) != 2) return fail(path, key, "data_offsets are not two numbers from 0");
  if (!checked_add(values_at, offset[0], &range->begin) || !checked_add(values_at, offset[1], &range->end))
    return fail(path, key, "data_offsets lie beyond the end of the file");
  range->name = tensor->name;
  if (tensor_view(file, range->begin, range->end, tensor)) return true;
  if (range->end > file.size) return fail(path, key, "data_offsets lie beyond the end of the file (is it cut short?)");
  if (range->begin > range->end) return fail(path, key, "data_offsets run backwards");
  if (tensor->count > INT32_MAX) return fail(path, key, "more than 2147483647 values");
  return fail(path, key, "shape and dtype do not give as many bytes as data_offsets");
}

static bool is_metadata(json_t *entry) {
  const char *key;
  json_t *value;
  if (!json_is_object(entry)) return false;
  json_object_foreach(entry, key, value) if (!json_is_string(value)) return false;
  return true;
}

static int compare_ranges(const void *a, const void *b) {
  const Range *x = a, *y = b;
  if (x->begin != y->begin) return x->begin < y->begin ? -1 : 1;
  return (x->end > y->end) - (x->end < y->end);
}

// The ranges, one behind the other, are the values: all of them, each once.
static bool check_ranges(const char *path, Range *range, int count, uint64_t from, uint64_t to) {
  if (count) qsort(range, (size_t)count, sizeof *range, compare_ranges);
  for (int i = 0; i < count; i++) {
    if (range[i].begin != from)
      return fail(path, range[i].name,
                  range[i].begin < from ? "overlaps another tensor" : "a gap lies before its values");
    from = range[i].end;
  }
  return from == to || fail(path, NULL, "bytes after the last tensor");
}

static bool read_entries(const char *path, Bytes file, uint64_t values_at, json_t *header, Tensors *tensors) {
  const char *key;
  json_t *entry;
  Tensor *tensor = NEW_ARRAY(Tensor, json_object_size(header));
  Range *range = NEW_ARRAY(Range, json_object_size(header));
  int count = 0;
  json_object_foreach(header, key, entry) {
    if (strcmp(key, "__metadata__") == 0) {
      if (!is_metadata(entry)) return fail(path, key, "not an object of strings");
      continue;
    }
    if (!read_entry(path, file, values_at, key, entry, &tensor[count], &range[count])) return false;
    count++;
  }
  *tensors = (Tensors){tensor, count};
  return check_ranges(path, range, count, values_at, file.size);
}

bool read_safetensors(const char *path, Bytes file, Tensors *tensors) {
  if (file.size < LENGTH_SIZE) return fail(path, NULL, "shorter than the 8 bytes that every such file begins with");
  uint64_t length = little_endian(file.data, LENGTH_SIZE), values_at;
  if (length > MAX_HEADER) {
    fail(path, NULL, format("a header of %llu bytes, but at most %d are read", (unsigned long long)length, MAX_HEADER));
    hint("it may be a file of another kind");
    return false;
  }
  if (!checked_add(length, LENGTH_SIZE, &values_at) || values_at > file.size)
    return fail(path, NULL, "the header is longer than the file (is it cut short?)");
  const char *json = (const char *)file.data + LENGTH_SIZE;
  if (length == 0 || json[0] != '{') return fail(path, NULL, "the header does not begin with {");
  if (!is_modest(json, (size_t)length))
    return fail(path, NULL, "the header is nested too deeply or has too many values");
  json_error_t error;
  json_t *header = json_loadb(json, (size_t)length, JSON_REJECT_DUPLICATES, &error);
  if (!header) return fail(path, NULL, format("the header is not JSON: %s", printable(error.text)));
  bool good = read_entries(path, file, values_at, header, tensors);
  json_decref(header);
  return good;
}
