// measure.h - the candidates of a network that `cnnc --tune` measures: what their C says of itself.
#include <stddef.h>

struct candidate {
  int (*run_part)(const void *weights, void *arena, const float *input, float *output, int part, int parts,
                  void (*wait)(void *sync), void *sync);
  const unsigned char *head; // the first HEAD bytes of its weights file
  const int *place;          // which of the layer_count layers its own are, in order: it may do without some
  int layers;
  size_t arena, weights;     // bytes
  size_t input, output;      // floats
};

enum { HEAD = 64 };
extern const struct candidate *const candidates[];
extern const int candidate_count, layer_count;
