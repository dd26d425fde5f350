// checked.h - arithmetic on numbers that come from a file: each function says with false that the true result does not
// fit.
//
//   uint64_t bytes, end;                      // a header claims 2^62 values of four bytes
//   if (!checked_mul(count, 4, &bytes) || !checked_add(begin, bytes, &end) || end > file.size) ...an error
//
// Nothing else calculates with such numbers: a size that wraps round makes a small buffer for a big tensor.
#pragma once
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline bool checked_add(uint64_t a, uint64_t b, uint64_t *out) { return !__builtin_add_overflow(a, b, out); }

static inline bool checked_sub(uint64_t a, uint64_t b, uint64_t *out) { return !__builtin_sub_overflow(a, b, out); }

static inline bool checked_mul(uint64_t a, uint64_t b, uint64_t *out) { return !__builtin_mul_overflow(a, b, out); }

// The next multiple of `to`, which is not zero.
static inline bool checked_align(uint64_t x, uint64_t to, uint64_t *out) {
  return checked_add(x, to - 1, out) && checked_mul(*out / to, to, out);
}

static inline bool checked_int(uint64_t x, int *out) {
  *out = x <= INT_MAX ? (int)x : 0;
  return x <= INT_MAX;
}

static inline bool checked_unsigned(int64_t x, uint64_t *out) {
  *out = x >= 0 ? (uint64_t)x : 0;
  return x >= 0;
}

// A number of decimal digits and nothing else: no sign, no blank, no locale.
static inline bool checked_decimal(const char *text, size_t length, uint64_t *out) {
  *out = 0;
  for (size_t i = 0; i < length; i++) {
    if (text[i] < '0' || text[i] > '9') return false;
    if (!checked_mul(*out, 10, out) || !checked_add(*out, (uint64_t)(text[i] - '0'), out)) return false;
  }
  return length > 0;
}

// `size` bytes, the lowest first: fields of binary headers.
static inline uint64_t little_endian(const uint8_t *bytes, int size) {
  uint64_t x = 0;
  for (int i = size; i-- > 0;) x = x << 8 | bytes[i];
  return x;
}
