// threads.c - a team of threads that all run the same function and meet at barriers, a few hundred times a millisecond.
//
//   main     work(0) ---| wait |--- | wait |---> returns      A waiting thread first spins for some 200 microseconds,
//   worker   work(1) -----| wait |- | wait |---> sleeps       because the others are about to come, then sleeps in the
//                                                             kernel, so that an idle team costs nothing.
//
// The spin outlasts a wake-up on purpose. Otherwise one sleep leads to the next: while the sleeper wakes up, the others
// give up spinning, and have to be woken at the next barrier.
//
// One word does it all: `phase` goes up when everyone has arrived; sleepers wait on it (futex). With more threads than
// CPUs nobody spins: the one that is waited for may need this very CPU.
#include "runtime.h"

#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { SPINS = 8000, CACHE_LINE = 64 }; // a spin takes 15 to 50 ns

struct cnnc_team {
  _Alignas(CACHE_LINE) atomic_uint phase;
  atomic_uint sleepers;
  _Alignas(CACHE_LINE) atomic_int arrived;
  _Alignas(CACHE_LINE) int parts;
  int spins;
  bool stop; // written before, read after a barrier
  void (*work)(void *data, int part);
  void *data;
  pthread_t thread[CNNC_MAX_THREADS];
  struct worker {
    struct cnnc_team *team;
    int part;
  } worker[CNNC_MAX_THREADS];
};

static void relax(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

static void sleep_until_after(atomic_uint *phase, unsigned old) {
  syscall(SYS_futex, phase, FUTEX_WAIT_PRIVATE, old, NULL, NULL, 0);
}

static void wake_all(atomic_uint *phase) {
  syscall(SYS_futex, phase, FUTEX_WAKE_PRIVATE, CNNC_MAX_THREADS, NULL, NULL, 0);
}

void cnnc_team_wait(struct cnnc_team *team) {
  unsigned phase = atomic_load(&team->phase);
  if (atomic_fetch_add(&team->arrived, 1) == team->parts - 1) {
    atomic_store(&team->arrived, 0);
    atomic_store(&team->phase, phase + 1);
    if (atomic_load(&team->sleepers)) wake_all(&team->phase);
    return;
  }
  for (int i = 0; i < team->spins; i++) {
    if (atomic_load_explicit(&team->phase, memory_order_acquire) != phase) return;
    relax();
  }
  atomic_fetch_add(&team->sleepers, 1);
  while (atomic_load(&team->phase) == phase) sleep_until_after(&team->phase, phase);
  atomic_fetch_sub(&team->sleepers, 1);
}

// Each turn has two barriers: one lets the team begin, one ends it.
static void *run_worker(void *argument) {
  struct worker *self = argument;
  for (;;) {
    cnnc_team_wait(self->team);
    if (self->team->stop) return NULL;
    self->team->work(self->team->data, self->part);
    cnnc_team_wait(self->team);
  }
}

void cnnc_team_run(struct cnnc_team *team, void (*work)(void *data, int part), void *data) {
  if (team->parts == 1) {
    work(data, 0);
    return;
  }
  team->work = work;
  team->data = data;
  cnnc_team_wait(team);
  work(data, 0);
  cnnc_team_wait(team);
}

int cnnc_cpus(void) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
  long online = sysconf(_SC_NPROCESSORS_ONLN);
  return online > 0 ? (int)online : 1;
}

// A thread that cannot be made ends the program: those before it already wait for the whole team.
struct cnnc_team *cnnc_team_start(int parts) {
  struct cnnc_team *team = aligned_alloc(CACHE_LINE, sizeof *team);
  if (!team) {
    cnnc_error(NULL, "out of memory");
    exit(1);
  }
  memset(team, 0, sizeof *team);
  team->parts = parts;
  team->spins = parts <= cnnc_cpus() ? SPINS : 0;
  for (int i = 1; i < parts; i++) {
    team->worker[i] = (struct worker){team, i};
    int code = pthread_create(&team->thread[i], NULL, run_worker, &team->worker[i]);
    if (code == 0) continue;
    cnnc_error(NULL, "cannot start thread %d of %d: %s", i + 1, parts, strerror(code));
    exit(1);
  }
  return team;
}

void cnnc_team_stop(struct cnnc_team *team) {
  team->stop = true;
  if (team->parts > 1) cnnc_team_wait(team);
  for (int i = 1; i < team->parts; i++) pthread_join(team->thread[i], NULL);
  free(team);
}
