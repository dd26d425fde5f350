// winograd_lanes.h - Winograd's convolution (winograd.h) in groups that lie side by side in the lanes (grouped.h).
//
// With few channels a group a tile takes few products, so it stays near the registers from input to output: half of
// the input's transform goes onto the stack; then each row of points is transformed, multiplied and transformed back.
// Nothing is kept but the weights of a block, transformed once for all its tiles. V and M in memory take 1.2 times as
// long.

struct winograd_lanes {
  struct winograd w;          // a block of outputs sums in_lanes channels; without input, output, products and row
  int channels;
  // A row of tiles, low or tall, of which `lanes` lanes are channels.
  void (*row)(const struct winograd *s, int low, int lanes, const float *x, const float *u, const float *bias,
              const float *res, const float *params, float *y);
};

// The tile whose first window is at x. u: [row of points][step][column][VL], the steps of grouped.h.
INLINE void winograd_lanes_tile(const struct winograd *s, const struct side *h, const struct side *w, int skip_h,
                                int skip_w, int width, int lanes, const float *x,
                                const float *u, vf bias, const float *res, const float *params, float *y,
                                epilogue finish) {
  const int down = h->points->count, across = w->points->count;
  vf half[11][11];
  winograd_down(s, h, skip_h, skip_w, across, 0, 1, 1, 0, 0, x, x, half, keep);
  NOUNROLL for (int i = skip_h; i < down; i++) {
    vf v[10], m[10], t[6];
    winograd_in(w, skip_w, half[i], v);
    UNROLL for (int k = 0; k < width; k++)
      UNROLL for (int j = skip_w; j < across; j++) {
        vf value = vswap(v[j], k), weight = vload(u + ((i * width + k) * across + j) * VL);
        m[j] = k ? vfma(value, weight, m[j]) : vmul(value, weight);
      }
    winograd_out(w->points, w->tile, skip_w, NULL, m, t);
    UNROLL for (int j = skip_w; j < w->tile; j++) half[i][j] = t[j];
  }
  NOUNROLL for (int j = skip_w; j < w->tile; j++) {
    vf d[10], t[6];
    UNROLL for (int i = skip_h; i < down; i++) d[i] = half[i][j];
    winograd_out(h->points, h->tile, skip_h, &bias, d, t);
    UNROLL for (int i = skip_h; i < h->tile; i++) {
      const float *other = res + i * s->res_row + (s->res_row ? j * VL : 0);
      vstore(y + i * s->out_row + j * VL, finish(vhold(t[i], lanes), other, params));
    }
  }
}

// Those of a row that are of one kind. x, res and y: of the whole row.
INLINE void winograd_lanes_tiles(const struct winograd *s, const struct side *h, const struct side *w, int skip_h,
                                 int skip_w, int width, int lanes, const float *x,
                                 const float *u, const float *bias, const float *res, const float *params, float *y,
                                 epilogue finish) {
  const int columns = skip_w ? s->narrow : s->wide, left = skip_w ? s->wide * w->tile - 1 : 0;
  NOUNROLL for (int c = 0; c < columns; c++) {
    const int at = (left + c * (w->tile - skip_w)) * VL;
    winograd_lanes_tile(s, h, w, skip_h, skip_w, width, lanes, x + at, u, vload(bias),
                        res + (s->res_row ? at : 0), params, y + at, finish);
  }
}

INLINE void winograd_lanes_row(const struct winograd *s, const struct side *h, const struct side *w, int width,
                               int low, int lanes, const float *x, const float *u,
                               const float *bias, const float *res, const float *params, float *y, epilogue finish) {
  UNROLL for (int skip = 0; skip < 4; skip++) {
    const int skip_h = skip / 2, skip_w = skip % 2;
    if (skip_h != low || (skip_h && h->points->count == 1) || (skip_w && w->points->count == 1)) continue;
    winograd_lanes_tiles(s, h, w, skip_h, skip_w, width, lanes, x, u, bias, res, params, y, finish);
  }
}

// The layer: part `part` of `parts` threads. x points to the pixel under the first tap at output (0, 0). scratch is
// this thread's own: U. res and params may be any pointer where the epilogue reads none, with res_row and res_plane
// (params) 0.
SHARED void conv_winograd_lanes(const struct winograd_lanes *layer, const float *x, const weight *w, const float *bias,
                                const float *res, const float *params, float *y, float *scratch, int part, int parts) {
  const struct winograd *s = &layer->w;
  const int rows = s->tall + s->low, tile = s->down->tile, units = s->out_blocks * rows;
  const int per_row = s->in_lanes * s->across->points->count * VL;
  const int per_block = s->in_lanes * s->down->taps * s->across->taps * VL;
  for (int unit = share(units, part, parts), last = -1; unit < share(units, part + 1, parts); unit++) {
    const int b = unit / rows, r = unit % rows, low = r >= s->tall, left = layer->channels - b * VL;
    const int top = low ? s->tall * tile - 1 + (r - s->tall) * (tile - 1) : r * tile;
    for (int i = 0; i < s->down->points->count && b != last; i++) {
      const weight *weights = w + b * per_block;
      struct weights_to_come next =
        winograd_step(s, i, s->in_lanes, weights, weights + per_block, scratch + i * per_row);
      s->weights(&next);
    }
    last = b;
    layer->row(s, low, left < VL ? left : VL, x + b * s->in_plane + top * s->in_row, scratch, bias + b * VL,
               res + b * s->res_plane + top * s->res_row, params + b * s->params,
               y + b * s->out_plane + top * s->out_row);
  }
}
