// report_dot.c - the graph after fusion for Graphviz: `dot -Tpdf net.dot -o net.pdf`.
//
//   n3 [label="layer1.0.conv2\nconv 3x3 s1 p1 +bias +add +relu\n64x56x56", fillcolor="#dbe7f5", color="#5f86b8"];
//   n2 -> n3;
//   n1 -> n3 [style=dashed];          the other operand of a fused sum
#include <string.h>

#include "report.h"

// Inside quotes a backslash begins an escape and an ampersand an entity.
static char *escape(const char *text) {
  const char *from = readable(text);
  char *result = alloc(5 * strlen(from) + 1), *to = result;
  for (; *from; from++) {
    if (*from == '&') to += sprintf(to, "&amp;");
    else to += sprintf(to, "%s%c", *from == '"' || *from == '\\' ? "\\" : "", *from);
  }
  return result;
}

static void out_layer(Out *o, const Node *n) {
  const Colour colour = colour_of(n);
  const char *steps = steps_text(n);
  out(o, "n%d [label=\"%s\\n%s%s%s\\n%s\", fillcolor=\"%s\", color=\"%s\"%s];", n->id, escape(n->name), describe(n),
      *steps ? " " : "", steps, shape_text(n->shape), colour.fill, colour.line,
      n->free ? ", style=\"filled,rounded,dashed\"" : "");
}

static void out_edges(Out *o, const Node *n) {
  for (int i = 0; i < n->nin; i++) out(o, "n%d -> n%d;", n->in[i]->id, n->id);
  if (operand(n)) out(o, "n%d -> n%d [style=dashed];", operand(n)->id, n->id);
}

Bytes report_dot(const Graph *g) {
  Out o = {0};
  out(&o, "digraph \"%s\" {", escape(g->name));
  out(&o, "node [shape=box, style=\"filled,rounded\", fontname=\"Helvetica\", fontsize=11];");
  out(&o, "edge [color=\"#6f777c\", arrowsize=0.7];");
  for (int i = 0; i < g->count; i++) out_layer(&o, g->node[i]);
  for (int i = 0; i < g->count; i++) out_edges(&o, g->node[i]);
  out(&o, "}");
  return (Bytes){(uint8_t *)o.text, o.size};
}
