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
