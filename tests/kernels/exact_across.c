// exact_across.c - softmax, log_softmax and lrn: that they reach every channel of every pixel and nothing else, at
// guard pages and in parts. They need exp and pow, so that the values are compared with the formula in double, not bit
// for bit. See guard.h.
#include "tensor.h"

#include "math_words.h"

#include "runtime/kernels/basics.h"
#include "runtime/kernels/channels.h"

enum { X = 1, LINE }; // slots; 0 is the output
enum { MOST_VALUES = 1 << 10 };

static int x[MOST_VALUES];

enum { SOFTMAX, LOG_SOFTMAX, LRN };

static int within(int at, int size) { return at >= 0 && at < size; }

static double value_of(const struct channels *s, int c, int pixel) { return x[c * s->h * s->w + pixel] * 0.25; }

static double across_at(int kind, const struct channels *s, int c, int pixel) {
  double sum = 0, most = -1000, value = value_of(s, c, pixel);
  for (int i = 0; i < s->channels; i++) most = value_of(s, i, pixel) > most ? value_of(s, i, pixel) : most;
  for (int i = 0; i < s->channels; i++) sum += exp(value_of(s, i, pixel) - most);
  if (kind == SOFTMAX) return exp(value - most) / sum;
  if (kind == LOG_SOFTMAX) return value - most - log(sum);
  sum = 0;
  for (int i = c - s->size / 2; i <= c + (s->size - 1) / 2; i++)
    sum += within(i, s->channels) ? pow(value_of(s, i, pixel), 2) : 0;
  return value / pow((double)s->k + (double)s->alpha / s->size * sum, (double)s->beta);
}

static void run_across(int kind, const struct channels *s, const float *from, float *to, float *line, int part,
                       int parts) {
  if (kind == SOFTMAX) softmax(s, from, to, part, parts);
  if (kind == LOG_SOFTMAX) log_softmax(s, from, to, part, parts);
  if (kind == LRN) lrn(s, from, to, line, part, parts);
}

// NULL if the output is right: within a few roundings of the formula, pad lanes finite, nothing else touched.
static const char *wrong_across(int kind, const struct channels *s, const struct tensor *t, const float *y) {
  size_t written = 0;
  for (size_t i = 0; i < floats_of(t); i++) written += !is_poison(y[i]);
  if (written != (size_t)(t->blocks * t->lanes * t->h * t->w)) return "does not write its tensor, or writes beyond it";
  for (int c = 0; c < t->blocks * t->lanes; c++)
    for (int pixel = 0; pixel < t->h * t->w; pixel++) {
      float value = y[place_of(t, c, pixel / t->w, pixel % t->w)];
      if (!isfinite(value)) return "gives something that is not finite";
      if (c >= s->channels) continue;
      double right = across_at(kind, s, c, pixel), allowed = 2e-6 * (fabs(right) > 1 ? fabs(right) : 1);
      if (fabs((double)value - right) > allowed) return "is wrong";
    }
  return NULL;
}

static void check_across(int number, int kind) {
  static const char *const name[] = {"softmax", "log_softmax", "lrn"};
  struct channels s = {.channels = pick(1, 3 * VL + 2),
                       .h = pick(1, 3),
                       .w = pick(1, 4),
                       .size = pick(1, 9),
                       .alpha = 0.5f,
                       .beta = 0.75f,
                       .k = 1.0f};
  int blocks = (s.channels + VL - 1) / VL, line_floats = blocks * VL + s.size + VL;
  struct tensor in = random_borders(blocks, VL, s.h, s.w), out = random_borders(blocks, VL, s.h, s.w);
  s.in_row = row_of(&in), s.in_plane = plane_of(&in), s.out_row = row_of(&out), s.out_plane = plane_of(&out);
  for (int i = 0; i < MOST_VALUES; i++) x[i] = nonzero(9);
  static const int parts[] = {1, 2, 3, 5};
  char text[256];
  snprintf(text, sizeof text, "%d channels of %dx%d, size %d", s.channels, s.h, s.w, s.size);
  for (volatile int i = 0; i < 8; i++) {
    if (sigsetjmp(after_fault, 1)) {
      report_failure(number, name[kind], "reaches beyond a buffer", text);
      return;
    }
    float *from = place(X, floats_of(&in), i % 2), *to = place(0, floats_of(&out), i % 2);
    float *line = place(LINE, (size_t)line_floats, i % 2);
    for (int c = 0; c < in.blocks * VL; c++) // pad lanes: anything finite
      for (int p = 0; p < s.h * s.w; p++)
        from[place_of(&in, c, p / s.w, p % s.w)] = c < s.channels ? (float)value_of(&s, c, p) : 1e30f;
    for (int part = 0; part < parts[i / 2]; part++)
      run_across(kind, &s, from + corner_of(&in), to + corner_of(&out), line, part, parts[i / 2]);
    const char *wrong = wrong_across(kind, &s, &out, to);
    if (!wrong) continue;
    report_failure(number, name[kind], wrong, text);
    return;
  }
  passed++;
}

int main(int argc, char **argv) {
  make_slots();
  for (int i = 0; i < 900; i++)
    if (begin_case(i + 1, argc, argv)) check_across(i + 1, i % 3);
  return end();
}
