// half.c - numbers of 16 bits: compiler/half.h against the definition, and the words that widen them against it; all
// 65536 numbers of each type.
//
// Rounding never falls as its argument rises, so that it is right everywhere if it is right on both sides of every
// point where the result changes: halfway between two neighbours, where the even one is taken, and a float beside it.
#include "guard.h"

#include "compiler/half.h"

struct type {
  const char *name;
  int fraction, bias; // bits of the fraction; exponent field of 1.0
  float (*widen)(uint16_t);
  uint16_t (*narrow)(float);
};

static const struct type types[] = {
  {"f16", 10, 15, f16_to_float, float_to_f16},
  {"bf16", 7, 127, bf16_to_float, float_to_bf16},
};

static void expect_true(int good, const char *what, const char *name, unsigned bits, double got) {
  if (good) passed++;
  else if (failed++ < MOST_FAILURES) printf("FAILED %s %s of %04x: %g\n", name, what, bits, got);
}

// The definition: (-1)^sign 2^(exponent - bias) 1.fraction, without the leading 1 where the exponent is the least.
static double value_of(const struct type *t, unsigned bits) {
  int most = (1 << (15 - t->fraction)) - 1, exponent = (int)(bits >> t->fraction) & most;
  int fraction = (int)(bits & ((1u << t->fraction) - 1)), whole = exponent ? fraction + (1 << t->fraction) : fraction;
  double sign = bits >> 15 ? -1 : 1;
  if (exponent == most) return fraction ? (double)NAN : sign * HUGE_VAL;
  return sign * ldexp(whole, (exponent ? exponent : 1) - t->bias - t->fraction);
}

static int same(float a, double b) { return isnan(b) ? isnan(a) : (double)a == b && !signbit(a) == !signbit(b); }

static void check_numbers(const struct type *t) {
  for (unsigned bits = 0; bits < 0x10000; bits++) {
    double right = value_of(t, bits);
    float wide = t->widen((uint16_t)bits);
    expect_true(same(wide, right), "widened", t->name, bits, (double)wide);
    unsigned back = t->narrow(wide), most = (1u << (15 - t->fraction)) - 1;
    int quiet = isnan(right) && (back >> t->fraction & most) == most && back << (16 - t->fraction) & 0xffff;
    expect_true(back == bits || quiet, "narrowed again", t->name, bits, back);
  }
}

// Between each number and the next one away from zero; behind the largest comes what would be next, and infinity.
static void check_rounding(const struct type *t) {
  unsigned infinite = ((1u << (15 - t->fraction)) - 1) << t->fraction;
  for (unsigned sign = 0; sign < 2; sign++)
    for (unsigned bits = sign << 15; (bits & 0x7fff) < infinite; bits++) {
      double low = value_of(t, bits), step = fabs(low - value_of(t, bits + 1)), direction = sign ? -1 : 1;
      if ((bits & 0x7fff) == infinite - 1) step = fabs(low - value_of(t, bits - 1));
      float half = (float)(low + direction * step / 2), toward = sign ? HUGE_VALF : -HUGE_VALF;
      unsigned even = bits & 1 ? bits + 1 : bits;
      expect_true(t->narrow(half) == even, "and a half", t->name, bits, (double)half);
      expect_true(t->narrow(nextafterf(half, toward)) == bits, "and less", t->name, bits, (double)half);
      expect_true(t->narrow(nextafterf(half, -toward)) == bits + 1, "and more", t->name, bits, (double)half);
    }
}

static vf load_f16(const uint16_t *p) { return vload_f16(p); }
static vf load_bf16(const uint16_t *p) { return vload_bf16(p); }

// Both sides of a guard page: no more is read than the vector has.
static void check_word(const struct type *t, vf (*load)(const uint16_t *)) {
  for (unsigned first = 0; first < 0x10000; first += VL) {
    uint16_t *p = (uint16_t *)(void *)place(0, (VL + 1) / 2, first / VL % 2);
    if (VL == 1 && first % 2) p++;
    for (unsigned i = 0; i < VL; i++) p[i] = (uint16_t)(first + i);
    float got[VL];
    vstoreu(got, load(p));
    for (unsigned i = 0; i < VL; i++)
      expect_true(same(got[i], value_of(t, first + i)), "loaded", t->name, first + i, (double)got[i]);
  }
}

int main(void) {
  make_slots();
  for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
    check_numbers(&types[i]);
    check_rounding(&types[i]);
    check_word(&types[i], i ? load_bf16 : load_f16);
  }
  return end();
}
