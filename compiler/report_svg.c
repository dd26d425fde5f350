// report_svg.c - the graph after fusion as a drawing, without any tool: boxes from top to bottom in the order of
// execution.
//
// A layer's rank is the longest way to it from the picture; layers of one rank stand side by side, each in the lane of
// its first input where that is free. A line that passes other ranks goes straight down its lane if no box stands
// there, else through the gutter on the right of that lane. The other operand of a fused sum is a dashed line:
//
//   rank 0   [ image    ]                     lane 0, and lane 1 on the right of its gutter
//   rank 1   [ conv1    ]- .
//   rank 2   [ conv2    ]  :     [ conv4 ]
//   rank 3   [ conv3    ]<-'
//
// All coordinates are whole pixels. Boxes are wide enough for a generous estimate of their text, so any font will do.
#include <stdlib.h>
#include <string.h>

#include "report.h"

enum { BOX = 40, GAP = 22, STEP = BOX + GAP, MARGIN = 20, HEAD = 88, PADDING = 9, RADIUS = 7 };
// Pixels between lanes, and more for each line that passes there.
enum { GUTTER = 22, SLOT = 13 };
// Tenths of a pixel that a character takes.
enum { BOLD = 76, PLAIN = 64 };

typedef enum { DOWN, THROUGH_LANE, THROUGH_GUTTER } Way;

// A line; top and bottom are the ranks of its ends.
typedef struct {
  const Node *from, *to;
  int top, bottom;
  bool residual;
  Way way;
  int slot;
} Edge;

// A place in the gutter of a lane, the layer whose lines use it, and the rank at which the last of them ends.
typedef struct {
  int lane, place, source, until;
} Slot;

typedef struct {
  const Graph *g;
  int *rank, *lane; // of each node
  int ranks, lanes;
  int *taken; // [rank][lane]: 1 + the node whose box stands or whose line passes there
  Edge *edge;
  int edges;
  int *left, *slots; // of each lane: x of its boxes, places in the gutter on its right
  int box_width, width;
} Drawing;

static int most(int a, int b) { return a > b ? a : b; }

// ---- places of boxes ------------------------------------------------------------------------------------------------
static void find_ranks(Drawing *d) {
  int *population = NEW_ARRAY(int, d->g->count);
  for (int i = 0; i < d->g->count; i++) {
    const Node *n = d->g->node[i], *other = operand(n);
    for (int k = 0; k < n->nin; k++) d->rank[i] = most(d->rank[i], d->rank[n->in[k]->id] + 1);
    if (other) d->rank[i] = most(d->rank[i], d->rank[other->id] + 1);
    d->ranks = most(d->ranks, d->rank[i] + 1);
    d->lanes = most(d->lanes, ++population[d->rank[i]]);
  }
}

static int *cell(const Drawing *d, int rank, int lane) {
  return &d->taken[(size_t)rank * (size_t)d->lanes + (size_t)lane];
}

// What joins branches stands in the leftmost of their lanes.
static void find_lanes(Drawing *d) {
  d->taken = NEW_ARRAY(int, (size_t)d->ranks *(size_t)d->lanes);
  for (int i = 0; i < d->g->count; i++) {
    const Node *n = d->g->node[i];
    int lane = n->nin ? d->lanes : 0;
    for (int k = 0; k < n->nin; k++)
      if (d->lane[n->in[k]->id] < lane) lane = d->lane[n->in[k]->id];
    while (*cell(d, d->rank[i], lane)) lane = (lane + 1) % d->lanes;
    d->lane[i] = lane;
    *cell(d, d->rank[i], lane) = i + 1;
  }
}

// ---- ways of lines --------------------------------------------------------------------------------------------------
static void add_edge(Drawing *d, const Node *from, const Node *to, bool residual) {
  for (int i = d->edges - 1; i >= 0 && d->edge[i].to == to; i--)
    if (d->edge[i].from == from) return;
  d->edge[d->edges++] = (Edge){from, to, d->rank[from->id], d->rank[to->id], residual, DOWN, 0};
}

static int compare_edges(const void *left, const void *right) {
  const Edge *a = left, *b = right;
  if (a->top != b->top) return a->top - b->top;
  return a->from != b->from ? a->from->id - b->from->id : a->to->id - b->to->id;
}

static void find_edges(Drawing *d) {
  int count = 0;
  for (int i = 0; i < d->g->count; i++) count += d->g->node[i]->nin + 1;
  d->edge = NEW_ARRAY(Edge, count);
  for (int i = 0; i < d->g->count; i++) {
    const Node *n = d->g->node[i];
    for (int k = 0; k < n->nin; k++) add_edge(d, n->in[k], n, false);
    if (operand(n)) add_edge(d, operand(n), n, true);
  }
  qsort(d->edge, (size_t)d->edges, sizeof *d->edge, compare_edges);
}

// Takes the lane of the edge's upper end, if nothing else is there on its way.
static bool take_lane(const Drawing *d, const Edge *e) {
  int lane = d->lane[e->from->id], source = e->from->id + 1;
  for (int rank = e->top + 1; rank < e->bottom; rank++) {
    int by = *cell(d, rank, lane);
    if (by && by != source) return false;
  }
  for (int rank = e->top + 1; rank < e->bottom; rank++) *cell(d, rank, lane) = source;
  return true;
}

// The first place in the gutter that is free from there on, or that has a line from the same layer. Edges come by rank.
static int take_slot(Drawing *d, Slot *slot, int *count, const Edge *e) {
  int lane = d->lane[e->from->id], source = e->from->id, i = 0;
  while (i < *count && (slot[i].lane != lane || (slot[i].source != source && slot[i].until > e->top))) i++;
  if (i == *count) slot[(*count)++] = (Slot){lane, d->slots[lane]++, source, 0};
  if (slot[i].source != source || slot[i].until < e->bottom) slot[i].until = e->bottom;
  slot[i].source = source;
  return slot[i].place;
}

static void find_ways(Drawing *d) {
  Slot *slot = NEW_ARRAY(Slot, d->edges);
  int count = 0;
  for (int i = 0; i < d->edges; i++) {
    Edge *e = &d->edge[i];
    if (e->bottom == e->top + 1) continue;
    e->way = take_lane(d, e) ? THROUGH_LANE : THROUGH_GUTTER;
    if (e->way == THROUGH_GUTTER) e->slot = take_slot(d, slot, &count, e);
  }
}

// ---- sizes ----------------------------------------------------------------------------------------------------------
static int text_width(const char *text, int tenths) { return (int)strlen(text) * tenths / 10; }

static char *what_text(const Node *n) {
  const char *steps = steps_text(n);
  return format("%s%s%s%s", describe(n), *steps ? " " : "", steps, n->free ? ", in place" : "");
}

static void find_sizes(Drawing *d) {
  d->box_width = 200;
  for (int i = 0; i < d->g->count; i++) {
    const Node *n = d->g->node[i];
    int first = text_width(readable(n->name), BOLD) + 14 + text_width(shape_text(n->shape), PLAIN);
    d->box_width = most(d->box_width, most(first, text_width(what_text(n), PLAIN)) + 2 * PADDING);
  }
  d->width = MARGIN;
  for (int i = 0; i < d->lanes; i++) {
    d->left[i] = d->width;
    d->width += d->box_width + d->slots[i] * SLOT + (i + 1 < d->lanes || d->slots[i] ? GUTTER : 0);
  }
  d->width += MARGIN - (d->slots[d->lanes - 1] ? SLOT : 0);
}

// ---- the file -------------------------------------------------------------------------------------------------------
static char *escape(const char *text) {
  static const char special[] = "&<>\"'";
  static const char *const entity[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
  const char *from = readable(text), *found;
  char *result = alloc(6 * strlen(from) + 1), *to = result;
  for (; *from; from++) {
    if ((found = strchr(special, *from))) to += sprintf(to, "%s", entity[found - special]);
    else *to++ = *from;
  }
  return result;
}

static int top_of(int rank) { return HEAD + rank * STEP; }

// Everything about the layer, shown when the pointer rests on its box.
static char *tip_text(const Node *n, Field field, int64_t parameters) {
  const char *fusion = describe_fusion(n);
  char *text = format("%s: %s%s%s, %s", n->name, describe(n), *fusion ? " " : "", fusion, n->algorithm);
  text = format("%s, sees %s", text, field_text(field));
  if (parameters) text = format("%s, %s parameters", text, grouped(parameters));
  if (macs(n)) text = format("%s, %s MACs", text, count_text(macs(n)));
  return n->where.file ? format("%s (%s:%d)", text, base_name(n->where.file), n->where.line) : text;
}

static void out_box(Out *o, const Drawing *d, const Node *n, Field field, int64_t parameters) {
  Colour colour = colour_of(n);
  int x = d->left[d->lane[n->id]], y = top_of(d->rank[n->id]), right = x + d->box_width - PADDING;
  out(o, "<g><title>%s</title>", escape(tip_text(n, field, parameters)));
  out(o, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"5\" fill=\"%s\" stroke=\"%s\"%s/>", x, y,
      d->box_width, BOX, colour.fill, colour.line, n->free ? " stroke-dasharray=\"3 2\"" : "");
  out(o, "<text x=\"%d\" y=\"%d\" class=\"name\">%s</text>", x + PADDING, y + 17, escape(n->name));
  out(o, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>", right, y + 17, shape_text(n->shape));
  out(o, "<text x=\"%d\" y=\"%d\" class=\"what\">%s</text></g>", x + PADDING, y + 32, escape(what_text(n)));
}

// From x down to the box at the edge's end; where its lane is another one, along the gap above it.
static char *end_text(const Drawing *d, const Edge *e, int x) {
  int to = d->left[d->lane[e->to->id]] + d->box_width * (e->residual ? 3 : 2) / 4, y = top_of(e->bottom);
  int bend = y - GAP + RADIUS + 1, turn = to > x ? RADIUS : -RADIUS;
  if (x == to) return format("V%d", y);
  return format("V%d Q%d %d %d %d H%d Q%d %d %d %d V%d", bend - RADIUS, x, bend, x + turn, bend, to - turn, to, bend,
                to, bend + RADIUS, y);
}

static char *path_text(const Drawing *d, const Edge *e) {
  int lane = d->lane[e->from->id], left = d->left[lane], right = left + d->box_width, middle = left + d->box_width / 2;
  int y = top_of(e->top) + BOX;
  if (e->way != THROUGH_GUTTER) return format("M%d %d %s", middle, y, end_text(d, e, middle));
  int x = right + GUTTER + e->slot * SLOT;
  y -= BOX / 3;
  char *start = format("M%d %d H%d Q%d %d %d %d", right, y, x - RADIUS, x, y, x, y + RADIUS);
  if (d->lane[e->to->id] != lane) return format("%s %s", start, end_text(d, e, x));
  int end = top_of(e->bottom) + BOX / 3;
  return format("%s V%d Q%d %d %d %d H%d", start, end - RADIUS, x, end, x - RADIUS, end, right);
}

static void out_head(Out *o, const Drawing *d) {
  const Graph *g = d->g;
  int height = top_of(d->ranks) - GAP + MARGIN;
  out(o, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\">", d->width,
      height, d->width, height);
  out(o, "<title>%s</title>", escape(g->name));
  out(o, "<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" "
         "orient=\"auto\">"
         "<path d=\"M0 0.8 7.5 4 0 7.2z\" fill=\"#6f777c\"/></marker></defs>");
  out(o, "<style>text { font: 11px Helvetica, Arial, 'DejaVu Sans', sans-serif; fill: #3c4348 } .name { "
         "font-weight: bold; font-size: 12px; fill: #1d2327 } .what { fill: #5a6268 } .line { fill: none; "
         "stroke: #6f777c; stroke-width: 1.2; marker-end: url(#tip) } .residual { stroke-dasharray: 5 3 }</style>");
  out(o, "<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", d->width, height);
  out(o, "<text x=\"%d\" y=\"33\" style=\"font-size: 17px; font-weight: bold\">%s</text>", MARGIN, escape(g->name));
  out(o, "<text x=\"%d\" y=\"52\">%s parameters, %s MACs</text>", MARGIN, grouped(trainable(g)),
      count_text(total_macs(g)));
  out(o, "<text x=\"%d\" y=\"67\">weights %s, arena %s</text>", MARGIN, bytes_text(g->weights_size),
      bytes_text(g->arena_size));
}

Bytes report_svg(const Graph *g) {
  Drawing *d = NEW(Drawing);
  *d = (Drawing){.g = g, .rank = NEW_ARRAY(int, g->count), .lane = NEW_ARRAY(int, g->count)};
  find_ranks(d);
  find_lanes(d);
  d->left = NEW_ARRAY(int, d->lanes);
  d->slots = NEW_ARRAY(int, d->lanes);
  find_edges(d);
  find_ways(d);
  find_sizes(d);
  const int64_t *parameters = parameters_by_layer(g);
  const Field *field = receptive_fields(g);
  Out o = {0};
  out_head(&o, d);
  for (int i = 0; i < d->edges; i++)
    out(&o, "<path class=\"line%s\" d=\"%s\"/>", d->edge[i].residual ? " residual" : "", path_text(d, &d->edge[i]));
  for (int i = 0; i < g->count; i++) out_box(&o, d, g->node[i], field[i], parameters[i]);
  out(&o, "</svg>");
  return (Bytes){(uint8_t *)o.text, o.size};
}
