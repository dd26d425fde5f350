// basics.h - how threads split a layer, and what is applied to a finished vector. Every kernel stands on these.

// Where part `part` of `parts` begins in n units of work: 0 for part 0, n for part `parts`.
INLINE int share(int n, int part, int parts) { return (int)((long long)n * part / parts); }

// With groups of in_width input and out_width output channels, group_out output blocks in a row sum the input blocks
// from this one on: all of their groups, with zeros for the weights of others. None begins behind `last`.
INLINE int first_input(int block, int group_out, int out_width, int in_width, int lanes, int last) {
  const int first = block / group_out * group_out * VL / out_width * in_width / lanes;
  return first < last ? first : last;
}

// What is applied to a finished vector: r points to the residual operand, p to the per-channel vectors of this block.
typedef vf (*epilogue)(vf x, const float *r, const float *p);

INLINE vf keep(vf x, const float *r, const float *p) {
  (void)r, (void)p;
  return x;
}

// In a planar tensor, [channel][row][column], lanes run along the rows. A row of 28 values is two vectors of 16, the
// last of which ends with the row:
//
//   0 . . . . . . . . . . . . . 15
//                    12 . . . . . . . . . . . . . 27
//
// Of a row that is shorter than a vector a whole one is read all the same: behind its values a tensor has room for two
// vectors, of any content. Nothing but the row is written. The column where vector i of a row of `width` begins:
INLINE int planar_column(int width, int i) {
  return width - i * VL >= VL || width < VL ? i * VL : width - VL;
}

// The whole vector, or the row if that is shorter.
INLINE void planar_store(float *y, vf x, int width) {
  if (width < VL) vstore_part(y, x, width);
  else vstoreu(y, x);
}

// Values that are `stride` apart, 1 or 2.
INLINE vf planar_load(const float *x, int stride) { return stride == 2 ? vload_even(x) : vloadu(x); }
