// work.c - what limits.c takes the time of: multiply-adds on registers alone, and reading. Compiled for the network's
// target, whose words (runtime/simd/) stand in front of it.
#include "cnnc_run.h"

enum { CHAINS = 12 };           // two units that take up to six cycles are kept busy by as many sums

static float multiply_add(int steps) {
  const vf factor = vset(0.5f), term = vset(0.25f);
  vf sum[CHAINS];
  UNROLL for (int i = 0; i < CHAINS; i++) sum[i] = vset((float)i); // of equal sums gcc makes one
  NOUNROLL for (int step = 0; step < steps; step++) {
    UNROLL for (int i = 0; i < CHAINS; i++) sum[i] = vfma(sum[i], factor, term);
  }
  UNROLL for (int i = 1; i < CHAINS; i++) sum[0] = vadd(sum[0], sum[i]);
  return vsum(sum[0]);
}

// A line is asked for 4 KB before it is read: Emerald Rapids reads 24 GB/s so, by its own foresight 13 to 24.
static float read_all(const float *data, size_t count) {
  enum { LINE = 16, AHEAD = 1024 };
  vf sum[4];
  UNROLL for (int k = 0; k < 4; k++) sum[k] = vset(0.0f);
  NOUNROLL for (size_t i = 0; i < count; i += 4 * LINE) {
    UNROLL for (int k = 0; k < 4; k++) prefetch_near(data + i + AHEAD + k * LINE);
    NOUNROLL for (size_t j = i; j < i + 4 * LINE; j += 4 * VL) {
      UNROLL for (int k = 0; k < 4; k++) sum[k] = vadd(sum[k], vload(data + j + k * VL));
    }
  }
  return vsum(vadd(vadd(sum[0], sum[1]), vadd(sum[2], sum[3])));
}

const struct cnnc_work cnnc_work = {2 * CHAINS * VL, multiply_add, read_all};
