// words.c - each word of runtime/simd against its definition, with what is not a number, infinite, denormal or minus
// zero; and the accuracy of exp, tanh and pow of runtime/kernels/math_builtin.h against the C library's in double. See
// guard.h.
//
// Each check fills a vector with different operands lane by lane, so that a wrong lane cannot hide.
#include "guard.h"

#include "math_words.h"

static const float special[] = {
  0.0f,   -0.0f,  1.0f,   -1.0f,   0.5f,       1.5f,  2.5f,      -2.5f,      -0.3f, 3e38f,
  -3e38f, 1e-30f, 1e-40f, -1e-45f, 8388609.0f, -1e9f, HUGE_VALF, -HUGE_VALF, NAN,
};
enum { SPECIALS = sizeof special / sizeof *special };

static void expect_true(int good, const char *word, double a, double b, double got) {
  if (good) passed++;
  else if (failed++ < MOST_FAILURES) printf("FAILED %s of %g and %g gives %g\n", word, a, b, got);
}

static int same(float a, float b) { return to_bits(a) == to_bits(b) || (isnan(a) && isnan(b)); }

// Vectors of which lane i is the value number first + i of the specials.
static vf vector_from(int first) {
  float lane[VL];
  for (int i = 0; i < VL; i++) lane[i] = special[(first + i) % SPECIALS];
  return vloadu(lane);
}

// ---- of one or two values -------------------------------------------------------------------------------------------
typedef vf (*word2)(vf, vf);
typedef float (*scalar2)(float, float);

static vf add_v(vf a, vf b) { return vadd(a, b); }
static vf sub_v(vf a, vf b) { return vsub(a, b); }
static vf mul_v(vf a, vf b) { return vmul(a, b); }
static vf div_v(vf a, vf b) { return vdiv(a, b); }
static vf max_v(vf a, vf b) { return vmax(a, b); }
static vf min_v(vf a, vf b) { return vmin(a, b); }
static vf max_nan_v(vf a, vf b) { return vmax_nan(a, b); }
static vf round_v(vf a, vf b) { return (void)b, vround(a); }

static float add_s(float a, float b) { return a + b; }
static float sub_s(float a, float b) { return a - b; }
static float mul_s(float a, float b) { return a * b; }
static float div_s(float a, float b) { return a / b; }
static float max_s(float a, float b) { return a > b ? a : b; } // b where either is not a number
static float min_s(float a, float b) { return a < b ? a : b; }
static float max_nan_s(float a, float b) { return isnan(a) || isnan(b) ? NAN : a > b ? a : b; }
static float round_s(float a, float b) { return (void)b, rintf(a); }

static void check_pairs(void) {
  static const struct {
    const char *name;
    word2 word;
    scalar2 right;
  } words[] = {
    {"vadd", add_v, add_s},
    {"vsub", sub_v, sub_s},
    {"vmul", mul_v, mul_s},
    {"vdiv", div_v, div_s},
    {"vmax", max_v, max_s},
    {"vmin", min_v, min_s},
    {"vmax_nan", max_nan_v, max_nan_s},
    {"vround", round_v, round_s},
  };
  for (size_t w = 0; w < sizeof words / sizeof *words; w++)
    for (int a = 0; a < SPECIALS; a++)
      for (int b = 0; b < SPECIALS; b++) {
        float lane[VL];
        vstoreu(lane, words[w].word(vector_from(a), vector_from(b)));
        for (int i = 0; i < VL; i++) {
          float x = special[(a + i) % SPECIALS], y = special[(b + i) % SPECIALS];
          expect_true(same(lane[i], words[w].right(x, y)), words[w].name, (double)x, (double)y, (double)lane[i]);
        }
      }
}

// a * b + c, with one rounding or with two.
static void check_fma(void) {
  for (int n = 0; n < 2000; n++) {
    float a[VL], b[VL], c[VL], got[VL];
    for (int i = 0; i < VL; i++) {
      int any = n < 500;
      a[i] = any ? special[pick(0, SPECIALS - 1)] : (float)nonzero(1 << 20) / 1024;
      b[i] = any ? special[pick(0, SPECIALS - 1)] : (float)nonzero(1 << 20) / 1024;
      c[i] = any ? special[pick(0, SPECIALS - 1)] : -a[i] * b[i] + (float)pick(-1, 1);
    }
    vstoreu(got, vfma(vloadu(a), vloadu(b), vloadu(c)));
    for (int i = 0; i < VL; i++) {
      volatile float product = a[i] * b[i];
      int good = same(got[i], fmaf(a[i], b[i], c[i])) || same(got[i], product + c[i]);
      expect_true(good, "vfma", (double)a[i], (double)b[i], (double)got[i]);
    }
  }
}

// ---- memory ---------------------------------------------------------------------------------------------------------
// n of `size` lanes at both guard pages; a fault is a failure.
static void check_part(int n, int side) {
  if (sigsetjmp(after_fault, 1)) {
    expect_true(0, "vload_part or vstore_part (faults)", n, side, 0);
    return;
  }
  float *from = place(0, (size_t)n, side), *to = place(1, (size_t)n, side), lane[VL];
  for (int i = 0; i < n; i++) from[i] = (float)(i + 1);
  vf x = vload_part(from, n);
  vstoreu(lane, x);
  for (int i = 0; i < VL; i++)
    expect_true(same(lane[i], i < n ? (float)(i + 1) : 0.0f), "vload_part", n, i, (double)lane[i]);
  for (int i = 0; i < VL; i++) lane[i] = (float)(i + 5);
  x = vloadu(lane);
  vstore_part(to, x, n);
  for (int i = 0; i < n; i++) expect_true(same(to[i], (float)(i + 5)), "vstore_part", n, i, (double)to[i]);
  float inside[3 * VL];
  poison(inside, 3 * VL);
  vstore_part(inside + VL - 1, x, n);
  for (int i = 0; i < 3 * VL; i++) {
    int written = i >= VL - 1 && i < VL - 1 + n;
    expect_true(written ? same(inside[i], (float)(i - VL + 6)) : is_poison(inside[i]), "vstore_part around", n, i,
                (double)inside[i]);
  }
}

// Whole vectors: aligned ones at the guard page, and one float away from it.
static void check_whole(int side) {
  if (sigsetjmp(after_fault, 1)) {
    expect_true(0, "vload or vstore (faults)", side, 0, 0);
    return;
  }
  float *from = place(0, VL, side), *to = place(1, VL, side);
  float *odd_from = place(2, VL + 1, side) + !side, *odd_to = place(3, VL + 1, side) + !side;
  for (int i = 0; i < VL; i++) from[i] = odd_from[i] = special[i % SPECIALS];
  vstore(to, vload(from));
  vstoreu(odd_to, vloadu(odd_from));
  for (int i = 0; i < VL; i++) {
    expect_true(same(to[i], from[i]), "vstore of vload", i, side, (double)to[i]);
    expect_true(same(odd_to[i], from[i]), "vstoreu of vloadu", i, side, (double)odd_to[i]);
  }
  expect_true(is_poison(odd_to[side ? VL : -1]), "vstoreu around", side, 0, 0);
  float *apart = place(0, 2 * VL - 1, side), lane[VL];
  for (int i = 0; i < 2 * VL - 1; i++) apart[i] = special[i % SPECIALS];
  vstoreu(lane, vload_even(apart));
  for (int i = 0; i < VL; i++) expect_true(same(lane[i], apart[2 * i]), "vload_even", i, side, (double)lane[i]);
}

static void check_memory(void) {
  for (volatile int side = 0; side < 2; side++) {
    for (volatile int n = 0; n <= VL; n++) check_part(n, side);
    check_whole(side);
  }
}

// ---- of all lanes ---------------------------------------------------------------------------------------------------
static void check_lanes(void) {
  for (int at = 0; at < VL; at++)
    for (int n = 0; n < 50; n++) {
      float lane[VL], sum = 0;
      for (int i = 0; i < VL; i++) lane[i] = (float)(i == at ? 1001 : nonzero(1000)) - 2000.0f, sum += lane[i];
      expect_true(same(vsum(vloadu(lane)), sum), "vsum", at, n, (double)vsum(vloadu(lane)));
      expect_true(same(vmax_lane(vloadu(lane)), -999.0f), "vmax_lane", at, n, (double)vmax_lane(vloadu(lane)));
      vstoreu(lane, vset((float)n - 0.5f));
      expect_true(same(lane[at], (float)n - 0.5f), "vset", at, n, (double)lane[at]);
    }
}

static void check_places(void) {
  float lane[VL], got[VL];
  for (int i = 0; i < VL; i++) lane[i] = (float)(i + 1);
  for (int k = 0; k < VL; k++) {
    vstoreu(got, vput(vloadu(lane), k, -3.5f));
    for (int i = 0; i < VL; i++) expect_true(same(got[i], i == k ? -3.5f : lane[i]), "vput", k, i, (double)got[i]);
    vstoreu(got, vswap(vloadu(lane), k));
    for (int i = 0; i < VL; i++) expect_true(same(got[i], lane[i ^ k]), "vswap", k, i, (double)got[i]);
  }
  vf rows[VL];
  for (int i = 0; i < VL; i++) {
    for (int k = 0; k < VL; k++) lane[k] = (float)(i * VL + k);
    rows[i] = vloadu(lane);
  }
  vtranspose(rows);
  for (int i = 0; i < VL; i++) {
    vstoreu(got, rows[i]);
    for (int k = 0; k < VL; k++)
      expect_true(same(got[k], (float)(k * VL + i)), "vtranspose", i, k, (double)got[k]);
  }
  for (int i = 0; i < VL; i++) lane[i] = (float)(i + 1);
  for (int n = 1; n <= VL; n++) {
    vstoreu(got, vhold(vloadu(lane), n));
    for (int i = 0; i < VL; i++) expect_true(same(got[i], lane[i < n ? i : n - 1]), "vhold", n, i, (double)got[i]);
  }
}

// ---- powers of two --------------------------------------------------------------------------------------------------
static void check_scale2(void) {
  static const float factor[] = {1.0f, 0.5f, 1.9999999f, -1.3333334f, 0.70710677f, 0.0f, HUGE_VALF};
  for (int n = -252; n <= 252; n++)
    for (size_t f = 0; f < sizeof factor / sizeof *factor; f++) {
      float exponent[VL], got[VL];
      for (int i = 0; i < VL; i++) exponent[i] = (float)((n + 252 + 7 * i) % 505 - 252);
      vstoreu(got, vscale2(vset(factor[f]), vloadu(exponent)));
      for (int i = 0; i < VL; i++)
        expect_true(same(got[i], ldexpf(factor[f], (int)exponent[i])), "vscale2", (double)factor[f],
                    (double)exponent[i], (double)got[i]);
    }
}

static void check_split2(void) {
  for (uint32_t bits = 0x00800000; bits < 0x7f800000; bits += 40009) {
    float x[VL], m[VL], e[VL];
    for (int i = 0; i < VL; i++) x[i] = from_bits(bits + (uint32_t)i < 0x7f7fffff ? bits + (uint32_t)i : 0x7f7fffff);
    vf whole, part = vsplit2(vloadu(x), &whole);
    vstoreu(m, part);
    vstoreu(e, whole);
    for (int i = 0; i < VL; i++) {
      int good = m[i] >= 0.70710676f && m[i] < 1.4142137f && e[i] == rintf(e[i]) && same(ldexpf(m[i], (int)e[i]), x[i]);
      expect_true(good, "vsplit2", (double)x[i], (double)e[i], (double)m[i]);
    }
  }
}

// ---- exp, tanh, pow -------------------------------------------------------------------------------------------------
// The error in units of the last place of a float; those of denormals are all 2^-149.
static double ulps(float got, double right) {
  if (isnan(right) || isinf((float)right)) return same(got, (float)right) ? 0 : HUGE_VAL;
  int exponent;
  frexp(right, &exponent);
  return fabs((double)got - right) / ldexp(1, (exponent < -125 ? -125 : exponent) - 24);
}

typedef vf (*function)(vf);

static vf exp_v(vf x) { return vexp(x); }
static vf tanh_v(vf x) { return vtanh(x); }

static uint32_t ordered(float x) { return to_bits(x) >> 31 ? ~to_bits(x) : to_bits(x) | 0x80000000u; }

// The largest error over the floats from least to most, every stride-th of them.
static double worst_of(function word, double (*right)(double), float least, float most, uint32_t stride, float *at) {
  double worst = 0;
  for (uint64_t n = ordered(least); n <= ordered(most); n += stride * VL) {
    float x[VL], got[VL];
    for (uint32_t i = 0; i < VL; i++) {
      uint64_t place = n + i * stride > ordered(most) ? ordered(most) : n + i * stride;
      x[i] = from_bits(place >> 31 ? (uint32_t)place & 0x7fffffffu : ~(uint32_t)place);
    }
    vstoreu(got, word(vloadu(x)));
    for (int i = 0; i < VL; i++) {
      double error = ulps(got[i], right((double)x[i]));
      if (error > worst) worst = error, *at = x[i];
    }
  }
  return worst;
}

static void check_accuracy(const char *name, function word, double (*right)(double), float least, float most,
                           double allowed) {
  float at = 0;
  double worst = worst_of(word, right, least, most, 997, &at);
  printf("%s on [%g, %g]: at most %.2f ULP, at %g\n", name, (double)least, (double)most, worst, (double)at);
  expect_true(worst <= allowed, name, (double)at, allowed, worst);
}

static void check_pow(double allowed) {
  double worst = 0;
  for (int n = 0; n < 400000; n++) {
    float x[VL], y[VL], got[VL];
    for (int i = 0; i < VL; i++) {
      x[i] = (float)pow(10, (double)pick(-6000000, 6000000) / 1e6);
      y[i] = (float)pick(-2000000, 2000000) / 1e6f;
    }
    vstoreu(got, vpow(vloadu(x), vloadu(y)));
    for (int i = 0; i < VL; i++) {
      double right = pow((double)x[i], (double)y[i]), error = fabs((double)got[i] - right) / right;
      if (error > worst) worst = error;
    }
  }
  printf("vpow for x in [1e-6, 1e6], |y| <= 2: at most %.2g relative\n", worst);
  expect_true(worst <= allowed, "vpow", 0, allowed, worst);
}

// Where tanh is nearly 1 rounding must not carry it beyond, and behind its clamp it is 1: all floats from 6 to 9.
static void check_within_one(void) {
  for (uint32_t bits = to_bits(6); bits < to_bits(9); bits += VL) {
    float x[VL], above[VL], below[VL], most = 0;
    for (uint32_t i = 0; i < VL; i++) x[i] = from_bits(bits + i);
    vstoreu(above, vtanh(vloadu(x)));
    vstoreu(below, vtanh(vsub(vset(0.0f), vloadu(x))));
    for (int i = 0; i < VL; i++) {
      float larger = above[i] > -below[i] ? above[i] : -below[i];
      most = larger > most ? larger : most;
    }
    expect_true(most <= 1 && (x[0] < 8.1f || most == 1), "vtanh within one", (double)x[0], 1, (double)most);
  }
}

static float lane_of(vf x) {
  float lane[VL];
  vstoreu(lane, x);
  return lane[VL - 1];
}

// Four at a time are as exact as the largest of them, with all pairs of ends and of what lies between.
static void check_four(void) {
  static const float at[] = {0, 1e-30f, -1e-3f, 0.1f, -0.7f, 1.5f, -3, 8.05f, -8.1f, 9, 3e38f, -HUGE_VALF};
  enum { COUNT = sizeof at / sizeof *at };
  for (int i = 0; i < COUNT * COUNT * COUNT * COUNT; i++) {
    float x[] = {at[i % COUNT], at[i / COUNT % COUNT], at[i / COUNT / COUNT % COUNT], at[i / COUNT / COUNT / COUNT]};
    double right = 0, size = 0;
    for (int k = 0; k < 4; k++) right += tanh((double)x[k]), size = fmax(size, fabs(tanh((double)x[k])));
    float got = lane_of(vtanh4(vset(x[0]), vset(x[1]), vset(x[2]), vset(x[3])));
    expect_true(fabs((double)got - right) <= 1e-6 * size, "vtanh4", i, right, (double)got);
  }
  for (int k = 0; k < 4; k++) {
    float x[] = {1, 2, 3, 4};
    x[k] = NAN;
    float got = lane_of(vtanh4(vset(x[0]), vset(x[1]), vset(x[2]), vset(x[3])));
    expect_true(isnan(got), "vtanh4 of what is not a number", k, (double)NAN, (double)got);
  }
}

// What PyTorch gives at the ends.
static void check_ends(void) {
  static const struct {
    float x, exp, tanh;
  } ends[] = {
    {NAN, NAN, NAN},   {HUGE_VALF, HUGE_VALF, 1}, {-HUGE_VALF, 0, -1},   {0.0f, 1, 0.0f},
    {-0.0f, 1, -0.0f}, {200, HUGE_VALF, 1},       {-200, 0, -1},         {3e38f, HUGE_VALF, 1},
    {-3e38f, 0, -1},   {1e-40f, 1, 1e-40f},       {-1e-45f, 1, -1e-45f}, {88.8f, HUGE_VALF, 1},
  };
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
    float e = lane_of(vexp(vset(ends[i].x))), t = lane_of(vtanh(vset(ends[i].x)));
    expect_true(same(e, ends[i].exp), "vexp", (double)ends[i].x, (double)ends[i].exp, (double)e);
    expect_true(same(t, ends[i].tanh), "vtanh", (double)ends[i].x, (double)ends[i].tanh, (double)t);
  }
  static const struct {
    float x, y, pow;
  } powers[] = {{1, 2, 1}, {1, -0.75f, 1}, {5, 0, 1}, {1e30f, 0, 1}, {NAN, -0.75f, NAN}};
  for (size_t i = 0; i < sizeof powers / sizeof *powers; i++) {
    float p = lane_of(vpow(vset(powers[i].x), vset(powers[i].y)));
    expect_true(same(p, powers[i].pow), "vpow", (double)powers[i].x, (double)powers[i].y, (double)p);
  }
}

int main(void) {
  make_slots();
  check_pairs();
  check_fma();
  check_memory();
  check_lanes();
  check_places();
  check_scale2();
  check_split2();
  check_accuracy("vexp", exp_v, exp, -HUGE_VALF, HUGE_VALF, 1);
  check_accuracy("vtanh", tanh_v, tanh, -HUGE_VALF, HUGE_VALF, 6);
  check_pow(2e-6);
  check_ends();
  check_within_one();
  check_four();
  return end();
}
