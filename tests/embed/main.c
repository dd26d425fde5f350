// main.c - a network in a C program: reads one picture as raw floats, prints the answer. lenet5.c and lenet5.h come
// from `cnnc lenet5.lua -o lenet5.c`; nothing else of cnnc is needed. Built by tests/run_embed.py, which says how.
//
//   $ embed_c < digit.raw
//   7  score 11.25
#include <stdalign.h>
#include <stdio.h>

#include "lenet5.h"

int main(void) {
  static alignas(LENET5_ALIGN) unsigned char arena[LENET5_ARENA_SIZE];
  static float picture[LENET5_INPUT_SIZE];
  float score[LENET5_OUTPUT_SIZE];
  if (fread(picture, sizeof *picture, LENET5_INPUT_SIZE, stdin) != LENET5_INPUT_SIZE) {
    fprintf(stderr, "a picture has %d floats\n", LENET5_INPUT_SIZE);
    return 1;
  }
  int code = lenet5_run(NULL, arena, picture, score); // no weights to pass: they are in lenet5.c
  if (code != LENET5_OK) {
    fprintf(stderr, "lenet5_run: %d\n", code);
    return 1;
  }
  int best = 0;
  for (int i = 1; i < LENET5_OUTPUT_SIZE; i++)
    if (score[i] > score[best]) best = i;
  printf("%d  score %.9g\n", best, (double)score[best]);
  return 0;
}
