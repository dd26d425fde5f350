// guard.h - buffers between guard pages, and whole numbers: what all kernel tests stand on.
//
//   guard page | x x x x . . . . . . | guard page         side 0: what is read or written in front faults
//   guard page | . . . . . . x x x x | guard page         side 1: what is read or written behind faults
//
// A buffer begins as poison, so that what was never written is known, and what reads it is found out.
#pragma once
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define vexp target_vexp      // set aside: see math_words.h
#define vtanh target_vtanh
#define vtanh4 target_vtanh4
#define vpow target_vpow
#include SIMD_HEADER

// Sizes are constants in generated code, which wants these loops unrolled; here they are not.
#undef UNROLL
#define UNROLL

enum { SLOTS = 7, FLOATS = 1 << 20, MOST_FAILURES = 10 };

static float *slot[SLOTS];         // FLOATS each, a guard page in front and behind
static sigjmp_buf after_fault;
static int passed, failed;
static uint64_t random_state;

// ---- whole numbers --------------------------------------------------------------------------------------------------
static uint64_t next_random(void) {
  random_state += 0x9e3779b97f4a7c15u;
  uint64_t z = random_state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

// A whole number from least to most.
static int pick(int least, int most) { return least + (int)(next_random() % (uint64_t)(most - least + 1)); }

// A whole number from -most to most, but not 0.
static int nonzero(int most) { return pick(0, 1) ? pick(1, most) : -pick(1, most); }

// ---- memory ---------------------------------------------------------------------------------------------------------
static void on_fault(int signal) {
  (void)signal;
  siglongjmp(after_fault, 1);
}

static void make_slots(void) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE), bytes = FLOATS * sizeof(float);
  for (int i = 0; i < SLOTS; i++) {
    char *memory = mmap(NULL, bytes + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED || mprotect(memory + page, bytes, PROT_READ | PROT_WRITE)) {
      perror("mmap");
      exit(2);
    }
    slot[i] = (float *)(void *)(memory + page);
  }
  signal(SIGSEGV, on_fault);
  signal(SIGBUS, on_fault);
}

static float from_bits(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static uint32_t to_bits(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

#define POISON 0x7fdeadbeu // not a number: no sum of whole numbers has these bits

static int is_poison(float value) { return to_bits(value) == POISON; }

static void poison(float *at, size_t count) {
  for (size_t i = 0; i < count; i++) at[i] = from_bits(POISON);
}

// `count` poisoned floats of a slot that end at a guard page (side 1) or begin at one (side 0).
static float *place(int which, size_t count, int side) {
  if (count > FLOATS) abort();
  float *at = slot[which] + (side ? FLOATS - count : 0);
  poison(at, count);
  return at;
}

// ---- the result -----------------------------------------------------------------------------------------------------
static int end(void) {
  printf("%d passed, %d failed\n", passed, failed);
  return failed || !passed;
}
