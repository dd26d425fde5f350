// avx512.h - 16 lanes, 32 registers, fused multiply-add with a broadcast operand from memory.
//
// The facts below are read by the compiler (compiler/target.c); after them every paragraph is one word of the vector
// vocabulary, and an emitted file carries only the words that it uses. Tuned for the CPU whose scheduling model in
// Clang keeps all sums of a 14 x 2 tile in registers: with the default one it spills two of them. Loops begin at cache
// lines: ResNet-34 takes 0.96 of the time (Emerald Rapids).
//
//: target avx512 lanes 16 registers 32 math sleef extensions yes
//: cflags -march=x86-64-v4 -mtune=sapphirerapids -mprefer-vector-width=512 -falign-loops=64
//: needs avx512f avx512bw avx512dq avx512vl avx512cd
//: cpu skylakex ghz 2.6 fma 2 l1 32 l2 1024@48 l3 1408@8 match GenuineIntel 6 85 106 108
//: cpu emeraldrapids ghz 2.8 fma 2 loads 2 q 3 l1 48 l2 2048@40 l3 16384@8 match GenuineIntel 6 143 207 173 default
//: cpu zen4 ghz 3.7 fma 1 max 1 add 1 q 3 l1 32 l2 1024@32 l3 16384@27 match AuthenticAMD 25 16-31 96-127 160-175
//: cpu zen5 ghz 3.9 fma 2 max 2 add 2 l1 48 l2 1024@64 l3 16384@28 match AuthenticAMD 26 *

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

enum { VL = 16 };
typedef __m512 vf;

// p points to a whole vector, aligned to its size.
INLINE vf vload(const float *p) { return _mm512_load_ps(p); }

INLINE void vstore(float *p, vf x) { _mm512_store_ps(p, x); }

// p has the alignment of a float only.
INLINE vf vloadu(const float *p) { return _mm512_loadu_ps(p); }

INLINE void vstoreu(float *p, vf x) { _mm512_storeu_ps(p, x); }

// VL numbers of 16 bits as floats: IEEE half precision, or the upper halves of floats. p is aligned to 2 VL bytes.
INLINE vf vload_f16(const uint16_t *p) { return _mm512_cvtph_ps(_mm256_load_si256((const __m256i *)p)); }

INLINE vf vload_bf16(const uint16_t *p) {
  return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(_mm256_load_si256((const __m256i *)p)), 16));
}

// The first n lanes from p, zero in the others; 0 <= n <= VL.
INLINE vf vload_part(const float *p, int n) { return _mm512_maskz_loadu_ps((__mmask16)((1u << n) - 1), p); }

// Only the first n lanes are written.
INLINE void vstore_part(float *p, vf x, int n) { _mm512_mask_storeu_ps(p, (__mmask16)((1u << n) - 1), x); }

// Every second float from p on: p[0], p[2], … p[2 VL - 2]; nothing behind is read.
INLINE vf vload_even(const float *p) {
  const __m512i lane = _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 17, 19, 21, 23, 25, 27, 29, 31);
  return _mm512_permutex2var_ps(_mm512_loadu_ps(p), lane, _mm512_loadu_ps(p + 15));
}

INLINE vf vset(float x) { return _mm512_set1_ps(x); }

INLINE vf vadd(vf a, vf b) { return _mm512_add_ps(a, b); }

INLINE vf vsub(vf a, vf b) { return _mm512_sub_ps(a, b); }

INLINE vf vmul(vf a, vf b) { return _mm512_mul_ps(a, b); }

INLINE vf vdiv(vf a, vf b) { return _mm512_div_ps(a, b); }

// a * b + c
INLINE vf vfma(vf a, vf b, vf c) { return _mm512_fmadd_ps(a, b, c); }

// The larger; b where either is not a number.
INLINE vf vmax(vf a, vf b) { return _mm512_max_ps(a, b); }

// The smaller; b where either is not a number.
INLINE vf vmin(vf a, vf b) { return _mm512_min_ps(a, b); }

// The larger; not a number where either is.
INLINE vf vmax_nan(vf a, vf b) {
  return _mm512_mask_mov_ps(_mm512_max_ps(a, b), _mm512_cmp_ps_mask(a, a, _CMP_UNORD_Q), a);
}

// Sum of all lanes.
INLINE float vsum(vf x) { return _mm512_reduce_add_ps(x); }

// The largest lane.
INLINE float vmax_lane(vf x) { return _mm512_reduce_max_ps(x); }

// x, but for `lane`, which holds the value.
INLINE vf vput(vf x, int lane, float value) {
  return _mm512_mask_mov_ps(x, (__mmask16)(1u << lane), _mm512_set1_ps(value));
}

// Lane i takes what lane i ^ k holds, 0 <= k < VL: a b c d gives b a d c for k = 1, c d a b for k = 2.
INLINE vf vswap(vf x, int k) {
  __m512i lane = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  return _mm512_permutexvar_ps(_mm512_xor_si512(lane, _mm512_set1_epi32(k)), x);
}

// Lanes n and beyond take what lane n - 1 holds, 1 <= n.
INLINE vf vhold(vf x, int n) {
  __m512i lane = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  return _mm512_permutexvar_ps(_mm512_min_epi32(lane, _mm512_set1_epi32(n - 1)), x);
}

// Lane j of vector i and lane i of vector j change places; v has VL vectors.
INLINE void vtranspose(vf *v) {
  vf pair[16], four[16], eight[16];
  UNROLL for (int i = 0; i < 16; i += 2) {
    pair[i] = _mm512_unpacklo_ps(v[i], v[i + 1]);
    pair[i + 1] = _mm512_unpackhi_ps(v[i], v[i + 1]);
  }
  UNROLL for (int i = 0; i < 16; i++) {
    const int from = i / 4 * 4 + i % 4 / 2;
    four[i] = i % 2 ? _mm512_shuffle_ps(pair[from], pair[from + 2], _MM_SHUFFLE(3, 2, 3, 2))
                    : _mm512_shuffle_ps(pair[from], pair[from + 2], _MM_SHUFFLE(1, 0, 1, 0));
  }
  UNROLL for (int i = 0; i < 16; i++) {
    const int from = i / 8 * 8 + i % 4;
    eight[i] = i % 8 < 4 ? _mm512_shuffle_f32x4(four[from], four[from + 4], _MM_SHUFFLE(2, 0, 2, 0))
                         : _mm512_shuffle_f32x4(four[from], four[from + 4], _MM_SHUFFLE(3, 1, 3, 1));
  }
  UNROLL for (int i = 0; i < 8; i++) {
    v[i] = _mm512_shuffle_f32x4(eight[i], eight[i + 8], _MM_SHUFFLE(2, 0, 2, 0));
    v[i + 8] = _mm512_shuffle_f32x4(eight[i], eight[i + 8], _MM_SHUFFLE(3, 1, 3, 1));
  }
}

// The nearest whole number.
INLINE vf vround(vf x) { return _mm512_roundscale_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }

// x * 2^n for whole n in -252 .. 252.
INLINE vf vscale2(vf x, vf n) { return _mm512_scalef_ps(x, n); }

// x = m * 2^e with m in [sqrt(1/2), sqrt(2)), x > 0 and normal: returns m, stores e.
INLINE vf vsplit2(vf x, vf *e) {
  __m512i bits = _mm512_castps_si512(x), shifted = _mm512_sub_epi32(bits, _mm512_set1_epi32(0x3f3504f3));
  __m512i n = _mm512_srai_epi32(shifted, 23);
  *e = _mm512_cvtepi32_ps(n);
  return _mm512_castsi512_ps(_mm512_sub_epi32(bits, _mm512_slli_epi32(n, 23)));
}

vf Sleef_expf16_u10avx512f(vf);
INLINE vf vexp(vf x) { return Sleef_expf16_u10avx512f(x); }

vf Sleef_tanhf16_u10avx512f(vf);
INLINE vf vtanh(vf x) { return Sleef_tanhf16_u10avx512f(x); }

// The sum of four of Sleef_tanhf16_u10avx512f.
INLINE vf vtanh4(vf a, vf b, vf c, vf d) { return vadd(vadd(vtanh(a), vtanh(b)), vadd(vtanh(c), vtanh(d))); }

vf Sleef_powf16_u10avx512f(vf, vf);
INLINE vf vpow(vf x, vf y) { return Sleef_powf16_u10avx512f(x, y); }

// Asks for the line at p, which is read soon (near: into L1) or later (far: into L2).
#define prefetch_near(p) __builtin_prefetch(p, 0, 3)

#define prefetch_far(p) __builtin_prefetch(p, 0, 2)

// Keeps the pointer p in a register of its own: an FMA that reads memory by base and index is two operations on Intel.
#define in_register(p) __asm__("" : "+r"(p))
