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

// What stands before a convolution and cannot be part of the layer that made its input, such as the batch norm and relu
// of a pre-activation residual network. It is applied to a copy of the rows that are read next, so that no pass over
// memory is spent on it. Around the copy lie the zeros of the padding.
struct prologue {
  int blocks, h, w;                   // of the input
  int top, left;                      // zeros above the copy and on its left
  int in_row, in_plane, row, plane;   // floats from row to row and from block to block of the input, and of the copy
  int at, params;                     // floats from the bias to the per-channel vectors, and from block to block
};

// Rows row .. end of the copy of one block, into y: row 0 is the first one of the padding. Four vectors at a time, so
// that the per-channel vectors are loaded once for them.
INLINE void prologue_rows(const struct prologue *s, int row, int end, const float *x, const float *params, float *y,
                          epilogue first) {
  const int columns = s->row / VL;
  NOUNROLL for (; row < end; row++, y += s->row) {
    const int r = row - s->top, inside = r >= 0 && r < s->h, behind = inside ? s->left + s->w : s->left;
    const float *from = inside ? x + r * s->in_row : x;
    float *to = y + s->left * VL;
    int c = inside ? 0 : s->w;
    NOUNROLL for (int i = 0; i < s->left; i++) vstore(y + i * VL, vset(0.0f));
    NOUNROLL for (int i = behind; i < columns; i++) vstore(y + i * VL, vset(0.0f));
    NOUNROLL for (; c + 4 <= s->w; c += 4) {
      vf value[4];
      UNROLL for (int i = 0; i < 4; i++) value[i] = first(vload(from + (c + i) * VL), from, params);
      UNROLL for (int i = 0; i < 4; i++) vstore(to + (c + i) * VL, value[i]);
    }
    NOUNROLL for (; c < s->w; c++) vstore(to + c * VL, first(vload(from + c * VL), from, params));
  }
}

// conv_direct, sweep after sweep, each from a copy of its rows. x points to pixel (0, 0) of the input; the strides of
// the input that s names are those of the copy, which is this thread's own.
INLINE void conv_direct_copied(const struct conv *s, const struct conv_tile *t, const struct prologue *p,
                               const float *x, const weight *w, const float *bias, const float *res,
                               const float *params, float *y, float *copy, epilogue first, epilogue finish, int part,
                               int parts) {
  const int tiles = (s->out_h + t->rows - 1) / t->rows;
  const int row_end = s->by_rows && part + 1 < parts ? share(tiles, part + 1, parts) * t->rows : s->out_h;
  struct conv sweep = *s;
  NOUNROLL for (int row = s->by_rows ? share(tiles, part, parts) * t->rows : 0; row < row_end; row += s->row_block) {
    const int rows = row + s->row_block < row_end ? s->row_block : row_end - row, begin = row * s->stride_h;
    const int end = begin + (rows - 1) * s->stride_h + (t->kernel_h - 1) * s->dilation_h + 1;
    NOUNROLL for (int b = 0; b < p->blocks; b++)
      prologue_rows(p, begin, end, x + b * p->in_plane, bias + p->at + b * p->params, copy + b * p->plane, first);
    sweep.out_h = rows;
    conv_direct(&sweep, t, copy, w, bias, res + row * s->res_row, params, y + row * s->out_row, finish,
                s->by_rows ? 0 : part, s->by_rows ? 1 : parts);
  }
}

// One kernel a channel: lanes are channels, weights [block][ky][kx][VL], tiles of one row x cols pixels.
INLINE void depthwise_tile(const struct conv *s, int cols, const float *x, const weight *w, const float *bias,
                           const float *res, const float *params, float *y, epilogue finish) {
  vf sum[32];
  UNROLL for (int j = 0; j < cols; j++) sum[j] = vload(bias);
  NOUNROLL for (int ky = 0; ky < s->kernel_h; ky++)
    NOUNROLL for (int kx = 0; kx < s->kernel_w; kx++) {
      vf tap = wload(w + (ky * s->kernel_w + kx) * VL);
      const float *at = x + ky * s->dilation_h * s->in_row + kx * s->dilation_w * VL;
      UNROLL for (int j = 0; j < cols; j++) sum[j] = vfma(vload(at + j * s->stride_w * VL), tap, sum[j]);
    }
  UNROLL for (int j = 0; j < cols; j++) vstore(y + j * VL, finish(sum[j], res + (s->res_row ? j * VL : 0), params));
}

INLINE void conv_depthwise(const struct conv *s, const float *x, const weight *w, const float *bias,
                           const float *res, const float *params, float *y, epilogue finish, int part, int parts) {
  const int units = s->out_blocks * s->out_h;
  NOUNROLL for (int unit = share(units, part, parts); unit < share(units, part + 1, parts); unit++) {
    const int b = unit / s->out_h, r = unit % s->out_h;
    const float *from = x + b * s->in_plane + r * s->stride_h * s->in_row;
    const weight *taps = w + b * s->kernel_h * s->kernel_w * VL;
    const float *other = res + b * s->res_plane + r * s->res_row;
    float *to = y + b * s->out_plane + r * s->out_row;
    int c = 0;
    NOUNROLL for (; c + s->cols <= s->out_w; c += s->cols)
      depthwise_tile(s, s->cols, from + c * s->stride_w * VL, taps, bias + b * VL, other + (s->res_row ? c * VL : 0),
                     params + b * s->params, to + c * VL, finish);
    if (s->out_w % s->cols)
      depthwise_tile(s, s->out_w % s->cols, from + c * s->stride_w * VL, taps, bias + b * VL,
                     other + (s->res_row ? c * VL : 0), params + b * s->params, to + c * VL, finish);
  }
}
