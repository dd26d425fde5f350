/* lenet5.h - the network lenet5.lua, made by cnnc for target avx512. */
#ifndef LENET5_H
#define LENET5_H

#define LENET5_INPUT_SIZE      1024         /* floats, [1][32][32] */
#define LENET5_OUTPUT_SIZE     10           /* floats, [10] */
#define LENET5_ALIGN           64           /* bytes, of arena and weights in memory */
#define LENET5_ARENA_SIZE      28032        /* bytes of scratch memory */
#define LENET5_PART_SIZE       10368        /* bytes more of it for each part after the first */
#define LENET5_WEIGHTS_SIZE    277824       /* bytes of the weights file */
#define LENET5_PARAMETERS      61706        /* trainable */
#define LENET5_MACS            416520       /* multiply-accumulates for one picture */

/* What lenet5_run returns. */
enum {
  LENET5_OK = 0,
  LENET5_NULL_ARGUMENT = 1,   /* arena, input, weights or output is NULL */
  LENET5_MISALIGNED = 2,      /* arena or weights is not aligned to LENET5_ALIGN */
  LENET5_WRONG_WEIGHTS = 3,   /* weights are not a file that was written with this C */
  LENET5_WRONG_PART = 4       /* part is not in 0 .. parts - 1, or wait is missing */
};

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Runs the network on one picture.
 *   weights  the bytes of lenet5.weights, mapped or read into aligned memory; only read
 *   arena    LENET5_ARENA_SIZE bytes of any content, aligned to LENET5_ALIGN; overwritten
 *   input    LENET5_INPUT_SIZE floats [1][32][32], dense; only read
 *   output   LENET5_OUTPUT_SIZE floats; may not overlap the others
 * Nothing is allocated, printed or kept. Threads may run the network at once, each with its own arena and
 * output; weights can be shared. Returns LENET5_OK or a code above.
 */
int lenet5_run(const void *weights, void *arena, const float *input, float *output);

/*
 * The same by `parts` threads together: each calls it with its own part (0 .. parts - 1), all else equal.
 * The arena has LENET5_ARENA_SIZE + (parts - 1) * LENET5_PART_SIZE bytes.
 * After each layer all call wait(sync), which must return once all of them have called it. The output has
 * the same bits for any number of parts. With one part wait may be NULL.
 */
int lenet5_run_part(const void *weights, void *arena, const float *input, float *output,
                    int part, int parts, void (*wait)(void *sync), void *sync);

#ifdef __cplusplus
}
#endif

#endif
