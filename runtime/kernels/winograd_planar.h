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
