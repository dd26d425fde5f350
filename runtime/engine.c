// engine.c - a network ready to run: its weights mapped, its arena allocated, its threads waiting. The network is one
// function that every thread calls with its number; after each layer they meet (threads.c).
#include "runtime.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

enum { HUGE_PAGE = 2 << 20 };

struct cnnc_engine {
  const struct cnnc_network *network;
  const void *weights;
  void *arena;
  struct cnnc_team *team;
  int parts;
  // of the present run
  const float *input;
  float *output;
  int64_t *stamp;
  int stamps;
  int code[CNNC_MAX_THREADS];
};

struct part {
  struct cnnc_engine *engine;
  int part;
};

int64_t cnnc_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void wait_for_others(void *sync) {
  struct part *self = sync;
  struct cnnc_engine *engine = self->engine;
  if (engine->parts > 1) cnnc_team_wait(engine->team);
  if (self->part != 0 || !engine->stamp) return;
  if (engine->stamps <= engine->network->layers) engine->stamp[engine->stamps] = cnnc_now();
  engine->stamps++;
}

static void run_part(void *data, int part) {
  struct cnnc_engine *engine = data;
  struct part self = {engine, part};
  bool waits = engine->parts > 1 || engine->stamp;
  engine->code[part] = engine->network->run_part(engine->weights, engine->arena, engine->input, engine->output, part,
                                                 engine->parts, waits ? wait_for_others : NULL, waits ? &self : NULL);
}

bool cnnc_engine_run(struct cnnc_engine *engine, const float *input, float *output, int64_t *stamps) {
  engine->input = input;
  engine->output = output;
  engine->stamp = stamps;
  engine->stamps = 1;
  if (stamps) stamps[0] = cnnc_now();
  cnnc_team_run(engine->team, run_part, engine);
  for (int i = 0; i < engine->parts; i++) {
    if (engine->code[i] == 0) continue;
    const char *message = engine->network->message(engine->code[i]);
    cnnc_error(NULL, "%s (code %d of %s)", message ? message : "the network failed", engine->code[i],
               engine->network->name);
    return false;
  }
  if (!stamps || engine->stamps == engine->network->layers + 1) return true;
  cnnc_error(NULL, "the network met %d times, but has %d layers", engine->stamps - 1, engine->network->layers);
  return false;
}

// Large pages save many TLB misses; where the kernel has none to give, nothing is lost. What does not fill the last one
// is in small pages: ResNet-34's arena of 3.8 MB would take 4.2 MB of memory otherwise.
static void *make_arena(const struct cnnc_network *network, int threads) {
  size_t needed = network->arena_size + (size_t)(threads - 1) * network->part_size;
  size_t align = network->align > sizeof(void *) ? network->align : sizeof(void *);
  if (needed >= HUGE_PAGE && align < HUGE_PAGE) align = HUGE_PAGE;
  void *arena = NULL;
  if (posix_memalign(&arena, align, needed + 1) != 0) {
    cnnc_error(NULL, "out of memory: the arena has %zu bytes", needed);
    exit(1);
  }
  if (align == HUGE_PAGE) madvise(arena, needed, MADV_HUGEPAGE);
  return arena;
}

struct cnnc_engine *cnnc_engine_start(const struct cnnc_network *network, const char *weights_path, int threads) {
  const void *weights;
  if (!cnnc_weights_map(network, weights_path, &weights)) return NULL;
  struct cnnc_engine *engine = cnnc_alloc(1, sizeof *engine);
  engine->network = network;
  engine->weights = weights;
  engine->arena = make_arena(network, threads);
  engine->parts = threads;
  engine->team = cnnc_team_start(threads);
  return engine;
}

void cnnc_engine_stop(struct cnnc_engine *engine) {
  cnnc_team_stop(engine->team);
  if (engine->weights) munmap((void *)(uintptr_t)engine->weights, engine->network->weights_size);
  free(engine->arena);
  free(engine);
}
