// tensor.h - a tensor in a buffer as the kernels see it, and the cases of a test.
#pragma once
#include "guard.h"

// A tensor in blocks of channels with a border on each side; lanes 1: planar, as a dense one is too.
struct tensor {
  int blocks, lanes, h, w, top, left, bottom, right;
};

static int row_of(const struct tensor *t) { return (t->left + t->w + t->right) * t->lanes; }

static int plane_of(const struct tensor *t) { return (t->top + t->h + t->bottom) * row_of(t); }

static size_t floats_of(const struct tensor *t) { return (size_t)t->blocks * (size_t)plane_of(t); }

static int corner_of(const struct tensor *t) { return t->top * row_of(t) + t->left * t->lanes; }

// Where the value of a channel and pixel lies, from the buffer's start; y and x may lie in the border.
static int place_of(const struct tensor *t, int c, int y, int x) {
  return corner_of(t) + c / t->lanes * plane_of(t) + y * row_of(t) + x * t->lanes + c % t->lanes;
}

static inline struct tensor random_borders(int blocks, int lanes, int h, int w) {
  return (struct tensor){blocks, lanes, h, w, pick(0, 2), pick(0, 2), pick(0, 2), pick(0, 2)};
}

// ---- cases ----------------------------------------------------------------------------------------------------------
static void report_failure(int number, const char *kernel, const char *what, const char *sizes) {
  if (failed++ < MOST_FAILURES) printf("FAILED case %d: %s %s\n  %s\n", number, kernel, what, sizes);
}

// Whether case `number` is to run; seeds what is random in it.
static int begin_case(int number, int argc, char **argv) {
  random_state = (uint64_t)number;
  return argc < 2 || atoi(argv[1]) == number;
}
