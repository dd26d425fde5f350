// winograd_points.c - the points of Winograd's algorithm, for the forms that pack their weights transformed.
#include "conv_winograd.h"

// The values of runtime/kernels/winograd.h, by the number of points.
static const double pairs[][4] = {
  [3] = {1},
  [4] = {1},
  [5] = {0.75, 2.25},
  [6] = {0.707106781f, 1.41421356f},
  [7] = {0.5625, 1.125, 3},
  [8] = {0.5, 1, 2},
  [9] = {0.375, 0.75, 1.25, 2},
  [10] = {0.375, 0.75, 1.25, 2},
};

float at_point(const float *tap, int taps, int points, int point) {
  if (point == 0) return tap[0];
  if (point > 2 * pairs_of(points)) return tap[taps - 1];
  double p = pairs[points][(point - 1) / 2], sum = 0;
  if (point % 2 == 0) p = -p;
  for (int i = taps - 1; i >= 0; i--) sum = sum * p + (double)tap[i];
  return (float)sum;
}
