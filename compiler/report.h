// report.h - facts about a layer, in figures and words, that the table, the JSON and the drawings share (report.c).
#pragma once
#include "cnnc.h"

// Fit for a terminal, an XML file or a picture: control characters, marks that turn the direction of writing and bytes
// that are not UTF-8 appear as \n or \x1b.
char *readable(const char *text);
char *grouped(int64_t);                       // "21,797,672"
char *count_text(int64_t);                    // "3.66 G", two decimals behind 1000
char *bytes_text(size_t);                     // "83.2 MiB"

int64_t total_macs(const Graph *);
int64_t *parameters_by_layer(const Graph *);  // trainable ones, with those of the batchnorms that were folded into it
bool in_caller(const Node *);                 // lies in the caller's memory, not in the arena
size_t buffer_bytes(const Node *);            // of the part of a buffer that holds the result
size_t buffer_offset(const Node *);           // in the arena
double predicted_ms(const Target *, double cycles);   // of one thread
double weight_error(const Node *);            // of rounding a layer's weights: relative, root of the mean square
double total_weight_error(const Graph *);     // of all weights together
const char *output_name(const Graph *, int i);
char *steps_text(const Node *);               // "+bias +add +relu": the operand is a line in a drawing

// The pixels of the picture that one value of a layer depends on, edges ignored; all: the whole picture, of that size.
typedef struct {
  int h, w;
  bool all;
} Field;
Field *receptive_fields(const Graph *);       // of each layer                                        (report_field.c)
char *field_text(Field);                      // "7x7" or "all"

typedef struct {
  const char *fill, *line;
} Colour;
Colour colour_of(const Node *);               // by kind of operator
