// avx2.h - 8 lanes, 16 registers, fused multiply-add.
//
// The facts below are read by the compiler (compiler/target.c); after them every paragraph is one word of the vector
// vocabulary, and an emitted file carries only the words that it uses.
//
//: target avx2 lanes 8 registers 16 math sleef extensions yes
//: cflags -march=x86-64-v3 -falign-loops=64
//: needs avx2 fma f16c bmi2
//: cpu haswell ghz 3.2 fma 2 l1 32 l2 256@32 l3 2048@16 match GenuineIntel 6 60 63 69 70 61 71 79 86
//: cpu skylake ghz 3.6 fma 2 l1 32 l2 256@32 l3 2048@16 match GenuineIntel 6 78 94 142 158 165 166 default
//: cpu alderlake ghz 4.5 fma 2 l1 48 l2 1280@48 l3 3072@16 match GenuineIntel 6 151 154 183 186 191
//: cpu zen2 ghz 3.4 fma 2 l1 32 l2 512@32 l3 4096@22 match AuthenticAMD 23 *
//: cpu zen3 ghz 3.4 fma 2 l1 32 l2 512@32 l3 16384@24 match AuthenticAMD 25 0-15 32-95
//: cpu zen4 ghz 3.8 fma 2 q 3 l1 32 l2 1024@32 l3 16384@27 match AuthenticAMD 25 16-31 96-127 160-175
//: cpu zen5 ghz 4.1 fma 2 max 2 l1 48 l2 1024@64 l3 16384@28 match AuthenticAMD 26 *
//: cpu emeraldrapids ghz 3.0 fma 2 l1 48 l2 2048@40 l3 16384@8 match GenuineIntel 6 143 207 173

#include <immintrin.h>

#define INLINE static inline __attribute__((always_inline))

// One copy for all layers that call it.
#define SHARED static __attribute__((noinline))

#ifdef __clang__
#define UNROLL _Pragma("clang loop unroll(full)")
#define NOUNROLL _Pragma("clang loop unroll(disable)")
#else
#define UNROLL _Pragma("GCC unroll 64")
#define NOUNROLL _Pragma("GCC unroll 1")
#endif

// Of a table or a local array that vload and vstore may use.
#define ALIGNED __attribute__((aligned(64)))

enum { VL = 8 };
typedef __m256 vf;

// p points to a whole vector, aligned to its size.
INLINE vf vload(const float *p) { return _mm256_load_ps(p); }

INLINE void vstore(float *p, vf x) { _mm256_store_ps(p, x); }

// p has the alignment of a float only.
INLINE vf vloadu(const float *p) { return _mm256_loadu_ps(p); }

INLINE void vstoreu(float *p, vf x) { _mm256_storeu_ps(p, x); }

// VL numbers of 16 bits as floats: IEEE half precision, or the upper halves of floats. p is aligned to 2 VL bytes.
INLINE vf vload_f16(const uint16_t *p) { return _mm256_cvtph_ps(_mm_load_si128((const __m128i *)p)); }

INLINE vf vload_bf16(const uint16_t *p) {
  return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(_mm_load_si128((const __m128i *)p)), 16));
}

// All bits set in the first n lanes.
INLINE __m256i vmask(int n) {
  return _mm256_cmpgt_epi32(_mm256_set1_epi32(n), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

// The first n lanes from p, zero in the others; 0 <= n <= VL.
INLINE vf vload_part(const float *p, int n) { return _mm256_maskload_ps(p, vmask(n)); }

// Only the first n lanes are written.
INLINE void vstore_part(float *p, vf x, int n) { _mm256_maskstore_ps(p, vmask(n), x); }

// Every second float from p on: p[0], p[2], … p[2 VL - 2]; nothing behind is read.
INLINE vf vload_even(const float *p) {
  __m256 mixed = _mm256_shuffle_ps(_mm256_loadu_ps(p), _mm256_loadu_ps(p + 7), _MM_SHUFFLE(3, 1, 2, 0));
  return _mm256_castpd_ps(_mm256_permute4x64_pd(_mm256_castps_pd(mixed), _MM_SHUFFLE(3, 1, 2, 0)));
}

INLINE vf vset(float x) { return _mm256_set1_ps(x); }

INLINE vf vadd(vf a, vf b) { return _mm256_add_ps(a, b); }

INLINE vf vsub(vf a, vf b) { return _mm256_sub_ps(a, b); }

INLINE vf vmul(vf a, vf b) { return _mm256_mul_ps(a, b); }

INLINE vf vdiv(vf a, vf b) { return _mm256_div_ps(a, b); }

// a * b + c
INLINE vf vfma(vf a, vf b, vf c) { return _mm256_fmadd_ps(a, b, c); }

// The larger; b where either is not a number.
INLINE vf vmax(vf a, vf b) { return _mm256_max_ps(a, b); }

// The smaller; b where either is not a number.
INLINE vf vmin(vf a, vf b) { return _mm256_min_ps(a, b); }

// The larger; not a number where either is.
INLINE vf vmax_nan(vf a, vf b) { return _mm256_blendv_ps(_mm256_max_ps(a, b), a, _mm256_cmp_ps(a, a, _CMP_UNORD_Q)); }

// Sum of all lanes.
INLINE float vsum(vf x) {
  __m128 s = _mm_add_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));
  s = _mm_add_ps(s, _mm_movehl_ps(s, s));
  return _mm_cvtss_f32(_mm_add_ss(s, _mm_movehdup_ps(s)));
}

// The largest lane.
INLINE float vmax_lane(vf x) {
  __m128 s = _mm_max_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));
  s = _mm_max_ps(s, _mm_movehl_ps(s, s));
  return _mm_cvtss_f32(_mm_max_ss(s, _mm_movehdup_ps(s)));
}

// x, but for `lane`, which holds the value.
INLINE vf vput(vf x, int lane, float value) {
  __m256i here = _mm256_cmpeq_epi32(_mm256_set1_epi32(lane), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
  return _mm256_blendv_ps(x, _mm256_set1_ps(value), _mm256_castsi256_ps(here));
}

// Lane i takes what lane i ^ k holds, 0 <= k < VL: a b c d gives b a d c for k = 1, c d a b for k = 2.
INLINE vf vswap(vf x, int k) {
  __m256i lane = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  return _mm256_permutevar8x32_ps(x, _mm256_xor_si256(lane, _mm256_set1_epi32(k)));
}

// Lanes n and beyond take what lane n - 1 holds, 1 <= n.
INLINE vf vhold(vf x, int n) {
  __m256i lane = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  return _mm256_permutevar8x32_ps(x, _mm256_min_epi32(lane, _mm256_set1_epi32(n - 1)));
}

// Lane j of vector i and lane i of vector j change places; v has VL vectors.
INLINE void vtranspose(vf *v) {
  vf pair[8], four[8];
  UNROLL for (int i = 0; i < 8; i += 2) {
    pair[i] = _mm256_unpacklo_ps(v[i], v[i + 1]);
    pair[i + 1] = _mm256_unpackhi_ps(v[i], v[i + 1]);
  }
  UNROLL for (int i = 0; i < 8; i++) {
    const int from = i / 4 * 4 + i % 4 / 2;
    four[i] = i % 2 ? _mm256_shuffle_ps(pair[from], pair[from + 2], _MM_SHUFFLE(3, 2, 3, 2))
                    : _mm256_shuffle_ps(pair[from], pair[from + 2], _MM_SHUFFLE(1, 0, 1, 0));
  }
  UNROLL for (int i = 0; i < 4; i++) {
    v[i] = _mm256_permute2f128_ps(four[i], four[i + 4], 0x20);
    v[i + 4] = _mm256_permute2f128_ps(four[i], four[i + 4], 0x31);
  }
}

// The nearest whole number.
INLINE vf vround(vf x) { return _mm256_round_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }

// x * 2^n for whole n in -252 .. 252, in two steps so that each factor is a normal number.
INLINE vf vscale2(vf x, vf n) {
  __m256i whole = _mm256_cvtps_epi32(n), half = _mm256_srai_epi32(whole, 1), rest = _mm256_sub_epi32(whole, half);
  vf a = _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_add_epi32(half, _mm256_set1_epi32(127)), 23));
  vf b = _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_add_epi32(rest, _mm256_set1_epi32(127)), 23));
  return _mm256_mul_ps(_mm256_mul_ps(x, a), b);
}

// x = m * 2^e with m in [sqrt(1/2), sqrt(2)), x > 0 and normal: returns m, stores e.
INLINE vf vsplit2(vf x, vf *e) {
  __m256i bits = _mm256_castps_si256(x), shifted = _mm256_sub_epi32(bits, _mm256_set1_epi32(0x3f3504f3));
  __m256i n = _mm256_srai_epi32(shifted, 23);
  *e = _mm256_cvtepi32_ps(n);
  return _mm256_castsi256_ps(_mm256_sub_epi32(bits, _mm256_slli_epi32(n, 23)));
}

vf Sleef_expf8_u10avx2(vf);
INLINE vf vexp(vf x) { return Sleef_expf8_u10avx2(x); }

vf Sleef_tanhf8_u10avx2(vf);
INLINE vf vtanh(vf x) { return Sleef_tanhf8_u10avx2(x); }

// The sum of four of Sleef_tanhf8_u10avx2.
INLINE vf vtanh4(vf a, vf b, vf c, vf d) { return vadd(vadd(vtanh(a), vtanh(b)), vadd(vtanh(c), vtanh(d))); }

vf Sleef_powf8_u10avx2(vf, vf);
INLINE vf vpow(vf x, vf y) { return Sleef_powf8_u10avx2(x, y); }

// Asks for the line at p, which is read soon (near: into L1) or later (far: into L2).
#define prefetch_near(p) __builtin_prefetch(p, 0, 3)

#define prefetch_far(p) __builtin_prefetch(p, 0, 2)

// Keeps the pointer p in a register of its own: an FMA that reads memory by base and index is two operations on Intel.
#define in_register(p) __asm__("" : "+r"(p))
