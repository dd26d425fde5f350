// emulate_avx512.h - runs a file that was generated for AVX-512 on a machine that lacks it, slowly: included before its
// first line. simde defines most of the intrinsics; here is what its version 0.7.4 lacks of runtime/simd/avx512.h.
#pragma once
#define SIMDE_ENABLE_NATIVE_ALIASES
#include <simde/x86/avx512.h>
#include <simde/x86/fma.h>

static inline __attribute__((always_inline)) __m512 emulate_cvtepi32_ps(__m512i a) {
  float f[16];
  int i[16];
  __m512 result;
  __builtin_memcpy(i, &a, sizeof i);
  for (int k = 0; k < 16; k++) f[k] = (float)i[k];
  __builtin_memcpy(&result, f, sizeof f);
  return result;
}

static inline __attribute__((always_inline)) __m512i emulate_srai_epi32(__m512i a, int bits) {
  int i[16];
  __builtin_memcpy(i, &a, sizeof i);
  for (int k = 0; k < 16; k++) i[k] >>= bits;
  __builtin_memcpy(&a, i, sizeof i);
  return a;
}

static inline __attribute__((always_inline)) void emulate_mask_storeu_ps(float *p, unsigned mask, __m512 a) {
  float f[16];
  __builtin_memcpy(f, &a, sizeof f);
  for (int k = 0; k < 16; k++)
    if (mask >> k & 1) p[k] = f[k];
}

static inline __attribute__((always_inline)) __m512 emulate_maskz_loadu_ps(unsigned mask, const float *p) {
  float f[16];
  __m512 a;
  for (int k = 0; k < 16; k++) f[k] = mask >> k & 1 ? p[k] : 0.0f;
  __builtin_memcpy(&a, f, sizeof f);
  return a;
}

// Pairs of lanes 8 apart, then 4, 2 and 1, as the compilers' own headers do it.
static inline __attribute__((always_inline)) float emulate_reduce_ps(__m512 a, int largest) {
  float f[16];
  __builtin_memcpy(f, &a, sizeof f);
  for (int half = 8; half; half /= 2)
    for (int k = 0; k < half; k++) f[k] = !largest ? f[k] + f[k + half] : f[k] > f[k + half] ? f[k] : f[k + half];
  return f[0];
}

// simde's multiplies by 2^n, which is no float where n is beyond 127.
static inline __attribute__((always_inline)) __m512 emulate_scalef_ps(__m512 a, __m512 n)
{
  float f[16], power[16];
  __builtin_memcpy(f, &a, sizeof f);
  __builtin_memcpy(power, &n, sizeof power);
  for (int k = 0; k < 16; k++) f[k] = power[k] >= -300 && power[k] <= 300 ? __builtin_ldexpf(f[k], (int)power[k]) : f[k] * power[k];
  __builtin_memcpy(&a, f, sizeof f);
  return a;
}

static inline __attribute__((always_inline)) __m512 emulate_cvtph_ps(__m256i a) {
  __m128i half[2];
  __m256 wide[2];
  __m512 result;
  __builtin_memcpy(half, &a, sizeof half);
  for (int k = 0; k < 2; k++) wide[k] = _mm256_cvtph_ps(half[k]);
  __builtin_memcpy(&result, wide, sizeof result);
  return result;
}

static inline __attribute__((always_inline)) __m512i emulate_cvtepu16_epi32(__m256i a) {
  unsigned short narrow[16];
  unsigned wide[16];
  __m512i result;
  __builtin_memcpy(narrow, &a, sizeof narrow);
  for (int k = 0; k < 16; k++) wide[k] = narrow[k];
  __builtin_memcpy(&result, wide, sizeof result);
  return result;
}

#undef _mm512_scalef_ps
#define _mm512_scalef_ps(a, n) emulate_scalef_ps(a, n)
#define _mm512_cvtepi32_ps(a) emulate_cvtepi32_ps(a)
#define _mm512_srai_epi32(a, bits) emulate_srai_epi32(a, bits)
#define _mm512_mask_storeu_ps(p, mask, a) emulate_mask_storeu_ps(p, mask, a)
#define _mm512_maskz_loadu_ps(mask, p) emulate_maskz_loadu_ps(mask, p)
#define _mm512_reduce_add_ps(a) emulate_reduce_ps(a, 0)
#define _mm512_reduce_max_ps(a) emulate_reduce_ps(a, 1)
#define _mm512_cvtph_ps(a) emulate_cvtph_ps(a)
#define _mm512_cvtepu16_epi32(a) emulate_cvtepu16_epi32(a)
