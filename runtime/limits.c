// limits.c - what this machine can do at most, for --profile to compare a layer with: multiply-adds on registers alone,
// and reading what is in no cache of a core. All threads work at once, as they do in a network; the best of some rounds
// counts.
//
//   Emerald Rapids, 1 thread, 16 lanes: 180 GFLOP/s, 24 GB/s
#include "runtime.h"

#include <stdlib.h>
#include <string.h>

enum { LEAST_ROUNDS = 3, STEPS = 100000, LINE = 64 };
static const int64_t enough = 200000000; // nanoseconds, in which every thread gets to a CPU of its own
static const size_t most_read = (size_t)1 << 29, least_read = (size_t)64 << 20;

struct task {
  const struct cnnc_work *work;
  const float *data;
  size_t lines; // of 64 floats, that all parts read together
  int parts;
  float sum[CNNC_MAX_THREADS]; // what keeps the work from being dropped
};

static void multiply(void *data, int part) {
  struct task *task = data;
  task->sum[part] = task->work->multiply_add(STEPS);
}

static void read_part(void *data, int part) {
  struct task *task = data;
  size_t begin = task->lines * (size_t)part / (size_t)task->parts;
  size_t end = task->lines * (size_t)(part + 1) / (size_t)task->parts;
  task->sum[part] = task->work->read(task->data + begin * LINE, (end - begin) * LINE);
}

static double least_time(struct cnnc_team *team, void (*work)(void *data, int part), struct task *task) {
  int64_t least = INT64_MAX, all = 0;
  for (int round = 0; round < LEAST_ROUNDS || all < enough; round++) {
    int64_t start = cnnc_now();
    cnnc_team_run(team, work, task);
    int64_t taken = cnnc_now() - start;
    if (taken < least) least = taken;
    all += taken;
  }
  return least > 0 ? (double)least : 1;
}

struct cnnc_limits cnnc_limits(const struct cnnc_network *network, int threads) {
  size_t bytes = network->weights_bytes < least_read ? least_read : network->weights_bytes;
  if (bytes > most_read) bytes = most_read;
  struct task task = {.work = network->work, .lines = bytes / (LINE * sizeof(float)), .parts = threads};
  float *data = aligned_alloc(LINE * sizeof(float), task.lines * LINE * sizeof(float));
  struct cnnc_limits limits = {0};
  struct cnnc_team *team = cnnc_team_start(threads);
  limits.gflops = (double)threads * (double)STEPS * network->work->flops / least_time(team, multiply, &task);
  if (data) {
    memset(data, 1, task.lines * LINE * sizeof(float)); // pages of its own, and no number that is slow to add
    task.data = data;
    limits.gb = (double)(task.lines * LINE * sizeof(float)) / least_time(team, read_part, &task);
  }
  cnnc_team_stop(team);
  free(data);
  return limits;
}
