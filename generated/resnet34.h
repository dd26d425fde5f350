/* resnet34.h - the network resnet34.lua, made by cnnc for target avx512. */
#ifndef RESNET34_H
#define RESNET34_H

#define RESNET34_INPUT_SIZE      150528       /* floats, [3][224][224] */
#define RESNET34_OUTPUT_SIZE     1000         /* floats, [1000] */
#define RESNET34_ALIGN           64           /* bytes, of arena and weights in memory */
#define RESNET34_ARENA_SIZE      3770240      /* bytes of scratch memory */
#define RESNET34_PART_SIZE       1186688      /* bytes more of it for each part after the first */
#define RESNET34_WEIGHTS_SIZE    87205376     /* bytes of the weights file */
#define RESNET34_PARAMETERS      21797672     /* trainable */
#define RESNET34_MACS            3663761408   /* multiply-accumulates for one picture */

/* What resnet34_run returns. */
enum {
  RESNET34_OK = 0,
  RESNET34_NULL_ARGUMENT = 1,   /* arena, input, weights or output is NULL */
  RESNET34_MISALIGNED = 2,      /* arena or weights is not aligned to RESNET34_ALIGN */
  RESNET34_WRONG_WEIGHTS = 3,   /* weights are not a file that was written with this C */
  RESNET34_WRONG_PART = 4       /* part is not in 0 .. parts - 1, or wait is missing */
};

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Runs the network on one picture.
 *   weights  the bytes of resnet34.weights, mapped or read into aligned memory; only read
 *   arena    RESNET34_ARENA_SIZE bytes of any content, aligned to RESNET34_ALIGN; overwritten
 *   input    RESNET34_INPUT_SIZE floats [3][224][224], dense; only read
 *   output   RESNET34_OUTPUT_SIZE floats; may not overlap the others
 * Nothing is allocated, printed or kept. Threads may run the network at once, each with its own arena and
 * output; weights can be shared. Returns RESNET34_OK or a code above.
 */
int resnet34_run(const void *weights, void *arena, const float *input, float *output);

/*
 * The same by `parts` threads together: each calls it with its own part (0 .. parts - 1), all else equal.
 * The arena has RESNET34_ARENA_SIZE + (parts - 1) * RESNET34_PART_SIZE bytes.
 * After each layer all call wait(sync), which must return once all of them have called it. The output has
 * the same bits for any number of parts. With one part wait may be NULL.
 */
int resnet34_run_part(const void *weights, void *arena, const float *input, float *output,
                      int part, int parts, void (*wait)(void *sync), void *sync);

#ifdef __cplusplus
}
#endif

#endif
