// fake_network.c - a network without a compiler: what a test says in the environment becomes the description that an
// executable is linked with, so that one build of runtime/ can be put to every use.
//
//   FAKE="shape=3,30,40 crop=30,40 resize=0 kind=identity" ./fake --output y.npy picture.png
//
// kind=identity: output "picture" is the input. kind=logits, probabilities or log: output "output" has `classes`
// values, the input's first ones. mean=values, logits, ...: a further output "../mean", the mean of each channel, which
// holds that. It runs in three layers, split over the parts.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cnnc_run.h"

enum { BAD_WEIGHTS = 7 };
static const char *const fake_labels[] = {"zero", "one", "two",   "three\x1b[31m", "four",
                                          "five", "six", "seven", "eight",         "nine"};
static const struct cnnc_layer fake_layers[] = {{"first", "copy", "direct", 1e6, 64},
                                                {"block.second", "mean 3x3", "direct 1x14x2", 2e6, 128},
                                                {"last", "check", "-", 0, 0}};
static float multiply_add(int steps) {
  float sum = 1;
  for (int i = 0; i < steps; i++) sum = sum * 0.5f + 0.25f;
  return sum;
}

static float read_all(const float *data, size_t count) {
  float sum = 0;
  for (size_t i = 0; i < count; i++) sum += data[i];
  return sum;
}

static const struct cnnc_work fake_work = {2, multiply_add, read_all};
static struct cnnc_output fake_output[2];
// The header declares the description const; this one is filled when the program starts.
extern struct cnnc_network fake __asm__("cnnc_network");

static const char *setting(const char *key, char text[64]) {
  const char *at = getenv("FAKE");
  size_t length = strlen(key);
  for (; at && *at; at += strcspn(at, " "), at += strspn(at, " "))
    if (strncmp(at, key, length) == 0 && at[length] == '=') {
      snprintf(text, 64, "%.*s", (int)strcspn(at + length + 1, " "), at + length + 1);
      return text;
    }
  return NULL;
}

static int number(const char *key, int initial) {
  char text[64];
  return setting(key, text) ? atoi(text) : initial;
}

static int has(const char *key, const char *value) {
  char text[64];
  return setting(key, text) && strcmp(text, value) == 0;
}

static void copy_part(float *to, const float *from, size_t count, int part, int parts) {
  size_t begin = count * (size_t)part / (size_t)parts, end = count * (size_t)(part + 1) / (size_t)parts;
  if (end > begin) memcpy(to + begin, from + begin, (end - begin) * sizeof *to);
}

static int fake_run(const void *weights, void *arena, const float *input, float *output, int part, int parts,
                    void (*wait)(void *sync), void *sync) {
  const int *shape = fake.input;
  size_t plane = (size_t)shape[1] * (size_t)shape[2], count = (size_t)shape[0] * plane;
  if (fake.weights_size && memcmp(weights, "FAKE", 4) != 0) return BAD_WEIGHTS;
  copy_part(arena, input, count, part, parts);
  if (wait) wait(sync);
  copy_part(output, arena, fake_output[0].count, part, parts);
  if (wait) wait(sync);
  for (int c = part; fake.outputs > 1 && c < shape[0]; c += parts) {
    double sum = 0;
    for (size_t i = 0; i < plane; i++) sum += (double)((float *)arena)[(size_t)c * plane + i];
    output[fake_output[1].at + (size_t)c] = (float)(sum / (double)plane);
  }
  if (wait) wait(sync);
  return 0;
}

static const char *fake_message(int code) { return code == BAD_WEIGHTS ? "weights of another network" : NULL; }

struct cnnc_network fake = {.name = "fake",
                            .target = "generic",
                            .needs = "",
                            .source = "fake.lua",
                            .note = "",
                            .align = 64,
                            .outputs = 1,
                            .parameters = 21797672,
                            .macs = 3e6,
                            .layers = 3,
                            .layer = fake_layers,
                            .work = &fake_work,
                            .output = fake_output,
                            .run_part = fake_run,
                            .message = fake_message,
                            .weights_bytes = 192,
                            .weights_type = "f32"};

static void read_triple(const char *key, int *to) {
  char text[64];
  if (setting(key, text)) sscanf(text, "%d,%d,%d", &to[0], &to[1], &to[2]);
}

static void describe_picture(struct cnnc_preprocess *how) {
  int crop[3] = {fake.input[1], fake.input[2], 0};
  char text[64];
  read_triple("crop", crop);
  *how = (struct cnnc_preprocess){.name = "custom",
                                  .resize = number("resize", 0),
                                  .crop_h = crop[0],
                                  .crop_w = crop[1],
                                  .zero_pad = number("pad", 0),
                                  .bgr = number("bgr", 0),
                                  .scale = 1,
                                  .grey = fake.input[0] == 1,
                                  .std = {1, 1, 1}};
  if (has("preprocess", "none")) how->name = NULL;
  if (!setting("preprocess", text) || strcmp(text, "torchvision") != 0) return;
  const double mean[] = {0.485, 0.456, 0.406}, std[] = {0.229, 0.224, 0.225};
  how->scale = 1 / 255.0;
  memcpy(how->mean, mean, sizeof mean);
  memcpy(how->std, std, sizeof std);
}

static int kind_of(const char *key) {
  return has(key, "logits")          ? CNNC_LOGITS
         : has(key, "probabilities") ? CNNC_PROBABILITIES
         : has(key, "log")           ? CNNC_LOG_PROBABILITIES
                                     : CNNC_NOT_CLASSES;
}

__attribute__((constructor)) static void describe(void) {
  static char needs[64];
  char text[64];
  struct cnnc_network *net = &fake;
  net->input[0] = 3, net->input[1] = 2, net->input[2] = 2;
  read_triple("shape", net->input);
  describe_picture(&net->preprocess);
  int classes = number("classes", 10), count = net->input[0] * net->input[1] * net->input[2];
  int kind = kind_of("kind"), channels = net->input[0];
  fake_output[0] = (struct cnnc_output){"picture", 3, {channels, net->input[1], net->input[2]}, 0, (size_t)count, kind};
  if (kind != CNNC_NOT_CLASSES)
    fake_output[0] = (struct cnnc_output){"output", 1, {classes, 0, 0}, 0, (size_t)classes, kind};
  if (setting("mean", text)) {
    size_t at = fake_output[0].count;
    net->outputs = 2;
    fake_output[1] = (struct cnnc_output){"../mean", 1, {channels, 0, 0}, at, (size_t)channels, kind_of("mean")};
  }
  net->output_size = fake_output[0].count + fake_output[1].count;
  net->arena_size = (size_t)count * sizeof(float);
  net->most_threads = 256;
  net->weights_size = (size_t)number("weights", 0);
  if (number("labels", 0)) net->labels = 10, net->label = fake_labels;
  if (number("random", 0)) net->note = "weights are pseudo-random (seed 0)";
  if (setting("needs", needs)) net->needs = needs;
}
