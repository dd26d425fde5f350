// lenet5.c - made by cnnc from lenet5.lua for target avx512:emeraldrapids.
// Compile: clang -O3 -march=x86-64-v4 -mtune=sapphirerapids -mprefer-vector-width=512 -falign-loops=64 -ffp-contract=off -c lenet5.c
// Link: -lsleef -lm
//
// What follows is lenet5.h, which also says what the arguments are.
#ifndef LENET5_H
#define LENET5_H

#define LENET5_INPUT_SIZE      1024         /* floats, [1][32][32] */
#define LENET5_OUTPUT_SIZE     10           /* floats, [10] */
#define LENET5_ALIGN           64           /* bytes, of arena and weights in memory */
#define LENET5_ARENA_SIZE      28032        /* bytes of scratch memory */
#define LENET5_PART_SIZE       10368        /* bytes more of it for each part after the first */
#define LENET5_WEIGHTS_SIZE    277824       /* bytes of the weights file */
#define LENET5_PARAMETERS      61706        /* trainable */
#define LENET5_MACS            416520       /* multiply-accumulates for one picture */

/* What lenet5_run returns. */
enum {
  LENET5_OK = 0,
  LENET5_NULL_ARGUMENT = 1,   /* arena, input, weights or output is NULL */
  LENET5_MISALIGNED = 2,      /* arena or weights is not aligned to LENET5_ALIGN */
  LENET5_WRONG_WEIGHTS = 3,   /* weights are not a file that was written with this C */
  LENET5_WRONG_PART = 4       /* part is not in 0 .. parts - 1, or wait is missing */
};

int lenet5_run(const void *weights, void *arena, const float *input, float *output);

int lenet5_run_part(const void *weights, void *arena, const float *input, float *output,
                    int part, int parts, void (*wait)(void *sync), void *sync);

#endif

#include <math.h>
#include <stddef.h>
#include <stdint.h>

#include <immintrin.h>

#define INLINE static inline __attribute__((always_inline))

// One copy for all layers that call it.
#define SHARED static __attribute__((noinline))

#ifdef __clang__
#define UNROLL _Pragma("clang loop unroll(full)")
#define NOUNROLL _Pragma("clang loop unroll(disable)")
#else
#define UNROLL _Pragma("GCC unroll 64")
#define NOUNROLL _Pragma("GCC unroll 1")
#endif

enum { VL = 16 };
typedef __m512 vf;

// p points to a whole vector, aligned to its size.
INLINE vf vload(const float *p) { return _mm512_load_ps(p); }

INLINE void vstore(float *p, vf x) { _mm512_store_ps(p, x); }

// p has the alignment of a float only.
INLINE vf vloadu(const float *p) { return _mm512_loadu_ps(p); }

INLINE void vstoreu(float *p, vf x) { _mm512_storeu_ps(p, x); }

// The first n lanes from p, zero in the others; 0 <= n <= VL.
INLINE vf vload_part(const float *p, int n) { return _mm512_maskz_loadu_ps((__mmask16)((1u << n) - 1), p); }

// Only the first n lanes are written.
INLINE void vstore_part(float *p, vf x, int n) { _mm512_mask_storeu_ps(p, (__mmask16)((1u << n) - 1), x); }

// Every second float from p on: p[0], p[2], … p[2 VL - 2]; nothing behind is read.
INLINE vf vload_even(const float *p) {
  const __m512i lane = _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 17, 19, 21, 23, 25, 27, 29, 31);
  return _mm512_permutex2var_ps(_mm512_loadu_ps(p), lane, _mm512_loadu_ps(p + 15));
}

INLINE vf vset(float x) { return _mm512_set1_ps(x); }
INLINE vf vadd(vf a, vf b) { return _mm512_add_ps(a, b); }
INLINE vf vsub(vf a, vf b) { return _mm512_sub_ps(a, b); }
INLINE vf vmul(vf a, vf b) { return _mm512_mul_ps(a, b); }

// a * b + c
INLINE vf vfma(vf a, vf b, vf c) { return _mm512_fmadd_ps(a, b, c); }

vf Sleef_tanhf16_u10avx512f(vf);
INLINE vf vtanh(vf x) { return Sleef_tanhf16_u10avx512f(x); }

// The sum of four of Sleef_tanhf16_u10avx512f.
INLINE vf vtanh4(vf a, vf b, vf c, vf d) { return vadd(vadd(vtanh(a), vtanh(b)), vadd(vtanh(c), vtanh(d))); }

// Asks for the line at p, which is read soon (near: into L1) or later (far: into L2).
#define prefetch_near(p) __builtin_prefetch(p, 0, 3)

// weights_f32.h - weights are stored as the floats that they are; WLINE of them in a line of the cache.
typedef float weight;
enum { WLINE = 16 };
INLINE vf wload(const weight *p) { return vload(p); }

// basics.h - how threads split a layer, and what is applied to a finished vector. Every kernel stands on these.

// Where part `part` of `parts` begins in n units of work: 0 for part 0, n for part `parts`.
INLINE int share(int n, int part, int parts) { return (int)((long long)n * part / parts); }

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

// linear.h - the fully connected layer at batch 1: a matrix times a vector, bound by the stream of weights.
//
// Weights are [group of q blocks][input][q][VL], read once from end to end; `chains` sums an output block keep the FMA
// units busy where q alone does not, and are added at the end.
struct linear {
  int inputs, out_blocks, q, chains;   // q * chains sums in registers; chains divides inputs
  int ahead;                  // weights between the one that is used and the one that is asked for; 0: no prefetch
  int params;                 // floats of per-channel vectors a block, for the epilogue
};

INLINE void linear_group(const struct linear *s, int q, const float *x, const weight *w, const float *bias,
                         const float *res, const float *params, float *y, epilogue finish) {
  vf sum[16];
  UNROLL for (int i = 0; i < s->chains; i++)
    UNROLL for (int k = 0; k < q; k++) sum[i * q + k] = i ? vset(0.0f) : vload(bias + k * VL);
  NOUNROLL for (int c = 0; c < s->inputs; c += s->chains) {
    UNROLL for (int i = 0; i < s->chains; i++) {
      vf value = vset(x[c + i]);
      UNROLL for (int k = 0; k < q; k++) {
        if (s->ahead && k * VL % WLINE == 0) prefetch_near(w + s->ahead + k * VL);
        sum[i * q + k] = vfma(value, wload(w + k * VL), sum[i * q + k]);
      }
      w += q * VL;
    }
  }
  UNROLL for (int i = 1; i < s->chains; i++) UNROLL for (int k = 0; k < q; k++) sum[k] = vadd(sum[k], sum[i * q + k]);
  UNROLL for (int k = 0; k < q; k++) vstore(y + k * VL, finish(sum[k], res + k * VL, params + k * s->params));
}

INLINE void linear_gemv(const struct linear *s, const float *x, const weight *w, const float *bias, const float *res,
                        const float *params, float *y, epilogue finish, int part, int parts) {
  const int groups = (s->out_blocks + s->q - 1) / s->q;
  NOUNROLL for (int g = share(groups, part, parts); g < share(groups, part + 1, parts); g++) {
    const int b = g * s->q;
    const weight *from = w + (size_t)b * (size_t)s->inputs * VL;
    const float *first = bias + b * VL, *other = res + b * VL, *vectors = params + b * s->params;
    if (s->out_blocks % s->q && g + 1 == groups)
      linear_group(s, s->out_blocks % s->q, x, from, first, other, vectors, y + b * VL, finish);
    else linear_group(s, s->q, x, from, first, other, vectors, y + b * VL, finish);
  }
}

// pool.h - pooling on channel blocks. Windows are clipped to the picture, so borders of any content do no harm. `first`
// is applied to each value of the picture before it is pooled, with the vectors of its block.
struct pool {
  int blocks, in_h, in_w, out_h, out_w;
  int kernel_h, kernel_w, stride_h, stride_w, dilation_h, dilation_w;
  int top, left, bottom, right;       // padding
  int count_padding;                  // an average divides by the padded window (never by what ceil_mode adds beyond)
  int in_row, in_plane, out_row, out_plane, res_row, res_plane, params;
  int vectors;                        // floats that `first` takes a block
};

// The mean of the tanh of each 2x2 values next to each other (LeNet-5): four of them take one division. A pass with a
// division for each, and one for the means, take 1.06 of the time of the network. planar: blocks are channels. Each
// vector asks L1 for so many lines from `soon` on, the weights of the layer behind: with its first 32 KB in L1 LeNet-5
// takes 0.96 of the time.
INLINE void pool_tanh(const struct pool *s, int planar, const float *x, const float *soon, int lines, const float *res,
                      const float *params, float *y, epilogue finish, int part, int parts) {
  const int units = s->blocks * s->out_h, vectors = planar ? (s->out_w + VL - 1) / VL : s->out_w;
  NOUNROLL for (int unit = share(units, part, parts); unit < share(units, part + 1, parts); unit++) {
    const int b = unit / s->out_h, r = unit % s->out_h;
    const float *from = x + b * s->in_plane + r * 2 * s->in_row, *other = res + b * s->res_plane + r * s->res_row;
    const float *vectors_of = params + (planar ? b / VL * s->params + b % VL : b * s->params);
    float *to = y + b * s->out_plane + r * s->out_row;
    NOUNROLL for (int i = 0; i < vectors; i++) {
      UNROLL for (int line = 0; line < lines; line++) prefetch_near(soon + ((unit * vectors + i) * lines + line) * 16);
      const int at = planar ? planar_column(s->out_w, i) : i * VL;
      const float *a = from + 2 * at, *c = a + s->in_row;
      vf sum = planar ? vtanh4(vload_even(a), vload_even(a + 1), vload_even(c), vload_even(c + 1))
                      : vtanh4(vload(a), vload(a + VL), vload(c), vload(c + VL));
      vf mean = finish(vmul(vset(0.25f), sum), other + (s->res_row ? at : 0), vectors_of);
      if (planar) planar_store(to + at, mean, s->out_w);
      else vstore(to + at, mean);
    }
  }
}

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

static const struct side f6_5 = {&points10, 5, 6, 1};

// c[0] d[0] + c[1] d[2] + … + c[n - 1] d[2n - 2] + d[2n]
INLINE vf every_second(const float *c, int n, const vf *d) {
  vf sum = d[2 * n];
  UNROLL for (int i = n - 1; i >= 0; i--) sum = vfma(vset(c[i]), d[2 * i], sum);
  return sum;
}

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

// winograd_planar.h - Winograd's algorithm (winograd.h) down the columns of a planar tensor, for convolutions of few
// input channels. What is transformed are whole rows, so that lanes run along them; across a row every tap is
// multiplied, as in a direct convolution. 5x5 on 14x14 (LeNet-5) takes 18 rows of products instead of 50.
//
//   a row of tiles   V[point] = B^T x      of its input rows, for each channel
//   products         M[point] += V[point][column + kx] U[point][kx]
//   its output rows  y = A^T M
//
// U, the weights at the points, are packed by the compiler. The result is in blocks of channels or planar.
struct winograd_planar {
  int in_channels, out_channels;      // in blocks out_channels counts blocks
  int out_w, tall, low;               // rows of whole tiles and of those with an output less
  int v_row;                          // floats from row to row in V
  int in_row, in_plane, out_row, out_plane, res_row, res_plane, params;
};

// What the inner loops are made for. A register tile is `broadcasts` columns of q blocks, or, of a planar result,
// `broadcasts` channels of q vectors; the last of each may be smaller.
struct winograd_planar_tile {
  int kernel_w, stride_w, dilation_w;
  int width;                  // of a row of V
  int broadcasts, last_broadcasts, q, last_q;
};

// V of one row of tiles; x points to its first input row.
INLINE void winograd_planar_in(const struct winograd_planar *s, const struct winograd_planar_tile *t,
                               const struct side *side, int skip, const float *x, float *v) {
  NOUNROLL for (int c = 0; c < s->in_channels; c++)
    NOUNROLL for (int i = 0; i * VL < t->width; i++) {
      const int column = planar_column(t->width, i);
      vf d[10], p[10];
      UNROLL for (int j = skip; j < side->points->count; j++) {
        const float *from = x + c * s->in_plane + (j - skip) * s->in_row + column;
        d[j] = t->width < VL ? vload_part(from, t->width) : vloadu(from);
      }
      winograd_in(side, skip, d, p);
      UNROLL for (int j = skip; j < side->points->count; j++)
        vstoreu(v + (j * s->in_channels + c) * s->v_row + column, p[j]);
    }
}

// A vector of products at all points, `step` floats apart, becomes rows of y.
INLINE void winograd_planar_out(const struct winograd_planar *s, const struct side *side, int skip, const float *m,
                                int step, vf bias, const float *res, const float *params, float *y, int lanes,
                                epilogue finish) {
  vf d[10], rows[6];
  UNROLL for (int j = skip; j < side->points->count; j++) d[j] = vload(m + j * step);
  winograd_out(side->points, side->tile, skip, &bias, d, rows);
  UNROLL for (int i = skip; i < side->tile; i++) {
    vf value = finish(rows[i], res + (i - skip) * s->res_row, params);
    planar_store(y + (i - skip) * s->out_row, value, lanes);
  }
}

// Products at one point, of `columns` columns and q blocks.
INLINE void winograd_planar_blocks(const struct winograd_planar *s, const struct winograd_planar_tile *t, int columns,
                                   int q, const float *v, const float *u, float *m) {
  vf sum[32];
  UNROLL for (int i = 0; i < columns * q; i++) sum[i] = vset(0.0f);
  NOUNROLL for (int c = 0; c < s->in_channels; c++)
    NOUNROLL for (int kx = 0; kx < t->kernel_w; kx++) {
      const float *x = v + c * s->v_row + kx * t->dilation_w;
      vf w[4];
      UNROLL for (int k = 0; k < q; k++) w[k] = vload(u + k * VL);
      u += q * VL;
      UNROLL for (int j = 0; j < columns; j++) {
        vf value = vset(x[j * t->stride_w]);
        UNROLL for (int k = 0; k < q; k++) sum[j * q + k] = vfma(value, w[k], sum[j * q + k]);
      }
    }
  UNROLL for (int i = 0; i < columns * q; i++) vstore(m + i * VL, sum[i]);
}

// Products at one point, of `channels` channels and q vectors from vector `first` of the row on.
INLINE void winograd_planar_rows(const struct winograd_planar *s, const struct winograd_planar_tile *t, int channels,
                                 int first, int q, const float *v, const float *u, float *m) {
  vf sum[32];
  UNROLL for (int i = 0; i < channels * q; i++) sum[i] = vset(0.0f);
  NOUNROLL for (int c = 0; c < s->in_channels; c++)
    NOUNROLL for (int kx = 0; kx < t->kernel_w; kx++) {
      const float *x = v + c * s->v_row + kx * t->dilation_w;
      vf value[4];
      UNROLL for (int i = 0; i < q; i++)
        value[i] = planar_load(x + planar_column(s->out_w, first + i) * t->stride_w, t->stride_w);
      UNROLL for (int k = 0; k < channels; k++)
        UNROLL for (int i = 0; i < q; i++) sum[k * q + i] = vfma(value[i], vset(u[k]), sum[k * q + i]);
      u += channels;
    }
  UNROLL for (int i = 0; i < channels * q; i++) vstore(m + i * VL, sum[i]);
}

// One row of tiles for a result in blocks of channels.
INLINE void winograd_planar_block_tiles(const struct winograd_planar *s, const struct winograd_planar_tile *t,
                                        const struct side *side, int skip, const float *x, const float *w,
                                        const float *bias, const float *res, const float *params, float *y, float *v,
                                        float *m, epilogue finish) {
  const int values = s->in_channels * t->kernel_w * VL, step = t->broadcasts * t->q * VL;
  winograd_planar_in(s, t, side, skip, x, v);
  NOUNROLL for (int b = 0; b < s->out_channels; b += t->q) {
    const int last_q = b + t->q > s->out_channels, q = last_q ? t->last_q : t->q;
    NOUNROLL for (int column = 0; column < s->out_w; column += t->broadcasts) {
      const int last = column + t->broadcasts > s->out_w, columns = last ? t->last_broadcasts : t->broadcasts;
      NOUNROLL for (int point = skip; point < side->points->count; point++) {
        const float *from = v + point * s->in_channels * s->v_row + column * t->stride_w;
        const float *u = w + ((size_t)b * (size_t)side->points->count + (size_t)(point * q)) * (size_t)values;
        float *to = m + point * step;
        if (!last_q && !last) winograd_planar_blocks(s, t, t->broadcasts, t->q, from, u, to);
        else if (!last_q) winograd_planar_blocks(s, t, t->last_broadcasts, t->q, from, u, to);
        else if (!last) winograd_planar_blocks(s, t, t->broadcasts, t->last_q, from, u, to);
        else winograd_planar_blocks(s, t, t->last_broadcasts, t->last_q, from, u, to);
      }
      NOUNROLL for (int k = b; k < b + q; k++)
        NOUNROLL for (int j = 0; j < columns; j++)
          winograd_planar_out(s, side, skip, m + (j * q + k - b) * VL, step, vload(bias + k * VL),
                              res + k * s->res_plane + (s->res_row ? (column + j) * VL : 0), params + k * s->params,
                              y + k * s->out_plane + (column + j) * VL, VL, finish);
    }
  }
}

// One row of tiles for a planar result.
INLINE void winograd_planar_row_tiles(const struct winograd_planar *s, const struct winograd_planar_tile *t,
                                      const struct side *side, int skip, const float *x, const float *w,
                                      const float *bias, const float *res, const float *params, float *y, float *v,
                                      float *m, epilogue finish) {
  const int values = s->in_channels * t->kernel_w, step = t->broadcasts * t->q * VL, vectors = (s->out_w + VL - 1) / VL;
  winograd_planar_in(s, t, side, skip, x, v);
  NOUNROLL for (int first = 0; first < s->out_channels; first += t->broadcasts) {
    const int last = first + t->broadcasts > s->out_channels, channels = last ? t->last_broadcasts : t->broadcasts;
    NOUNROLL for (int i = 0; i < vectors; i += t->q) {
      const int last_q = i + t->q > vectors, q = last_q ? t->last_q : t->q;
      NOUNROLL for (int point = skip; point < side->points->count; point++) {
        const float *from = v + point * s->in_channels * s->v_row;
        const float *u = w + (first * side->points->count + point * channels) * values;
        float *to = m + point * step;
        if (!last_q && !last) winograd_planar_rows(s, t, t->broadcasts, i, t->q, from, u, to);
        else if (!last_q) winograd_planar_rows(s, t, t->last_broadcasts, i, t->q, from, u, to);
        else if (!last) winograd_planar_rows(s, t, t->broadcasts, i, t->last_q, from, u, to);
        else winograd_planar_rows(s, t, t->last_broadcasts, i, t->last_q, from, u, to);
      }
      NOUNROLL for (int k = 0; k < channels; k++)
        NOUNROLL for (int n = 0; n < q; n++) {
          const int column = planar_column(s->out_w, i + n), channel = first + k;
          winograd_planar_out(s, side, skip, m + (k * q + n) * VL, step, vset(bias[channel]),
                              res + channel * s->res_plane + column,
                              params + channel / VL * s->params + channel % VL, y + channel * s->out_plane + column,
                              s->out_w, finish);
        }
    }
  }
}

// The layer; x points to the value under the first tap at output (0, 0). Threads share the rows of tiles; scratch is
// this thread's own: products, then V.
INLINE void conv_winograd_planar(const struct winograd_planar *s, const struct winograd_planar_tile *t,
                                 const struct side *side, int planar, const float *x, const float *w,
                                 const float *bias, const float *res, const float *params, float *y, float *scratch,
                                 epilogue finish, int part, int parts) {
  const int all = s->tall + s->low;
  float *m = scratch, *v = m + side->points->count * t->broadcasts * t->q * VL;
  NOUNROLL for (int i = share(all, part, parts); i < share(all, part + 1, parts); i++) {
    const int skip = i >= s->tall, row = i * side->tile - (skip ? i - s->tall : 0);
    const float *from = x + row * s->in_row, *other = res + row * s->res_row;
    float *to = y + row * s->out_row;
    if (planar && skip) winograd_planar_row_tiles(s, t, side, 1, from, w, bias, other, params, to, v, m, finish);
    else if (planar) winograd_planar_row_tiles(s, t, side, 0, from, w, bias, other, params, to, v, m, finish);
    else if (skip) winograd_planar_block_tiles(s, t, side, 1, from, w, bias, other, params, to, v, m, finish);
    else winograd_planar_block_tiles(s, t, side, 0, from, w, bias, other, params, to, v, m, finish);
  }
}

// The first 64 bytes of lenet5.weights: format, layout of the packed values, size.
static const unsigned char lenet5_head[64] = {
  0x63, 0x6e, 0x6e, 0x63, 0x57, 0x30, 0x30, 0x31, 0xe7, 0x3b, 0x40, 0x9a, 0x57, 0x9a, 0xec, 0x88,
  0x40, 0x3d, 0x04, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
};

static int lenet5_has_head(const unsigned char *weights) {
  int differ = 0;
  for (int i = 0; i < 64; i++) differ |= weights[i] ^ lenet5_head[i];
  return !differ;
}

SHARED void down5x5_f6_5_6x2_of_6x2_width32_planar_keep(const struct winograd_planar *s, const float *x, const float *w,
                                                        const float *bias, const float *res, const float *params, float *y, float *scratch,
                                                        int part, int parts) {
  const struct winograd_planar_tile t = {
    .kernel_w = 5, .stride_w = 1, .dilation_w = 1, .width = 32,
    .broadcasts = 6, .last_broadcasts = 6, .q = 2, .last_q = 2,
  };
  conv_winograd_planar(s, &t, &f6_5, 1, x, w, bias, res, params, y, scratch, keep, part, parts);
}

static void conv5x5_1x32x32_6(const float *x, const float *w, float *y, float *scratch, int part, int parts) {
  static const struct winograd_planar s = {
    .in_channels = 1, .out_channels = 6, .out_w = 28, .tall = 3, .low = 2, .v_row = 32,
    .in_row = 32, .in_plane = 1024, .out_row = 28, .out_plane = 784,
  };
  down5x5_f6_5_6x2_of_6x2_width32_planar_keep(&s, x, w, w + 300, y, y, y, scratch, part, parts);
}

static void tanh_avgpool2x2_s2_6x28x28(const float *x, float *y, int part, int parts) {
  const struct pool s = {
    .blocks = 6, .in_h = 28, .in_w = 28, .out_h = 14, .out_w = 14,
    .kernel_h = 2, .kernel_w = 2, .stride_h = 2, .stride_w = 2, .dilation_h = 1, .dilation_w = 1,
    .top = 0, .left = 0, .bottom = 0, .right = 0, .count_padding = 1,
    .in_row = 28, .in_plane = 784, .out_row = 14, .out_plane = 196, .vectors = 0,
  };
  pool_tanh(&s, 1, x, y, 0, y, y, y, keep, part, parts);
}

SHARED void down5x5_f6_5_10x1_of_10x1_width14_keep(const struct winograd_planar *s, const float *x, const float *w,
                                                   const float *bias, const float *res, const float *params, float *y, float *scratch,
                                                   int part, int parts) {
  const struct winograd_planar_tile t = {
    .kernel_w = 5, .stride_w = 1, .dilation_w = 1, .width = 14,
    .broadcasts = 10, .last_broadcasts = 10, .q = 1, .last_q = 1,
  };
  conv_winograd_planar(s, &t, &f6_5, 0, x, w, bias, res, params, y, scratch, keep, part, parts);
}

static void conv5x5_6x14x14_16(const float *x, const float *w, float *y, float *scratch, int part, int parts) {
  static const struct winograd_planar s = {
    .in_channels = 6, .out_channels = 1, .out_w = 10, .tall = 0, .low = 2, .v_row = 16,
    .in_row = 14, .in_plane = 196, .out_row = 160, .out_plane = 1600,
  };
  down5x5_f6_5_10x1_of_10x1_width14_keep(&s, x, w, w + 4800, y, y, y, scratch, part, parts);
}

static void tanh_avgpool2x2_s2_16x10x10(const float *x, const float *w, float *y, int part, int parts) {
  const struct pool s = {
    .blocks = 1, .in_h = 10, .in_w = 10, .out_h = 5, .out_w = 5,
    .kernel_h = 2, .kernel_w = 2, .stride_h = 2, .stride_w = 2, .dilation_h = 1, .dilation_w = 1,
    .top = 0, .left = 0, .bottom = 0, .right = 0, .count_padding = 1,
    .in_row = 160, .in_plane = 1600, .out_row = 80, .out_plane = 400, .vectors = 0,
  };
  pool_tanh(&s, 0, x, w, 20, y, y, y, keep, part, parts);
}

INLINE vf then_tanh(vf x, const float *r, const float *p) {
  (void)r, (void)p;
  x = vtanh(x);
  return x;
}

static void linear_400_120_tanh(const float *x, const float *w, float *y, int part, int parts) {
  const struct linear s = {.inputs = 400, .out_blocks = 8, .q = 8, .chains = 2, .ahead = 0, .params = 0};
  linear_gemv(&s, x, w, w + 51200, y, y, y, then_tanh, part, parts);
}

static void linear_120_84_tanh(const float *x, const float *w, float *y, int part, int parts) {
  const struct linear s = {.inputs = 120, .out_blocks = 6, .q = 6, .chains = 2, .ahead = 0, .params = 0};
  linear_gemv(&s, x, w, w + 11520, y, y, y, then_tanh, part, parts);
}

static void linear_84_10(const float *x, const float *w, float *y, int part, int parts) {
  const struct linear s = {.inputs = 84, .out_blocks = 1, .q = 1, .chains = 4, .ahead = 0, .params = 0};
  linear_gemv(&s, x, w, w + 1344, y, y, y, keep, part, parts);
}

static void output_10(const float *x, float *y, int part, int parts) {
  for (int i = share(10, part, parts); i < share(10, part + 1, parts); i++) y[i] = x[i];
}

int lenet5_run_part(const void *weights, void *arena, const float *input, float *output,
                    int part, int parts, void (*wait)(void *sync), void *sync) {
  if (!weights || !arena || !input || !output) return LENET5_NULL_ARGUMENT;
  if ((uintptr_t)arena % LENET5_ALIGN || (uintptr_t)weights % LENET5_ALIGN) return LENET5_MISALIGNED;
  if (!lenet5_has_head(weights)) return LENET5_WRONG_WEIGHTS;
  if (part < 0 || part >= parts || (parts > 1 && !wait)) return LENET5_WRONG_PART;
  const float *w = (const float *)weights + 16;
  float *a = arena;
  float *own = part ? a + 7008 + (size_t)(part - 1) * 2592 : a; // scratch memory of all parts but the first
  // conv1 | conv 5x5 s1 | 1x32x32 -> 6x28x28 | +bias | 235.2 kFLOP | Winograd F(6,5) down, 6x2 | lenet5.lua:6
  conv5x5_1x32x32_6(input, w, a, part ? own : a + 4736, part, parts); if (wait) wait(sync);
  // avgpool1 | avgpool 2x2 s2 | 6x28x28 -> 6x14x14 | prologue tanh | vectors | lenet5.lua:6
  tanh_avgpool2x2_s2_6x28x28(a, a + 5792, part, parts); if (wait) wait(sync);
  // conv2 | conv 5x5 s1 | 6x14x14 -> 16x10x10 | +bias | 480.0 kFLOP | Winograd F(6,5) down, 10x1 | lenet5.lua:7
  conv5x5_6x14x14_16(a + 5792, w + 320, a + 2592, part ? own : a, part, parts); if (wait) wait(sync);
  // avgpool2 | avgpool 2x2 s2 | 16x10x10 -> 16x5x5 | prologue tanh | vectors | lenet5.lua:7
  tanh_avgpool2x2_s2_16x10x10(a + 2592, w + 5136, a, part, parts); if (wait) wait(sync);
  // flatten1 | flatten | 16x5x5 -> 400 | in place | lenet5.lua:8
  // fc1 | linear | 400 -> 120 | +bias +tanh | 96.0 kFLOP | GEMV 8x2 | lenet5.lua:9
  linear_400_120_tanh(a, w + 5136, a + 6880, part, parts); if (wait) wait(sync);
  // fc2 | linear | 120 -> 84 | +bias +tanh | 20.2 kFLOP | GEMV 6x2 | lenet5.lua:10
  linear_120_84_tanh(a + 6880, w + 56464, a, part, parts); if (wait) wait(sync);
  // fc3 | linear | 84 -> 10 | +bias | 1.7 kFLOP | GEMV 1x4 | lenet5.lua:11
  linear_84_10(a, w + 68080, a + 6992, part, parts); if (wait) wait(sync);
  // output | output | 10 -> 10 | copy | lenet5.lua:11
  output_10(a + 6992, output, part, parts); if (wait) wait(sync);
  return LENET5_OK;
}

int lenet5_run(const void *weights, void *arena, const float *input, float *output)
{
  return lenet5_run_part(weights, arena, input, output, 0, 1, NULL, NULL);
}
