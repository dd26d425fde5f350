// generic.h - one lane of strict C99: the same kernels run on any machine that has a C compiler.
//
// The facts below are read by the compiler (compiler/target.c); after them every paragraph is one word of the vector
// vocabulary, and an emitted file carries only the words that it uses.
//
//: target generic lanes 1 registers 16 math libm extensions no
//: cflags -std=c99
//: cpu any ghz 3.0 fma 1 l1 32 l2 512@16 l3 1024@16 default

#if defined(__GNUC__)
#define INLINE static inline __attribute__((always_inline))
#else
#define INLINE static inline
#endif

// One copy for all layers that call it.
#if defined(__GNUC__)
#define SHARED static __attribute__((noinline))
#else
#define SHARED static
#endif

#if defined(__clang__)
#define UNROLL _Pragma("clang loop unroll(full)")
#define NOUNROLL _Pragma("clang loop unroll(disable)")
#elif defined(__GNUC__)
#define UNROLL _Pragma("GCC unroll 64")
#define NOUNROLL _Pragma("GCC unroll 1")
#else
#define UNROLL
#define NOUNROLL
#endif

// Of a table or a local array that vload and vstore may use.
#define ALIGNED

enum { VL = 1 };
typedef float vf;

// p points to a whole vector, aligned to its size.
INLINE vf vload(const float *p) { return *p; }

INLINE void vstore(float *p, vf x) { *p = x; }

// p has the alignment of a float only.
INLINE vf vloadu(const float *p) { return *p; }

INLINE void vstoreu(float *p, vf x) { *p = x; }

// A number of 16 bits as a float. IEEE half precision: sign, 5 bits of exponent, 10 of fraction; exponent 0: the
// fraction in units of 2^-24, 31: infinite or not a number.
INLINE vf vload_f16(const uint16_t *p) {
  const uint32_t sign = (uint32_t)(*p & 0x8000) << 16, rest = *p & 0x7fff;
  const union { uint32_t bits; float value; } x = {sign | ((rest << 13) + ((rest < 0x7c00 ? 112u : 224u) << 23))};
  const float tiny = (float)rest * 0x1p-24f;
  return rest >= 0x0400 ? x.value : sign ? -tiny : tiny;
}

// The upper half of a float.
INLINE vf vload_bf16(const uint16_t *p) {
  const union { uint32_t bits; float value; } x = {(uint32_t)*p << 16};
  return x.value;
}

// The first n lanes from p, zero in the others; 0 <= n <= VL.
INLINE vf vload_part(const float *p, int n) {
  return n > 0 ? *p : 0.0f;
}

// Only the first n lanes are written.
INLINE void vstore_part(float *p, vf x, int n) {
  if (n > 0) *p = x;
}

// Every second float from p on: p[0], p[2], … p[2 VL - 2]; nothing behind is read.
INLINE vf vload_even(const float *p) { return *p; }

INLINE vf vset(float x) { return x; }

INLINE vf vadd(vf a, vf b) { return a + b; }

INLINE vf vsub(vf a, vf b) { return a - b; }

INLINE vf vmul(vf a, vf b) { return a * b; }

INLINE vf vdiv(vf a, vf b) { return a / b; }

// a * b + c
INLINE vf vfma(vf a, vf b, vf c) { return a * b + c; }

// The larger; b where either is not a number.
INLINE vf vmax(vf a, vf b) { return a > b ? a : b; }

// The smaller; b where either is not a number.
INLINE vf vmin(vf a, vf b) { return a < b ? a : b; }

// The larger; not a number where either is.
INLINE vf vmax_nan(vf a, vf b) { return a > b ? a : b >= a ? b : a + b; }

// Sum of all lanes.
INLINE float vsum(vf x) { return x; }

// The largest lane.
INLINE float vmax_lane(vf x) { return x; }

// x, but for `lane`, which holds the value.
INLINE vf vput(vf x, int lane, float value) { return lane == 0 ? value : x; }

// Lane i takes what lane i ^ k holds, 0 <= k < VL.
INLINE vf vswap(vf x, int k) {
  (void)k;
  return x;
}

// Lanes n and beyond take what lane n - 1 holds, 1 <= n.
INLINE vf vhold(vf x, int n) {
  (void)n;
  return x;
}

// Lane j of vector i and lane i of vector j change places; v has VL vectors.
INLINE void vtranspose(vf *v) { (void)v; }

// The nearest whole number.
INLINE vf vround(vf x) { return rintf(x); }

// x * 2^n for whole n in -252 .. 252.
INLINE vf vscale2(vf x, vf n) { return ldexpf(x, n >= -252.0f && n <= 252.0f ? (int)n : 0); }

// x = m * 2^e with m in [sqrt(1/2), sqrt(2)), x > 0 and normal: returns m, stores e.
INLINE vf vsplit2(vf x, vf *e) {
  int n;
  float m = frexpf(x, &n);
  *e = (float)(m < 0.70710678f ? n - 1 : n);
  return m < 0.70710678f ? 2.0f * m : m;
}

// Asks for the line at p, which is read soon (near: into L1) or later (far: into L2).
#define prefetch_near(p) ((void)(p))

#define prefetch_far(p) ((void)(p))

// Keeps the pointer p in a register of its own.
#define in_register(p) ((void)(p))
