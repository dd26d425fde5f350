// near.h - a kernel that rounds, against sums in double precision.
//
// A layer is compared as a whole: the root of the summed squares of its errors may be a few millionths of that of its
// values; four times as much where these are few, so that all may be small by chance. A tile that is wrong or out of
// place is orders of magnitude above. What one part gives is then what every other number of parts has to give, bit for
// bit, between guard pages on both sides (layer.h).
#pragma once
#include "layer.h"

enum { MOST_VALUES = 1 << 18, FEW = 150 };

static double exact[MOST_VALUES];       // what is expected, [channel][row][column]
static float first_result[FLOATS];

// Of what is in first_result; infinite where a value is missing, or where something else was written too.
static double error_of(const struct tensor *out, int channels) {
  double errors = 0, values = 1e-30;
  size_t written = 0, count = (size_t)(channels * out->h * out->w);
  const double *right = exact;
  for (int k = 0; k < channels; k++)
    for (int y = 0; y < out->h; y++)
      for (int z = 0; z < out->w; z++, right++) {
        double error = (double)first_result[place_of(out, k, y, z)] - *right;
        errors += error * error;
        values += *right * *right;
      }
  for (size_t i = 0; i < floats_of(out); i++) written += !is_poison(first_result[i]);
  return written == count && isfinite(errors) ? sqrt(errors / values) : HUGE_VAL;
}

// Where check would refuse the case.
static int has_zeros(int count) {
  int zeros = 0;
  for (int i = 0; i < count; i++) zeros += exact[i] == 0;
  return zeros * 10 > count * 6;
}

// layer->expected is first_result.
static void check_near(int number, const struct layer *layer, const struct tensor *out, int channels, double allowed,
                       double *worst, void (*describe)(const void *sizes, char text[1024])) {
  char text[1024], what[64];
  describe(layer->sizes, text);
  if (sigsetjmp(after_fault, 1)) {
    report_failure(number, layer->name, "reaches beyond a buffer", text);
    return;
  }
  layer->put_inputs(layer->sizes, 0);
  float *buffer = place(0, layer->count, 0);
  layer->run(layer->sizes, buffer, 0, 1);
  memcpy(first_result, buffer, layer->count * sizeof *buffer);
  double error = error_of(out, channels);
  if (error > *worst) *worst = error;
  if (error <= (channels * out->h * out->w < FEW ? 4 : 1) * allowed) {
    check(number, layer, describe);
    return;
  }
  snprintf(what, sizeof what, "has an error of %.2g", error);
  report_failure(number, layer->name, what, text);
}
