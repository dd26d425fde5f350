// prepare.c - a picture becomes the network's input as torchvision does it: the shortest side to `resize`, the long
// side floored, a centre crop, then value = (pixel * scale - mean) / std in float32, one plane a channel.
//
//   chelsea.png 451x300, resize 256, crop 224: 384x256, window left 80, top 16 -> float [3][224][224]
//
// A network without `resize` takes a picture of its own size as it is; any other picture has its shortest side resized
// to the crop's longer one. What a crop has beyond the picture is black.
#include "runtime.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Python's round(n / 2.0): halves go to the even neighbour.
static int half_to_even(int n) { return n % 4 == 3 ? n / 2 + 1 : n / 2; }

// Where a crop begins in a side: before it (negative) where the crop is larger.
static int crop_start(int side, int crop) { return side >= crop ? half_to_even(side - crop) : -((crop - side) / 2); }

static int larger(int a, int b) { return a > b ? a : b; }

static int smaller(int a, int b) { return a < b ? a : b; }

// Pillow's convert("L"), in place: ITU-R 601-2 luma in fixed point.
static void make_grey(uint8_t *pixel, size_t count) {
  for (size_t i = 0; i < count; i++) {
    const uint8_t *p = pixel + 3 * i;
    pixel[i] = (uint8_t)((p[0] * 19595u + p[1] * 38470u + p[2] * 7471u + 0x8000u) >> 16);
  }
}

// The crop as bytes, [height][width][channels].
static uint8_t *crop_picture(const struct cnnc_preprocess *how, const struct cnnc_picture *picture, int channels) {
  int width = picture->width, height = picture->height, crop_h = how->crop_h, crop_w = how->crop_w;
  bool as_it_is = how->resize == 0 && width == crop_w && height == crop_h;
  int side = as_it_is ? smaller(width, height) : how->resize ? how->resize : larger(crop_h, crop_w);
  int64_t longer = (int64_t)side * larger(width, height) / smaller(width, height); // at most 2^14 * 2^14
  int new_width = width <= height ? side : (int)longer, new_height = width <= height ? (int)longer : side;
  int top = crop_start(new_height, crop_h), left = crop_start(new_width, crop_w);
  struct cnnc_window window = {larger(top, 0), larger(left, 0), smaller(crop_h, new_height),
                               smaller(crop_w, new_width)};
  size_t row = (size_t)window.width * (size_t)channels, crop_row = (size_t)crop_w * (size_t)channels;
  uint8_t *crop = cnnc_alloc((size_t)crop_h * (size_t)crop_w, (size_t)channels);
  uint8_t *inside = cnnc_alloc((size_t)window.height, row);
  cnnc_resize(picture->pixel, width, height, channels, new_width, new_height, window, inside);
  for (int y = 0; y < window.height; y++)
    memcpy(crop + (size_t)(y + larger(-top, 0)) * crop_row + (size_t)larger(-left, 0) * (size_t)channels,
           inside + (size_t)y * row, row);
  free(inside);
  return crop;
}

static bool fits(const struct cnnc_network *network) {
  const struct cnnc_preprocess *how = &network->preprocess;
  return network->input[0] == (how->grey ? 1 : 3) && how->zero_pad >= 0 && how->resize >= 0 &&
         how->resize <= CNNC_MAX_SIDE && how->crop_h > 0 && how->crop_h <= CNNC_MAX_SIDE && how->crop_w > 0 &&
         how->crop_w <= CNNC_MAX_SIDE && network->input[1] == how->crop_h + 2 * how->zero_pad &&
         network->input[2] == how->crop_w + 2 * how->zero_pad;
}

static void write_plane(const struct cnnc_preprocess *how, const uint8_t *crop, int channels, int c, float *plane) {
  float value[256];
  for (int i = 0; i < 256; i++) value[i] = ((float)(i * how->scale) - (float)how->mean[c]) / (float)how->std[c];
  int from = how->bgr ? channels - 1 - c : c, width = how->crop_w + 2 * how->zero_pad;
  for (int y = 0; y < how->crop_h; y++)
    for (int x = 0; x < how->crop_w; x++)
      plane[(size_t)(y + how->zero_pad) * (size_t)width + (size_t)(x + how->zero_pad)] =
          value[crop[((size_t)y * (size_t)how->crop_w + (size_t)x) * (size_t)channels + (size_t)from]];
}

bool cnnc_prepare(const struct cnnc_network *network, const char *path, struct cnnc_picture *picture, float *input) {
  const struct cnnc_preprocess *how = &network->preprocess;
  if (!how->name || !fits(network)) {
    cnnc_error(path, "%s takes no pictures, only .npy tensors [%d, %d, %d]", network->name, network->input[0],
               network->input[1], network->input[2]);
    cnnc_hint("cnn.image{..., preprocess = ...} in %s says how a picture becomes its input", network->source);
    return false;
  }
  int channels = network->input[0];
  size_t plane = (size_t)network->input[1] * (size_t)network->input[2];
  if (how->grey) make_grey(picture->pixel, (size_t)picture->width * (size_t)picture->height);
  uint8_t *crop = crop_picture(how, picture, channels);
  memset(input, 0, (size_t)channels * plane * sizeof *input);
  for (int c = 0; c < channels; c++) write_plane(how, crop, channels, c, input + (size_t)c * plane);
  free(crop);
  return true;
}
