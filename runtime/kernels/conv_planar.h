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
                        const float *params, float *y, epilogue finish) {
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
                           const float *params, float *y, epilogue finish) {
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
                        int parts) {
  const int begin = share(s->out_h, part, parts) * t->vectors, end = share(s->out_h, part + 1, parts) * t->vectors;
  const int taps = s->in_channels * s->kernel_h * t->kernel_w, last = s->out_channels - t->rest;
  NOUNROLL for (int k = 0; k < last; k += t->channels)
    planar_vectors(s, t, begin, end, k, t->channels, x, w + k * taps, bias, res, params, y, finish);
  if (t->rest) planar_vectors(s, t, begin, end, last, t->rest, x, w + last * taps, bias, res, params, y, finish);
}
