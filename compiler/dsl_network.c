// dsl_network.c - what belongs to the network as a whole: its picture and its class names.
//
// In: cnn.image{3, 224, 224, preprocess = "torchvision", labels = "imagenet"} and the -D of the command line, which
// wins. Out: the size, how a picture becomes the input (numbers for each name), and the class names (embedded under
// dsl/labels/, a name a line). preprocess and size can be given for every network:
//
//   cnnc -D size=227 -D preprocess=caffe squeezenet1_0.lua
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "dsl.h"

enum { MAX_EXTENT = 65536 };

// ---- preprocessing --------------------------------------------------------------------------------------------------
#define IMAGENET .scale = 1.0 / 255, .mean = {0.485, 0.456, 0.406}, .std = {0.229, 0.224, 0.225}

static const Preprocess preprocessings[] = {
  {.name = "torchvision", IMAGENET},
  {.name = "caffe", .resize = 256, .bgr = true, .scale = 1, .mean = {104, 117, 123}, .std = {1, 1, 1}},
  {.name = "tf", .scale = 1 / 127.5, .mean = {1, 1, 1}, .std = {1, 1, 1}},
  {.name = "mnist", .resize = 28, .grey = true, .scale = 1.0 / 255, .mean = {0.1307}, .std = {0.3081}},
  {.name = "cifar", IMAGENET},
};

enum { PREPROCESSINGS = sizeof preprocessings / sizeof *preprocessings };

static void unknown_preprocessing(lua_State *L, const char *name, bool from_command_line) {
  const char *list[PREPROCESSINGS];
  for (int i = 0; i < PREPROCESSINGS; i++) list[i] = preprocessings[i].name;
  const char *near = nearest(name, list, PREPROCESSINGS);
  error_at(where_of(L), "image", "%s\"%s\": no such preprocessing",
           from_command_line ? "-D preprocess=" : "image: ", printable(name));
  if (near) hint("did you mean \"%s\"? There are %s", near, joined(list, PREPROCESSINGS, " and "));
  else hint("there are %s", joined(list, PREPROCESSINGS, " and "));
}

// A known one, with what depends on the size: {3, 299, 299} of torchvision comes from pictures of 342, of caffe from
// 256.
static bool use_preprocessing(lua_State *L, const char *name, Shape shape, bool from_command_line) {
  Preprocess *p = &dsl_of(L)->graph->preprocess;
  int i = 0, size = shape.h > shape.w ? shape.h : shape.w;
  while (i < PREPROCESSINGS && strcmp(preprocessings[i].name, name) != 0) i++;
  if (i == PREPROCESSINGS) return unknown_preprocessing(L, name, from_command_line), false;
  *p = preprocessings[i];
  if (p->grey) p->zero_pad = size > p->resize ? (size - p->resize) / 2 : 0;
  else if (strcmp(name, "cifar") == 0) p->resize = size;
  else if (!p->resize) p->resize = (int)lround(fmin(size / 0.875, INT_MAX));
  p->crop_h = shape.h - 2 * p->zero_pad;
  p->crop_w = shape.w - 2 * p->zero_pad;
  if (p->crop_h >= 1 && p->crop_h <= p->resize && p->crop_w >= 1 && p->crop_w <= p->resize) return true;
  error_at(where_of(L), "image", "image: %s makes pictures of %dx%d, too small for %s", name,
           p->resize + 2 * p->zero_pad, p->resize + 2 * p->zero_pad, shape_text(shape));
  hint("%s makes sizes up to %d%s", name, p->resize, p->grey ? ", and larger ones that are even" : "");
  return false;
}

static bool read_field(lua_State *L, const char *key, double least, double most, bool whole, double *value) {
  int type = lua_getfield(L, -1, key);
  double number = type == LUA_TNUMBER ? lua_tonumber(L, -1) : NAN;
  bool good = type == LUA_TNIL || (number >= least && number <= most && (!whole || number == floor(number)));
  if (good && type != LUA_TNIL) *value = number;
  if (!good)
    error_at(where_of(L), key, "image: preprocess: %s must be a %snumber from %g to %g", key, whole ? "whole " : "",
             least, most);
  lua_pop(L, 1);
  return good;
}

static bool read_flag(lua_State *L, const char *key, bool *value) {
  int type = lua_getfield(L, -1, key);
  bool good = type == LUA_TNIL || type == LUA_TBOOLEAN;
  *value = lua_toboolean(L, -1);
  if (!good) error_at(where_of(L), key, "image: preprocess: %s must be true or false, not %s", key, type_text(L, -1));
  lua_pop(L, 1);
  return good;
}

// One number for all channels or a list of one for each.
static bool read_channels(lua_State *L, const char *key, int channels, double least, double initial, double *value) {
  bool good = true;
  int type = lua_getfield(L, -1, key);
  for (int c = 0; c < channels; c++) {
    if (type == LUA_TTABLE) lua_rawgeti(L, -1, c + 1);
    else lua_pushvalue(L, -1);
    double number = type == LUA_TNIL ? initial : lua_type(L, -1) == LUA_TNUMBER ? lua_tonumber(L, -1) : NAN;
    good = good && number >= least && number <= 1e6;
    value[c] = number;
    lua_pop(L, 1);
  }
  if (type == LUA_TTABLE) good = good && lua_rawlen(L, -1) == (lua_Unsigned)channels;
  if (!good)
    error_at(where_of(L), key, "image: preprocess: %s must be %d numbers from %g to 1e+06", key, channels, least);
  lua_pop(L, 1);
  return good;
}

// The table on top of the stack.
static bool read_preprocessing(lua_State *L, Shape shape) {
  static const char *const keys[] = {"resize", "crop", "zero_pad", "bgr", "grey", "scale", "mean", "std"};
  Preprocess *p = &dsl_of(L)->graph->preprocess;
  double resize = 0, zero_pad = 0, crop = 0;
  p->name = "custom";
  p->scale = 1.0 / 255;
  bool good = check_keys(L, lua_gettop(L), 0, "preprocess", keys, sizeof keys / sizeof *keys);
  good = read_flag(L, "bgr", &p->bgr) && good;
  good = read_flag(L, "grey", &p->grey) && good;
  good = read_field(L, "resize", 0, 65536, true, &resize) && good;
  good = read_field(L, "crop", 1, 65536, true, &crop) && good;
  good = read_field(L, "zero_pad", 0, 65536, true, &zero_pad) && good;
  good = read_field(L, "scale", -1e6, 1e6, false, &p->scale) && good;
  good = read_channels(L, "mean", p->grey ? 1 : 3, -1e6, 0, p->mean) && good;
  good = read_channels(L, "std", p->grey ? 1 : 3, 1e-6, 1, p->std) && good;
  p->resize = (int)resize;
  p->zero_pad = (int)zero_pad;
  p->crop_h = shape.h - 2 * p->zero_pad;
  p->crop_w = shape.w - 2 * p->zero_pad;
  if (!good) return false;
  if (p->crop_h < 1 || p->crop_w < 1) {
    error_at(where_of(L), "image", "image: zero_pad %d leaves nothing of %s", p->zero_pad, shape_text(shape));
    return false;
  }
  if (crop == 0 || (crop == p->crop_h && crop == p->crop_w)) return true;
  error_at(where_of(L), "crop", "image: preprocess: crop %g and an input of %s differ", crop, shape_text(shape));
  hint("crop is the size of the input, less zero_pad on each side; it may be left out");
  return false;
}

// ---- labels ---------------------------------------------------------------------------------------------------------
static void use_labels(lua_State *L, const char *name) {
  Graph *g = dsl_of(L)->graph;
  const char *list[MAX_LISTED];
  int n = 0;
  for (int i = 0; i < embedded_count && n < MAX_LISTED; i++) {
    const char *path = embedded[i].path, prefix[] = "dsl/labels/";
    size_t size = strlen(path), before = sizeof prefix - 1, after = strlen(".txt");
    if (strncmp(path, prefix, before) != 0 || size <= before + after) continue;
    list[n++] = format("%.*s", (int)(size - before - after), path + before);
    if (strcmp(list[n - 1], name) != 0) continue;
    g->label = NEW_ARRAY(const char *, MAX_LABELS);
    for (const char *at = embedded[i].text; *at && g->labels < MAX_LABELS;) {
      size_t line = strcspn(at, "\n");
      g->label[g->labels++] = format("%.*s", (int)line, at);
      at += line + (at[line] == '\n');
    }
    return;
  }
  const char *near = nearest(name, list, n);
  error_at(where_of(L), "labels", "image: no labels \"%s\"", printable(name));
  if (near) hint("did you mean \"%s\"? There are %s; or give a list of names", near, joined(list, n, " and "));
  else hint("there are %s; or give a list of names", joined(list, n, " and "));
}

// The list on top of the stack.
static void read_labels(lua_State *L) {
  Graph *g = dsl_of(L)->graph;
  lua_Unsigned n = lua_rawlen(L, -1);
  if (n < 1 || n > MAX_LABELS) {
    error_at(where_of(L), "labels", "image: labels must be 1 to %d names", MAX_LABELS);
    return;
  }
  g->label = NEW_ARRAY(const char *, n);
  for (int i = 0; i < (int)n; i++) {
    lua_rawgeti(L, -1, i + 1);
    g->label[g->labels++] = checked_text(L, -1, "labels", "image: a label");
    lua_pop(L, 1);
    if (!g->label[i]) return;
  }
}

// ---- cnn.image ------------------------------------------------------------------------------------------------------
// A height or width that the network can have, from the table at index 1.
static bool read_limit(lua_State *L, const char *key, int64_t least, int64_t *value) {
  bool given = lua_getfield(L, 1, key) != LUA_TNIL, good = true;
  if (given) good = whole_number(L, -1, value) && *value >= least && *value <= MAX_EXTENT;
  if (!good) error_at(where_of(L), key, "image: %s must be a whole number from %d to %d", key, (int)least, MAX_EXTENT);
  lua_pop(L, 1);
  return good;
}

static bool read_size(lua_State *L, Shape *shape) {
  const char *text = defined(dsl_of(L), "size"), *const what[] = {"channels", "height", "width"};
  int64_t size[3] = {0}, min = 1, max = MAX_EXTENT;
  if (!read_limit(L, "min", 1, &min) || !read_limit(L, "max", min, &max)) return false;
  for (int i = 0; i < 3; i++) {
    lua_rawgeti(L, 1, i + 1);
    int least = i ? (int)min : 1, most = i ? (int)max : MAX_EXTENT;
    bool whole = whole_number(L, -1, &size[i]) && size[i] >= least && size[i] <= most;
    if (!whole) {
      error_at(where_of(L), "image", "image: the %s must be a whole number from %d to %d, not %s", what[i], least, most,
               lua_type(L, -1) == LUA_TNUMBER ? lua_tostring(L, -1) : type_text(L, -1));
      hint("cnn.image{channels, height, width}");
    }
    lua_pop(L, 1);
    if (!whole) return false;
  }
  if (text) {
    char *end = NULL;
    long side = *text >= '0' && *text <= '9' ? strtol(text, &end, 10) : 0;
    if (!end || *end || side < min || side > max) {
      error_at(where_of(L), "image", "-D size=%s: not a whole number from %d to %d", printable(text), (int)min,
               (int)max);
      return false;
    }
    size[1] = size[2] = side;
  }
  *shape = (Shape){(int)size[0], (int)size[1], (int)size[2], false};
  return true;
}

static void read_preprocess_option(lua_State *L, Shape shape) {
  const Preprocess *p = &dsl_of(L)->graph->preprocess;
  const char *given = defined(dsl_of(L), "preprocess");
  int type = lua_getfield(L, 1, "preprocess");
  bool good = true;
  if (given) good = use_preprocessing(L, given, shape, true);
  else if (type == LUA_TTABLE) good = read_preprocessing(L, shape);
  else if (type != LUA_TNIL) {
    const char *name = checked_text(L, -1, "image", "image: preprocess");
    good = name && use_preprocessing(L, name, shape, false);
  }
  lua_pop(L, 1);
  if (good && p->name && shape.c != (p->grey ? 1 : 3)) {
    error_at(where_of(L), "image", "image: preprocessing \"%s\" gives %d channel%s, not %d", p->name, p->grey ? 1 : 3,
             p->grey ? "" : "s", shape.c);
  }
}

bool read_image(lua_State *L, Shape *shape) {
  static const char *const keys[] = {"preprocess", "labels", "min", "max"};
  check_keys(L, 1, 3, "image", keys, 4);
  bool known = read_size(L, shape);
  if (known) read_preprocess_option(L, *shape);
  int type = lua_getfield(L, 1, "labels");
  if (type == LUA_TTABLE) read_labels(L);
  else if (type != LUA_TNIL) {
    const char *name = checked_text(L, -1, "labels", "image: labels");
    if (name) use_labels(L, name);
  }
  lua_pop(L, 1);
  return known;
}
