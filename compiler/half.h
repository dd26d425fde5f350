// half.h - numbers of 16 bits and what a float is as one: IEEE half precision, and the upper half of a float.
//
//         sign  exponent  fraction    largest   smallest normal   relative error of rounding
//   f16      1         5        10      65504             6e-05   2^-11 at most
//   bf16     1         8         7    3.4e+38             1e-38   2^-8
//
// Rounding is to the nearest, of two equally near ones to the even; what is beyond the largest becomes infinite.
#pragma once
#include <stdint.h>
#include <string.h>

static inline uint32_t bits_of_float(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

static inline float float_of_bits(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

// x / 2^shift, rounded.
static inline uint32_t round_bits(uint32_t x, uint32_t shift) {
  return (x + (1u << (shift - 1)) - 1 + (x >> shift & 1)) >> shift;
}

static inline float f16_to_float(uint16_t half) {
  uint32_t sign = (uint32_t)(half & 0x8000) << 16, exponent = half >> 10 & 31, fraction = half & 1023;
  if (exponent == 0) {
    float tiny = (float)fraction * 0x1p-24f;
    return sign ? -tiny : tiny;
  }
  return float_of_bits(sign | (exponent == 31 ? 255u : exponent + 112) << 23 | fraction << 13);
}

// A fraction that rounds up to 2 runs over into the exponent, which is right.
static inline uint16_t float_to_f16(float value) {
  uint32_t bits = bits_of_float(value), sign = bits >> 16 & 0x8000, rest = bits & 0x7fffffff, exponent = rest >> 23;
  if (rest > 0x7f800000) return (uint16_t)(sign | 0x7e00); // not a number
  if (exponent >= 127 + 16) return (uint16_t)(sign | 0x7c00);
  if (exponent >= 127 - 14) return (uint16_t)(sign | round_bits(rest - (112u << 23), 13));
  if (exponent < 127 - 25) return (uint16_t)sign; // less than half of 2^-24
  return (uint16_t)(sign | round_bits((rest & 0x7fffff) | 0x800000, 126 - exponent)); // in units of 2^-24
}

static inline float bf16_to_float(uint16_t half) { return float_of_bits((uint32_t)half << 16); }

static inline uint16_t float_to_bf16(float value) {
  uint32_t bits = bits_of_float(value);
  if ((bits & 0x7fffffff) > 0x7f800000) return (uint16_t)(bits >> 16 | 0x0040);
  return (uint16_t)round_bits(bits, 16);
}
