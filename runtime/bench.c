// bench.c - how long does the network take? `--bench` answers with one line, `--profile` with one line a layer:
//
//   min 20.71 ms  median 20.90 ms  p95 21.40 ms
//
//   1 thread: FMA peak 178.2 GFLOP/s, memory 23.9 GB/s
//         ms  GFLOP/s  of peak    GB/s  of memory   share  layer           what            algorithm
//      0.955    247.1     139%     0.0         0%    4.2%  conv1           conv 7x7 s2 p3  Winograd along rows F(4,4)
//
// GFLOP/s count what the layer asks for, of which Winograd does a part: so it can be above the peak. GB/s are those of
// its packed weights, the only thing that every layer reads from memory.
// The input is noise that is the same everywhere. A run before the first timed one warms caches, pages and threads.
#include "runtime.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LEAST_RUNS = 10, MOST_PROFILE_RUNS = 1000 };
static const int64_t default_time = 2000000000;       // nanoseconds

struct trial {
  struct cnnc_engine *engine;
  float *input, *output;
};

static struct trial make_trial(const struct cnnc_network *network, struct cnnc_engine *engine) {
  size_t count = (size_t)network->input[0] * (size_t)network->input[1] * (size_t)network->input[2];
  struct trial trial = {engine, cnnc_alloc(count, sizeof(float)), cnnc_alloc(network->output_size, sizeof(float))};
  uint32_t state = 1;
  for (size_t i = 0; i < count; i++) {
    state = state * 1664525u + 1013904223u;
    trial.input[i] = (float)(state >> 8) * 0x1p-22f - 2.0f;
  }
  return trial;
}

static void free_trial(struct trial trial) {
  free(trial.input);
  free(trial.output);
}

static int compare_times(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

static double milliseconds(int64_t nanoseconds) { return (double)nanoseconds * 1e-6; }

static double median(int64_t *time, int count) {
  qsort(time, (size_t)count, sizeof *time, compare_times);
  return (milliseconds(time[(count - 1) / 2]) + milliseconds(time[count / 2])) / 2;
}

// Four significant digits without an exponent: 20.71, 0.01234, 1235.
static const char *four_digits(double value, char text[32]) {
  snprintf(text, 32, "%.3e", value);
  int exponent = atoi(strchr(text, 'e') + 1);
  snprintf(text, 32, "%.*f", exponent >= 3 ? 0 : exponent < -9 ? 12 : 3 - exponent, value);
  return text;
}

bool cnnc_bench(const struct cnnc_network *network, struct cnnc_engine *engine, int runs) {
  struct trial trial = make_trial(network, engine);
  size_t capacity = 0;
  int count = 0;
  int64_t *time = NULL, begin = 0;
  bool good = cnnc_engine_run(engine, trial.input, trial.output, NULL);
  for (begin = cnnc_now(); good; count++) {
    if (runs ? count == runs : count >= LEAST_RUNS && cnnc_now() - begin > default_time) break;
    if ((size_t)count == capacity) time = cnnc_grow(time, capacity = 2 * capacity + 64, sizeof *time);
    int64_t start = cnnc_now();
    good = cnnc_engine_run(engine, trial.input, trial.output, NULL);
    time[count] = cnnc_now() - start;
  }
  if (good) {
    char least[32], middle[32], most[32];
    double half = median(time, count);                              // sorts
    printf("min %s ms  median %s ms  p95 %s ms\n", four_digits(milliseconds(time[0]), least), four_digits(half, middle),
           four_digits(milliseconds(time[(95 * (int64_t)count + 99) / 100 - 1]), most));
  }
  free(time);
  free_trial(trial);
  return good;
}

static void print_padded(const char *text, int width) {
  cnnc_print(stdout, text);
  printf("%*s  ", width > (int)strlen(text) ? width - (int)strlen(text) : 0, "");
}

// A rate and its share of the limit, each in so many columns; blank where there is nothing to do.
static void print_rate(double rate, int width, double limit, int share_width) {
  char share[32] = "";
  if (rate > 0 && limit > 0) snprintf(share, sizeof share, "%.0f%%", 100 * rate / limit);
  if (rate > 0) printf("%*.1f  %*s  ", width, rate, share_width, share);
  else printf("%*s  %*s  ", width, "", share_width, "");
}

static void print_row(double ms, double macs, double bytes, struct cnnc_limits limits, double share) {
  printf("%8.3f  ", ms);
  print_rate(ms > 0 ? 2e-6 * macs / ms : 0, 7, limits.gflops, 7);
  print_rate(ms > 0 ? 1e-6 * bytes / ms : 0, 6, limits.gb, 9);
  printf("%5.1f%%  ", share);
}

// time: [layers + 1][runs], the last row being whole runs.
static void print_profile(const struct cnnc_network *network, struct cnnc_limits limits, int64_t *time, int runs,
                          int threads) {
  const char *s = threads == 1 ? "" : "s";
  int name_width = 5, what_width = 4;
  double macs = 0, total = median(time + (size_t)network->layers * (size_t)runs, runs);
  for (int i = 0; i < network->layers; i++) {
    const struct cnnc_layer *layer = &network->layer[i];
    if ((int)strlen(layer->name) > name_width) name_width = (int)strlen(layer->name);
    if ((int)strlen(layer->what) > what_width) what_width = (int)strlen(layer->what);
    macs += layer->macs;
  }
  printf("%d thread%s: FMA peak %.1f GFLOP/s, memory %.1f GB/s\n", threads, s, limits.gflops, limits.gb);
  printf("%8s  %7s  %7s  %6s  %9s  %6s  %-*s  %-*s  algorithm\n", "ms", "GFLOP/s", "of peak", "GB/s", "of memory",
         "share", name_width, "layer", what_width, "what");
  for (int i = 0; i < network->layers; i++) {
    const struct cnnc_layer *layer = &network->layer[i];
    double ms = median(time + (size_t)i * (size_t)runs, runs);
    print_row(ms, layer->macs, layer->bytes, limits, total > 0 ? 100 * ms / total : 0);
    print_padded(layer->name, name_width);
    print_padded(layer->what, what_width);
    cnnc_print(stdout, layer->algorithm);
    putchar('\n');
  }
  print_row(total, macs, (double)network->weights_bytes, limits, 100);
  printf("%-*s  median of %d runs, %d thread%s\n", name_width, "total", runs, threads, s);
}

static int runs_for(int64_t time) {
  int64_t runs = default_time / (time > 0 ? time : 1);
  return runs < LEAST_RUNS ? LEAST_RUNS : runs > MOST_PROFILE_RUNS ? MOST_PROFILE_RUNS : (int)runs;
}

bool cnnc_profile(const struct cnnc_network *network, struct cnnc_engine *engine, int runs, int threads) {
  struct cnnc_limits limits = cnnc_limits(network, threads);
  struct trial trial = make_trial(network, engine);
  size_t layers = (size_t)network->layers;
  int64_t *stamp = cnnc_alloc(layers + 1, sizeof *stamp), *time = NULL;
  bool good = true;
  for (int warm_up = 0; warm_up < 2 && good; warm_up++)
    good = cnnc_engine_run(engine, trial.input, trial.output, stamp);
  if (!runs) runs = runs_for(stamp[layers] - stamp[0]);
  if (good) time = cnnc_alloc((layers + 1) * (size_t)runs, sizeof *time);
  for (int run = 0; run < runs && good; run++) {
    good = cnnc_engine_run(engine, trial.input, trial.output, stamp);
    for (size_t i = 0; i < layers; i++) time[i * (size_t)runs + (size_t)run] = stamp[i + 1] - stamp[i];
    time[layers * (size_t)runs + (size_t)run] = stamp[layers] - stamp[0];
  }
  if (good) print_profile(network, limits, time, runs, threads);
  free(stamp);
  free(time);
  free_trial(trial);
  return good;
}
