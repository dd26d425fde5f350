// winograd.h - convolution of stride 1 or 2 with fewer products (Lavin and Gray, 2015, after Winograd, 1980).
//
// m outputs of a line with r taps take m + r - 1 products instead of m * r: window and taps are polynomials, evaluated
// at m + r - 1 points (0, pairs of +-p, infinity), multiplied point by point and interpolated. A picture takes the same
// along both sides: F(4x4, 3x3) 36 products instead of 144 for 16 outputs. A 1x7 has one point along the other.
//
//   input tile    V = B^T d B      once for all output channels
//   weights       U = G g G^T      from the plain weights, for 16 .. 64 input channels at a time, into L1
//   products      M += V U         at each point a product of matrices, [tiles x channels] x [channels x outputs]
//   output tile   y = A^T M A      then bias, residual, activation
//
// Tiles are exact: a side of H outputs is cut into a tiles of m and b tiles of m - 1, H = a m + b (m - 1), so that no
// tile overhangs (but with dilation): 14 = 4 + 4 + 3 + 3. A tile of m - 1 is one of m without its first input and
// output, and without the product at point 0; all other points, and so the weights, are the same for both kinds.
//
// With stride 2 the even and the odd inputs of 3 taps are two phases, y[i] = (w[0] e[i] + w[2] e[i + 1]) + w[1] o[i].
// For m outputs the even one takes m + 1 products, the odd one m of them, at the same points without 0, so that the
// products of a point are summed in one: (2 m + 1)^2 products for m x m outputs instead of 9 m^2. V has a line for
// point 0 and two for each other point, odd phase, even phase; they hold the powers of p that belong to w[1], so that
// U has a value for each point and, as the last one, w[1] itself. With other strides and taps each phase is like a
// block of channels of its own: a 4x4 with stride 2 is a 2x2 of four times the channels, and a 7x7 is four 4x4.

// The points 0, +-p, … and, where count is even, infinity, in this order. With P(x) the product of all (x^2 - p^2):
struct points {
  int count, pairs;
  float p[4];
  float all[5];               // coefficients of P: of x^0, x^2, x^4, …
  float others[4][4];         // of P without pair k
  float zero;                 // 1 / P(0): the weight of point 0 in output 0,
  float out[6][4];            // and of pair k in output i: p^i / (2 p^2 others[k](p))
};

// A single tap: nothing to transform.
static const struct points points1 = {.count = 1};

// F(2, 2).
static const struct points points3 = {
  3, 1, {1.0f}, {-1.0f, 1.0f}, {{1.0f}}, -1.0f, {{0.5f}, {0.5f}},
};

// F(2, 3), and with stride 2 F(3, 3).
static const struct points points4 = {
  4, 1, {1.0f}, {-1.0f, 1.0f}, {{1.0f}}, -1.0f, {{0.5f}, {0.5f}, {0.5f}},
};

// F(4, 2), F(2, 4), and with stride 2 F(4, 3): 0, +-3/4, +-9/4: two thirds of the error of the pairs of points6.
static const struct points points5 = {
  5, 2, {0.75f, 2.25f}, {2.84765625f, -5.625f, 1.0f}, {{-5.0625f, 1.0f}, {-0.5625f, 1.0f}}, 0.351165981f,
  {{-0.197530864f, 0.0219478738f}, {-0.14814815f, 0.049382716f}, {-0.11111111f, 0.11111111f}, {-0.083333333f, 0.25f}},
};

// F(4, 3), F(2, 5), and with stride 2 F(5, 3): these and infinity; of the sets with pairs they have the smallest error.
static const struct points points6 = {
  6, 2, {0.707106781f, 1.41421356f}, {1.0f, -2.5f, 1.0f}, {{-2.0f, 1.0f}, {-0.5f, 1.0f}}, 1.0f,
  {{-0.666666667f, 0.166666667f}, {-0.471404521f, 0.23570226f},
   {-0.333333333f, 0.333333333f}, {-0.23570226f, 0.471404521f}, {-0.166666667f, 0.666666667f}},
};

// F(4, 4): 0, +-9/16, +-9/8, +-3: two thirds of the error of the pairs of points8.
static const struct points points7 = {
  7, 3, {0.5625f, 1.125f, 3.0f}, {-3.60406494f, 14.6387329f, -10.58203125f, 1.0f},
  {{11.390625f, -10.265625f, 1.0f}, {2.84765625f, -9.31640625f, 1.0f}, {0.40045166f, -1.58203125f, 1.0f}}, -0.27746448f,
  {{0.191716343f, -0.0538112931f, 0.000827185228f}, {0.107840449f, -0.0605377033f, 0.0024815558f},
   {0.0606602505f, -0.0681049153f, 0.00744466716f}, {0.0341213904f, -0.0766180307f, 0.022334002f}},
};

// F(4, 5) and F(6, 3): these and infinity.
static const struct points points8 = {
  8, 3, {0.5f, 1.0f, 2.0f}, {-1.0f, 5.25f, -5.25f, 1.0f},
  {{4.0f, -5.0f, 1.0f}, {1.0f, -4.25f, 1.0f}, {0.25f, -1.25f, 1.0f}}, -1.0f,
  {{0.711111111f, -0.222222222f, 0.0111111111f}, {0.355555556f, -0.222222222f, 0.0222222222f},
   {0.177777778f, -0.222222222f, 0.0444444444f}, {0.0888888889f, -0.222222222f, 0.0888888889f},
   {0.0444444444f, -0.222222222f, 0.177777778f}, {0.0222222222f, -0.222222222f, 0.355555556f}},
};

// F(4, 6): 0, +-3/8, +-3/4, +-5/4, +-2, all exact as floats: half the error of 1/2, 3/4, 1.3, 2.
static const struct points points9 = {
  9, 4, {0.375f, 0.75f, 1.25f, 2.0f}, {0.494384766f, -4.83453369f, 10.2402344f, -6.265625f, 1.0f},
  {{-3.515625f, 9.37890625f, -6.125f, 1.0f}, {-0.87890625f, 7.03222656f, -5.703125f, 1.0f},
   {-0.31640625f, 2.89160156f, -4.703125f, 1.0f}, {-0.123596191f, 1.17773438f, -2.265625f, 1.0f}}, 2.02271605f,
  {{-1.53583755f, 0.612944257f, -0.0923302339f, 0.00386550022f},
   {-0.575939081f, 0.459708193f, -0.115412792f, 0.00773100044f},
   {-0.215977155f, 0.344781145f, -0.14426599f, 0.0154620009f},
   {-0.0809914332f, 0.258585859f, -0.180332488f, 0.0309240018f}},
};

// F(4, 7) and F(6, 5): these and infinity.
static const struct points points10 = {
  10, 4, {0.375f, 0.75f, 1.25f, 2.0f}, {0.494384766f, -4.83453369f, 10.2402344f, -6.265625f, 1.0f},
  {{-3.515625f, 9.37890625f, -6.125f, 1.0f}, {-0.87890625f, 7.03222656f, -5.703125f, 1.0f},
   {-0.31640625f, 2.89160156f, -4.703125f, 1.0f}, {-0.123596191f, 1.17773438f, -2.265625f, 1.0f}}, 2.02271605f,
  {{-1.53583755f, 0.612944257f, -0.0923302339f, 0.00386550022f},
   {-0.575939081f, 0.459708193f, -0.115412792f, 0.00773100044f},
   {-0.215977155f, 0.344781145f, -0.14426599f, 0.0154620009f},
   {-0.0809914332f, 0.258585859f, -0.180332488f, 0.0309240018f},
   {-0.0303717875f, 0.193939394f, -0.22541561f, 0.0618480035f},
   {-0.0113894203f, 0.145454545f, -0.281769513f, 0.123696007f}},
};

// A side of a tile: `tile` outputs, fewer in the last tiles, of so many taps.
struct side { const struct points *points; int taps, tile, stride; };

static const struct side one_tap = {&points1, 1, 1, 1};

static const struct side f2_2 = {&points3, 2, 2, 1};

static const struct side f4_2 = {&points5, 2, 4, 1};

static const struct side f2_3 = {&points4, 3, 2, 1};

static const struct side f4_3 = {&points6, 3, 4, 1};

static const struct side f6_3 = {&points8, 3, 6, 1};

static const struct side f2_4 = {&points5, 4, 2, 1};

static const struct side f4_4 = {&points7, 4, 4, 1};

static const struct side f2_5 = {&points6, 5, 2, 1};

static const struct side f4_5 = {&points8, 5, 4, 1};

static const struct side f6_5 = {&points10, 5, 6, 1};

static const struct side f4_7 = {&points10, 7, 4, 1};

static const struct side f3_3_step2 = {&points4, 3, 3, 2};

static const struct side f4_3_step2 = {&points5, 3, 4, 2};

static const struct side f5_3_step2 = {&points6, 3, 5, 2};

// What a band of tile rows is: rows tall .. tall_end and low .. low_end. Its tiles are numbered so that each point has
// a range of them: [low wide][tall wide][tall narrow][low narrow]; point 0 along a side is for whole tiles only.
struct band {
  int tall, tall_end, low, low_end;
  int number[4];              // of the first tile of each kind: whole, narrow, low, low and narrow
};

// A chunk of the weights that is transformed, vector by vector, while the products of the one before it are summed.
struct weights_to_come {
  int left;                   // vectors that are still to be done
  const weight *w, *ahead;    // taps of the next one; ahead: weights of the next group, asked for meanwhile into L2
  int step;                   // floats from one row of taps to the next that it mixes; 0 where a row is taken as it is
  float point;                // at which they are mixed
  float *u;                   // u[vector][point][VL]
};

// A layer. The functions at its end are made for its kernel, tiles and epilogue, and shared by all layers like it.
struct winograd {
  const struct side *down, *across;
  int tall, low, wide, narrow;    // rows and columns of whole tiles, and of those with an output less
  int bands, tiles;           // the tile rows are worked off in so many bands, of at most so many tiles
  int in_blocks, in_lanes, phases;    // input blocks that an output block sums, channels in each; phases of a block
  int out_blocks, group_out, out_width, in_width, last;   // first_input in basics.h
  int q, chunk;               // output blocks at a time, and input blocks whose weights are transformed at a time
  int stored;                 // vectors of weights that a channel has for an output block: taps, or points
  int steady;                 // all rows of weights ask for those of the next group, not the second half of them
  int by_chunks;              // all rows of a chunk after each other, not all chunks of a row
  int splits;                 // parts of the input blocks, of which V stays in L2; M is all output blocks' then
  int goes_on;                // M holds the sums of the parts before
  int in_row, in_plane, out_row, out_plane, res_row, res_plane, params;
  int v_point, v_block, v_all, m_tile;    // floats of V from line to line, block to block, in all; of M: tile to tile
  int by_bands;               // threads share the bands; otherwise the output blocks, and each transforms the input
  int in_h, in_w, top, left;  // where it is checked: the picture that x is in, and the padding which is no part of that
  int out_h, out_w;           // outputs, beyond which tiles may reach with dilation; the input is checked then
  int first_down[3], first_across[3];     // the first sets of winograd_place: how many, tiles and shorter ones of each
  int vectors, block_vectors; // floats from the bias to the prologue's vectors, and of those of a block
  void (*input)(const struct winograd *s, const struct band *band, const float *x, const float *vectors, float *v);
  void (*output)(const struct winograd *s, const struct band *band, int q, int block, const float *m,
                 const float *bias, const float *res, const float *params, float *y);
  void (*weights)(struct weights_to_come *next);  // NULL: stored at the points, [chunk][row][channel][q][column]
  // Of q blocks, and of what is left of them at the end.
  void (*products[2])(const struct winograd *s, int begin, int end, int wide_end, int blocks, const float *v,
                      const float *u, float *m, int first, struct weights_to_come *next);
  int ahead;                  // of `row`: weights between those in use and those that L1 is asked for
  // In place of weights and products, where there are few tiles: both in registers.
  void (*row)(const struct winograd *s, int row, int blocks, const float *v, const weight *w, const weight *next,
              float *m, int first);
};

// c[0] d[0] + c[1] d[2] + … + c[n - 1] d[2n - 2] + d[2n]
INLINE vf every_second(const float *c, int n, const vf *d) {
  vf sum = d[2 * n];
  UNROLL for (int i = n - 1; i >= 0; i--) sum = vfma(vset(c[i]), d[2 * i], sum);
  return sum;
}

// The first line of V that belongs to a point; behind the last point: how many lines there are, and inputs.
INLINE int winograd_line(const struct side *s, int point) { return point ? (point - 1) * s->stride + 1 : 0; }

// A phase d[skip ..] of a line of inputs at the points v[skip ..]; the odd one without point 0, its values times p.
INLINE void winograd_phase(const struct points *s, int odd, int skip, const vf *d, vf *v) {
  if (!skip && !odd) v[0] = every_second(s->all, s->pairs, d);
  UNROLL for (int k = 0; k < s->pairs; k++) {
    vf a = every_second(s->others[k], s->pairs - 1, d + 1), b = every_second(s->others[k], s->pairs - 1, d + 2);
    vf changes_sign = odd ? b : a, other = odd ? vmul(vset(s->p[k] * s->p[k]), a) : b;
    v[1 + 2 * k] = vfma(vset(s->p[k]), changes_sign, other);
    v[2 + 2 * k] = vfma(vset(-s->p[k]), changes_sign, other);
  }
  if (s->count % 2 == 0) v[s->count - 1] = every_second(s->all, s->pairs, d + 1);
}

// B^T: a line of inputs d[skip * stride ..] gives the lines v[skip ..] of V; skip: 1 for a tile of m - 1.
INLINE void winograd_in(const struct side *s, int skip, const vf *d, vf *v) {
  const int phases = s->taps == 1 ? 0 : s->stride;
  if (!phases) v[0] = d[0];
  UNROLL for (int odd = 0; odd < phases; odd++) {
    vf x[10], at[10];
    UNROLL for (int i = skip; i < s->points->count; i++)
      x[i] = i * s->stride - odd < skip * s->stride ? vset(0.0f) : d[i * s->stride - odd];
    winograd_phase(s->points, odd, skip, x, at);
    UNROLL for (int i = skip | odd; i < s->points->count; i++) v[i * s->stride - odd] = at[i];
  }
}

// A^T: a line of products v[skip ..] gives the outputs y[skip .. m), each plus *bias unless that is NULL.
INLINE void winograd_out(const struct points *s, int m, int skip, const vf *bias, const vf *v, vf *y) {
  const int end = s->count > 1 ? m : 0;
  if (!end) y[0] = bias ? vadd(v[0], *bias) : v[0];
  vf term[2][4];                // of each pair: sum, difference
  UNROLL for (int k = 0; k < s->pairs; k++) {
    term[0][k] = vadd(v[1 + 2 * k], v[2 + 2 * k]);
    term[1][k] = vsub(v[1 + 2 * k], v[2 + 2 * k]);
  }
  UNROLL for (int i = skip; i < end; i++) {
    y[i] = bias ? vfma(vset(s->out[i][0]), term[i % 2][0], *bias) : vmul(vset(s->out[i][0]), term[i % 2][0]);
    UNROLL for (int k = 1; k < s->pairs; k++) y[i] = vfma(vset(s->out[i][k]), term[i % 2][k], y[i]);
    if (i == 0) y[i] = vfma(vset(s->zero), v[0], y[i]);
    if (i == m - 1 && s->count % 2 == 0) y[i] = vadd(v[s->count - 1], y[i]);
  }
}

// The values that a line of taps has in U.
INLINE int winograd_values(const struct side *s) { return s->points->count + s->stride - 1; }

// G: a line of taps x at the points u; with stride 2 the even ones, and the odd one behind them.
INLINE void winograd_taps(const struct side *s, const vf *x, vf *u) {
  const struct points *at = s->points;
  const int last = (s->taps - 1) / s->stride, step = s->stride;      // last: of the even ones
  u[0] = x[0];
  UNROLL for (int k = 0; k < at->pairs; k++) {
    const float square = at->p[k] * at->p[k];
    vf even = x[last / 2 * 2 * step], odd = x[((last - 1) / 2 * 2 + 1) * step];
    UNROLL for (int i = last / 2 * 2 - 2; i >= 0; i -= 2) even = vfma(vset(square), even, x[i * step]);
    UNROLL for (int i = (last - 1) / 2 * 2 - 1; i >= 1; i -= 2) odd = vfma(vset(square), odd, x[i * step]);
    u[1 + 2 * k] = vfma(vset(at->p[k]), odd, even);
    u[2 + 2 * k] = vfma(vset(-at->p[k]), odd, even);
  }
  if (s->taps > 1 && at->count % 2 == 0) u[at->count - 1] = x[s->taps - 1];
  if (s->stride == 2) u[at->count] = x[1];
}

// Columns begin .. end of the input tile whose first window is at (row, column) of x, with `first` applied, transformed
// down: half. checked: what lies outside the picture is not read, it is zero. Inputs are by_h and by_w pixels apart.
INLINE void winograd_down(const struct winograd *s, const struct side *h, int skip_h, int begin, int end, int checked,
                          int by_h, int by_w, int row, int column, const float *x, const float *p, vf (*half)[11],
                          epilogue first) {
  UNROLL for (int j = begin; j < end; j++) {
    vf d[11], t[11];
    UNROLL for (int i = skip_h * h->stride; i < winograd_line(h, h->points->count); i++) {
      const int y = row + i * by_h, z = column + j * by_w, outside = y < 0 || y >= s->in_h || z < 0 || z >= s->in_w;
      d[i] = checked && outside ? vset(0.0f) : first(vload(x + y * s->in_row + z * VL), x, p);
    }
    winograd_in(h, skip_h, d, t);
    UNROLL for (int i = skip_h; i < winograd_line(h, h->points->count); i++) half[i][j] = t[i];
  }
}

// That tile, for one block of channels. Lines are unrolled up to 8 x 8 of them: with more a loop is a little faster.
INLINE void winograd_input(const struct winograd *s, const struct side *h, const struct side *w, int skip_h,
                           int skip_w, int checked, int by_h, int by_w, int row, int column, const float *x,
                           const float *p, float *v, epilogue first) {
  const int down = winograd_line(h, h->points->count), across = winograd_line(w, w->points->count);
  const int all = down * across <= 64, columns = all ? across : 1, rows = all ? down : 1, point = s->v_point;
  vf half[11][11];
  NOUNROLL for (int begin = skip_w * w->stride; begin < across; begin += columns)
    winograd_down(s, h, skip_h, begin, begin + columns < across ? begin + columns : across, checked, by_h, by_w, row,
                  column, x, p, half, first);
  NOUNROLL for (int begin = skip_h; begin < down; begin += rows) {
    const int end = begin + rows < down ? begin + rows : down;
    UNROLL for (int i = begin; i < end; i++) {
      vf t[11];
      winograd_in(w, skip_w, half[i], t);
      UNROLL for (int j = skip_w; j < across; j++) vstore(v + (i * across + j) * point, t[j]);
    }
  }
}

// The output tile at (row, column) of a block of channels, from its products m. pooled: of each 2x2 of it the largest.
INLINE void winograd_output(const struct winograd *s, const struct side *h, const struct side *w, int pooled, int by,
                            int skip_h, int skip_w, int row, int column, const float *m, vf bias, const float *res,
                            const float *params, float *y, epilogue finish) {
  const int down = h->points->count, across = w->points->count;
  vf half[6][10], largest[6];
  UNROLL for (int j = skip_w; j < across; j++) {
    vf d[10], t[6];
    UNROLL for (int i = skip_h; i < down; i++) d[i] = vload(m + (i * across + j) * VL);
    winograd_out(h->points, h->tile, skip_h, NULL, d, t);
    UNROLL for (int i = skip_h; i < h->tile; i++) half[i][j] = t[i];
  }
  UNROLL for (int i = skip_h; i < h->tile; i++) {
    vf t[6];
    winograd_out(w->points, w->tile, skip_w, &bias, half[i], t);
    UNROLL for (int j = skip_w; j < w->tile; j++) {
      if (by > 1 && (row + i * by >= s->out_h || column + j * by >= s->out_w)) continue;
      const float *other = res + i * by * s->res_row + (s->res_row ? j * by * VL : 0);
      vf value = finish(t[j], other, params);
      if (!pooled) vstore(y + i * by * s->out_row + j * by * VL, value);
      else largest[j] = i % 2 ? vmax_nan(largest[j], value) : value;
      if (pooled && i % 2 && j % 2) vstore(y + i / 2 * s->out_row + j / 2 * VL, vmax_nan(largest[j - 1], largest[j]));
    }
  }
}

// A vector of weights at a row of points, or of the odd taps. It asks for those `near` vectors on into L1, if not 0,
// and for a share of the next group's into L2: in each row if steady, else in the second half of the rows.
INLINE void winograd_vector(const struct side *h, const struct side *w, int near, int steady,
                            struct weights_to_come *next) {
  const int taps = h->taps * w->taps, last = (h->taps - 1) / h->stride, columns = winograd_values(w);
  const int soon = near ? taps * VL : 0, rows = winograd_values(h);
  const int ahead = taps * VL / (steady ? rows : rows - rows / 2);
  vf x[7], t[10];
  UNROLL for (int j = 0; j < w->taps; j++) {
    x[j] = wload(next->w + last * next->step + j * VL);
    UNROLL for (int k = last - 1; k >= 0; k--)
      x[j] = vfma(vset(next->point), x[j], wload(next->w + k * next->step + j * VL));
  }
  winograd_taps(w, x, t);
  UNROLL for (int j = 0; j < columns; j++) vstore(next->u + j * VL, t[j]);
  UNROLL for (int line = 0; line < soon; line += WLINE) prefetch_near(next->w + near * soon + line);
  UNROLL for (int line = 0; line < ahead; line += WLINE) prefetch_far(next->ahead + line);
  next->w += taps * VL;
  next->ahead += ahead;
  next->u += columns * VL;
  next->left--;
}

// What is left of them.
INLINE void winograd_weights(const struct side *h, const struct side *w, int near, int steady,
                             struct weights_to_come *next) {
  struct weights_to_come at = *next;
  while (at.left > 0) winograd_vector(h, w, near, steady, &at);
  *next = at;
}

// One register tile of the products at one point: `size` tiles x q output blocks, over `blocks` input blocks of each
// phase, the last with the weights u, the other with odd. Sums in levels, and in chains of every other channel, err
// less. with_next: a turn, or each channel of an n x 1, transforms a vector of the weights to come.
INLINE void winograd_product(const struct winograd *s, const struct side *down, const struct side *across, int size,
                             int q, int chains, int unroll, int near, int steady, int blocks, int phases,
                             const float *v, const float *u, const float *odd, float *m, int first, int with_next,
                             struct weights_to_come *next) {
  const int step = winograd_values(across) * VL;
  const int share = (size * unroll + VL - 1) / VL * VL;   // floats of V at the next point that a turn asks for
  struct weights_to_come at = *next;
  vf sum[32];
  UNROLL for (int i = 0; i < chains * size * q; i++) sum[i] = vset(0.0f);
  NOUNROLL for (int phase = 0; phase < phases; phase++) {
    const float *weight = phase + 1 < phases ? odd : u;
    NOUNROLL for (int b = 0; b < blocks; b++) {
      const float *x = v + phase * s->v_point + b * s->v_block, *soon = x + s->v_point;
      NOUNROLL for (int c = 0; c < s->in_lanes; c += unroll) {
        UNROLL for (int line = 0; line < share; line += 16) prefetch_near(soon + line);
        soon += share;
        UNROLL for (int n = 0; n < unroll; n++) {
          vf w[4], *chain = sum + n % chains * size * q;
          UNROLL for (int k = 0; k < q; k++) w[k] = vload(weight + k * step);
          weight += q * step;
          if (with_next && (n == 0 || across->taps == 1)) winograd_vector(down, across, near, steady, &at);
          UNROLL for (int i = 0; i < size; i++) {
            vf value = vset(x[i * VL + n]);
            UNROLL for (int k = 0; k < q; k++) chain[i * q + k] = vfma(value, w[k], chain[i * q + k]);
          }
        }
        x += unroll;
        in_register(x);
      }
    }
  }
  if (with_next) *next = at;
  UNROLL for (int i = size * q; i < chains * size * q; i++) sum[i - size * q] = vadd(sum[i - size * q], sum[i]);
  UNROLL for (int i = 0; i < size; i++)
    UNROLL for (int k = 0; k < q; k++) {
      float *to = m + (k * s->tiles + i) * s->m_tile;
      vstore(to, first ? sum[i * q + k] : vadd(vload(to), sum[i * q + k]));
    }
}

// Tiles begin .. end at a line of V, those before wide_end at point 0 along it; in register tiles of nearly equal size,
// at most `most`, each of which asks L2 for `ask` lines of weights; bit n of `sizes` is set where there are some of n.
// Clang would unroll a loop over every n: ResNet-34 takes 3.4 s to compile, and 7.2 with it.
INLINE void winograd_products(const struct winograd *s, const struct side *down, const struct side *across, int most,
                              unsigned sizes, int q, int chains, int unroll, int near, int steady, int ask, int begin,
                              int end, int wide_end, int blocks, const float *v, const float *u, float *m, int first,
                              struct weights_to_come *next) {
  const int points = across->points->count;
  const float *odd = u + points * VL;
  int calls = 0, least = 0, larger = 0;
  NOUNROLL for (int j = 0; j < points; j++) {
    const int phases = j ? across->stride : 1, turns = phases * blocks * s->in_lanes / (across->taps > 1 ? unroll : 1);
    const float *from = v + begin * VL;
    float *to = m + begin * s->m_tile;
    if (j < 2) {                // the points behind it have as many; a division takes as long as 20 products
      const int count = (j || points == 1 ? end : wide_end) - begin;
      calls = (count + most - 1) / most;
      least = calls ? count / calls : 0;
      larger = count - calls * least;
    }
    NOUNROLL for (int i = 0; i < calls; i++) {
      const int size = least + (i < larger);
      UNROLL for (unsigned rest = sizes; rest; rest &= rest - 1) {
        const int n = __builtin_ctz(rest);
        if (size == n && next->left >= turns)
          winograd_product(s, down, across, n, q, chains, unroll, near, steady, blocks, phases, from, u, odd, to, first,
                           1, next);
        else if (size == n)
          winograd_product(s, down, across, n, q, chains, unroll, near, steady, blocks, phases, from, u, odd, to, first,
                           0, next);
      }
      UNROLL for (int line = 0; line < ask; line++, next->ahead += WLINE) prefetch_far(next->ahead);
      from += size * VL;
      to += size * s->m_tile;
    }
    v += phases * s->v_point;
    u += VL;
    m += VL;
  }
}

// Columns begin .. end of a row of points for few tiles: weights are transformed in registers and used at once. mixed:
// the row is neither 0 nor infinity. phases: how many it has. Tiles first .. last of `all` take part, in column 0 those
// before wide_end only. far: weights ahead that L2 is asked for, and with them the next row of V; 0: neither is.
INLINE void winograd_few(const struct winograd *s, const struct side *down, const struct side *across, int begin,
                         int end, int first, int last, int wide_end, int all, int phases, int mixed, int far, int row,
                         int blocks, const float *v, const weight *w, const weight *next, float *m, int is_first) {
  const float p = !mixed ? 0.0f : row % 2 ? down->points->p[(row - 1) / 2] : -down->points->p[(row - 1) / 2];
  const int taps = down->taps * across->taps, line = across->taps * VL, ahead = taps * VL / down->points->count;
  const int points = across->points->count, v_row = winograd_line(across, points) * all * VL, pair = VL > 1 ? 2 : 1;
  const int share = phases * v_row / VL;                  // floats of the next row of V for each channel
  vf sum[10][9];
  UNROLL for (int j = begin; j < end; j++) UNROLL for (int i = first; i < last; i++) sum[j][i] = vset(0.0f);
  NOUNROLL for (int b = 0; b < blocks; b++) {
    NOUNROLL for (int c = 0; c < VL; c += 2)
      UNROLL for (int n = c; n < c + pair; n++) {
        UNROLL for (int phase = 0; phase < phases; phase++) {
          const int odd_row = phase + 1 < phases;
          const weight *tap = w + (odd_row ? 1 : row ? down->taps - 1 : 0) * line;
          const float *x = v + phase * v_row + n;
          vf t[7], u[10];
          UNROLL for (int j = 0; j < across->taps; j++) {
            t[j] = wload(tap + j * VL);
            if (mixed && !odd_row)
              UNROLL for (int k = down->taps - 1 - down->stride; k >= 0; k -= down->stride)
                t[j] = vfma(vset(p), t[j], wload(w + k * line + j * VL));
          }
          winograd_taps(across, t, u);
          UNROLL for (int j = begin; j < end; j++) {
            const int of_point = j ? across->stride : 1, tiles_end = j || points == 1 ? last : wide_end;
            UNROLL for (int odd = 0; odd < of_point; odd++)
              UNROLL for (int i = first; i < tiles_end; i++)
                sum[j][i] = vfma(vset(x[((j * across->stride - odd) * all + i) * VL]), u[odd ? points : j], sum[j][i]);
          }
        }
        UNROLL for (int at = 0; at < ahead; at += WLINE) prefetch_near(next + at);
        if (far && n % 2 == 0) {
          prefetch_far(next + far);
          UNROLL for (int at = 0; at < pair * share; at += 16) prefetch_near(v + phases * v_row + n * share + at);
        }
        w += taps * VL;
        next += ahead;
      }
    v += s->v_block;
  }
  UNROLL for (int j = begin; j < end; j++) {
    const int tiles_end = j || points == 1 ? last : wide_end;
    UNROLL for (int i = first; i < tiles_end; i++) {
      float *to = m + i * s->m_tile + j * VL;
      vstore(to, is_first ? sum[j][i] : vadd(vload(to), sum[j][i]));
    }
  }
}

// A row of points for few tiles, `columns` at a time. 512 channels of 7x7, of which four tiles use each transformed
// weight, take 0.4 of the time that they take with a store and loads between. zero: the sums begin here.
INLINE void winograd_row(const struct winograd *s, const struct side *down, const struct side *across, int tall,
                         int low, int wide, int narrow, int columns, int far, int row, int blocks, const float *v,
                         const weight *w, const weight *next, float *m, int zero) {
  const int count = across->points->count, first = low * wide, wide_to = first + tall * wide;
  const int last = wide_to + tall * narrow, all = last + low * narrow, phases = down->stride;
  UNROLL for (int begin = 0; begin < count; begin += columns) {
    const int end = begin + columns < count ? begin + columns : count;
    if (row == 0 && down->taps > 1)
      winograd_few(s, down, across, begin, end, first, last, wide_to, all, 1, 0, far, row, blocks, v, w, next, m, zero);
    else if (row > 2 * down->points->pairs || down->taps == 1)
      winograd_few(s, down, across, begin, end, 0, all, wide_to, all, phases, 0, far, row, blocks, v, w, next, m, zero);
    else
      winograd_few(s, down, across, begin, end, 0, all, wide_to, all, phases, 1, far, row, blocks, v, w, next, m, zero);
  }
}

// The output at which a tile begins, of the `all` of a side that are shorter by `skip`; whole: those that are not. With
// dilation `by` outputs that far apart are convolved by themselves, in a set of tiles each: the first sets have as many
// tiles as `first` says, the others share the rest.
INLINE int winograd_place(const struct side *s, int tile, int all, int whole, int skip, int by, const int *first) {
  if (by == 1) return skip * (whole * s->tile - 1) + tile * (s->tile - skip);
  const int in_first = first[0] * first[1 + skip], later = tile >= in_first, others = by - first[0];
  const int at = tile - later * in_first, each = later ? (all - in_first) / others : first[1 + skip];
  const int longer = later ? (whole - first[0] * first[1]) / others : first[1];
  return at / each + later * first[0] + by * (skip * (longer * s->tile - 1) + at % each * (s->tile - skip));
}

// All input tiles of one kind, of all blocks of channels, each a phase of a block of x: its pixels that are apart_h and
// apart_w from each other, as one part of the kernel sees them. checked: tiles may reach beyond the picture.
INLINE void winograd_inputs_of(const struct winograd *s, const struct side *h, const struct side *w, int skip_h,
                               int skip_w, int checked, int by, int apart_h, int apart_w, int across_phases,
                               const struct band *band, const float *x, const float *vectors, float *v,
                               epilogue first) {
  const int begin = skip_h ? band->low : band->tall, end = skip_h ? band->low_end : band->tall_end;
  const int rows = skip_h ? s->low : s->tall, columns = skip_w ? s->narrow : s->wide;
  const int down = winograd_line(h, h->points->count), across = winograd_line(w, w->points->count);
  const int by_h = by * apart_h, by_w = by * apart_w, step_h = h->stride * apart_h, step_w = w->stride * apart_w;
  v += band->number[2 * skip_h + skip_w] * VL;
  NOUNROLL for (int b = 0; b < s->in_blocks; b++, v += s->v_block) {
    const int block = b / s->phases, i = b % s->phases / across_phases, j = b % across_phases;
    const int at_h = i / apart_h * h->taps * by_h + i % apart_h - s->top;
    const int at_w = j / apart_w * w->taps * by_w + j % apart_w - s->left;
    const float *from = x + block * s->in_plane, *p = vectors + block * s->block_vectors;
    NOUNROLL for (int r = begin; r < end; r++)
      NOUNROLL for (int c = 0; c < columns; c++) {
        const int row = at_h + step_h * winograd_place(h, r, rows, s->tall, skip_h, by, s->first_down);
        const int column = at_w + step_w * winograd_place(w, c, columns, s->wide, skip_w, by, s->first_across);
        const int last_h = row + (down - 1) * by_h, last_w = column + (across - 1) * by_w;
        float *to = v + ((r - begin) * columns + c) * VL;
        if (checked && (row < 0 || column < 0 || last_h >= s->in_h || last_w >= s->in_w))
          winograd_input(s, h, w, skip_h, skip_w, 1, by_h, by_w, row, column, from, p, to, first);
        else winograd_input(s, h, w, skip_h, skip_w, 0, by_h, by_w, row, column, from, p, to, first);
      }
  }
}

INLINE void winograd_inputs(const struct winograd *s, const struct side *h, const struct side *w, int checked, int by,
                            int apart_h, int apart_w, int across_phases, const struct band *band, const float *x,
                            const float *vectors, float *v, epilogue first) {
  const int low = h->taps > 1, narrow = w->taps > 1, n = across_phases;
  winograd_inputs_of(s, h, w, 0, 0, checked, by, apart_h, apart_w, n, band, x, vectors, v, first);
  if (narrow) winograd_inputs_of(s, h, w, 0, 1, checked, by, apart_h, apart_w, n, band, x, vectors, v, first);
  if (low) winograd_inputs_of(s, h, w, 1, 0, checked, by, apart_h, apart_w, n, band, x, vectors, v, first);
  if (low && narrow) winograd_inputs_of(s, h, w, 1, 1, checked, by, apart_h, apart_w, n, band, x, vectors, v, first);
}

// All output tiles of one kind, of q output blocks from `block` on.
INLINE void winograd_outputs_of(const struct winograd *s, const struct side *h, const struct side *w, int pooled,
                                int by, int skip_h, int skip_w, const struct band *band, int q, int block,
                                const float *m, const float *bias, const float *res, const float *params, float *y,
                                epilogue finish) {
  const int begin = skip_h ? band->low : band->tall, end = skip_h ? band->low_end : band->tall_end;
  const int rows = skip_h ? s->low : s->tall, columns = skip_w ? s->narrow : s->wide;
  NOUNROLL for (int k = 0; k < q; k++)
    NOUNROLL for (int r = begin; r < end; r++)
      NOUNROLL for (int c = 0; c < columns; c++) {
        const int row = winograd_place(h, r, rows, s->tall, skip_h, by, s->first_down);
        const int column = winograd_place(w, c, columns, s->wide, skip_w, by, s->first_across);
        const int tile = k * s->tiles + band->number[2 * skip_h + skip_w] + (r - begin) * columns + c, n = block + k;
        const float *other = res + n * s->res_plane + row * s->res_row + (s->res_row ? column * VL : 0);
        winograd_output(s, h, w, pooled, by, skip_h, skip_w, row, column, m + tile * s->m_tile, vload(bias + n * VL),
                        other, params + n * s->params,
                        y + n * s->out_plane + (row * s->out_row + column * VL) / (pooled ? 2 : 1), finish);
      }
}

// pooled: with the max pool behind the layer, of 2x2 windows that each lie in one tile; all tiles are whole then.
INLINE void winograd_outputs(const struct winograd *s, const struct side *h, const struct side *w, int pooled,
                             int by, const struct band *band, int q, int block, const float *m, const float *bias,
                             const float *res, const float *params, float *y, epilogue finish) {
  const int low = h->taps > 1, narrow = w->taps > 1;
  winograd_outputs_of(s, h, w, pooled, by, 0, 0, band, q, block, m, bias, res, params, y, finish);
  if (pooled) return;
  if (narrow) winograd_outputs_of(s, h, w, 0, by, 0, 1, band, q, block, m, bias, res, params, y, finish);
  if (low) winograd_outputs_of(s, h, w, 0, by, 1, 0, band, q, block, m, bias, res, params, y, finish);
  if (low && narrow) winograd_outputs_of(s, h, w, 0, by, 1, 1, band, q, block, m, bias, res, params, y, finish);
}

// The row of points, behind the last one that of the odd taps, and the chunk that are step `step` of a group. Chunk by
// chunk of a row its sums stay in L1; row by row of a chunk its taps do. Where there are few tiles, the sums are fewer
// than the taps (512 channels of 14x14 on Emerald Rapids: 0.95 of the time).
INLINE int winograd_row_of(const struct winograd *s, int step) {
  return s->by_chunks ? step % winograd_values(s->down) : step / (s->in_blocks / s->chunk);
}

INLINE int winograd_chunk_of(const struct winograd *s, int step) {
  return s->by_chunks ? step / winograd_values(s->down) : step % (s->in_blocks / s->chunk);
}

// The weights of step `step` of a group.
// Point 0 has the first row of taps, infinity the last one; all others mix the rows, the even ones with stride 2.
INLINE struct weights_to_come winograd_step(const struct winograd *s, int step, int vectors, const weight *w,
                                            const weight *ahead, float *u) {
  const struct points *down = s->down->points;
  const int i = winograd_row_of(s, step), c = winograd_chunk_of(s, step), line = s->across->taps * VL;
  const int taps = s->down->taps * line, mixed = i > 0 && i <= 2 * down->pairs, rows = winograd_values(s->down);
  const float p = !mixed ? 0.0f : i % 2 ? down->p[(i - 1) / 2] : -down->p[(i - 1) / 2];
  const int early = s->steady || !s->weights ? 0 : rows / 2, asking = rows - early;
  w += c * vectors * taps + (i == down->count ? line : i && !mixed ? taps - line : 0);
  ahead = i < early ? w : ahead + (c * asking + i - early) * vectors * (taps / asking);
  return (struct weights_to_come){s->weights ? vectors : 0, w, ahead, mixed ? s->down->stride * line : 0, p, u};
}

// All products of a band for q output blocks whose weights are at w; ahead: those of the group that comes after it.
INLINE void winograd_group(const struct winograd *s, const struct band *band, int q, const weight *w,
                           const weight *ahead, const float *v, float *u, float *m) {
  const struct side *down = s->down, *across = s->across;
  const int points = down->points->count, taps = down->taps * across->taps, m_row = across->points->count * VL;
  const int chunks = s->in_blocks / s->chunk, vectors = s->chunk * s->in_lanes * q;
  const int v_line = winograd_line(across, across->points->count) * s->v_point, v_chunk = s->chunk * s->v_block;
  const int tall = band->tall_end - band->tall, low = band->low_end - band->low, first = low * s->wide;
  if (s->row) {
    for (int c = 0; c < chunks; c++)
      for (int i = 0; i < points; i++)
        s->row(s, i, s->chunk, v + winograd_line(down, i) * v_line + c * v_chunk, w + c * vectors * taps * VL,
               w + c * vectors * taps * VL + s->ahead + i * (vectors * taps * VL / points), m + i * m_row, c == 0);
    return;
  }
  const int steps = winograd_values(down) * chunks, wide_end = first + tall * s->wide;
  float *const half[] = {u, u + winograd_values(across) * vectors * VL};
  struct weights_to_come next = winograd_step(s, 0, vectors, w, ahead, u);
  if (s->weights) s->weights(&next);
  for (int step = 0; step < steps; step++) {
    const int row = winograd_row_of(s, step), c = winograd_chunk_of(s, step), odd = row == points;
    const float *at = s->weights ? half[step % 2]
                                 : (const float *)(const void *)w + (c * points + row) * vectors * m_row;
    if (s->weights && step + 1 < steps) next = winograd_step(s, step + 1, vectors, w, ahead, half[(step + 1) % 2]);
    for (int i = odd ? 1 : row; i < (odd ? points : row + 1); i++) {
      const int whole = i == 0 && down->taps > 1;
      s->products[q != s->q](s, whole ? first : 0, wide_end + (tall + (whole ? 0 : low)) * s->narrow, wide_end,
                             s->chunk, v + (i * down->stride - odd) * v_line + c * v_chunk, at, m + i * m_row,
                             c == 0 && !odd && !s->goes_on, &next);
    }
    if (s->weights) s->weights(&next);
  }
}

// A band for the output blocks begin .. end, q at a time; before the first of a group V of its input channels.
INLINE void winograd_band(const struct winograd *s, const struct band *band, int begin, int end, const float *x,
                          const weight *w, const float *bias, const float *res, const float *params, float *y, float *v,
                          float *u, float *m) {
  const int per_input = s->in_lanes * s->stored * VL, per_block = s->in_blocks * per_input;
  struct winograd some = *s;
  some.in_blocks = s->in_blocks / s->splits;
  for (int first = 0; first < s->in_blocks; first += some.in_blocks) {
    const int part = first / s->phases;
    some.goes_on = first > 0;
    for (int block = begin, last = -1; block < end; block += s->q) {
      const int left = s->out_blocks - block, q = left < s->q ? left : s->q, group = block / s->group_out;
      const weight *weights = w + (size_t)block * (size_t)per_block + first * q * per_input;
      float *sums = s->splits > 1 ? m + (block - begin) * s->tiles * s->m_tile : m;
      const int from = part + first_input(block, s->group_out, s->out_width, s->in_width, VL, s->last);
      if (group != last) s->input(&some, band, x + from * s->in_plane, bias + s->vectors + part * s->block_vectors, v);
      last = group;
      winograd_group(&some, band, q, weights, weights + q * per_block, v, u, sums);
      if (first + some.in_blocks == s->in_blocks) s->output(s, band, q, block, sums, bias, res, params, y);
    }
  }
}

// The layer: part `part` of `parts` threads. x points to the pixel under the first tap at output (0, 0), or to pixel
// (0, 0) with a prologue. scratch is this thread's own: V, then M, then U. res and params may be any pointer where the
// epilogue reads none, with res_row and res_plane (params) 0.
SHARED void conv_winograd(const struct winograd *s, const float *x, const weight *w, const float *bias,
                          const float *res, const float *params, float *y, float *scratch, int part, int parts) {
  const int groups = (s->out_blocks + s->q - 1) / s->q;
  float *v = scratch, *m = v + s->v_all, *u = m + (s->splits > 1 ? groups : 1) * s->q * s->tiles * s->m_tile;
  const int band_end = s->by_bands ? share(s->bands, part + 1, parts) : s->bands;
  const int group = s->by_bands ? 0 : share(groups, part, parts);
  const int group_end = s->by_bands ? groups : share(groups, part + 1, parts);
  const int block_end = group_end * s->q < s->out_blocks ? group_end * s->q : s->out_blocks;
  for (int band = s->by_bands ? share(s->bands, part, parts) : 0; band < band_end; band++) {
    struct band rows = {share(s->tall, band, s->bands), share(s->tall, band + 1, s->bands),
                        share(s->low, band, s->bands), share(s->low, band + 1, s->bands), {0}};
    const int tall = rows.tall_end - rows.tall, low = rows.low_end - rows.low;
    rows.number[0] = low * s->wide, rows.number[1] = (low + tall) * s->wide;
    rows.number[3] = rows.number[1] + tall * s->narrow;
    winograd_band(s, &rows, group * s->q, block_end, x, w, bias, res, params, y, v, u, m);
  }
}
