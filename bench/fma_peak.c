/* fma_peak.c - the most GFLOP/s that one core does: fused multiply-adds on registers alone, with no memory.

   Prints one number. Twelve chains that do not wait for each other fill two units of a latency of up to six cycles:
       clang -O3 -march=native -mprefer-vector-width=512 -ffp-contract=fast fma_peak.c -o fma_peak && ./fma_peak */
#include <stdio.h>
#include <time.h>

#if defined __AVX512F__
enum { BYTES = 64 };
#elif defined __AVX__
enum { BYTES = 32 };
#else
enum { BYTES = 16 };
#endif
enum { CHAINS = 12, LANES = BYTES / sizeof(float), STEPS = 2000000, ROUNDS = 200 };
typedef float Vector __attribute__((vector_size(BYTES)));

static double seconds(void) {
  struct timespec now;
  timespec_get(&now, TIME_UTC);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

int main(void) {
  Vector sum[CHAINS], factor, term;
  for (int lane = 0; lane < LANES; lane++) factor[lane] = 0.5f, term[lane] = 0.25f;
  for (int i = 0; i < CHAINS; i++) sum[i] = term + (float)i;    // of equal chains gcc makes one
  double best = 1e9;
  for (int round = 0; round < ROUNDS; round++) {
    double start = seconds();
    for (int step = 0; step < STEPS; step++)
      for (int i = 0; i < CHAINS; i++) sum[i] = sum[i] * factor + term;
    double taken = seconds() - start;
    if (taken < best) best = taken;
  }
  float total = 0;
  for (int i = 0; i < CHAINS; i++) total += sum[i][0];
  printf("%.1f\n", total > 0 ? 2.0 * CHAINS * LANES * STEPS / best / 1e9 : 0);
  return 0;
}
