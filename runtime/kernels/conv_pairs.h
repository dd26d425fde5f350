// conv_pairs.h - 1x1 convolution with half as many products: an addition each takes the place of the others.
//
// The CPU may add beside the multiply-adds, on units that a convolution leaves idle. For two input channels x1, x2 and
// their weights w1, w2 (Winograd, A New Algorithm for Inner Product, 1968):
//
//   w1 x1 + w2 x2 = (x1 + w2) (x2 + w1) - x1 x2 - w1 w2
//
// x1 x2 belongs to the pixel alone, w1 w2 to the output channel alone, so that their sums over all pairs are taken once
// and not for each output. Of (x1 + w2) (x2 + w1) every other sum has two additions and a multiply-add, the rest one
// addition and x1 (x2 + w1) + w2 (x2 + w1): as many additions as multiply-adds, 1.5 for each pair. Where both run at
// two a cycle, the inner loop takes 0.78 of the time that a multiply-add for each product does (Zen 5).
//
// x and w must be of about the same size, or what cancels is larger than what it leaves. The compiler scales the
// weights of each output to a mean square of about 1, and the kernel the pixels of each tile. It copies them for that,
// in the order in which they are read; an output takes both scales back. All scales are powers of two, which round
// nothing. Every `chunk` blocks of input channels are summed by themselves, together with what cancels.
//
// A tile is so many pixels of the picture, row after row, whatever its width.

// What the inner loops are made for: the register tile, what is left of it at the end of the picture and of the output
// blocks, channels of the last input block, lines of the next weights that each turn of four channels asks for, and how
// many pixels ahead the input is asked for.
struct pairs_tile { int pixels, q, right, rest, lanes, prefetch, ahead; };

struct pairs {
  int in_blocks, out_blocks, out_h, out_w, stride_h, stride_w;
  int chunk, chunks;          // input blocks whose products are summed by themselves; how many such sums there are
  int sweep;                  // tiles whose copies stay in L2
  int tile;                   // floats of a tile's copy: [input block][pixel][VL] [chunk][pixel] and what its scale was
  int by_tiles;               // threads share the tiles; otherwise the output blocks
  // floats from row to row and from block to block of the input, the output and the residual operand
  int in_row, in_plane, out_row, out_plane, res_row, res_plane;
  int params;                 // floats of per-channel vectors, for the epilogue
  int prologue, vectors;      // floats from the bias to the vectors of the prologue, and from block to block of them
};

// The power of two next to 1 / (2 sqrt(square)), by its exponent, and the one that takes it back. That is 0 for pixels
// that are all zero, of whose sums nothing is left then, not even their roundings; and not a number where one is
// infinite or not a number, as the others of its tile would be rounding errors. Pixels are half as large as weights,
// since x1 x2 adds up behind a relu: ResNet-152 has an error of 1.1e-6, with twice the scale 1.5e-6, with four times
// 2.9e-6, and 1.0e-6 by direct sums.
struct pairs_scale { float there, back; };

INLINE struct pairs_scale pairs_scale(float square) {
  union { float value; unsigned bits; } from = {square}, there, back;
  there.bits = (379 - (from.bits << 1 >> 24)) / 2;
  back.bits = square == 0.0f ? 0 : (254 - there.bits) << 23;
  there.bits <<= 23;
  return (struct pairs_scale){there.value, back.value + (square - square)};
}

// A pixel of the output.
struct pairs_place { int row, column; };

INLINE struct pairs_place pairs_next(const struct pairs *s, struct pairs_place at) {
  at.column++;
  if (at.column == s->out_w) at.column = 0, at.row++;
  return at;
}

// What is read of a block, behind the prologue; zero in pad lanes, which may hold anything. `copy` is overwritten.
INLINE vf pairs_value(const struct pairs *s, const struct pairs_tile *t, int block, const float *x, const float *params,
                      float *copy, epilogue first) {
  vf value = first(vload(x + block * s->in_plane), x, params + block * s->vectors);
  if (t->lanes == VL || block + 1 < s->in_blocks) return value;
  vstore(copy, value);
  return vload_part(copy, t->lanes);
}

// Copies the `pixels` from a place on, scaled, to `copy`, with what has to be taken from the sums of each chunk.
INLINE void pairs_copy(const struct pairs *s, const struct pairs_tile *t, int pixels, struct pairs_place at,
                       const float *x, const float *params, float *copy, epilogue first) {
  const int channels = (s->in_blocks - 1) * VL + t->lanes;
  const float *from[32];
  vf square[32], all = vset(0.0f);
  UNROLL for (int i = 0; i < pixels; i++) {
    from[i] = x + at.row * s->stride_h * s->in_row + at.column * s->stride_w * VL;
    square[i] = vset(0.0f);
    at = pairs_next(s, at);
  }
  NOUNROLL for (int b = 0; b < s->in_blocks; b++)
    UNROLL for (int i = 0; i < pixels; i++) {
      if (t->ahead) prefetch_near(from[i] + b * s->in_plane + t->ahead * VL);
      vf value = pairs_value(s, t, b, from[i], params, copy, first);
      square[i] = vfma(value, value, square[i]);
    }
  UNROLL for (int i = 0; i < pixels; i++) all = vadd(all, square[i]);
  const struct pairs_scale scale = pairs_scale(vsum(all) * (1.0f / (float)(channels * pixels)));
  float *less = copy + s->in_blocks * pixels * VL;
  less[s->chunks * pixels] = scale.back;
  NOUNROLL for (int b = 0; b < s->in_blocks; less += pixels) {
    const int end = b + s->chunk < s->in_blocks ? b + s->chunk : s->in_blocks;
    UNROLL for (int i = 0; i < pixels; i++) square[i] = vset(0.0f);
    NOUNROLL for (; b < end; b++, copy += pixels * VL)
      UNROLL for (int i = 0; i < pixels; i++) {
        vf value = pairs_value(s, t, b, from[i], params, copy + i * VL, first);
        value = vmul(value, vset(scale.there));
        vstore(copy + i * VL, value);
        square[i] = vfma(value, vswap(value, 1), square[i]);
      }
    UNROLL for (int i = 0; i < pixels; i++) less[i] = 0.5f * vsum(square[i]);
  }
}

// Where one tile reads and writes; x is its copy from this chunk on, less its pixels' part of what cancels.
struct pairs_at {
  const float *x, *less, *w, *next, *scales, *bias, *res, *params; float *y;
  float back; struct pairs_place place;
};

// One register tile over a chunk of `blocks` input blocks: weights are [q][VL] sums of w1 w2, [channel][q][VL].
INLINE void pairs_sums(const struct pairs *s, const struct pairs_tile *t, struct pairs_at at, int pixels, int q,
                       int blocks, int first, int last, epilogue finish) {
  vf sum[32];
  UNROLL for (int i = 0; i < pixels; i++)
    UNROLL for (int k = 0; k < q; k++) sum[i * q + k] = vsub(vload(at.w + k * VL), vset(at.less[i]));
  at.w += q * VL;
  NOUNROLL for (int b = 0; b < blocks; b++) {
    const float *x = at.x + b * pixels * VL;
    const int lanes = last && b + 1 == blocks ? t->lanes : VL;
    NOUNROLL for (int c = 0; c < lanes; c += 4) {
      UNROLL for (int line = 0; line < t->prefetch; line++) prefetch_far(at.next + line * 16);
      at.next += t->prefetch * 16;
      UNROLL for (int u = 0; u < 4; u += 2) {
        vf w1[4], w2[4];
        UNROLL for (int k = 0; k < q; k++) w1[k] = vload(at.w + k * VL), w2[k] = vload(at.w + (q + k) * VL);
        at.w += 2 * q * VL;
        UNROLL for (int i = 0; i < pixels; i++) {
          vf x1 = vset(x[i * VL + u]), x2 = vset(x[i * VL + u + 1]);
          UNROLL for (int k = 0; k < q; k++) {
            vf right = vadd(x2, w1[k]), *to = &sum[i * q + k];
            if ((i * q + k) % 2) *to = vfma(vadd(x1, w2[k]), right, *to);
            else *to = vfma(w2[k], right, vfma(x1, right, *to));
          }
        }
      }
      x += 4;
      in_register(x);
    }
  }
  UNROLL for (int i = 0; i < pixels; i++) {
    float *y = at.y + at.place.row * s->out_row + at.place.column * VL;
    const float *res = s->res_row ? at.res + at.place.row * s->res_row + at.place.column * VL : at.res;
    UNROLL for (int k = 0; k < q; k++) {
      vf value = sum[i * q + k];
      if (!first) value = vadd(value, vload(y + k * s->out_plane));
      if (last) {
        value = vfma(value, vmul(vload(at.scales + k * VL), vset(at.back)), vload(at.bias + k * VL));
        value = finish(value, res + k * s->res_plane, at.params + k * s->params);
      }
      vstore(y + k * s->out_plane, value);
    }
    at.place = pairs_next(s, at.place);
  }
}

// Tiles tile .. end of q output blocks from block on: chunk after chunk of the input channels.
INLINE void pairs_sweep(const struct pairs *s, const struct pairs_tile *t, int tile, int end, int block, int q,
                        const float *w, const float *bias, const float *res, const float *params, float *y,
                        const float *copies, epilogue finish) {
  const int whole = s->out_h * s->out_w / t->pixels;
  const float *scales = w + (size_t)block * (size_t)(s->in_blocks * VL + s->chunks + 1) * VL, *chunk = scales + q * VL;
  NOUNROLL for (int c = 0; c < s->chunks; c++) {
    const int b = c * s->chunk, blocks = b + s->chunk < s->in_blocks ? s->chunk : s->in_blocks - b;
    struct pairs_at at = {copies, copies, chunk, chunk + (blocks * VL + 1) * q * VL, scales, bias + block * VL,
                          res + block * s->res_plane, params + block * s->params, y + block * s->out_plane, 0.0f, {0}};
    const int first = c == 0, last = c + 1 == s->chunks, turns = blocks * VL / 4;
    NOUNROLL for (int i = tile; i < end; i++) {
      const float *copy = copies + (size_t)(i - tile) * (size_t)s->tile;
      const int pixels = i < whole ? t->pixels : t->right;
      at.place = (struct pairs_place){i * t->pixels / s->out_w, i * t->pixels % s->out_w};
      at.x = copy + b * pixels * VL;
      at.less = copy + (s->in_blocks * VL + c) * pixels;
      at.back = copy[(s->in_blocks * VL + s->chunks) * pixels];
      if (i < whole) pairs_sums(s, t, at, t->pixels, q, blocks, first, last, finish);
      else if (t->right) pairs_sums(s, t, at, t->right, q, blocks, first, last, finish);
      at.next += turns * t->prefetch * 16;
    }
    chunk += (blocks * VL + 1) * q * VL;
  }
}

// The layer: part `part` of `parts` threads. x points to pixel (0, 0), `copies` has room for the tiles of a sweep and
// is this thread's own. Weights are [group of q blocks]{[q][VL] scales that take theirs back, [chunk]{as pairs_sums
// says}}.
INLINE void conv_pairs(const struct pairs *s, const struct pairs_tile *t, const float *x, const float *w,
                       const float *bias, const float *res, const float *params, float *y, float *copies,
                       epilogue first, epilogue finish, int part, int parts) {
  const int whole = s->out_h * s->out_w / t->pixels, tiles = whole + (t->right > 0);
  const int groups = (s->out_blocks + t->q - 1) / t->q;
  const int tile_end = s->by_tiles ? share(tiles, part + 1, parts) : tiles;
  const int group = s->by_tiles ? 0 : share(groups, part, parts);
  const int group_end = s->by_tiles ? groups : share(groups, part + 1, parts);
  NOUNROLL for (int tile = s->by_tiles ? share(tiles, part, parts) : 0; tile < tile_end; tile += s->sweep) {
    const int end = tile + s->sweep < tile_end ? tile + s->sweep : tile_end;
    NOUNROLL for (int i = tile; i < end; i++) {
      const struct pairs_place at = {i * t->pixels / s->out_w, i * t->pixels % s->out_w};
      float *copy = copies + (size_t)(i - tile) * (size_t)s->tile;
      if (i < whole) pairs_copy(s, t, t->pixels, at, x, bias + s->prologue, copy, first);
      else if (t->right) pairs_copy(s, t, t->right, at, x, bias + s->prologue, copy, first);
    }
    NOUNROLL for (int g = group; g < group_end; g++) {
      if (t->rest && g + 1 == groups)
        pairs_sweep(s, t, tile, end, g * t->q, t->rest, w, bias, res, params, y, copies, finish);
      else pairs_sweep(s, t, tile, end, g * t->q, t->q, w, bias, res, params, y, copies, finish);
    }
  }
}
