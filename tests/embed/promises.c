// promises.c - what the header of a network promises, checked from outside: the codes for wrong arguments, equal bits
// for any number of parts, threads that run one network at once, and inputs that stay as they are.
//
//   $ promises every.weights
//   parts 1 2 3 5 7 and 4 networks at once: the same bits
#include <pthread.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "every.h"

enum { MOST = 7, ROUNDS = 20, LINE = EVERY_ALIGN, HEAD = 64 };

static alignas(LINE) unsigned char weights[EVERY_WEIGHTS_SIZE], changed[EVERY_WEIGHTS_SIZE];
static alignas(LINE) unsigned char arena[MOST][EVERY_ARENA_SIZE + (MOST - 1) * EVERY_PART_SIZE + LINE];
static float input[EVERY_INPUT_SIZE], wanted[EVERY_OUTPUT_SIZE], found[MOST][EVERY_OUTPUT_SIZE];

static void check(int condition, const char *what) {
  if (condition) return;
  printf("broken promise: %s\n", what);
  exit(1);
}

static void fill(void) {
  for (int i = 0; i < EVERY_INPUT_SIZE; i++) input[i] = (float)(i % 17) / 16 - 0.5f;
}

static int same(const float *output) { return memcmp(output, wanted, sizeof wanted) == 0; }

// ---- codes ----------------------------------------------------------------------------------------------------------
static void nothing(void *sync) { (void)sync; }

static int part_of(int part, int parts, void (*wait)(void *)) {
  return every_run_part(weights, arena[0], input, found[0], part, parts, wait, NULL);
}

static void check_codes(void) {
  unsigned char *a = arena[0];
  float *out = found[0];
  check(every_run(NULL, a, input, out) == EVERY_NULL_ARGUMENT, "no weights");
  check(every_run(weights, NULL, input, out) == EVERY_NULL_ARGUMENT, "no arena");
  check(every_run(weights, a, NULL, out) == EVERY_NULL_ARGUMENT, "no input");
  check(every_run(weights, a, input, NULL) == EVERY_NULL_ARGUMENT, "no output");
  for (int by = 4; by < LINE; by += 4) {
    check(every_run(weights, a + by, input, out) == EVERY_MISALIGNED, "an arena that is not aligned");
    check(every_run(weights + by, a, input, out) == EVERY_MISALIGNED, "weights that are not aligned");
  }
  for (int at = 0; at < HEAD; at++) {
    for (int bit = 1; bit < 256; bit *= 2) {
      memcpy(changed, weights, HEAD);
      changed[at] ^= (unsigned char)bit;
      check(every_run(changed, a, input, out) == EVERY_WRONG_WEIGHTS, "weights of another network");
    }
  }
  check(part_of(-1, 2, nothing) == EVERY_WRONG_PART, "part -1");
  check(part_of(2, 2, nothing) == EVERY_WRONG_PART, "part 2 of 2");
  check(part_of(0, 0, nothing) == EVERY_WRONG_PART, "part 0 of 0");
  check(part_of(0, 2, NULL) == EVERY_WRONG_PART, "two parts that do not wait");
  check(part_of(0, 1, NULL) == EVERY_OK, "one part does not wait");
}

// ---- threads --------------------------------------------------------------------------------------------------------
typedef struct {
  int part, parts, code;
  pthread_barrier_t *barrier;
} Worker;

static void wait_for_all(void *barrier) { pthread_barrier_wait(barrier); }

static void *run_part(void *argument) {
  Worker *worker = argument;
  worker->code =
      every_run_part(weights, arena[0], input, found[0], worker->part, worker->parts, wait_for_all, worker->barrier);
  return NULL;
}

static void *run_alone(void *argument) {
  Worker *worker = argument;
  for (int round = 0; round < ROUNDS && !worker->code; round++) {
    memset(arena[worker->part], 0xff, EVERY_ARENA_SIZE);
    worker->code = every_run(weights, arena[worker->part], input, found[worker->part]);
    if (!same(found[worker->part])) worker->code = -1;
  }
  return NULL;
}

static void run_threads(int parts, void *(*work)(void *)) {
  pthread_t thread[MOST];
  Worker worker[MOST];
  pthread_barrier_t barrier;
  check(pthread_barrier_init(&barrier, NULL, (unsigned)parts) == 0, "a barrier");
  for (int i = 0; i < parts; i++) {
    worker[i] = (Worker){i, parts, 0, &barrier};
    check(pthread_create(&thread[i], NULL, work, &worker[i]) == 0, "a thread");
  }
  for (int i = 0; i < parts; i++) pthread_join(thread[i], NULL);
  for (int i = 0; i < parts; i++) check(worker[i].code == EVERY_OK, "a thread's result");
  pthread_barrier_destroy(&barrier);
}

int main(int argc, char **argv) {
  static const int parts[] = {1, 2, 3, 5, MOST};
  FILE *file = fopen(argc > 1 ? argv[1] : "every.weights", "rb");
  check(file && fread(weights, 1, sizeof weights, file) == sizeof weights && fgetc(file) == EOF,
        "weights of that size");
  fclose(file);
  fill();
  check_codes();

  check(every_run(weights, arena[0], input, wanted) == EVERY_OK, "a run");
  memcpy(changed, weights, sizeof weights);
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    for (int round = 0; round < ROUNDS; round++) {
      memset(arena[0], 0xff, sizeof arena[0]); // not a number, wherever nobody writes
      memset(found, 0, sizeof found);
      run_threads(parts[i], run_part);
      check(same(found[0]), "the same bits for any number of parts");
    }
  }
  run_threads(4, run_alone);

  check(memcmp(changed, weights, sizeof weights) == 0, "weights are only read");
  memcpy(found[0], input, sizeof input);
  fill();
  check(memcmp(found[0], input, sizeof input) == 0, "the input is only read");
  printf("parts 1 2 3 5 %d and 4 networks at once: the same bits\n", MOST);
  return 0;
}
