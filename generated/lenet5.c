// lenet5.c - made by cnnc from lenet5.lua for target avx512:emeraldrapids.
// Compile: clang -O3 -march=x86-64-v4 -mtune=sapphirerapids -mprefer-vector-width=512 -ffp-contract=off -c lenet5.c
// Link: -lsleef -lm
//
/* lenet5.h - the network lenet5.lua, made by cnnc for target avx512. */
#ifndef LENET5_H
#define LENET5_H

#ifdef __cplusplus
extern "C" {
#endif

#define LENET5_INPUT_SIZE      1024         /* floats, [1][32][32] */
#define LENET5_OUTPUT_SIZE     10           /* floats, [10] */
#define LENET5_ALIGN           64           /* bytes, of arena and weights in memory */
#define LENET5_ARENA_SIZE      23808        /* bytes of scratch memory */
#define LENET5_PART_SIZE       0            /* bytes more of it for each part after the first */
#define LENET5_WEIGHTS_SIZE    271488       /* bytes of the weights file */
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

/*
 * Runs the network on one picture.
 *   weights  the bytes of lenet5.weights, mapped or read into aligned memory; only read
 *   arena    LENET5_ARENA_SIZE bytes of any content, aligned to LENET5_ALIGN; overwritten
 *   input    LENET5_INPUT_SIZE floats [1][32][32], dense; only read
 *   output   LENET5_OUTPUT_SIZE floats; may not overlap the others
 * Nothing is allocated, printed or kept. Threads may run the network at once, each with its own arena and
 * output; weights can be shared. Returns LENET5_OK or a code above.
 */
int lenet5_run(const void *weights, void *arena, const float *input, float *output);

/*
 * The same by `parts` threads together: each calls it with its own part (0 .. parts - 1), all else equal.
 * The arena has LENET5_ARENA_SIZE + (parts - 1) * LENET5_PART_SIZE bytes.
 * After each layer all call wait(sync), which must return once all of them have called it. The output has
 * the same bits for any number of parts. With one part wait may be NULL.
 */
int lenet5_run_part(const void *weights, void *arena, const float *input, float *output,
                    int part, int parts, void (*wait)(void *sync), void *sync);

#ifdef __cplusplus
}
#endif

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

// Only the first n lanes are written.
INLINE void vstore_part(float *p, vf x, int n) { _mm512_mask_storeu_ps(p, (__mmask16)((1u << n) - 1), x); }

// Every second float from p on: p[0], p[2], … p[2 VL - 2]; nothing behind is read.
INLINE vf vload_even(const float *p)
{
  const __m512i lane = _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 17, 19, 21, 23, 25, 27, 29, 31);
  return _mm512_permutex2var_ps(_mm512_loadu_ps(p), lane, _mm512_loadu_ps(p + 15));
}

INLINE vf vset(float x) { return _mm512_set1_ps(x); }

INLINE vf vadd(vf a, vf b) { return _mm512_add_ps(a, b); }

INLINE vf vdiv(vf a, vf b) { return _mm512_div_ps(a, b); }

// a * b + c
INLINE vf vfma(vf a, vf b, vf c) { return _mm512_fmadd_ps(a, b, c); }

// The larger; not a number where either is.
INLINE vf vmax_nan(vf a, vf b)
{
  return _mm512_mask_mov_ps(_mm512_max_ps(a, b), _mm512_cmp_ps_mask(a, a, _CMP_UNORD_Q), a);
}

vf Sleef_tanhf16_u10avx512f(vf);
INLINE vf vtanh(vf x) { return Sleef_tanhf16_u10avx512f(x); }

// Asks for the line at p, which is read soon (near: into L1) or later (far: into L2).
#define prefetch_near(p) __builtin_prefetch(p, 0, 3)

#define prefetch_far(p) __builtin_prefetch(p, 0, 2)

// weights_f32.h - weights are stored as the floats that they are; WLINE of them in a line of the cache.
typedef float weight;
enum { WLINE = 16 };
INLINE vf wload(const weight *p) { return vload(p); }

// basics.h - how threads split a layer, and what is applied to a finished vector. Every kernel stands on these.

// Where part `part` of `parts` begins in n units of work: 0 for part 0, n for part `parts`.
INLINE int share(int n, int part, int parts) { return (int)((long long)n * part / parts); }

// What is applied to a finished vector: r points to the residual operand, p to the per-channel vectors of this block.
typedef vf (*epilogue)(vf x, const float *r, const float *p);

INLINE vf keep(vf x, const float *r, const float *p)
{
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
INLINE int planar_column(int width, int i)
{
  return width - i * VL >= VL || width < VL ? i * VL : width - VL;
}

// The whole vector, or the row if that is shorter.
INLINE void planar_store(float *y, vf x, int width)
{
  if (width < VL) vstore_part(y, x, width);
  else vstoreu(y, x);
}

// Values that are `stride` apart, 1 or 2.
INLINE vf planar_load(const float *x, int stride) { return stride == 2 ? vload_even(x) : vloadu(x); }

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
  int lanes, unroll;          // lanes: VL, fewer where the only block is part full, 1 where planar
  int prefetch;               // cache lines of the next weights that each turn asks for
  int ahead;                  // input blocks ahead of the sums at which the input is asked for; 0: it is not
};

struct conv {
  int in_blocks;              // blocks of input channels that an output block sums (those of its group)
  int pixel;                  // floats from one input pixel to the next: VL, or 1 where planar
  int kernel_h, kernel_w, stride_h, stride_w, dilation_h, dilation_w;
  int out_blocks, out_h, out_w;
  int group_out, group_in;    // output and input blocks of a group; group_out is out_blocks without groups
  int cols;                   // of depthwise: pixels in a register tile
  int chunk;                  // input blocks a pass, so that their weights for q output blocks stay in L1
  int row_block;              // output rows a sweep, so that their input rows stay in L2
  // floats from row to row and from block to block of the input, the output and the residual operand
  int in_row, in_plane, out_row, out_plane, res_row, res_plane;
  int params;                 // floats of per-channel vectors a block, for the epilogue
  int by_rows;                // threads share the rows; otherwise the output blocks
};

// Where one tile reads and writes.
struct conv_at { const float *x; const weight *w, *next; const float *bias, *res, *params; float *y; };

// One register tile over `blocks` input blocks. The first chunk starts from the bias, the last ends with the epilogue.
INLINE void conv_sums(const struct conv *s, const struct conv_tile *t, struct conv_at at, int rows, int cols, int q,
                      int blocks, int first, int last, epilogue finish)
{
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
        NOUNROLL for (int c = 0; c < t->lanes; c += t->unroll) {
          UNROLL for (int line = 0; line < t->prefetch; line++) prefetch_far(at.next + line * WLINE);
          at.next += t->prefetch * WLINE;
          UNROLL for (int u = 0; u < t->unroll; u++) {
            vf w[4];
            UNROLL for (int k = 0; k < q; k++) w[k] = wload(at.w + k * VL);
            at.w += q * VL;
            UNROLL for (int i = 0; i < rows; i++)
              UNROLL for (int j = 0; j < cols; j++) {
                vf value = vset(x[i * s->stride_h * s->in_row + j * t->step + u]);
                UNROLL for (int k = 0; k < q; k++)
                  sum[(i * cols + j) * q + k] = vfma(value, w[k], sum[(i * cols + j) * q + k]);
              }
          }
          x += t->unroll;
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
                                 int blocks, int first, int last, epilogue finish)
{
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
                       float *y, epilogue finish)
{
  const int per_input = t->kernel_h * t->kernel_w * t->lanes * VL, blocks = s->chunk;
  x += (block / s->group_out) * s->group_in * s->in_plane;
  NOUNROLL for (int b = 0; b < s->in_blocks; b += blocks) {
    const weight *chunk = w + ((size_t)block * (size_t)s->in_blocks + (size_t)b * (size_t)q) * (size_t)per_input;
    struct conv_at at = {x + b * s->in_plane, chunk, chunk + blocks * q * per_input, bias + block * VL, res,
                         params + block * s->params, y};
    int first = b == 0, last = b + blocks == s->in_blocks, r = row;
    NOUNROLL for (; r + t->rows <= end; r += t->rows) {
      at.x = x + b * s->in_plane + r * s->stride_h * s->in_row;
      at.y = y + block * s->out_plane + r * s->out_row;
      at.res = res + block * s->res_plane + r * s->res_row;
      at.next = conv_tiles(s, t, at, t->rows, q, blocks, first, last, finish).next;
    }
    if (t->below && r < end) {
      at.x = x + b * s->in_plane + r * s->stride_h * s->in_row;
      at.y = y + block * s->out_plane + r * s->out_row;
      at.res = res + block * s->res_plane + r * s->res_row;
      conv_tiles(s, t, at, t->below, q, blocks, first, last, finish);
    }
  }
}

// The layer: part `part` of `parts` threads. x points to the pixel under the kernel's first tap at output (0, 0).
// res (params) may be any pointer where `finish` reads none, with res_row and res_plane (params) 0.
INLINE void conv_direct(const struct conv *s, const struct conv_tile *t, const float *x, const weight *w,
                        const float *bias, const float *res, const float *params, float *y, epilogue finish, int part,
                        int parts)
{
  const int tiles = (s->out_h + t->rows - 1) / t->rows, groups = (s->out_blocks + t->q - 1) / t->q;
  int row = 0, row_end = s->out_h, group = 0, group_end = groups;
  if (s->by_rows) {
    row = share(tiles, part, parts) * t->rows;
    row_end = part + 1 == parts ? s->out_h : share(tiles, part + 1, parts) * t->rows;
  } else {
    group = share(groups, part, parts);
    group_end = share(groups, part + 1, parts);
  }
  NOUNROLL for (; row < row_end; row += s->row_block) {
    int end = row + s->row_block < row_end ? row + s->row_block : row_end;
    NOUNROLL for (int g = group; g < group_end; g++) {
      if (t->rest && g + 1 == groups)
        conv_sweep(s, t, row, end, g * t->q, t->rest, x, w, bias, res, params, y, finish);
      else conv_sweep(s, t, row, end, g * t->q, t->q, x, w, bias, res, params, y, finish);
    }
  }
}

// conv_planar.h - direct convolution of a planar tensor, [channel][row][column], into a planar one: for fewer output
// channels than a vector has lanes. Lanes run along a row (basics.h). A register tile is `channels` output channels of
// q vectors; each step loads q vectors of the input and broadcasts a weight for each channel. 6 channels x 4 vectors
// reach 93 % of the FMA peak.
struct conv_planar {
  int in_channels, out_channels, out_h, out_w;
  int kernel_h, stride_h, dilation_h, dilation_w;
  int in_row, in_plane, out_row, out_plane, res_row, res_plane;   // floats from row to row, from channel to channel
  int params;                 // floats of per-channel vectors that VL channels have, for the epilogue
};

// What the inner loops are made for: q vectors of `channels` output channels stay in registers. Each step loads q
// vectors of the input and broadcasts a weight for each channel.
struct planar_tile {
  int q, channels;
  int rest;                   // what is left of the output channels
  int vectors;                // of a row
  int kernel_w, stride;       // of the columns
};

// `channels` output channels from `first` on, of q vectors from `unit` on.
INLINE void planar_sums(const struct conv_planar *s, const struct planar_tile *t, int unit, int q, int first,
                        int channels, const float *x, const float *w, const float *bias, const float *res,
                        const float *params, float *y, epilogue finish)
{
  vf sum[32];
  int from[4], to[4], other[4];
  UNROLL for (int i = 0; i < q; i++) {
    const int row = (unit + i) / t->vectors, column = planar_column(s->out_w, (unit + i) % t->vectors);
    from[i] = row * s->stride_h * s->in_row + column * t->stride;
    to[i] = row * s->out_row + column;
    other[i] = row * s->res_row + column;
    UNROLL for (int k = 0; k < channels; k++) sum[k * q + i] = vset(bias[first + k]);
  }
  NOUNROLL for (int c = 0; c < s->in_channels; c++)
    NOUNROLL for (int ky = 0; ky < s->kernel_h; ky++) {
      const float *at = x + c * s->in_plane + ky * s->dilation_h * s->in_row;
      NOUNROLL for (int kx = 0; kx < t->kernel_w; kx++) {
        vf value[4];
        UNROLL for (int i = 0; i < q; i++) value[i] = planar_load(at + from[i], t->stride);
        UNROLL for (int k = 0; k < channels; k++)
          UNROLL for (int i = 0; i < q; i++) sum[k * q + i] = vfma(value[i], vset(w[k]), sum[k * q + i]);
        at += s->dilation_w;
        w += channels;
      }
    }
  UNROLL for (int k = 0; k < channels; k++) {
    const float *vectors = params + (first + k) / VL * s->params + (first + k) % VL;
    UNROLL for (int i = 0; i < q; i++) {
      vf value = finish(sum[k * q + i], res + (first + k) * s->res_plane + other[i], vectors);
      planar_store(y + (first + k) * s->out_plane + to[i], value, s->out_w);
    }
  }
}

// Vectors begin .. end of the picture, row after row, in tiles of nearly equal size.
INLINE void planar_vectors(const struct conv_planar *s, const struct planar_tile *t, int begin, int end, int first,
                           int channels, const float *x, const float *w, const float *bias, const float *res,
                           const float *params, float *y, epilogue finish)
{
  const int calls = (end - begin + t->q - 1) / t->q;
  int larger = calls ? (end - begin) % calls : 0;
  NOUNROLL for (int i = 0, at = begin; i < calls; i++) {
    const int size = (end - begin) / calls + (larger-- > 0);
    UNROLL for (int n = 1; n <= t->q; n++)
      if (size == n) planar_sums(s, t, at, n, first, channels, x, w, bias, res, params, y, finish);
    at += size;
  }
}

// The convolution: weights are [group of channels][input channel][ky][kx][channel], x points to the value under the
// kernel's first tap at output (0, 0). Threads share the rows.
INLINE void conv_planar(const struct conv_planar *s, const struct planar_tile *t, const float *x, const float *w,
                        const float *bias, const float *res, const float *params, float *y, epilogue finish, int part,
                        int parts)
{
  const int begin = share(s->out_h, part, parts) * t->vectors, end = share(s->out_h, part + 1, parts) * t->vectors;
  const int taps = s->in_channels * s->kernel_h * t->kernel_w, last = s->out_channels - t->rest;
  NOUNROLL for (int k = 0; k < last; k += t->channels)
    planar_vectors(s, t, begin, end, k, t->channels, x, w + k * taps, bias, res, params, y, finish);
  if (t->rest) planar_vectors(s, t, begin, end, last, t->rest, x, w + last * taps, bias, res, params, y, finish);
}

// copy.h - between layouts: dense [c][h][w] at the network's border, channel blocks inside.
struct copy {
  int channels, h, w;                 // what is copied
  int in_pixel, in_row, in_plane;     // floats from pixel to pixel, row to row, block to block; a dense tensor has
  int out_pixel, out_row, out_plane;  // blocks of one channel
  int out_first;                      // the channel of the output that the first one becomes
  int begin, end;                     // output channels that are written: those that are not copied become zero
  int stride_h, stride_w;             // of the pixels that are read
};

// Channel by channel, any lane to any lane. Parts share the rows.
INLINE void copy_channels(const struct copy *s, const float *x, float *y, int part, int parts)
{
  NOUNROLL for (int r = share(s->h, part, parts); r < share(s->h, part + 1, parts); r++)
    NOUNROLL for (int c = s->begin; c < s->end; c++) {
      const int from = c - s->out_first;
      float *to = y + c / s->out_pixel * s->out_plane + r * s->out_row + c % s->out_pixel;
      if (c >= s->out_first && c < s->out_first + s->channels) {
        const float *row = x + from / s->in_pixel * s->in_plane + r * s->stride_h * s->in_row + from % s->in_pixel;
        for (int i = 0; i < s->w; i++) to[i * s->out_pixel] = row[i * s->stride_w * s->in_pixel];
      } else {
        for (int i = 0; i < s->w; i++) to[i * s->out_pixel] = 0.0f;
      }
    }
}

// linear.h - the fully connected layer at batch 1: a matrix times a vector, bound by the stream of weights.
//
// Weights are [group of q blocks][input][q][VL], read once from end to end; `chains` sums an output block keep the FMA
// units busy where q alone does not, and are added at the end.
struct linear {
  int inputs, out_blocks;
  int q, chains;              // q * chains sums in registers; chains divides inputs
  int ahead;                  // weights between the one that is used and the one that is asked for; 0: no prefetch
  int params;                 // floats of per-channel vectors a block, for the epilogue
};

INLINE void linear_group(const struct linear *s, int q, const float *x, const weight *w, const float *bias,
                         const float *res, const float *params, float *y, epilogue finish)
{
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
  UNROLL for (int i = 1; i < s->chains; i++)
    UNROLL for (int k = 0; k < q; k++) sum[k] = vadd(sum[k], sum[i * q + k]);
  UNROLL for (int k = 0; k < q; k++) vstore(y + k * VL, finish(sum[k], res + k * VL, params + k * s->params));
}

INLINE void linear_gemv(const struct linear *s, const float *x, const weight *w, const float *bias, const float *res,
                        const float *params, float *y, epilogue finish, int part, int parts)
{
  const int groups = (s->out_blocks + s->q - 1) / s->q;
  NOUNROLL for (int g = share(groups, part, parts); g < share(groups, part + 1, parts); g++) {
    const int b = g * s->q;
    const weight *from = w + (size_t)b * (size_t)s->inputs * VL;
    const float *first = bias + b * VL, *other = res + b * VL, *vectors = params + b * s->params;
    if (s->out_blocks % s->q && g + 1 == groups)
      linear_group(s, s->out_blocks % s->q, x, from, first, other, vectors, y + b * VL, finish);
    else
      linear_group(s, s->q, x, from, first, other, vectors, y + b * VL, finish);
  }
}

// pool.h - pooling on channel blocks. Windows are clipped to the picture, so borders of any content do no harm.
struct pool {
  int blocks, in_h, in_w, out_h, out_w;
  int kernel_h, kernel_w, stride_h, stride_w, dilation_h, dilation_w;
  int top, left, bottom, right;       // padding
  int count_padding;                  // an average divides by the padded window (never by what ceil_mode adds beyond)
  int in_row, in_plane, out_row, out_plane, res_row, res_plane, params;
};

INLINE int pool_least(int a, int b) { return a < b ? a : b; }

INLINE int pool_most(int a, int b) { return a > b ? a : b; }

// What the sum of the window that begins at row top, column left is divided by.
INLINE float pool_divisor(const struct pool *s, int top, int left)
{
  const int bottom = top + s->kernel_h, right = left + s->kernel_w;
  if (s->count_padding)
    return (float)((pool_least(bottom, s->in_h + s->bottom) - top) * (pool_least(right, s->in_w + s->right) - left));
  return (float)((pool_least(bottom, s->in_h) - pool_most(top, 0)) * (pool_least(right, s->in_w) - pool_most(left, 0)));
}

INLINE void avgpool(const struct pool *s, const float *x, const float *res, const float *params, float *y,
                    epilogue finish, int part, int parts)
{
  const int units = s->blocks * s->out_h;
  NOUNROLL for (int unit = share(units, part, parts); unit < share(units, part + 1, parts); unit++) {
    const int b = unit / s->out_h, r = unit % s->out_h, y0 = r * s->stride_h - s->top;
    const int top = pool_most(y0, 0), bottom = pool_least(y0 + s->kernel_h, s->in_h);
    NOUNROLL for (int c = 0; c < s->out_w; c++) {
      const int x0 = c * s->stride_w - s->left;
      const int left = pool_most(x0, 0), right = pool_least(x0 + s->kernel_w, s->in_w);
      vf sum = vset(0.0f);
      NOUNROLL for (int iy = top; iy < bottom; iy++)
        NOUNROLL for (int ix = left; ix < right; ix++)
          sum = vadd(sum, vload(x + b * s->in_plane + iy * s->in_row + ix * VL));
      vf mean = vdiv(sum, vset(pool_divisor(s, y0, x0)));
      vstore(y + b * s->out_plane + r * s->out_row + c * VL,
             finish(mean, res + b * s->res_plane + r * s->res_row + (s->res_row ? c * VL : 0), params + b * s->params));
    }
  }
}

// One vector of a pool's row, or one value where its window may be cut: `whole` vectors lie in the picture with all
// their windows. `largest`: of each window the largest value, otherwise the mean.
INLINE vf planar_window(const struct pool *s, int largest, int whole, int top, int left, const float *x)
{
  vf result = vset(largest ? -HUGE_VALF : 0.0f);
  for (int ky = 0; ky < s->kernel_h; ky++) {
    const int iy = top + ky * s->dilation_h;
    if (iy < 0 || iy >= s->in_h) continue;
    for (int kx = 0; kx < s->kernel_w; kx++) {
      const int ix = left + kx * s->dilation_w;
      if (!whole && (ix < 0 || ix >= s->in_w)) continue;
      const float *at = x + iy * s->in_row + ix;
      vf value = whole ? planar_load(at, s->stride_w) : vset(*at);
      result = largest ? vmax_nan(result, value) : vadd(result, value);
    }
  }
  return largest ? result : vdiv(result, vset(pool_divisor(s, top, left)));
}

// The largest value or the mean of each window; parts share the rows of all channels. Blocks are channels here.
INLINE void pool_planar(const struct pool *s, int largest, const float *x, const float *res, const float *params,
                        float *y, epilogue finish, int part, int parts)
{
  const int units = s->blocks * s->out_h, last = s->in_w - 1 - (s->kernel_w - 1) * s->dilation_w + s->left;
  const int begin = pool_least((s->left + s->stride_w - 1) / s->stride_w, s->out_w);
  const int end = s->stride_w > 2 || last < 0 ? begin : pool_most(begin, pool_least(last / s->stride_w + 1, s->out_w));
  NOUNROLL for (int unit = share(units, part, parts); unit < share(units, part + 1, parts); unit++) {
    const int k = unit / s->out_h, r = unit % s->out_h, top = r * s->stride_h - s->top;
    const float *from = x + k * s->in_plane, *other = res + k * s->res_plane + r * s->res_row;
    const float *vectors = params + k / VL * s->params + k % VL;
    float *to = y + k * s->out_plane + r * s->out_row;
    NOUNROLL for (int c = 0; c < s->out_w;) {
      const int whole = c >= begin && c < end, lanes = whole ? pool_least(end - begin, VL) : 1;
      if (whole) c = pool_most(pool_least(c, end - VL), begin);
      const int left = c * s->stride_w - s->left;
      vf value = whole ? planar_window(s, largest, 1, top, left, from) : planar_window(s, largest, 0, top, left, from);
      planar_store(to + c, finish(value, other + c, vectors), lanes);
      c += lanes;
    }
  }
}

// The first 64 bytes of lenet5.weights: format, layout of the packed values, size.
static const unsigned char lenet5_head[64] = {
  0x63, 0x6e, 0x6e, 0x63, 0x57, 0x30, 0x30, 0x31, 0x4c, 0xda, 0x51, 0x6a, 0xa3, 0x1b, 0xe7, 0x69,
  0x80, 0x24, 0x04, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
  0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
  0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
};

static int lenet5_has_head(const unsigned char *weights)
{
  int differ = 0;
  for (int i = 0; i < 64; i++) differ |= weights[i] ^ lenet5_head[i];
  return !differ;
}

INLINE vf then_tanh(vf x, const float *r, const float *p)
{
  (void)r, (void)p;
  x = vtanh(x);
  return x;
}

SHARED void planar_6x4_vectors2_width5_then_tanh(const struct conv_planar *s, const float *x, const float *w, const float *bias,
                                                 const float *res, const float *params, float *y, int part, int parts)
{
  const struct planar_tile t = {.q = 4, .channels = 6, .rest = 0, .vectors = 2, .kernel_w = 5,
                                .stride = 1};
  conv_planar(s, &t, x, w, bias, res, params, y, then_tanh, part, parts);
}

// conv 5x5 s1 planar 6x4
static void conv5x5_1x32x32_6_tanh(const float *x, const float *w, float *y, int part, int parts)
{
  static const struct conv_planar s = {
    .in_channels = 1, .out_channels = 6, .out_h = 28, .out_w = 28,
    .kernel_h = 5, .stride_h = 1, .dilation_h = 1, .dilation_w = 1, .in_row = 32, .in_plane = 1024, .out_row = 28, .out_plane = 784,
  };
  planar_6x4_vectors2_width5_then_tanh(&s, x, w, w + 150, y, y, y, part, parts);
}

// avgpool 2x2 s2 vectors
static void avgpool2x2_s2_6x28x28(const float *x, float *y, int part, int parts)
{
  const struct pool s = {
    .blocks = 6, .in_h = 28, .in_w = 28, .out_h = 14, .out_w = 14,
    .kernel_h = 2, .kernel_w = 2, .stride_h = 2, .stride_w = 2, .dilation_h = 1, .dilation_w = 1,
    .top = 0, .left = 0, .bottom = 0, .right = 0, .count_padding = 1,
    .in_row = 28, .in_plane = 784, .out_row = 14, .out_plane = 196,
  };
  pool_planar(&s, 0, x, y, y, y, keep, part, parts);
}

SHARED void conv5x5_3x10x1_below1_step1_lanes1_then_tanh(const struct conv *s, const float *x, const weight *w, const float *bias,
                                                         const float *res, const float *params, float *y, int part, int parts)
{
  const struct conv_tile t = {.rows = 3, .cols = 10, .q = 1, .kernel_h = 5, .kernel_w = 5, .unroll = 1, .below = 1, .step = 1, .lanes = 1};
  conv_direct(s, &t, x, w, bias, res, params, y, then_tanh, part, parts);
}

// conv 5x5 s1 direct 3x10x1
static void conv5x5_6x14x14_16_tanh(const float *x, const float *w, float *y, int part, int parts)
{
  static const struct conv s = {
    .kernel_h = 5, .kernel_w = 5, .stride_h = 1, .stride_w = 1, .dilation_h = 1, .dilation_w = 1,
    .in_blocks = 6, .pixel = 1, .out_blocks = 1, .out_h = 10, .out_w = 10, .group_out = 1, .group_in = 6,
    .chunk = 6, .row_block = 10, .by_rows = 1, .in_row = 14, .in_plane = 196, .out_row = 160, .out_plane = 1600,
  };
  conv5x5_3x10x1_below1_step1_lanes1_then_tanh(&s, x, w, w + 2400, y, y, y, part, parts);
}

// avgpool 2x2 s2 vectors
static void avgpool2x2_s2_16x10x10(const float *x, float *y, int part, int parts)
{
  const struct pool s = {
    .blocks = 1, .in_h = 10, .in_w = 10, .out_h = 5, .out_w = 5,
    .kernel_h = 2, .kernel_w = 2, .stride_h = 2, .stride_w = 2, .dilation_h = 1, .dilation_w = 1,
    .top = 0, .left = 0, .bottom = 0, .right = 0, .count_padding = 1,
    .in_row = 160, .in_plane = 1600, .out_row = 80, .out_plane = 400,
  };
  avgpool(&s, x, y, y, y, keep, part, parts);
}

// linear GEMV 8x2
static void linear_400_120_tanh(const float *x, const float *w, float *y, int part, int parts)
{
  const struct linear s = {
    .inputs = 400, .out_blocks = 8, .q = 8, .chains = 2, .ahead = 0, .params = 0,
  };
  linear_gemv(&s, x, w, w + 51200, y, y, y, then_tanh, part, parts);
}

// linear GEMV 6x2
static void linear_120_84_tanh(const float *x, const float *w, float *y, int part, int parts)
{
  const struct linear s = {
    .inputs = 128, .out_blocks = 6, .q = 6, .chains = 2, .ahead = 0, .params = 0,
  };
  linear_gemv(&s, x, w, w + 12288, y, y, y, then_tanh, part, parts);
}

// linear GEMV 1x4
static void linear_84_10(const float *x, const float *w, float *y, int part, int parts)
{
  const struct linear s = {
    .inputs = 96, .out_blocks = 1, .q = 1, .chains = 4, .ahead = 0, .params = 0,
  };
  linear_gemv(&s, x, w, w + 1536, y, y, y, keep, part, parts);
}

// output copy
static void output_10(const float *x, float *y, int part, int parts)
{
  copy_channels(&(const struct copy){
    .channels = 10, .h = 1, .w = 1, .out_first = 0, .begin = 0, .end = 10,
    .in_pixel = 16, .in_row = 16, .in_plane = 16, .stride_h = 1, .stride_w = 1,
    .out_pixel = 1, .out_row = 1, .out_plane = 1
  }, x, y, part, parts);
}

int lenet5_run_part(const void *weights, void *arena, const float *input, float *output,
                    int part, int parts, void (*wait)(void *sync), void *sync)
{
  if (!weights || !arena || !input || !output) return LENET5_NULL_ARGUMENT;
  if ((uintptr_t)arena % LENET5_ALIGN || (uintptr_t)weights % LENET5_ALIGN) return LENET5_MISALIGNED;
  if (!lenet5_has_head(weights)) return LENET5_WRONG_WEIGHTS;
  if (part < 0 || part >= parts || (parts > 1 && !wait)) return LENET5_WRONG_PART;
  const float *w = (const float *)weights + 16;
  float *a = arena;
  // conv1 | conv 5x5 s1 | 1x32x32 -> 6x28x28 | +bias +tanh | 235.2 kFLOP | planar 6x4 | lenet5.lua:6
  conv5x5_1x32x32_6_tanh(input, w, a, part, parts);
  if (wait) wait(sync);
  // avgpool1 | avgpool 2x2 s2 | 6x28x28 -> 6x14x14 | vectors | lenet5.lua:6
  avgpool2x2_s2_6x28x28(a, a + 4736, part, parts);
  if (wait) wait(sync);
  // conv2 | conv 5x5 s1 | 6x14x14 -> 16x10x10 | +bias +tanh | 480.0 kFLOP | direct 3x10x1 | lenet5.lua:7
  conv5x5_6x14x14_16_tanh(a + 4736, w + 176, a, part, parts);
  if (wait) wait(sync);
  // avgpool2 | avgpool 2x2 s2 | 16x10x10 -> 16x5x5 | vectors | lenet5.lua:7
  avgpool2x2_s2_16x10x10(a, a + 5552, part, parts);
  if (wait) wait(sync);
  // flatten1 | flatten | 16x5x5 -> 400 | in place | lenet5.lua:8
  // fc1 | linear | 400 -> 120 | +bias +tanh | 96.0 kFLOP | GEMV 8x2 | lenet5.lua:9
  linear_400_120_tanh(a + 5552, w + 2592, a, part, parts);
  if (wait) wait(sync);
  // fc2 | linear | 120 -> 84 | +bias +tanh | 20.2 kFLOP | GEMV 6x2 | lenet5.lua:10
  linear_120_84_tanh(a, w + 53920, a + 5856, part, parts);
  if (wait) wait(sync);
  // fc3 | linear | 84 -> 10 | +bias | 1.7 kFLOP | GEMV 1x4 | lenet5.lua:11
  linear_84_10(a + 5856, w + 66304, a, part, parts);
  if (wait) wait(sync);
  // output | output | 10 -> 10 | copy | lenet5.lua:11
  output_10(a, output, part, parts);
  if (wait) wait(sync);
  return LENET5_OK;
}

int lenet5_run(const void *weights, void *arena, const float *input, float *output)
{
  return lenet5_run_part(weights, arena, input, output, 0, 1, NULL, NULL);
}
