// measure.c - runs candidates of one network in turns and writes how long their layers take.
//
//   measure WEIGHTS CACHE RESULT      RESULT: a line a candidate, the least time of each layer in nanoseconds
//
// Each candidate is the whole network with its own plans: so a layer finds its input as it does in the network, and its
// weights cold: each run takes the next of so many copies of them that they are twice as large as the last cache, or as
// CACHE bytes. All candidates share weights and arena, since the values of weights do not matter: they are those of the
// first, in the order of its layers; only the head is the candidate's own.
#define _GNU_SOURCE 1
#include "measure.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { LEAST_ROUNDS = 5, MOST_ROUNDS = 200, HUGE_PAGE = 2 << 20 };
static const int64_t enough = 8000000000; // nanoseconds

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static _Noreturn void fail(const char *what) {
  perror(what);
  exit(1);
}

static void *memory(size_t bytes) {
  size_t size = (bytes / HUGE_PAGE + 1) * HUGE_PAGE;
  void *result = aligned_alloc(HUGE_PAGE, size);
  if (!result) fail("memory");
  madvise(result, size, MADV_HUGEPAGE);
  memset(result, 0, size);
  return result;
}

static size_t larger(size_t a, size_t b) { return a > b ? a : b; }

// Bytes; 0 where the system does not say.
static size_t last_cache(void) {
#ifdef _SC_LEVEL3_CACHE_SIZE
  long bytes = sysconf(_SC_LEVEL3_CACHE_SIZE);
  return bytes > 0 ? (size_t)bytes : 0;
#else
  return 0;
#endif
}

// The time after each layer of a run.
struct stamps {
  int64_t *time;
  int count;
};

static void stamp(void *sync) {
  struct stamps *s = sync;
  if (s->count <= layer_count) s->time[s->count] = now();
  s->count++;
}

// `count` copies of the file's bytes, `size` each; a file that is shorter goes on from its beginning.
static unsigned char *copies_of(const char *path, size_t size, int count) {
  unsigned char *weights = memory(size * (size_t)count);
  FILE *file = fopen(path, "rb");
  size_t got = file ? fread(weights, 1, size, file) : 0;
  if (!file || got <= HEAD || fclose(file) != 0) fail(path);
  for (size_t at = got; at < size * (size_t)count; at++) weights[at] = weights[at < size ? at - got + HEAD : at - size];
  return weights;
}

int main(int argc, char **argv) {
  size_t arena = 0, weights = 0, input = 0, output = 0;
  if (argc != 4) return 2;
  for (int i = 0; i < candidate_count; i++) {
    const struct candidate *c = candidates[i];
    arena = larger(arena, c->arena), weights = larger(weights, c->weights);
    input = larger(input, c->input), output = larger(output, c->output);
  }
  weights = (weights + HEAD - 1) / HEAD * HEAD;
  int copies = (int)(2 * larger(last_cache(), (size_t)atol(argv[2])) / weights) + 1;
  unsigned char *w = copies_of(argv[1], weights, copies);
  float *a = memory(arena), *x = memory(input * sizeof(float)), *y = memory(output * sizeof(float));
  for (size_t i = 0; i < input; i++) x[i] = (float)(i * 2654435761u % 65536) / 32768 - 1;

  int64_t *least = calloc((size_t)(candidate_count * layer_count), sizeof *least);
  struct stamps stamps = {calloc((size_t)layer_count + 1, sizeof(int64_t)), 0};
  if (!least || !stamps.time) fail("memory");
  int64_t begin = now();
  for (int round = 0, run = 0; round < LEAST_ROUNDS || (round < MOST_ROUNDS && now() - begin < enough); round++)
    for (int i = 0; i < candidate_count; i++, run++) {
      const struct candidate *c = candidates[i];
      unsigned char *mine = w + (size_t)(run % copies) * weights;
      memcpy(mine, c->head, HEAD);
      stamps.count = 1;
      stamps.time[0] = now();
      if (c->run_part(mine, a, x, y, 0, 1, stamp, &stamps) != 0 || stamps.count != c->layers + 1) return 3;
      for (int k = 0; k < c->layers; k++) {
        int64_t time = stamps.time[k + 1] - stamps.time[k], *best = &least[i * layer_count + c->place[k]];
        if (round == 1 || time < *best) *best = time; // round 0 warms up
      }
    }

  FILE *file = fopen(argv[3], "w");
  if (!file) fail(argv[3]);
  for (int i = 0; i < candidate_count * layer_count; i++)
    fprintf(file, "%lld%c", (long long)least[i], (i + 1) % layer_count ? ' ' : '\n');
  if (fclose(file) != 0) fail(argv[3]);
  return 0;
}
