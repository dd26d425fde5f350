// npy.c - one array as NumPy saves it.
//
//   6 bytes  \x93NUMPY
//   2 bytes  version 1.0, 2.0 or 3.0
//   2 bytes  (from version 2 on: 4) length of the header, little-endian
//   header   {'descr': '<f8', 'fortran_order': False, 'shape': (3, 224, 224), } and blanks up to a newline
//   values   in C order, to the end of the file
//
// In: the bytes of the file, or of a member of an npz. Out: a view of the values. The header is a Python dictionary;
// this reads the one form of it that describes a plain array, and calls anything else an error.
#include "cnnc.h"

#include <string.h>

#include "checked.h"

enum { MAX_HEADER = 10000, MAX_RANK = 8, MAX_DESCR = 32, PREAMBLE = 8 };

typedef struct {
  const char *at, *end;
} Text;

static void skip_blanks(Text *text) {
  while (text->at < text->end && (*text->at == ' ' || *text->at == '\n')) text->at++;
}

// Whether `word` comes next; then it is behind us.
static bool take(Text *text, const char *word) {
  skip_blanks(text);
  size_t n = strlen(word);
  if ((size_t)(text->end - text->at) < n || memcmp(text->at, word, n) != 0) return false;
  text->at += n;
  return true;
}

// A quoted string without escapes, or NULL.
static char *take_string(Text *text) {
  skip_blanks(text);
  if (text->at == text->end || (*text->at != '\'' && *text->at != '"')) return NULL;
  const char *from = text->at + 1, *to = from;
  while (to < text->end && *to != *text->at && *to >= ' ' && *to <= '~' && *to != '\\') to++;
  if (to == text->end || *to != *text->at || to - from > MAX_DESCR) return NULL;
  text->at = to + 1;
  return format("%.*s", (int)(to - from), from);
}

static bool take_number(Text *text, uint64_t *number) {
  skip_blanks(text);
  const char *from = text->at;
  while (text->at < text->end && *text->at >= '0' && *text->at <= '9') text->at++;
  return checked_decimal(from, (size_t)(text->at - from), number);
}

// () or (3,) or (3, 4) or (3, 4,)
static bool take_shape(Text *text, Tensor *tensor) {
  if (!take(text, "(")) return false;
  while (!take(text, ")")) {
    if (tensor->rank == MAX_RANK || !take_number(text, &tensor->dim[tensor->rank++])) return false;
    bool comma = take(text, ",");
    if (!comma && (tensor->rank == 1 || !take(text, ")"))) return false;
    if (!comma) return true;
  }
  return true;
}

static Dtype dtype_of(const char *descr) {
  if (strcmp(descr, "<f4") == 0) return DTYPE_F32;
  if (strcmp(descr, "<f2") == 0) return DTYPE_F16;
  return strcmp(descr, "<f8") == 0 ? DTYPE_F64 : DTYPE_OTHER;
}

// The result says what is wrong, or is NULL.
static const char *read_header(Text text, Tensor *tensor, bool *fortran) {
  bool descr = false, order = false, shape = false;
  if (!take(&text, "{")) return "the header is not a dictionary";
  while (!take(&text, "}")) {
    const char *key = take_string(&text);
    if (!key || !take(&text, ":")) return "the header is not a dictionary of plain keys";
    if (strcmp(key, "descr") == 0 && !descr) {
      descr = true;
      if (!(tensor->dtype_name = take_string(&text))) return "descr is not the name of a plain type";
      tensor->dtype = dtype_of(tensor->dtype_name);
    } else if (strcmp(key, "fortran_order") == 0 && !order) {
      order = true;
      *fortran = take(&text, "True");
      if (!*fortran && !take(&text, "False")) return "fortran_order is neither True nor False";
    } else if (strcmp(key, "shape") == 0 && !shape) {
      shape = true;
      if (!take_shape(&text, tensor)) return "shape is not a tuple of at most 8 numbers from 0";
    } else {
      return "the header has a key twice, or one that is not descr, fortran_order or shape";
    }
    if (!take(&text, ",")) {
      if (!take(&text, "}")) return "the header is not a dictionary";
      break;
    }
  }
  skip_blanks(&text);
  if (text.at != text.end) return "something follows the dictionary in the header";
  return descr && order && shape ? NULL : "the header lacks descr, fortran_order or shape";
}

bool view_npy(const char *path, Bytes file, Tensor *tensor) {
  *tensor = (Tensor){.name = path};
  const char *why = NULL;
  bool fortran = false;
  if (file.size < PREAMBLE + 2 || memcmp(file.data, "\x93NUMPY", 6) != 0) {
    error_in(path, "npy: does not begin as NumPy writes it");
    return false;
  }
  int version = file.data[6], size = version == 1 ? 2 : 4;
  uint64_t from = PREAMBLE + (uint64_t)size, to = 0;
  if (version < 1 || version > 3 || file.data[7] != 0) why = "the version is not 1.0, 2.0 or 3.0";
  else if (from > file.size) why = "the header is longer than the file (is it cut short?)";
  else {
    uint64_t length = little_endian(file.data + PREAMBLE, size);
    if (length > MAX_HEADER) why = "a header of more than 10000 bytes";
    else if (!checked_add(from, length, &to) || to > file.size)
      why = "the header is longer than the file (is it cut short?)";
    else why = read_header((Text){(const char *)file.data + from, (const char *)file.data + to}, tensor, &fortran);
  }
  if (!why && fortran) {
    error_in(path, "npy: fortran_order is True, but only C order is read");
    hint("numpy.save(FILE, numpy.ascontiguousarray(array))");
    return false;
  }
  if (!why && !tensor_view(file, to, file.size, tensor))
    why = "shape and descr do not give as many bytes as the file has";
  if (why) error_in(path, "npy: %s", why);
  return !why;
}

bool read_npy(const char *path, Bytes file, Tensor *tensor) {
  if (!view_npy(path, file, tensor)) return false;
  if (tensor->dtype != DTYPE_OTHER) return true;
  error_in(path, "npy: values of type %s, but only <f2, <f4 and <f8 are read", tensor->dtype_name);
  hint("numpy.save(FILE, array.astype('<f4'))");
  return false;
}

Bytes write_npy(const double *values, int rank, const size_t *dim) {
  size_t bytes = sizeof *values;
  char *shape = "";
  for (int i = 0; i < rank; i++) {
    shape = format("%s%zu,%s", shape, dim[i], i + 1 < rank ? " " : "");
    bytes *= dim[i];
  }
  if (rank > 1) shape[strlen(shape) - 1] = '\0';
  const char *dictionary = format("{'descr': '<f8', 'fortran_order': False, 'shape': (%s), }", shape);
  size_t length =
      (PREAMBLE + 2 + strlen(dictionary) + 1 + 63) / 64 * 64 - PREAMBLE - 2; // the values begin at a multiple of 64
  char *preamble =
      format("\x93NUMPY\x01%c%c%c%-*s\n", 0, (int)(length & 255), (int)(length >> 8), (int)length - 1, dictionary);
  size_t head = PREAMBLE + 2 + length;
  uint8_t *data = alloc(head + bytes);
  memcpy(data, preamble, head);
  memcpy(data + head, values, bytes);
  return (Bytes){data, head + bytes};
}
