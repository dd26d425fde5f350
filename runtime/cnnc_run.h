// cnnc_run.h - what a generated network tells the program around it. `cnnc NET.lua -o NET` writes one such description
// and compiles it together with the network and the files of runtime/, of which main.c is the program.
#pragma once
#include <stddef.h>

// One step of the network: all threads meet once at its end. For --profile.
struct cnnc_layer {
  const char *name;           // "layer1.0.conv1"
  const char *what;           // "conv 3x3 s1 p1"
  const char *algorithm;      // "direct 1x14x2"
  double macs;                // multiply-accumulates
  double bytes;               // of packed weights that it reads
};

// What limits.c takes the time of, compiled for the target (target/work.c); each returns a sum. For --profile.
struct cnnc_work {
  int flops;                  // of a step
  float (*multiply_add)(int steps);                       // on registers alone
  float (*read)(const float *data, size_t count);         // count: a multiple of 64; data: aligned to so many floats
};

extern const struct cnnc_work cnnc_work;

enum { CNNC_LOGITS, CNNC_PROBABILITIES, CNNC_LOG_PROBABILITIES, CNNC_NOT_CLASSES };

struct cnnc_output {
  const char *name;           // "output" where the network returns one tensor
  int rank;                   // of one picture: 1 {n} or 3 {c, h, w}
  int dim[3];
  size_t at, count;           // floats: where it begins in the output of run, and how many
  int kind;                   // CNNC_LOGITS ...
};

// How a picture becomes the input: shortest side to `resize` (0: as it is), centre crop to crop_h x crop_w, then
// value = (pixel * scale - mean[c]) / std[c] with pixels 0..255, then zero_pad pixels of zeros on each side.
struct cnnc_preprocess {
  const char *name;           // NULL: the network takes tensors only
  int resize, crop_h, crop_w, zero_pad;
  int bgr, grey;
  double scale, mean[3], std[3];
};

struct cnnc_network {
  const char *name;           // "resnet34"
  const char *target;         // "avx512:zen5"
  const char *needs;          // CPU features as /proc/cpuinfo spells them, separated by blanks; "" for none
  const char *source;         // "resnet34.lua"
  const char *note;           // "" or a remark for people: "weights are pseudo-random (seed 0)"
  int input[3];               // c, h, w
  int outputs;
  const struct cnnc_output *output;   // the first is the main one
  size_t output_size;         // floats over all outputs
  size_t arena_size;          // bytes, aligned to align
  size_t part_size;           // bytes that the arena has to have more for each thread after the first
  int most_threads;           // that are worth it: a small network is done before a second thread has heard of it
  size_t weights_size;        // bytes of NAME.weights, header included; 0: the weights are in the program
  size_t weights_bytes;       // bytes of packed weights, wherever they are
  const char *weights_type;   // "f32", "f16", "bf16": those of convolutions and linear layers
  size_t align;
  double parameters, macs;
  struct cnnc_preprocess preprocess;
  int labels;
  const char *const *label;   // class names, or NULL
  int layers;
  const struct cnnc_layer *layer;
  const struct cnnc_work *work;
  // Part `part` of `parts` threads, each of which calls it with the same other arguments. After each layer it calls
  // wait(sync), which returns once all parts have called it (NULL for a single thread). Returns 0 or a code.
  int (*run_part)(const void *weights, void *arena, const float *input, float *output, int part, int parts,
                  void (*wait)(void *sync), void *sync);
  const char *(*message)(int code);   // what a code of run_part means
};

extern const struct cnnc_network cnnc_network;
