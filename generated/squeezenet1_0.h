/* squeezenet1_0.h - the network squeezenet1_0.lua, made by cnnc for target avx512. */
#ifndef SQUEEZENET1_0_H
#define SQUEEZENET1_0_H

#define SQUEEZENET1_0_INPUT_SIZE      150528       /* floats, [3][224][224] */
#define SQUEEZENET1_0_OUTPUT_SIZE     1000         /* floats, [1000] */
#define SQUEEZENET1_0_ALIGN           64           /* bytes, of arena and weights in memory */
#define SQUEEZENET1_0_ARENA_SIZE      4098048      /* bytes of scratch memory */
#define SQUEEZENET1_0_PART_SIZE       930304       /* bytes more of it for each part after the first */
#define SQUEEZENET1_0_WEIGHTS_SIZE    5058560      /* bytes of the weights file */
#define SQUEEZENET1_0_PARAMETERS      1248424      /* trainable */
#define SQUEEZENET1_0_MACS            818924576    /* multiply-accumulates for one picture */

/* What squeezenet1_0_run returns. */
enum {
  SQUEEZENET1_0_OK = 0,
  SQUEEZENET1_0_NULL_ARGUMENT = 1,   /* arena, input, weights or output is NULL */
  SQUEEZENET1_0_MISALIGNED = 2,      /* arena or weights is not aligned to SQUEEZENET1_0_ALIGN */
  SQUEEZENET1_0_WRONG_WEIGHTS = 3,   /* weights are not a file that was written with this C */
  SQUEEZENET1_0_WRONG_PART = 4       /* part is not in 0 .. parts - 1, or wait is missing */
};

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Runs the network on one picture.
 *   weights  the bytes of squeezenet1_0.weights, mapped or read into aligned memory; only read
 *   arena    SQUEEZENET1_0_ARENA_SIZE bytes of any content, aligned to SQUEEZENET1_0_ALIGN; overwritten
 *   input    SQUEEZENET1_0_INPUT_SIZE floats [3][224][224], dense; only read
 *   output   SQUEEZENET1_0_OUTPUT_SIZE floats; may not overlap the others
 * Nothing is allocated, printed or kept. Threads may run the network at once, each with its own arena and
 * output; weights can be shared. Returns SQUEEZENET1_0_OK or a code above.
 */
int squeezenet1_0_run(const void *weights, void *arena, const float *input, float *output);

/*
 * The same by `parts` threads together: each calls it with its own part (0 .. parts - 1), all else equal.
 * The arena has SQUEEZENET1_0_ARENA_SIZE + (parts - 1) * SQUEEZENET1_0_PART_SIZE bytes.
 * After each layer all call wait(sync), which must return once all of them have called it. The output has
 * the same bits for any number of parts. With one part wait may be NULL.
 */
int squeezenet1_0_run_part(const void *weights, void *arena, const float *input, float *output,
                           int part, int parts, void (*wait)(void *sync), void *sync);

#ifdef __cplusplus
}
#endif

#endif
