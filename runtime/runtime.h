// runtime.h - the program around a generated network, on one page: one banner per file with what it offers.
//
//   INPUT -> picture (png jpeg bmp pnm) -> prepare (resize, crop, normalise) -> engine (threads) -> answer (top K)
//         -> tensor (.npy) ----------------------------------------------------^            -> tensor (.npy)
//
// Each .c compiles by itself with plain -O2 and needs POSIX threads, libpng and libjpeg-turbo. Names that other files
// see begin with cnnc_, so that no network's own symbols (NETWORK_run ...) can clash with them. A function that can
// fail prints why and returns false or NULL. Exit status: 0, 1 for an error in what was given, 2 for wrong usage.
#pragma once
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "cnnc_run.h"

enum { CNNC_MAX_THREADS = 256 };

// ---- message.c: diagnostics and memory ------------------------------------------------------------------------------
// `FILE: error: …` and `  hint: …` on stderr; file NULL: the program's name. Control bytes are shown as \x1b.
void cnnc_error(const char *file, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void cnnc_hint(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void cnnc_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void cnnc_print(FILE *, const char *text);          // with control bytes made visible
const char *cnnc_nearest(const char *word, const char *const *list, int n);   // spelling help, or NULL if none is near
void *cnnc_alloc(size_t count, size_t size);        // zeroed; ends the program when memory does
void *cnnc_grow(void *array, size_t count, size_t size);

// ---- picture.c, bitmap.c: files to pixels ---------------------------------------------------------------------------
// 8-bit RGB, rows without gaps. From a stranger: at most 64 MiB of file, 16384 pixels a side, 2^26 pixels.
struct cnnc_picture { int width, height; uint8_t *pixel; };
struct cnnc_file { uint8_t *data; size_t size; };
enum { CNNC_MAX_SIDE = 16384, CNNC_MAX_PIXELS = 1 << 26, CNNC_MAX_FILE = 64 << 20 };

bool cnnc_picture_load(const char *path, struct cnnc_picture *);
bool cnnc_picture_reserve(const char *path, int64_t width, int64_t height, struct cnnc_picture *);  // checks, allocates
bool cnnc_bmp_decode(const char *path, struct cnnc_file, struct cnnc_picture *);
bool cnnc_pnm_decode(const char *path, struct cnnc_file, struct cnnc_picture *);

// ---- resize.c: the very bytes that Pillow's Image.resize(BILINEAR) gives --------------------------------------------
struct cnnc_window { int top, left, height, width; };
// The window of `in` resized to width x height; all of the window lies inside. channels: 1 or 3, of in and out.
void cnnc_resize(const uint8_t *in, int in_width, int in_height, int channels, int width, int height,
                 struct cnnc_window, uint8_t *out);

// ---- prepare.c: pixels to the network's input -----------------------------------------------------------------------
bool cnnc_prepare(const struct cnnc_network *, const char *path, struct cnnc_picture *, float *input);

// ---- tensor.c: .npy files -------------------------------------------------------------------------------------------
struct cnnc_tensor {
  const char *path;
  int file;                   // descriptor
  char kind;                  // '2' '4' '8': bytes of a float
  int rank;
  int64_t dim[8], items;      // items: pictures in it
  int64_t begin;              // of the data in the file
  uint8_t *row;               // one picture as it is in the file
};
bool cnnc_tensor_is(const char *path);             // by its first bytes
bool cnnc_tensor_open(const char *path, const int shape[3], struct cnnc_tensor *);
bool cnnc_tensor_read(struct cnnc_tensor *, int64_t item, float *input);
void cnnc_tensor_close(struct cnnc_tensor *);

// An array [N, dim...] that grows in memory and reaches its file whole or not at all.
struct cnnc_array { char *path, *temporary; int rank; int dim[3]; size_t row, rows, capacity; float *data; };
bool cnnc_arrays_write(struct cnnc_array *, int count);

// ---- engine.c: weights, arena and threads, made once ----------------------------------------------------------------
struct cnnc_engine;
struct cnnc_engine *cnnc_engine_start(const struct cnnc_network *, const char *weights_path, int threads);
// With stamps, stamps[0] is the start and stamps[i + 1] the end of layer i, in nanoseconds, as part 0 saw them.
bool cnnc_engine_run(struct cnnc_engine *, const float *input, float *output, int64_t *stamps);
void cnnc_engine_stop(struct cnnc_engine *);
int cnnc_cpus(void);                                // that this process may use

// ---- weights.c, cpu.c -----------------------------------------------------------------------------------------------
bool cnnc_weights_map(const struct cnnc_network *, const char *path, const void **weights);   // or beside the program
char *cnnc_missing_feature(const char *needs);      // the first word of needs that this CPU lacks, or NULL

// ---- threads.c: a team that runs one function on every thread -------------------------------------------------------
struct cnnc_team;
struct cnnc_team *cnnc_team_start(int parts);
void cnnc_team_run(struct cnnc_team *, void (*work)(void *data, int part), void *data);   // returns when all parts have
void cnnc_team_wait(struct cnnc_team *);            // the barrier: every part calls it
void cnnc_team_stop(struct cnnc_team *);

// ---- limits.c: what the threads of this machine do at most ----------------------------------------------------------
struct cnnc_limits { double gflops, gb; };          // multiply-adds, and memory read, a second (10^9)
struct cnnc_limits cnnc_limits(const struct cnnc_network *, int threads);

// ---- bench.c, answer.c: what the program does with them -------------------------------------------------------------
int64_t cnnc_now(void);                             // nanoseconds of the monotonic clock
bool cnnc_bench(const struct cnnc_network *, struct cnnc_engine *, int runs);      // runs 0: for about two seconds
bool cnnc_profile(const struct cnnc_network *, struct cnnc_engine *, int runs, int threads);
bool cnnc_answer(const struct cnnc_network *, struct cnnc_engine *, char *const *path, int paths, int top,
                 const char *output);
