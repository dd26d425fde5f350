// squeezenet1_0.c - made by cnnc from squeezenet1_0.lua for target avx512:emeraldrapids.
// Compile: clang -O3 -march=x86-64-v4 -mtune=sapphirerapids -mprefer-vector-width=512 -falign-loops=64 -ffp-contract=off -c squeezenet1_0.c
// Link: -lm
//
// What follows is squeezenet1_0.h, which also says what the arguments are.
#ifndef SQUEEZENET1_0_H
#define SQUEEZENET1_0_H

#define SQUEEZENET1_0_INPUT_SIZE      150528       /* floats, [3][224][224] */
#define SQUEEZENET1_0_OUTPUT_SIZE     1000         /* floats, [1000] */
#define SQUEEZENET1_0_ALIGN           64           /* bytes, of arena and weights in memory */
#define SQUEEZENET1_0_ARENA_SIZE      4098048      /* bytes of scratch memory */
#define SQUEEZENET1_0_PART_SIZE       930304       /* bytes more of it for each part after the first */
#define SQUEEZENET1_0_WEIGHTS_SIZE    5058560      /* bytes of the weights file */
#define SQUEEZENET1_0_PARAMETERS      1248424      /* trainable */
#define SQUEEZENET1_0_MACS            818924576    /* multiply-accumulates for one picture */

/* What squeezenet1_0_run returns. */
enum {
  SQUEEZENET1_0_OK = 0,
  SQUEEZENET1_0_NULL_ARGUMENT = 1,   /* arena, input, weights or output is NULL */
  SQUEEZENET1_0_MISALIGNED = 2,      /* arena or weights is not aligned to SQUEEZENET1_0_ALIGN */
  SQUEEZENET1_0_WRONG_WEIGHTS = 3,   /* weights are not a file that was written with this C */
  SQUEEZENET1_0_WRONG_PART = 4       /* part is not in 0 .. parts - 1, or wait is missing */
};

int squeezenet1_0_run(const void *weights, void *arena, const float *input, float *output);

int squeezenet1_0_run_part(const void *weights, void *arena, const float *input, float *output,
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

INLINE vf vset(float x) { return _mm512_set1_ps(x); }
INLINE vf vadd(vf a, vf b) { return _mm512_add_ps(a, b); }
INLINE vf vsub(vf a, vf b) { return _mm512_sub_ps(a, b); }
INLINE vf vmul(vf a, vf b) { return _mm512_mul_ps(a, b); }
INLINE vf vdiv(vf a, vf b) { return _mm512_div_ps(a, b); }

// a * b + c
INLINE vf vfma(vf a, vf b, vf c) { return _mm512_fmadd_ps(a, b, c); }

// The larger; b where either is not a number.
INLINE vf vmax(vf a, vf b) { return _mm512_max_ps(a, b); }

// The larger; not a number where either is.
INLINE vf vmax_nan(vf a, vf b) {
  return _mm512_mask_mov_ps(_mm512_max_ps(a, b), _mm512_cmp_ps_mask(a, a, _CMP_UNORD_Q), a);
}

// Asks for the line at p, which is read soon (near: into L1) or later (far: into L2).
#define prefetch_near(p) __builtin_prefetch(p, 0, 3)

#define prefetch_far(p) __builtin_prefetch(p, 0, 2)

// Keeps the pointer p in a register of its own: an FMA that reads memory by base and index is two operations on Intel.
#define in_register(p) __asm__("" : "+r"(p))

// weights_f32.h - weights are stored as the floats that they are; WLINE of them in a line of the cache.
typedef float weight;
enum { WLINE = 16 };
INLINE vf wload(const weight *p) { return vload(p); }

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

// conv.h - direct convolution on channel blocks.
//
// A tensor is [blocks][rows][columns][VL] with a physical border of zeros, so no loop here knows an edge. A register
// tile of rows x cols output pixels times q blocks of VL output channels stays in registers over a chunk of the input
// channels; each step loads q weight vectors and one broadcast input value a pixel. 14 pixels x 2 blocks reach 95 % of
// the FMA peak. Weights are packed in the order of reading, in groups of q blocks:
// [group][input block][ky][kx][input lane][q][VL].

// What a layer's inner loops are made for; all layers that agree in it share them.
struct conv_tile {
  int rows, cols, q;          // the register tile
  int below, right, rest;     // what is left of it at the bottom, at the right, and of the output blocks
  int step;                   // floats from an output pixel's input to the next one's
  int kernel_h, kernel_w;     // the loops inside it: the taps, and the channels of a block, `unroll` a turn
  int lanes, unroll, fewer;   // lanes: VL, less of a single block, 1 if planar; fewer: of the last of several, or 0
  int prefetch;               // cache lines of the next weights that each turn asks for
  int ahead;                  // input blocks ahead of the sums at which the input is asked for; 0: it is not
  int threshold;              // each input value is at least its channel's threshold: a batch norm and relu before it
};

struct conv {
  int in_blocks;              // blocks of input channels that an output block sums (those of its group)
  const int *inputs;          // of each group_out output blocks in a row, where some sum fewer: behind those are zeros
  int pixel, cols;            // floats from an input pixel to the next: VL, or 1 if planar; depthwise: pixels of a tile
  int kernel_h, kernel_w, stride_h, stride_w, dilation_h, dilation_w;
  int out_blocks, out_h, out_w;
  int group_out, out_width, in_width, last;   // which input blocks output blocks see: first_input in basics.h
  int chunk, row_block;       // input blocks a pass, whose weights stay in L1; rows a sweep, whose input stays in L2
  // floats from row to row and from block to block of the input, the output and the residual operand
  int in_row, in_plane, out_row, out_plane, res_row, res_plane;
  int params, thresholds;     // floats of per-channel vectors a block; from the bias to the thresholds, [block][VL]
  int by_rows;                // threads share the rows; otherwise the output blocks
};

// Where one tile reads and writes.
struct conv_at { const float *x; const weight *w, *next; const float *bias, *res, *params, *least; float *y; };

// One register tile over `blocks` input blocks. The first chunk starts from the bias, the last ends with the epilogue.
INLINE void conv_sums(const struct conv *s, const struct conv_tile *t, struct conv_at at, int rows, int cols, int q,
                      int blocks, int first, int last, epilogue finish) {
  vf sum[32];
  UNROLL for (int i = 0; i < rows; i++)
    UNROLL for (int j = 0; j < cols; j++)
      UNROLL for (int k = 0; k < q; k++)
        sum[(i * cols + j) * q + k] =
          vload(first ? at.bias + k * VL : at.y + k * s->out_plane + i * s->out_row + j * VL);
  NOUNROLL for (int b = 0; b < blocks; b++)
    NOUNROLL for (int ky = 0; ky < t->kernel_h; ky++)
      NOUNROLL for (int kx = 0; kx < t->kernel_w; kx++) {
        const float *x = at.x + b * s->in_plane + ky * s->dilation_h * s->in_row + kx * s->dilation_w * s->pixel;
        if (t->ahead)
          UNROLL for (int i = 0; i < rows; i++)
            UNROLL for (int line = 0; line < cols * t->step; line += 16)
              prefetch_near(x + t->ahead * s->in_plane + i * s->stride_h * s->in_row + line);
        const int lanes = t->fewer && last && b + 1 == blocks ? t->fewer : t->lanes;
        NOUNROLL for (int c = 0; c < lanes; c += t->unroll) {
          UNROLL for (int line = 0; line < t->prefetch; line++) prefetch_far(at.next + line * WLINE);
          at.next += t->prefetch * WLINE;
          UNROLL for (int u = 0; u < t->unroll; u++) {
            vf w[4];
            UNROLL for (int k = 0; k < q; k++) w[k] = wload(at.w + k * VL);
            at.w += q * VL;
            UNROLL for (int i = 0; i < rows; i++)
              UNROLL for (int j = 0; j < cols; j++) {
                vf value = vset(x[i * s->stride_h * s->in_row + j * t->step + u]);
                if (t->threshold) value = vmax(vset(at.least[b * VL + c + u]), value);
                UNROLL for (int k = 0; k < q; k++)
                  sum[(i * cols + j) * q + k] = vfma(value, w[k], sum[(i * cols + j) * q + k]);
              }
          }
          x += t->unroll;
          in_register(x);
        }
      }
  UNROLL for (int i = 0; i < rows; i++)
    UNROLL for (int j = 0; j < cols; j++)
      UNROLL for (int k = 0; k < q; k++) {
        vf value = sum[(i * cols + j) * q + k];
        if (last) value = finish(value, at.res + k * s->res_plane + i * s->res_row + j * VL, at.params + k * s->params);
        vstore(at.y + k * s->out_plane + i * s->out_row + j * VL, value);
      }
}

// A row of tiles, `rows` high; the last may be narrower. `at` is moved along.
INLINE struct conv_at conv_tiles(const struct conv *s, const struct conv_tile *t, struct conv_at at, int rows, int q,
                                 int blocks, int first, int last, epilogue finish) {
  const int turns = blocks * t->kernel_h * t->kernel_w * t->lanes / t->unroll;
  NOUNROLL for (int c = 0; c < s->out_w / t->cols; c++) {
    conv_sums(s, t, at, rows, t->cols, q, blocks, first, last, finish);
    at.x += t->cols * t->step, at.y += t->cols * VL, at.res += s->res_row ? t->cols * VL : 0;
    at.next += turns * t->prefetch * WLINE;
  }
  if (t->right) conv_sums(s, t, at, rows, t->right, q, blocks, first, last, finish);
  return at;
}

// Output rows row .. end of q output blocks from block on: chunk after chunk of the input channels.
INLINE void conv_sweep(const struct conv *s, const struct conv_tile *t, int row, int end, int block, int q,
                       const float *x, const weight *w, const float *bias, const float *res, const float *params,
                       float *y, epilogue finish) {
  const int per_input = t->kernel_h * t->kernel_w * t->lanes * VL;
  const int in_blocks = s->inputs ? s->inputs[block / s->group_out] : s->in_blocks;
  x += first_input(block, s->group_out, s->out_width, s->in_width, s->pixel, s->last) * s->in_plane;
  NOUNROLL for (int b = 0; b < in_blocks; b += s->chunk) {
    const int blocks = b + s->chunk < in_blocks ? s->chunk : in_blocks - b;
    const weight *chunk = w + ((size_t)block * (size_t)s->in_blocks + (size_t)b * (size_t)q) * (size_t)per_input;
    struct conv_at at = {x, chunk, chunk + blocks * q * per_input, bias + block * VL, res, params + block * s->params,
                         bias + s->thresholds + b * VL, y};
    int first = b == 0, last = b + blocks == in_blocks;
    NOUNROLL for (int r = row; r < end; r += t->rows) {
      at.x = x + b * s->in_plane + r * s->stride_h * s->in_row;
      at.y = y + block * s->out_plane + r * s->out_row;
      at.res = res + block * s->res_plane + r * s->res_row;
      if (r + t->rows <= end) at.next = conv_tiles(s, t, at, t->rows, q, blocks, first, last, finish).next;
      else if (t->below) conv_tiles(s, t, at, t->below, q, blocks, first, last, finish);
    }
  }
}

// The layer: part `part` of `parts` threads. x points to the pixel under the kernel's first tap at output (0, 0).
// res (params) may be any pointer where `finish` reads none, with res_row and res_plane (params) 0.
INLINE void conv_direct(const struct conv *s, const struct conv_tile *t, const float *x, const weight *w,
                        const float *bias, const float *res, const float *params, float *y, epilogue finish, int part,
                        int parts) {
  const int tiles = (s->out_h + t->rows - 1) / t->rows, groups = (s->out_blocks + t->q - 1) / t->q;
  const int row_end = s->by_rows && part + 1 < parts ? share(tiles, part + 1, parts) * t->rows : s->out_h;
  const int group = s->by_rows ? 0 : share(groups, part, parts);
  const int group_end = s->by_rows ? groups : share(groups, part + 1, parts);
  NOUNROLL for (int row = s->by_rows ? share(tiles, part, parts) * t->rows : 0; row < row_end; row += s->row_block) {
    int end = row + s->row_block < row_end ? row + s->row_block : row_end;
    NOUNROLL for (int g = group; g < group_end; g++) {
      if (t->rest && g + 1 == groups) conv_sweep(s, t, row, end, g * t->q, t->rest, x, w, bias, res, params, y, finish);
      else conv_sweep(s, t, row, end, g * t->q, t->q, x, w, bias, res, params, y, finish);
    }
  }
}

// copy.h - between layouts: dense [c][h][w] at the network's border, channel blocks inside.

// Rows of zeros around a tensor, and between its rows: what the next convolution takes for its padding.
struct border {
  int blocks, h, w, top, left, bottom, right;
  int row, plane, pixel;              // floats from row to row, from block to block, and of a pixel
};

// y points to pixel (0, 0). Parts share the blocks.
INLINE void zero_border(const struct border *s, float *y, int part, int parts) {
  const int across = (s->left + s->w + s->right) * s->pixel;
  NOUNROLL for (int b = share(s->blocks, part, parts); b < share(s->blocks, part + 1, parts); b++) {
    float *corner = y + b * s->plane - s->top * s->row - s->left * s->pixel;
    for (int i = 0; i < s->top * across; i++) corner[i] = 0.0f;
    NOUNROLL for (int r = s->top; r < s->top + s->h; r++) {
      for (int i = 0; i < s->left * s->pixel; i++) corner[r * s->row + i] = 0.0f;
      for (int i = 0; i < s->right * s->pixel; i++) corner[r * s->row + (s->left + s->w) * s->pixel + i] = 0.0f;
    }
    for (int i = 0; i < s->bottom * across; i++) corner[(s->top + s->h) * s->row + i] = 0.0f;
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

// Columns of windows: up to so many stay in registers, and up to so many in an array.
enum { POOL_NARROW = 5, POOL_WIDEST = 16 };

INLINE int pool_least(int a, int b) { return a < b ? a : b; }
INLINE int pool_most(int a, int b) { return a > b ? a : b; }

// One part of what the window that begins at row top, column left is divided in; where it lies in the picture a
// constant.
INLINE float pool_share(const struct pool *s, int top, int left) {
  const int bottom = top + s->kernel_h, right = left + s->kernel_w;
  if (top >= 0 && left >= 0 && bottom <= s->in_h && right <= s->in_w) return 1.0f / (float)(s->kernel_h * s->kernel_w);
  if (s->count_padding)
    return 1.0f / (float)((pool_least(bottom, s->in_h + s->bottom) - top) *
                          (pool_least(right, s->in_w + s->right) - left));
  return 1.0f / (float)((pool_least(bottom, s->in_h) - pool_most(top, 0)) *
                        (pool_least(right, s->in_w) - pool_most(left, 0)));
}

// The largest value or the sum so far, and of nothing.
INLINE vf pool_take(int largest, vf a, vf b) { return largest ? vmax_nan(a, b) : vadd(a, b); }

INLINE vf pool_nothing(int largest) { return vset(largest ? -HUGE_VALF : 0.0f); }

// Column ix of a window that begins at row top of plane x.
INLINE vf pool_column(const struct pool *s, int largest, int top, int ix, const float *x, const float *vectors,
                      epilogue first) {
  enum { SHORT = 8 };
  if (ix < 0 || ix >= s->in_w) return pool_nothing(largest);
  const float *column = x + ix * VL;
  vf result = pool_nothing(largest);
  if (s->kernel_h <= SHORT && top >= 0 && top + (s->kernel_h - 1) * s->dilation_h < s->in_h) {
    result = first(vload(column + top * s->in_row), x, vectors);
    UNROLL for (int ky = 1; ky < s->kernel_h; ky++) {
      const int iy = top + ky * s->dilation_h;
      result = pool_take(largest, result, first(vload(column + iy * s->in_row), x, vectors));
    }
    return result;
  }
  NOUNROLL for (int ky = 0; ky < s->kernel_h; ky++) {
    const int iy = top + ky * s->dilation_h;
    if (iy >= 0 && iy < s->in_h)
      result = pool_take(largest, result, first(vload(column + iy * s->in_row), x, vectors));
  }
  return result;
}

// A row of outputs. Where windows share columns, the ones of the window before are kept: 3x3 windows, 1 apart, take 3
// loads and 4 operations instead of 9 and 8.
INLINE void pool_row(const struct pool *s, int largest, int top, const float *x, const float *vectors, epilogue first,
                     const float *res, const float *params, float *y, epilogue finish) {
  const int common = s->dilation_w == 1 && s->kernel_w <= POOL_NARROW ? s->kernel_w - s->stride_w : 0;
  vf column[POOL_NARROW];
  UNROLL for (int i = 0; i < common; i++) column[i] = pool_column(s, largest, top, i - s->left, x, vectors, first);
  NOUNROLL for (int c = 0; c < s->out_w; c++) {
    const int left = c * s->stride_w - s->left;
    vf result = common > 0 ? column[0] : pool_nothing(largest);
    if (common > 0) {
      UNROLL for (int i = common; i < s->kernel_w; i++)
        column[i] = pool_column(s, largest, top, left + i, x, vectors, first);
      UNROLL for (int i = 1; i < s->kernel_w; i++) result = pool_take(largest, result, column[i]);
      UNROLL for (int i = 0; i < common; i++) column[i] = column[i + s->stride_w];
    } else {
      NOUNROLL for (int kx = 0; kx < s->kernel_w; kx++)
        result = pool_take(largest, result,
                           pool_column(s, largest, top, left + kx * s->dilation_w, x, vectors, first));
    }
    if (!largest) result = vmul(result, vset(pool_share(s, top, left)));
    vstore(y + c * VL, finish(result, res + (s->res_row ? c * VL : 0), params));
  }
}

// The same for wide windows, 1 apart: the columns that eight windows share are taken once. 13x13 windows take 45 loads
// and operations for an output instead of 169.
INLINE void pool_wide_row(const struct pool *s, int largest, int top, const float *x, const float *vectors,
                          epilogue first, const float *res, const float *params, float *y, epilogue finish) {
  enum { RUN = 8 };
  vf column[RUN + POOL_WIDEST];
  NOUNROLL for (int c = 0; c < s->out_w; c += RUN) {
    const int outputs = pool_least(RUN, s->out_w - c), left = c - s->left;
    NOUNROLL for (int i = 0; i < outputs + s->kernel_w - 1; i++)
      column[i] = pool_column(s, largest, top, left + i, x, vectors, first);
    NOUNROLL for (int i = 0; i < outputs; i++) {
      vf result = column[i];
      NOUNROLL for (int k = 1; k < s->kernel_w; k++) result = pool_take(largest, result, column[i + k]);
      if (!largest) result = vmul(result, vset(pool_share(s, top, left + i)));
      vstore(y + (c + i) * VL, finish(result, res + (s->res_row ? (c + i) * VL : 0), params));
    }
  }
}

// The largest value or the mean of each window.
INLINE void pool_blocks(const struct pool *s, int largest, const float *x, const float *vectors, epilogue first,
                        const float *res, const float *params, float *y, epilogue finish, int part, int parts) {
  const int units = s->blocks * s->out_h;
  const int wide = s->kernel_w > POOL_NARROW && s->kernel_w <= POOL_WIDEST && s->stride_w == 1 && s->dilation_w == 1;
  NOUNROLL for (int unit = share(units, part, parts); unit < share(units, part + 1, parts); unit++) {
    const int b = unit / s->out_h, r = unit % s->out_h, top = r * s->stride_h - s->top;
    const float *from = x + b * s->in_plane, *other = res + b * s->res_plane + r * s->res_row;
    const float *before = vectors + b * s->vectors, *behind = params + b * s->params;
    float *to = y + b * s->out_plane + r * s->out_row;
    if (wide) pool_wide_row(s, largest, top, from, before, first, other, behind, to, finish);
    else pool_row(s, largest, top, from, before, first, other, behind, to, finish);
  }
}

// The mean of every channel; four sums hide the latency of the addition.
INLINE void global_avgpool(const struct pool *s, const float *x, const float *vectors, epilogue first,
                           const float *res, const float *params, float *y, epilogue finish, int part, int parts) {
  NOUNROLL for (int b = share(s->blocks, part, parts); b < share(s->blocks, part + 1, parts); b++) {
    const float *p = vectors + b * s->vectors;
    vf sum[4] = {vset(0.0f), vset(0.0f), vset(0.0f), vset(0.0f)};
    NOUNROLL for (int iy = 0; iy < s->in_h; iy++) {
      const float *row = x + b * s->in_plane + iy * s->in_row;
      int ix = 0;
      NOUNROLL for (; ix + 4 <= s->in_w; ix += 4)
        UNROLL for (int k = 0; k < 4; k++) sum[k] = vadd(sum[k], first(vload(row + (ix + k) * VL), row, p));
      NOUNROLL for (; ix < s->in_w; ix++) sum[0] = vadd(sum[0], first(vload(row + ix * VL), row, p));
    }
    vf mean = vdiv(vadd(vadd(sum[0], sum[1]), vadd(sum[2], sum[3])), vset((float)(s->in_h * s->in_w)));
    vstore(y + b * s->out_plane, finish(mean, res + b * s->res_plane, params + b * s->params));
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

// A side of a tile: `tile` outputs, fewer in the last tiles, of so many taps.
struct side { const struct points *points; int taps, tile, stride; };

static const struct side f4_3 = {&points6, 3, 4, 1};

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

// winograd_phases.h - convolution of a planar picture by Winograd's algorithm along the rows, with or without a stride:
// what most networks begin with. A kernel of 7 with stride 2 takes 13 products instead of 28 for 4 outputs.
//
// With stride s a row of outputs sees s interleaved rows, its phases, each with every s-th tap and stride 1. Zeros in
// front of the kernel give all phases as many taps, and so the same points; one that begins with a zero has none at 0:
//
//   taps   . 0 1 2 3 4 5 6       phase 0: . 1 3 5, at +-9/16 +-9/8 +-3    phase 1: 0 2 4 6, at 0 +-9/16 +-9/8 +-3
//
// What comes behind the products depends on the points alone, so that at each point those of all phases, channels and
// rows of the kernel are one sum. Before the products lanes are tiles of 4 outputs, in them output channels.

enum { PHASE_TILE = 4, PHASE_SHIFT = 16 };

struct phases {
  const struct points *points;  // those of F(4, taps of a phase)
  int kernel_h, stride_h, stride_w, zeros;  // zeros: phases that begin with one
  int channels, in_h, in_w, top, left;  // in_w: the pixels of a row that windows see; top, left: padding
  int out_blocks, out_h, out_w;
  int tiles, q, rest;         // the register tile: tiles x output blocks; what is left of the blocks
  int wide, narrow;           // so many of them cover a row, and so many with one tile less
  int columns;                // tiles in a row, rounded up to whole vectors
  int band;                   // output rows a sweep, so that their input at the points stays in L2;
  int lines;                  // its rows of input, times the channels
  int in_row, in_plane, out_row, out_plane, res_row, res_plane, params;
  // A max pool behind it: its windows, its outputs h x w, and what a row is wide with the padding.
  struct { int kernel_h, kernel_w, stride_h, stride_w, top, left, h, w, width; } pool;
};

// Phases that have a product at point k; their number at all points before k.
INLINE int phases_at(const struct phases *s, int k) { return k ? s->stride_w : s->stride_w - s->zeros; }
INLINE int phases_before(const struct phases *s, int k) { return k ? k * s->stride_w - s->zeros : 0; }

// Pixels x of a row to d[i][j]: i + 4 stride j is the place in the row, which begins with the zeros of picture and
// kernel. These are in d already, and those behind the picture.
INLINE void phases_split(const struct phases *s, const float *x, float *d) {
  const int period = PHASE_TILE * s->stride_w, before = s->left + s->zeros;
  NOUNROLL for (int i = 0; i < period; i++) {
    const int first = before > i ? (before - i + period - 1) / period : 0;
    const int end = (before + s->in_w - i + period - 1) / period;
    for (int j = first; j < end; j++) d[i * (s->columns + PHASE_SHIFT) + j] = x[i + j * period - before];
  }
}

// The row at all points: v[point][line][phase][tile].
INLINE void phases_input(const struct phases *s, int line, const float *d, float *v) {
  NOUNROLL for (int h = 0; h < s->columns; h += VL)
    UNROLL for (int p = 0; p < s->stride_w; p++) {
      const int skip = p < s->zeros;
      vf in[10], at[10];
      UNROLL for (int i = skip; i < s->points->count; i++)
        in[i] = vloadu(d + (i % PHASE_TILE * s->stride_w + p) * (s->columns + PHASE_SHIFT) + i / PHASE_TILE + h);
      winograd_phase(s->points, 0, skip, in, at);
      UNROLL for (int k = skip; k < s->points->count; k++) {
        const int to = phases_before(s, k) * s->lines + phases_at(s, k) * line + p - (k ? 0 : s->zeros);
        vstore(v + to * s->columns + h, at[k]);
      }
    }
}

// The input of output rows row .. end - 1 at all points. Behind d lie the zeros of a row outside the picture.
INLINE void phases_inputs(const struct phases *s, int row, int end, const float *x, float *d, float *v) {
  const int top = row * s->stride_h - s->top, zeros = PHASE_TILE * s->stride_w * (s->columns + PHASE_SHIFT);
  NOUNROLL for (int i = 0; i < (end - row - 1) * s->stride_h + s->kernel_h; i++)
    NOUNROLL for (int c = 0; c < s->channels; c++) {
      const int inside = top + i >= 0 && top + i < s->in_h;
      if (inside) phases_split(s, x + c * s->in_plane + (top + i) * s->in_row, d);
      phases_input(s, i * s->channels + c, inside ? d : d + zeros, v);
    }
}

// A row of q output blocks, `plane` floats apart: what it is made from, and where it goes. line: its first of input.
struct phase_row { const float *u, *v; int line; const float *bias, *res, *params; float *y; int plane; float *m; };

// One register tile of it, from tile `first` on: the sums of its products, m[point][tile][q][VL], then the outputs.
INLINE void phases_tile(const struct phases *s, struct phase_row r, int first, int tiles, int q, epilogue finish) {
  const int each = (tiles * q) | 1;
  NOUNROLL for (int k = 0; k < s->points->count; k++) {
    const float *x = r.v + (phases_before(s, k) * s->lines + phases_at(s, k) * r.line) * s->columns + first;
    vf sum[32];
    UNROLL for (int i = 0; i < tiles * q; i++) sum[i] = vset(0.0f);
    NOUNROLL for (int n = 0; n < phases_at(s, k) * s->kernel_h * s->channels; n++) {
      vf w[4];
      UNROLL for (int b = 0; b < q; b++) w[b] = vload(r.u + b * VL);
      UNROLL for (int i = 0; i < tiles; i++) {
        vf value = vset(x[i]);
        UNROLL for (int b = 0; b < q; b++) sum[i * q + b] = vfma(value, w[b], sum[i * q + b]);
      }
      r.u += q * VL, x += s->columns;
    }
    UNROLL for (int i = 0; i < tiles * q; i++) vstore(r.m + (k * each + i) * VL, sum[i]);
  }
  NOUNROLL for (int b = 0; b < q; b++)
    NOUNROLL for (int i = 0; i < tiles; i++) {
      const int column = (first + i) * PHASE_TILE;
      const float *res = r.res + b * s->res_plane + (s->res_row ? column * VL : 0), *params = r.params + b * s->params;
      vf at[10], out[PHASE_TILE], bias = vload(r.bias + b * VL);
      UNROLL for (int k = 0; k < s->points->count; k++) at[k] = vload(r.m + (k * each + i * q + b) * VL);
      winograd_out(s->points, PHASE_TILE, 0, &bias, at, out);
      UNROLL for (int n = 0; n < PHASE_TILE; n++)
        if (column + n < s->out_w)
          vstore(r.y + b * r.plane + (column + n) * VL, finish(out[n], res + (s->res_row ? n * VL : 0), params));
    }
}

INLINE void phases_row(const struct phases *s, struct phase_row r, int q, epilogue finish) {
  NOUNROLL for (int i = 0; i < s->wide; i++) phases_tile(s, r, i * s->tiles, s->tiles, q, finish);
  NOUNROLL for (int i = 0; i < s->narrow; i++)
    phases_tile(s, r, s->wide * s->tiles + i * (s->tiles - 1), s->tiles - 1, q, finish);
}

INLINE int phases_clamp(int i, int least, int most) { return i < least ? least : i > most ? most : i; }

// The row behind those that row `row` of the pool sees.
INLINE int phases_pool_end(const struct phases *s, int row) {
  return phases_clamp(row * s->pool.stride_h - s->pool.top + s->pool.kernel_h, 1, s->out_h);
}

// A row of the pool for q blocks, of which ring has the last rows, row i in place i % kernel_h, between columns of
// -infinity. For rows outside the picture a window takes the next one inside.
INLINE void phases_pool(const struct phases *s, int row, int q, const float *ring, int plane, float *y) {
  NOUNROLL for (int b = 0; b < q; b++)
    NOUNROLL for (int x = 0; x < s->pool.w; x++) {
      vf best = vset(-HUGE_VALF);
      UNROLL for (int i = 0; i < s->pool.kernel_h; i++) {
        const int from = phases_clamp(row * s->pool.stride_h - s->pool.top + i, 0, s->out_h - 1) % s->pool.kernel_h;
        const float *window = ring + b * plane + (from * s->pool.width + x * s->pool.stride_w) * VL;
        UNROLL for (int j = 0; j < s->pool.kernel_w; j++) best = vmax_nan(vload(window + j * VL), best);
      }
      vstore(y + b * s->out_plane + row * s->out_row + x * VL, best);
    }
}

// The layer: part `part` of `parts` threads, which share the rows that are written. x points to pixel (0, 0); what lies
// around the picture is not read. The weights u are at the points already:
// [group of q blocks][point][ky][channel][phase][q][VL]. scratch is this thread's own: m, v, d and the ring of a pool.
// res and params may be any pointer where `finish` reads none, with res_row and res_plane (params) 0.
INLINE void conv_phases(const struct phases *s, const float *x, const float *u, const float *bias, const float *res,
                        const float *params, float *y, float *scratch, epilogue finish, int part, int parts) {
  const int products = phases_before(s, s->points->count);
  const int split = PHASE_TILE * s->stride_w * (s->columns + PHASE_SHIFT);
  const int pools = s->pool.kernel_h > 0, rows = pools ? s->pool.h : s->out_h;
  const int begin = share(rows, part, parts), end = share(rows, part + 1, parts), ring_row = s->pool.width * VL;
  float *v = scratch + s->points->count * ((s->tiles * s->q) | 1) * VL, *d = v + products * s->lines * s->columns;
  float *ring = d + 2 * split;
  struct phase_row r = {.v = v, .plane = pools ? s->pool.kernel_h * ring_row : s->out_plane, .m = scratch};
  if (begin == end) return;
  for (int i = 0; i < 2 * split; i++) d[i] = 0.0f;
  for (int i = 0; pools && i < s->out_blocks * r.plane; i++) ring[i] = -HUGE_VALF;
  int row = pools ? phases_clamp(begin * s->pool.stride_h - s->pool.top, 0, s->out_h) : begin;
  const int last = pools ? phases_pool_end(s, end - 1) : end;
  for (int pooled = begin, next = begin; row < last; row += s->band, pooled = next) {
    const int band_end = row + s->band < last ? row + s->band : last;
    phases_inputs(s, row, band_end, x, d, v);
    NOUNROLL for (int b = 0; b < s->out_blocks; b += s->q) {
      const int q = b + s->q > s->out_blocks ? s->rest : s->q;
      next = pooled;
      NOUNROLL for (int i = row; i < band_end; i++) {
        r.u = u + b * s->kernel_h * s->channels * products * VL, r.line = (i - row) * s->stride_h * s->channels;
        r.bias = bias + b * VL, r.res = res + b * s->res_plane + i * s->res_row, r.params = params + b * s->params;
        r.y = y + b * r.plane + i * s->out_row;
        if (pools) r.y = ring + b * r.plane + i % s->pool.kernel_h * ring_row + s->pool.left * VL;
        if (s->rest && q == s->rest) phases_row(s, r, s->rest, finish);
        else phases_row(s, r, s->q, finish);
        if (pools)
          for (; next < end && phases_pool_end(s, next) == i + 1; next++)
            phases_pool(s, next, q, ring + b * r.plane, r.plane, y + b * s->out_plane);
      }
    }
  }
}

// The first 64 bytes of squeezenet1_0.weights: format, layout of the packed values, size.
static const unsigned char squeezenet1_0_head[64] = {
  0x63, 0x6e, 0x6e, 0x63, 0x57, 0x30, 0x30, 0x31, 0xde, 0x97, 0x74, 0x5a, 0x54, 0xdc, 0xe7, 0x94,
  0x00, 0x30, 0x4d, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
};

static int squeezenet1_0_has_head(const unsigned char *weights) {
  int differ = 0;
  for (int i = 0; i < 64; i++) differ |= weights[i] ^ squeezenet1_0_head[i];
  return !differ;
}

INLINE vf then_relu(vf x, const float *r, const float *p) {
  (void)r, (void)p;
  x = vmax(vset(0.0f), x);
  return x;
}

static void conv7x7_s2_3x224x224_96_relu(const float *x, const float *w, float *y, float *scratch, int part, int parts) {
  const struct phases s = {
    .points = &points7, .kernel_h = 7, .stride_h = 2, .stride_w = 2, .zeros = 1,
    .channels = 3, .in_h = 224, .in_w = 223, .top = 0, .left = 0, .out_blocks = 6, .out_h = 109, .out_w = 109,
    .tiles = 14, .q = 2, .rest = 0, .wide = 2, .narrow = 0, .columns = 32, .band = 50, .lines = 315,
    .in_row = 224, .in_plane = 50176, .out_row = 864, .out_plane = 46656,
    .pool = {.kernel_h = 3, .kernel_w = 3, .stride_h = 2, .stride_w = 2, .top = 0, .left = 0, .h = 54, .w = 54, .width = 109},
  };
  conv_phases(&s, x, w, w + 26208, y, y, y, scratch, then_relu, part, parts);
}

SHARED void conv1x1_1x27x1_step16_lanes16_ahead4_then_relu(const struct conv *s, const float *x, const weight *w, const float *bias,
                                                           const float *res, const float *params, float *y, int part, int parts) {
  const struct conv_tile t = {.rows = 1, .cols = 27, .q = 1, .kernel_h = 1, .kernel_w = 1, .unroll = 4, .step = 16, .lanes = 16, .ahead = 4};
  conv_direct(s, &t, x, w, bias, res, params, y, then_relu, part, parts);
}

static void conv1x1_96x54x54_16_relu(const float *x, const float *w, float *y, int part, int parts) {
  zero_border(&(struct border){.blocks = 1, .h = 54, .w = 54, .top = 1, .left = 1, .bottom = 1, .right = 1, .row = 896, .plane = 50176, .pixel = 16}, y, part, parts);
  static const struct conv s = {
    .kernel_h = 1, .kernel_w = 1, .stride_h = 1, .stride_w = 1, .dilation_h = 1, .dilation_w = 1,
    .in_blocks = 6, .pixel = 16, .out_blocks = 1, .out_h = 54, .out_w = 54, .group_out = 1, .out_width = 1,
    .chunk = 6, .row_block = 54, .by_rows = 1, .in_row = 864, .in_plane = 46656, .out_row = 896, .out_plane = 50176,
  };
  conv1x1_1x27x1_step16_lanes16_ahead4_then_relu(&s, x, w, w + 1536, y, y, y, part, parts);
}

SHARED void conv1x1_1x14x2_right12_step16_lanes16_then_relu(const struct conv *s, const float *x, const weight *w, const float *bias,
                                                            const float *res, const float *params, float *y, int part, int parts) {
  const struct conv_tile t = {.rows = 1, .cols = 14, .q = 2, .kernel_h = 1, .kernel_w = 1, .unroll = 4, .right = 12, .step = 16, .lanes = 16};
  conv_direct(s, &t, x, w, bias, res, params, y, then_relu, part, parts);
}

static void conv1x1_16x54x54_64_relu(const float *x, const float *w, float *y, int part, int parts) {
  static const struct conv s = {
    .kernel_h = 1, .kernel_w = 1, .stride_h = 1, .stride_w = 1, .dilation_h = 1, .dilation_w = 1,
    .in_blocks = 1, .pixel = 16, .out_blocks = 4, .out_h = 54, .out_w = 54, .group_out = 4, .out_width = 1,
    .chunk = 1, .row_block = 54, .by_rows = 1, .in_row = 896, .in_plane = 50176, .out_row = 864, .out_plane = 46656,
  };
  conv1x1_1x14x2_right12_step16_lanes16_then_relu(&s, x, w, w + 1024, y, y, y, part, parts);
}

SHARED void products_3x3_tiles4x4_16_17x1(const struct winograd *s, int begin, int end, int wide_end, int blocks,
                                          const float *v, const float *u, float *m, int first, struct weights_to_come *next)
{ winograd_products(s, &f4_3, &f4_3, 17, 0x30000, 1, 1, 4, 0, 1, 0, begin, end, wide_end, blocks, v, u, m, first, next); }
SHARED void weights_3x3_tiles4x4(struct weights_to_come *next) { winograd_weights(&f4_3, &f4_3, 0, 1, next); }
SHARED void input_3x3_tiles4x4(const struct winograd *s, const struct band *band, const float *x,
                               const float *vectors, float *v)
{ winograd_inputs(s, &f4_3, &f4_3, 0, 1, 1, 1, 1, band, x, vectors, v, keep); }
SHARED void output_3x3_tiles4x4_then_relu(const struct winograd *s, const struct band *band, int q, int block,
                                          const float *m, const float *bias, const float *res, const float *params, float *y)
{ winograd_outputs(s, &f4_3, &f4_3, 0, 1, band, q, block, m, bias, res, params, y, then_relu); }

static void conv3x3_16x54x54_64_relu(const float *x, const float *w, float *y, float *scratch, int part, int parts) {
  static const struct winograd s = {
    .down = &f4_3, .across = &f4_3, .tall = 12, .low = 2, .wide = 12, .narrow = 2, .bands = 1, .tiles = 196, .by_bands = 0,
    .in_blocks = 1, .in_lanes = 16, .phases = 1, .out_blocks = 4, .group_out = 4, .out_width = 1, .q = 1, .chunk = 1, .stored = 9, .steady = 1, .by_chunks = 0, .splits = 1,
    .in_row = 896, .in_plane = 50176, .out_row = 864, .out_plane = 46656, .v_point = 3152, .v_block = 3136, .v_all = 113472, .m_tile = 592,
    .input = input_3x3_tiles4x4, .output = output_3x3_tiles4x4_then_relu, .weights = weights_3x3_tiles4x4, .products = {products_3x3_tiles4x4_16_17x1, 0},
  };
  conv_winograd(&s, x - 912, w, w + 9216, y, y, y, scratch, part, parts);
}

static void conv1x1_128x54x54_16_relu(const float *x, const float *w, float *y, int part, int parts) {
  zero_border(&(struct border){.blocks = 1, .h = 54, .w = 54, .top = 1, .left = 1, .bottom = 1, .right = 1, .row = 896, .plane = 50176, .pixel = 16}, y, part, parts);
  static const struct conv s = {
    .kernel_h = 1, .kernel_w = 1, .stride_h = 1, .stride_w = 1, .dilation_h = 1, .dilation_w = 1,
    .in_blocks = 8, .pixel = 16, .out_blocks = 1, .out_h = 54, .out_w = 54, .group_out = 1, .out_width = 1,
    .chunk = 8, .row_block = 54, .by_rows = 1, .in_row = 864, .in_plane = 46656, .out_row = 896, .out_plane = 50176,
  };
  conv1x1_1x27x1_step16_lanes16_ahead4_then_relu(&s, x, w, w + 2048, y, y, y, part, parts);
}

SHARED void conv1x1_1x14x2_right12_step16_lanes16_ahead4_then_relu(const struct conv *s, const float *x, const weight *w, const float *bias,
                                                                   const float *res, const float *params, float *y, int part, int parts) {
  const struct conv_tile t = {.rows = 1, .cols = 14, .q = 2, .kernel_h = 1, .kernel_w = 1, .unroll = 4, .right = 12, .step = 16, .lanes = 16, .ahead = 4};
  conv_direct(s, &t, x, w, bias, res, params, y, then_relu, part, parts);
}

static void conv1x1_128x54x54_32_relu(const float *x, const float *w, float *y, int part, int parts) {
  zero_border(&(struct border){.blocks = 2, .h = 54, .w = 54, .top = 1, .left = 1, .bottom = 1, .right = 1, .row = 896, .plane = 50192, .pixel = 16}, y, part, parts);
  static const struct conv s = {
    .kernel_h = 1, .kernel_w = 1, .stride_h = 1, .stride_w = 1, .dilation_h = 1, .dilation_w = 1,
    .in_blocks = 8, .pixel = 16, .out_blocks = 2, .out_h = 54, .out_w = 54, .group_out = 2, .out_width = 1,
    .chunk = 8, .row_block = 54, .by_rows = 1, .in_row = 864, .in_plane = 46656, .out_row = 896, .out_plane = 50192,
  };
  conv1x1_1x14x2_right12_step16_lanes16_ahead4_then_relu(&s, x, w, w + 4096, y, y, y, part, parts);
}

SHARED void conv1x1_1x9x3_rest2_step16_lanes16_then_relu(const struct conv *s, const float *x, const weight *w, const float *bias,
                                                         const float *res, const float *params, float *y, int part, int parts) {
  const struct conv_tile t = {.rows = 1, .cols = 9, .q = 3, .kernel_h = 1, .kernel_w = 1, .unroll = 4, .rest = 2, .step = 16, .lanes = 16};
  conv_direct(s, &t, x, w, bias, res, params, y, then_relu, part, parts);
}

static void conv1x1_32x54x54_128_relu(const float *x, const float *w, float *y, int part, int parts) {
  static const struct conv s = {
    .kernel_h = 1, .kernel_w = 1, .stride_h = 1, .stride_w = 1, .dilation_h = 1, .dilation_w = 1,
    .in_blocks = 2, .pixel = 16, .out_blocks = 8, .out_h = 54, .out_w = 54, .group_out = 8, .out_width = 1,
    .chunk = 2, .row_block = 54, .by_rows = 1, .in_row = 896, .in_plane = 50192, .out_row = 864, .out_plane = 46656,
  };
  conv1x1_1x9x3_rest2_step16_lanes16_then_relu(&s, x, w, w + 4096, y, y, y, part, parts);
}

SHARED void products_3x3_tiles4x4_14_15_16_17x1(const struct winograd *s, int begin, int end, int wide_end, int blocks,
                                                const float *v, const float *u, float *m, int first, struct weights_to_come *next)
{ winograd_products(s, &f4_3, &f4_3, 17, 0x3c000, 1, 1, 4, 0, 1, 0, begin, end, wide_end, blocks, v, u, m, first, next); }

static void conv3x3_32x54x54_128_relu(const float *x, const float *w, float *y, float *scratch, int part, int parts) {
  static const struct winograd s = {
    .down = &f4_3, .across = &f4_3, .tall = 12, .low = 2, .wide = 12, .narrow = 2, .bands = 2, .tiles = 98, .by_bands = 1,
    .in_blocks = 2, .in_lanes = 16, .phases = 1, .out_blocks = 8, .group_out = 8, .out_width = 1, .q = 1, .chunk = 2, .stored = 9, .steady = 1, .by_chunks = 0, .splits = 1,
    .in_row = 896, .in_plane = 50192, .out_row = 864, .out_plane = 46656, .v_point = 3152, .v_block = 1568, .v_all = 113472, .m_tile = 592,
    .input = input_3x3_tiles4x4, .output = output_3x3_tiles4x4_then_relu, .weights = weights_3x3_tiles4x4, .products = {products_3x3_tiles4x4_14_15_16_17x1, 0},
  };
  conv_winograd(&s, x - 912, w, w + 36864, y, y, y, scratch, part, parts);
}

static void maxpool3x3_s2_256x54x54(const float *x, float *y, int part, int parts) {
  const struct pool s = {
    .blocks = 16, .in_h = 54, .in_w = 54, .out_h = 27, .out_w = 27,
    .kernel_h = 3, .kernel_w = 3, .stride_h = 2, .stride_w = 2, .dilation_h = 1, .dilation_w = 1,
    .top = 0, .left = 0, .bottom = 0, .right = 0, .count_padding = 0,
    .in_row = 864, .in_plane = 46656, .out_row = 432, .out_plane = 11664,
  };
  pool_blocks(&s, 1, x, y, keep, y, y, y, keep, part, parts);
}

SHARED void conv1x1_1x14x2_right13_step16_lanes16_prefetch1_then_relu(const struct conv *s, const float *x, const weight *w, const float *bias,
                                                                      const float *res, const float *params, float *y, int part, int parts) {
  const struct conv_tile t = {.rows = 1, .cols = 14, .q = 2, .kernel_h = 1, .kernel_w = 1, .unroll = 4, .right = 13, .step = 16, .lanes = 16, .prefetch = 1};
  conv_direct(s, &t, x, w, bias, res, params, y, then_relu, part, parts);
}

static void conv1x1_256x27x27_32_relu(const float *x, const float *w, float *y, int part, int parts) {
  zero_border(&(struct border){.blocks = 2, .h = 27, .w = 27, .top = 1, .left = 1, .bottom = 1, .right = 1, .row = 464, .plane = 13456, .pixel = 16}, y, part, parts);
  static const struct conv s = {
    .kernel_h = 1, .kernel_w = 1, .stride_h = 1, .stride_w = 1, .dilation_h = 1, .dilation_w = 1,
    .in_blocks = 16, .pixel = 16, .out_blocks = 2, .out_h = 27, .out_w = 27, .group_out = 2, .out_width = 1,
    .chunk = 8, .row_block = 27, .by_rows = 1, .in_row = 432, .in_plane = 11664, .out_row = 464, .out_plane = 13456,
  };
  conv1x1_1x14x2_right13_step16_lanes16_prefetch1_then_relu(&s, x, w, w + 8192, y, y, y, part, parts);
}

SHARED void conv1x1_1x9x3_rest2_step16_lanes16_prefetch1_then_relu(const struct conv *s, const float *x, const weight *w, const float *bias,
                                                                   const float *res, const float *params, float *y, int part, int parts) {
  const struct conv_tile t = {.rows = 1, .cols = 9, .q = 3, .kernel_h = 1, .kernel_w = 1, .unroll = 4, .rest = 2, .step = 16, .lanes = 16, .prefetch = 1};
  conv_direct(s, &t, x, w, bias, res, params, y, then_relu, part, parts);
}

static void conv1x1_32x27x27_128_relu(const float *x, const float *w, float *y, int part, int parts) {
  static const struct conv s = {
    .kernel_h = 1, .kernel_w = 1, .stride_h = 1, .stride_w = 1, .dilation_h = 1, .dilation_w = 1,
    .in_blocks = 2, .pixel = 16, .out_blocks = 8, .out_h = 27, .out_w = 27, .group_out = 8, .out_width = 1,
    .chunk = 2, .row_block = 27, .by_rows = 1, .in_row = 464, .in_plane = 13456, .out_row = 432, .out_plane = 11664,
  };
  conv1x1_1x9x3_rest2_step16_lanes16_prefetch1_then_relu(&s, x, w, w + 4096, y, y, y, part, parts);
}

SHARED void products_3x3_tiles4x4_12_14_16_17x1(const struct winograd *s, int begin, int end, int wide_end, int blocks,
                                                const float *v, const float *u, float *m, int first, struct weights_to_come *next)
{ winograd_products(s, &f4_3, &f4_3, 17, 0x35000, 1, 1, 4, 0, 1, 0, begin, end, wide_end, blocks, v, u, m, first, next); }

static void conv3x3_32x27x27_128_relu(const float *x, const float *w, float *y, float *scratch, int part, int parts) {
  static const struct winograd s = {
    .down = &f4_3, .across = &f4_3, .tall = 6, .low = 1, .wide = 6, .narrow = 1, .bands = 1, .tiles = 49, .by_bands = 0,
    .in_blocks = 2, .in_lanes = 16, .phases = 1, .out_blocks = 8, .group_out = 8, .out_width = 1, .q = 1, .chunk = 2, .stored = 9, .steady = 1, .by_chunks = 0, .splits = 1,
    .in_row = 464, .in_plane = 13456, .out_row = 432, .out_plane = 11664, .v_point = 1584, .v_block = 784, .v_all = 57024, .m_tile = 592,
    .input = input_3x3_tiles4x4, .output = output_3x3_tiles4x4_then_relu, .weights = weights_3x3_tiles4x4, .products = {products_3x3_tiles4x4_12_14_16_17x1, 0},
  };
  conv_winograd(&s, x - 480, w, w + 36864, y, y, y, scratch, part, parts);
}

SHARED void conv1x1_1x9x3_step16_lanes16_prefetch1_then_relu(const struct conv *s, const float *x, const weight *w, const float *bias,
                                                             const float *res, const float *params, float *y, int part, int parts) {
  const struct conv_tile t = {.rows = 1, .cols = 9, .q = 3, .kernel_h = 1, .kernel_w = 1, .unroll = 4, .step = 16, .lanes = 16, .prefetch = 1};
  conv_direct(s, &t, x, w, bias, res, params, y, then_relu, part, parts);
}

static void conv1x1_256x27x27_48_relu(const float *x, const float *w, float *y, int part, int parts) {
  zero_border(&(struct border){.blocks = 3, .h = 27, .w = 27, .top = 1, .left = 1, .bottom = 1, .right = 1, .row = 464, .plane = 13456, .pixel = 16}, y, part, parts);
  static const struct conv s = {
    .kernel_h = 1, .kernel_w = 1, .stride_h = 1, .stride_w = 1, .dilation_h = 1, .dilation_w = 1,
    .in_blocks = 16, .pixel = 16, .out_blocks = 3, .out_h = 27, .out_w = 27, .group_out = 3, .out_width = 1,
    .chunk = 8, .row_block = 27, .by_rows = 1, .in_row = 432, .in_plane = 11664, .out_row = 464, .out_plane = 13456,
  };
  conv1x1_1x9x3_step16_lanes16_prefetch1_then_relu(&s, x, w, w + 12288, y, y, y, part, parts);
}

static void conv1x1_48x27x27_192_relu(const float *x, const float *w, float *y, int part, int parts) {
  static const struct conv s = {
    .kernel_h = 1, .kernel_w = 1, .stride_h = 1, .stride_w = 1, .dilation_h = 1, .dilation_w = 1,
    .in_blocks = 3, .pixel = 16, .out_blocks = 12, .out_h = 27, .out_w = 27, .group_out = 12, .out_width = 1,
    .chunk = 3, .row_block = 27, .by_rows = 1, .in_row = 464, .in_plane = 13456, .out_row = 432, .out_plane = 11664,
  };
  conv1x1_1x9x3_step16_lanes16_prefetch1_then_relu(&s, x, w, w + 9216, y, y, y, part, parts);
}

static void conv3x3_48x27x27_192_relu(const float *x, const float *w, float *y, float *scratch, int part, int parts) {
  static const struct winograd s = {
    .down = &f4_3, .across = &f4_3, .tall = 6, .low = 1, .wide = 6, .narrow = 1, .bands = 1, .tiles = 49, .by_bands = 0,
    .in_blocks = 3, .in_lanes = 16, .phases = 1, .out_blocks = 12, .group_out = 12, .out_width = 1, .q = 1, .chunk = 3, .stored = 9, .steady = 1, .by_chunks = 0, .splits = 1,
    .in_row = 464, .in_plane = 13456, .out_row = 432, .out_plane = 11664, .v_point = 2352, .v_block = 784, .v_all = 84672, .m_tile = 592,
    .input = input_3x3_tiles4x4, .output = output_3x3_tiles4x4_then_relu, .weights = weights_3x3_tiles4x4, .products = {products_3x3_tiles4x4_12_14_16_17x1, 0},
  };
  conv_winograd(&s, x - 480, w, w + 82944, y, y, y, scratch, part, parts);
}

SHARED void conv1x1_1x9x3_step16_lanes16_prefetch1_ahead4_then_relu(const struct conv *s, const float *x, const weight *w, const float *bias,
                                                                    const float *res, const float *params, float *y, int part, int parts) {
  const struct conv_tile t = {.rows = 1, .cols = 9, .q = 3, .kernel_h = 1, .kernel_w = 1, .unroll = 4, .step = 16, .lanes = 16, .prefetch = 1, .ahead = 4};
  conv_direct(s, &t, x, w, bias, res, params, y, then_relu, part, parts);
}

static void conv1x1_384x27x27_48_relu(const float *x, const float *w, float *y, int part, int parts) {
  zero_border(&(struct border){.blocks = 3, .h = 27, .w = 27, .top = 1, .left = 1, .bottom = 1, .right = 1, .row = 464, .plane = 13456, .pixel = 16}, y, part, parts);
  static const struct conv s = {
    .kernel_h = 1, .kernel_w = 1, .stride_h = 1, .stride_w = 1, .dilation_h = 1, .dilation_w = 1,
    .in_blocks = 24, .pixel = 16, .out_blocks = 3, .out_h = 27, .out_w = 27, .group_out = 3, .out_width = 1,
    .chunk = 8, .row_block = 27, .by_rows = 1, .in_row = 432, .in_plane = 11664, .out_row = 464, .out_plane = 13456,
  };
  conv1x1_1x9x3_step16_lanes16_prefetch1_ahead4_then_relu(&s, x, w, w + 18432, y, y, y, part, parts);
}

SHARED void conv1x1_1x9x3_rest1_step16_lanes16_prefetch1_ahead4_then_relu(const struct conv *s, const float *x, const weight *w, const float *bias,
                                                                          const float *res, const float *params, float *y, int part, int parts) {
  const struct conv_tile t = {.rows = 1, .cols = 9, .q = 3, .kernel_h = 1, .kernel_w = 1, .unroll = 4, .rest = 1, .step = 16, .lanes = 16, .prefetch = 1, .ahead = 4};
  conv_direct(s, &t, x, w, bias, res, params, y, then_relu, part, parts);
}

static void conv1x1_384x27x27_64_relu(const float *x, const float *w, float *y, int part, int parts) {
  zero_border(&(struct border){.blocks = 4, .h = 27, .w = 27, .top = 1, .left = 1, .bottom = 1, .right = 1, .row = 464, .plane = 13456, .pixel = 16}, y, part, parts);
  static const struct conv s = {
    .kernel_h = 1, .kernel_w = 1, .stride_h = 1, .stride_w = 1, .dilation_h = 1, .dilation_w = 1,
    .in_blocks = 24, .pixel = 16, .out_blocks = 4, .out_h = 27, .out_w = 27, .group_out = 4, .out_width = 1,
    .chunk = 8, .row_block = 27, .by_rows = 1, .in_row = 432, .in_plane = 11664, .out_row = 464, .out_plane = 13456,
  };
  conv1x1_1x9x3_rest1_step16_lanes16_prefetch1_ahead4_then_relu(&s, x, w, w + 24576, y, y, y, part, parts);
}

SHARED void conv1x1_1x9x3_rest1_step16_lanes16_prefetch1_then_relu(const struct conv *s, const float *x, const weight *w, const float *bias,
                                                                   const float *res, const float *params, float *y, int part, int parts) {
  const struct conv_tile t = {.rows = 1, .cols = 9, .q = 3, .kernel_h = 1, .kernel_w = 1, .unroll = 4, .rest = 1, .step = 16, .lanes = 16, .prefetch = 1};
  conv_direct(s, &t, x, w, bias, res, params, y, then_relu, part, parts);
}

static void conv1x1_64x27x27_256_relu(const float *x, const float *w, float *y, int part, int parts) {
  static const struct conv s = {
    .kernel_h = 1, .kernel_w = 1, .stride_h = 1, .stride_w = 1, .dilation_h = 1, .dilation_w = 1,
    .in_blocks = 4, .pixel = 16, .out_blocks = 16, .out_h = 27, .out_w = 27, .group_out = 16, .out_width = 1,
    .chunk = 4, .row_block = 27, .by_rows = 1, .in_row = 464, .in_plane = 13456, .out_row = 432, .out_plane = 11664,
  };
  conv1x1_1x9x3_rest1_step16_lanes16_prefetch1_then_relu(&s, x, w, w + 16384, y, y, y, part, parts);
}

static void conv3x3_64x27x27_256_relu(const float *x, const float *w, float *y, float *scratch, int part, int parts) {
  static const struct winograd s = {
    .down = &f4_3, .across = &f4_3, .tall = 6, .low = 1, .wide = 6, .narrow = 1, .bands = 1, .tiles = 49, .by_bands = 0,
    .in_blocks = 4, .in_lanes = 16, .phases = 1, .out_blocks = 16, .group_out = 16, .out_width = 1, .q = 1, .chunk = 4, .stored = 9, .steady = 1, .by_chunks = 0, .splits = 1,
    .in_row = 464, .in_plane = 13456, .out_row = 432, .out_plane = 11664, .v_point = 3152, .v_block = 784, .v_all = 113472, .m_tile = 592,
    .input = input_3x3_tiles4x4, .output = output_3x3_tiles4x4_then_relu, .weights = weights_3x3_tiles4x4, .products = {products_3x3_tiles4x4_12_14_16_17x1, 0},
  };
  conv_winograd(&s, x - 480, w, w + 147456, y, y, y, scratch, part, parts);
}

static void maxpool3x3_s2_512x27x27(const float *x, float *y, int part, int parts) {
  const struct pool s = {
    .blocks = 32, .in_h = 27, .in_w = 27, .out_h = 13, .out_w = 13,
    .kernel_h = 3, .kernel_w = 3, .stride_h = 2, .stride_w = 2, .dilation_h = 1, .dilation_w = 1,
    .top = 0, .left = 0, .bottom = 0, .right = 0, .count_padding = 0,
    .in_row = 432, .in_plane = 11664, .out_row = 208, .out_plane = 2704,
  };
  pool_blocks(&s, 1, x, y, keep, y, y, y, keep, part, parts);
}

SHARED void conv1x1_1x13x2_step16_lanes16_prefetch1_then_relu(const struct conv *s, const float *x, const weight *w, const float *bias,
                                                              const float *res, const float *params, float *y, int part, int parts) {
  const struct conv_tile t = {.rows = 1, .cols = 13, .q = 2, .kernel_h = 1, .kernel_w = 1, .unroll = 4, .step = 16, .lanes = 16, .prefetch = 1};
  conv_direct(s, &t, x, w, bias, res, params, y, then_relu, part, parts);
}

static void conv1x1_512x13x13_64_relu(const float *x, const float *w, float *y, int part, int parts) {
  zero_border(&(struct border){.blocks = 4, .h = 13, .w = 13, .top = 1, .left = 1, .bottom = 1, .right = 1, .row = 240, .plane = 3600, .pixel = 16}, y, part, parts);
  static const struct conv s = {
    .kernel_h = 1, .kernel_w = 1, .stride_h = 1, .stride_w = 1, .dilation_h = 1, .dilation_w = 1,
    .in_blocks = 32, .pixel = 16, .out_blocks = 4, .out_h = 13, .out_w = 13, .group_out = 4, .out_width = 1,
    .chunk = 11, .row_block = 13, .by_rows = 1, .in_row = 208, .in_plane = 2704, .out_row = 240, .out_plane = 3600,
  };
  conv1x1_1x13x2_step16_lanes16_prefetch1_then_relu(&s, x, w, w + 32768, y, y, y, part, parts);
}

SHARED void conv1x1_1x7x3_right6_rest1_step16_lanes16_prefetch1_then_relu(const struct conv *s, const float *x, const weight *w, const float *bias,
                                                                          const float *res, const float *params, float *y, int part, int parts) {
  const struct conv_tile t = {.rows = 1, .cols = 7, .q = 3, .kernel_h = 1, .kernel_w = 1, .unroll = 4, .right = 6, .rest = 1, .step = 16, .lanes = 16, .prefetch = 1};
  conv_direct(s, &t, x, w, bias, res, params, y, then_relu, part, parts);
}

static void conv1x1_64x13x13_256_relu(const float *x, const float *w, float *y, int part, int parts) {
  static const struct conv s = {
    .kernel_h = 1, .kernel_w = 1, .stride_h = 1, .stride_w = 1, .dilation_h = 1, .dilation_w = 1,
    .in_blocks = 4, .pixel = 16, .out_blocks = 16, .out_h = 13, .out_w = 13, .group_out = 16, .out_width = 1,
    .chunk = 4, .row_block = 13, .by_rows = 0, .in_row = 240, .in_plane = 3600, .out_row = 208, .out_plane = 2704,
  };
  conv1x1_1x7x3_right6_rest1_step16_lanes16_prefetch1_then_relu(&s, x, w, w + 16384, y, y, y, part, parts);
}

SHARED void products_3x3_tiles4x4_1_4_16x1(const struct winograd *s, int begin, int end, int wide_end, int blocks,
                                           const float *v, const float *u, float *m, int first, struct weights_to_come *next)
{ winograd_products(s, &f4_3, &f4_3, 17, 0x10012, 1, 1, 4, 0, 1, 0, begin, end, wide_end, blocks, v, u, m, first, next); }

static void conv3x3_64x13x13_256_relu(const float *x, const float *w, float *y, float *scratch, int part, int parts) {
  static const struct winograd s = {
    .down = &f4_3, .across = &f4_3, .tall = 1, .low = 3, .wide = 1, .narrow = 3, .bands = 1, .tiles = 16, .by_bands = 0,
    .in_blocks = 4, .in_lanes = 16, .phases = 1, .out_blocks = 16, .group_out = 16, .out_width = 1, .q = 1, .chunk = 2, .stored = 9, .steady = 1, .by_chunks = 1, .splits = 1,
    .in_row = 240, .in_plane = 3600, .out_row = 208, .out_plane = 2704, .v_point = 1040, .v_block = 256, .v_all = 37440, .m_tile = 592,
    .input = input_3x3_tiles4x4, .output = output_3x3_tiles4x4_then_relu, .weights = weights_3x3_tiles4x4, .products = {products_3x3_tiles4x4_1_4_16x1, 0},
  };
  conv_winograd(&s, x - 256, w, w + 147456, y, y, y, scratch, part, parts);
}

SHARED void conv1x1_1x7x3_right6_step16_lanes16_prefetch1_then_relu(const struct conv *s, const float *x, const weight *w, const float *bias,
                                                                    const float *res, const float *params, float *y, int part, int parts) {
  const struct conv_tile t = {.rows = 1, .cols = 7, .q = 3, .kernel_h = 1, .kernel_w = 1, .unroll = 4, .right = 6, .step = 16, .lanes = 16, .prefetch = 1};
  conv_direct(s, &t, x, w, bias, res, params, y, then_relu, part, parts);
}

static void conv1x1_512x13x13_1000_relu(const float *x, const float *w, float *y, int part, int parts) {
  static const struct conv s = {
    .kernel_h = 1, .kernel_w = 1, .stride_h = 1, .stride_w = 1, .dilation_h = 1, .dilation_w = 1,
    .in_blocks = 32, .pixel = 16, .out_blocks = 63, .out_h = 13, .out_w = 13, .group_out = 63, .out_width = 1,
    .chunk = 8, .row_block = 13, .by_rows = 0, .in_row = 208, .in_plane = 2704, .out_row = 208, .out_plane = 2704,
  };
  conv1x1_1x7x3_right6_step16_lanes16_prefetch1_then_relu(&s, x, w, w + 516096, y, y, y, part, parts);
}

static void global_avgpool_1000x13x13(const float *x, float *y, int part, int parts) {
  const struct pool s = {.blocks = 63, .in_h = 13, .in_w = 13, .out_h = 1, .out_w = 1, .in_row = 208, .in_plane = 2704, .out_row = 16, .out_plane = 16,};
  global_avgpool(&s, x, y, keep, y, y, y, keep, part, parts);
}

static void output_1000(const float *x, float *y, int part, int parts) {
  for (int i = share(1000, part, parts); i < share(1000, part + 1, parts); i++) y[i] = x[i];
}

int squeezenet1_0_run_part(const void *weights, void *arena, const float *input, float *output,
                           int part, int parts, void (*wait)(void *sync), void *sync) {
  if (!weights || !arena || !input || !output) return SQUEEZENET1_0_NULL_ARGUMENT;
  if ((uintptr_t)arena % SQUEEZENET1_0_ALIGN || (uintptr_t)weights % SQUEEZENET1_0_ALIGN) return SQUEEZENET1_0_MISALIGNED;
  if (!squeezenet1_0_has_head(weights)) return SQUEEZENET1_0_WRONG_WEIGHTS;
  if (part < 0 || part >= parts || (parts > 1 && !wait)) return SQUEEZENET1_0_WRONG_PART;
  const float *w = (const float *)weights + 16;
  float *a = arena;
  float *own = part ? a + 1024512 + (size_t)(part - 1) * 232576 : a; // scratch memory of all parts but the first
  // features.0 | conv 7x7 s2 | 3x224x224 -> 96x109x109 | +bias +relu +maxpool 3x3 s2 | 335 MFLOP | Winograd along rows F(4,4), 14x2 | squeezenet.lua:23
  conv7x7_s2_3x224x224_96_relu(input, w, a, part ? own : a + 858064, part, parts); if (wait) wait(sync);
  // maxpool1 | maxpool 3x3 s2 | 96x109x109 -> 96x54x54 | in the convolution | squeezenet.lua:27
  // features.3.squeeze | conv 1x1 s1 | 96x54x54 -> 16x54x54 | +bias +relu | 9.0 MFLOP | direct 1x27x1 | squeezenet.lua:15
  conv1x1_96x54x54_16_relu(a, w + 26304, a + 975248, part, parts); if (wait) wait(sync);
  // features.3.expand1x1 | conv 1x1 s1 | 16x54x54 -> 64x54x54 | +bias +relu | 6.0 MFLOP | direct 1x14x2 | squeezenet.lua:16
  conv1x1_16x54x54_64_relu(a + 975248, w + 27856, a, part, parts); if (wait) wait(sync);
  // features.3.expand3x3 | conv 3x3 s1 p1 | 16x54x54 -> 64x54x54 | +bias +relu | 54 MFLOP | Winograd F(4,3), 17x1 | squeezenet.lua:17
  conv3x3_16x54x54_64_relu(a + 975248, w + 28944, a + 186624, part ? own : a + 373248, part, parts); if (wait) wait(sync);
  // features.3.concat1 | concat | 64x54x54, 64x54x54 -> 128x54x54 | in place | squeezenet.lua:18
  // features.4.squeeze | conv 1x1 s1 | 128x54x54 -> 16x54x54 | +bias +relu | 12 MFLOP | direct 1x27x1 | squeezenet.lua:15
  conv1x1_128x54x54_16_relu(a, w + 38224, a + 975248, part, parts); if (wait) wait(sync);
  // features.4.expand1x1 | conv 1x1 s1 | 16x54x54 -> 64x54x54 | +bias +relu | 6.0 MFLOP | direct 1x14x2 | squeezenet.lua:16
  conv1x1_16x54x54_64_relu(a + 975248, w + 40288, a, part, parts); if (wait) wait(sync);
  // features.4.expand3x3 | conv 3x3 s1 p1 | 16x54x54 -> 64x54x54 | +bias +relu | 54 MFLOP | Winograd F(4,3), 17x1 | squeezenet.lua:17
  conv3x3_16x54x54_64_relu(a + 975248, w + 41376, a + 186624, part ? own : a + 373248, part, parts); if (wait) wait(sync);
  // features.4.concat1 | concat | 64x54x54, 64x54x54 -> 128x54x54 | in place | squeezenet.lua:18
  // features.5.squeeze | conv 1x1 s1 | 128x54x54 -> 32x54x54 | +bias +relu | 24 MFLOP | direct 1x14x2 | squeezenet.lua:15
  conv1x1_128x54x54_32_relu(a, w + 50656, a + 925040, part, parts); if (wait) wait(sync);
  // features.5.expand1x1 | conv 1x1 s1 | 32x54x54 -> 128x54x54 | +bias +relu | 24 MFLOP | direct 1x9x3 | squeezenet.lua:16
  conv1x1_32x54x54_128_relu(a + 925040, w + 54784, a, part, parts); if (wait) wait(sync);
  // features.5.expand3x3 | conv 3x3 s1 p1 | 32x54x54 -> 128x54x54 | +bias +relu | 215 MFLOP | Winograd F(4,3), 17x1 | squeezenet.lua:17
  conv3x3_32x54x54_128_relu(a + 925040, w + 59008, a + 373248, part ? own : a + 746496, part, parts); if (wait) wait(sync);
  // features.5.concat1 | concat | 128x54x54, 128x54x54 -> 256x54x54 | in place | squeezenet.lua:18
  // maxpool2 | maxpool 3x3 s2 | 256x54x54 -> 256x27x27 | vectors | squeezenet.lua:27
  maxpool3x3_s2_256x54x54(a, a + 837888, part, parts); if (wait) wait(sync);
  // features.7.squeeze | conv 1x1 s1 | 256x27x27 -> 32x27x27 | +bias +relu | 12 MFLOP | direct 1x14x2 | squeezenet.lua:15
  conv1x1_256x27x27_32_relu(a + 837888, w + 96000, a + 480, part, parts); if (wait) wait(sync);
  // features.7.expand1x1 | conv 1x1 s1 | 32x27x27 -> 128x27x27 | +bias +relu | 6.0 MFLOP | direct 1x9x3 | squeezenet.lua:16
  conv1x1_32x27x27_128_relu(a + 480, w + 104224, a + 837888, part, parts); if (wait) wait(sync);
  // features.7.expand3x3 | conv 3x3 s1 p1 | 32x27x27 -> 128x27x27 | +bias +relu | 54 MFLOP | Winograd F(4,3), 17x1 | squeezenet.lua:17
  conv3x3_32x27x27_128_relu(a + 480, w + 108448, a + 931200, part ? own : a + 745712, part, parts); if (wait) wait(sync);
  // features.7.concat1 | concat | 128x27x27, 128x27x27 -> 256x27x27 | in place | squeezenet.lua:18
  // features.8.squeeze | conv 1x1 s1 | 256x27x27 -> 48x27x27 | +bias +relu | 18 MFLOP | direct 1x9x3 | squeezenet.lua:15
  conv1x1_256x27x27_48_relu(a + 837888, w + 145440, a + 480, part, parts); if (wait) wait(sync);
  // features.8.expand1x1 | conv 1x1 s1 | 48x27x27 -> 192x27x27 | +bias +relu | 13 MFLOP | direct 1x9x3 | squeezenet.lua:16
  conv1x1_48x27x27_192_relu(a + 480, w + 157776, a + 744576, part, parts); if (wait) wait(sync);
  // features.8.expand3x3 | conv 3x3 s1 p1 | 48x27x27 -> 192x27x27 | +bias +relu | 121 MFLOP | Winograd F(4,3), 17x1 | squeezenet.lua:17
  conv3x3_48x27x27_192_relu(a + 480, w + 167184, a + 884544, part ? own : a + 621680, part, parts); if (wait) wait(sync);
  // features.8.concat1 | concat | 192x27x27, 192x27x27 -> 384x27x27 | in place | squeezenet.lua:18
  // features.9.squeeze | conv 1x1 s1 | 384x27x27 -> 48x27x27 | +bias +relu | 27 MFLOP | direct 1x9x3 | squeezenet.lua:15
  conv1x1_384x27x27_48_relu(a + 744576, w + 250320, a + 480, part, parts); if (wait) wait(sync);
  // features.9.expand1x1 | conv 1x1 s1 | 48x27x27 -> 192x27x27 | +bias +relu | 13 MFLOP | direct 1x9x3 | squeezenet.lua:16
  conv1x1_48x27x27_192_relu(a + 480, w + 268800, a + 744576, part, parts); if (wait) wait(sync);
  // features.9.expand3x3 | conv 3x3 s1 p1 | 48x27x27 -> 192x27x27 | +bias +relu | 121 MFLOP | Winograd F(4,3), 17x1 | squeezenet.lua:17
  conv3x3_48x27x27_192_relu(a + 480, w + 278208, a + 884544, part ? own : a + 621680, part, parts); if (wait) wait(sync);
  // features.9.concat1 | concat | 192x27x27, 192x27x27 -> 384x27x27 | in place | squeezenet.lua:18
  // features.10.squeeze | conv 1x1 s1 | 384x27x27 -> 64x27x27 | +bias +relu | 36 MFLOP | direct 1x9x3 | squeezenet.lua:15
  conv1x1_384x27x27_64_relu(a + 744576, w + 361344, a + 480, part, parts); if (wait) wait(sync);
  // features.10.expand1x1 | conv 1x1 s1 | 64x27x27 -> 256x27x27 | +bias +relu | 24 MFLOP | direct 1x9x3 | squeezenet.lua:16
  conv1x1_64x27x27_256_relu(a + 480, w + 385984, a + 651264, part, parts); if (wait) wait(sync);
  // features.10.expand3x3 | conv 3x3 s1 p1 | 64x27x27 -> 256x27x27 | +bias +relu | 215 MFLOP | Winograd F(4,3), 17x1 | squeezenet.lua:17
  conv3x3_64x27x27_256_relu(a + 480, w + 402624, a + 837888, part ? own : a + 496496, part, parts); if (wait) wait(sync);
  // features.10.concat1 | concat | 256x27x27, 256x27x27 -> 512x27x27 | in place | squeezenet.lua:18
  // maxpool3 | maxpool 3x3 s2 | 512x27x27 -> 512x13x13 | vectors | squeezenet.lua:27
  maxpool3x3_s2_512x27x27(a + 651264, a, part, parts); if (wait) wait(sync);
  // features.12.squeeze | conv 1x1 s1 | 512x13x13 -> 64x13x13 | +bias +relu | 11 MFLOP | direct 1x13x2 | squeezenet.lua:15
  conv1x1_512x13x13_64_relu(a, w + 550336, a + 1010368, part, parts); if (wait) wait(sync);
  // features.12.expand1x1 | conv 1x1 s1 | 64x13x13 -> 256x13x13 | +bias +relu | 5.5 MFLOP | direct 1x7x3 | squeezenet.lua:16
  conv1x1_64x13x13_256_relu(a + 1010368, w + 583168, a, part, parts); if (wait) wait(sync);
  // features.12.expand3x3 | conv 3x3 s1 p1 | 64x13x13 -> 256x13x13 | +bias +relu | 50 MFLOP | Winograd F(4,3), 17x1 | squeezenet.lua:17
  conv3x3_64x13x13_256_relu(a + 1010368, w + 599808, a + 43264, part ? own : a + 86528, part, parts); if (wait) wait(sync);
  // features.12.concat1 | concat | 256x13x13, 256x13x13 -> 512x13x13 | in place | squeezenet.lua:18
  // classifier.1 | conv 1x1 s1 | 512x13x13 -> 1000x13x13 | +bias +relu | 173 MFLOP | direct 1x7x3 | squeezenet.lua:34
  conv1x1_512x13x13_1000_relu(a, w + 747520, a + 854160, part, parts); if (wait) wait(sync);
  // global_avgpool1 | global_avgpool | 1000x13x13 -> 1000x1x1 | vectors | squeezenet.lua:34
  global_avgpool_1000x13x13(a + 854160, a, part, parts); if (wait) wait(sync);
  // flatten1 | flatten | 1000x1x1 -> 1000 | in place | squeezenet.lua:34
  // output | output | 1000 -> 1000 | copy | squeezenet.lua:34
  output_1000(a, output, part, parts); if (wait) wait(sync);
  return SQUEEZENET1_0_OK;
}

int squeezenet1_0_run(const void *weights, void *arena, const float *input, float *output)
{
  return squeezenet1_0_run_part(weights, arena, input, output, 0, 1, NULL, NULL);
}
