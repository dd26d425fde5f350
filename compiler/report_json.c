// report_json.c - the report for programs: what the table says, exactly, and where each result lies in memory.
//
// {
//   "format": 1,
//   "network": "resnet34",
//   …
//   "layers": [
//     {"name": "conv1", "operator": "conv", "output_shape": [64, 112, 112], "parameters": 9536, …},
//
// A key is a line, and so is each layer, so that two reports can be compared line by line. "format" grows when a key
// changes its meaning or goes; new keys may appear at any time. Names are those of the network file, in ASCII; bytes in
// them that are no UTF-8 appear as \xff. An offset is null where a result lies in the caller's memory.
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "conv_forms.h"
#include "report.h"

enum { FORMAT = 1, DIGITS = 15 };

static json_t *whole(const char *why, json_t *value) {
  if (!value) unreachable(why);
  return value;
}

static json_t *text(const char *s) {
  json_t *value = s ? json_string(s) : json_null();
  return whole("a text in JSON", value ? value : json_string(readable(s)));
}

static json_t *shape(Shape s) {
  return whole("a shape in JSON", s.flat ? json_pack("[i]", s.c) : json_pack("[i, i, i]", s.c, s.h, s.w));
}

static json_t *reals(const double *value, int n) {
  json_t *list = json_array();
  for (int i = 0; i < n; i++) json_array_append_new(list, json_real(value[i]));
  return whole("numbers in JSON", list);
}

static json_t *preprocess(const Preprocess *p) {
  if (!p->name) return json_null();
  int channels = p->grey ? 1 : 3;
  const char *order = p->bgr ? "bgr" : "rgb";
  return whole("preprocess in JSON",
               json_pack("{s:o, s:i, s:[i, i], s:i, s:s, s:f, s:o, s:o}", "name", text(p->name), "resize", p->resize,
                         "crop", p->crop_h, p->crop_w, "zero_pad", p->zero_pad, "channels", p->grey ? "grey" : order,
                         "scale", p->scale, "mean", reals(p->mean, channels), "std", reals(p->std, channels)));
}

static json_t *outputs(const Graph *g) {
  json_t *list = json_array();
  for (int i = 0; i < g->outputs; i++)
    json_array_append_new(
        list, json_pack("{s:o, s:o}", "name", text(output_name(g, i)), "shape", shape(g->output[i]->shape)));
  return whole("outputs in JSON", list);
}

static json_t *input_names(const Node *n) {
  json_t *list = json_array();
  for (int i = 0; i < n->nin; i++) json_array_append_new(list, text(n->in[i]->name));
  return whole("names in JSON", list);
}

// To the nanosecond; null where nothing was chosen.
static json_t *milliseconds(const Target *target, double cycles) {
  return cycles > 0 ? json_real(round(predicted_ms(target, cycles) * 1e6) / 1e6) : json_null();
}

// Three significant digits.
static json_t *error_value(double error) { return json_real(atof(format("%.2e", error))); }

static json_t *runner_up(const Node *n, const Target *target) {
  if (!n->runner_up) return json_null();
  return whole("a runner-up in JSON", json_pack("{s:s, s:o}", "algorithm", n->runner_up, "predicted_ms",
                                                milliseconds(target, n->runner_up_cycles)));
}

static json_t *layer(const Node *n, const Target *target, Field field, int64_t parameters) {
  const Node *other = operand(n);
  json_t *offset = in_caller(n) ? json_null() : json_integer((json_int_t)buffer_offset(n));
  json_t *scratch = n->scratch ? json_integer((json_int_t)n->scratch_buffer->offset) : json_null();
  json_t *what =
      json_pack("{s:o, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:[i, i]}", "name", text(n->name), "operator",
                n->op->name, "description", describe(n), "fusion", text(describe_fusion(n)), "shape",
                text(n->op == &op_conv ? layer_shape(n) : NULL), "inputs", input_names(n), "operand",
                text(other ? other->name : NULL), "input_shape", n->nin ? shape(n->in[0]->shape) : json_null(),
                "output_shape", shape(n->shape), "receptive_field", field.h, field.w);
  json_t *cost = json_pack(
      "{s:I, s:I, s:s, s:o, s:b, s:o, s:I, s:o, s:o, s:I, s:o, s:I, s:o, s:b, s:i, s:o}", "parameters",
      (json_int_t)parameters, "macs", (json_int_t)macs(n), "algorithm", n->algorithm, "predicted_ms",
      milliseconds(target, n->cycles), "from_plan", n->planned != NULL, "runner_up", runner_up(n, target),
      "weight_bytes", (json_int_t)(n->packed_count * sizeof(float)), "weight_type",
      text(has_weights(n) ? dtype_text(n->weight_type) : NULL), "weight_error",
      has_weights(n) ? error_value(weight_error(n)) : json_null(), "buffer_bytes", (json_int_t)buffer_bytes(n),
      "buffer_offset", offset, "scratch_bytes", (json_int_t)n->scratch, "scratch_offset", scratch, "in_place", n->free,
      "line", n->where.line, "file", text(n->where.file ? base_name(n->where.file) : NULL));
  if (json_object_update(whole("a layer in JSON", what), whole("a layer in JSON", cost)) != 0)
    unreachable("a layer in JSON");
  json_decref(cost);
  return what;
}

static json_t *layers(const Graph *g, const Target *target) {
  const int64_t *parameters = parameters_by_layer(g);
  const Field *field = receptive_fields(g);
  json_t *list = json_array();
  for (int i = 0; i < g->count; i++) json_array_append_new(list, layer(g->node[i], target, field[i], parameters[i]));
  return whole("layers in JSON", list);
}

static json_t *report(const Graph *g, const Target *t) {
  return json_pack("{s:i, s:o, s:o, s:s, s:s, s:I, s:I, s:I, s:s, s:o, s:I, s:I, s:{s:o, s:o}, s:o, s:o}", "format",
                   FORMAT, "network", text(g->name), "source", text(base_name(g->file)), "target", t->name, "cpu",
                   t->cpu, "parameters", (json_int_t)trainable(g), "macs", (json_int_t)total_macs(g), "weight_bytes",
                   (json_int_t)g->weights_size, "weight_type", dtype_text(g->weight_type), "weight_error",
                   error_value(total_weight_error(g)), "arena_bytes", (json_int_t)g->arena_size, "arena_lower_bound",
                   (json_int_t)g->arena_lower_bound, "input", "shape", shape(g->image->shape), "preprocess",
                   preprocess(&g->preprocess), "outputs", outputs(g), "layers", layers(g, t));
}

// ---- one line a key, and a line for each object in a list -----------------------------------------------------------
static void put(Out *o, const char *s) { out_raw(o, s, strlen(s)); }

static void put_value(Out *o, const json_t *value) {
  char *line = json_dumps(value, JSON_ENCODE_ANY | JSON_ENSURE_ASCII | JSON_REAL_PRECISION(DIGITS));
  if (!line) unreachable("a value in JSON");
  put(o, line);
  free(line);
}

static void put_list(Out *o, const json_t *list) {
  size_t n = json_array_size(list);
  put(o, "[\n");
  for (size_t i = 0; i < n; i++) {
    put(o, "    ");
    put_value(o, json_array_get(list, i));
    put(o, i + 1 < n ? ",\n" : "\n");
  }
  put(o, "  ]");
}

Bytes report_json(const Graph *g, const Target *target) {
  Out o = {0};
  json_t *all = whole("a report in JSON", report(g, target));
  put(&o, "{\n");
  for (void *at = json_object_iter(all); at; at = json_object_iter_next(all, at)) {
    const json_t *value = json_object_iter_value(at);
    put(&o, format("%s  \"%s\": ", o.size > 2 ? ",\n" : "", json_object_iter_key(at)));
    if (json_is_array(value)) put_list(&o, value);
    else put_value(&o, value);
  }
  put(&o, "\n}\n");
  json_decref(all);
  return (Bytes){(uint8_t *)o.text, o.size};
}
