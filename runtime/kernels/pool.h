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

// Where window i of n over h pixels ends: ceil((i + 1) h / n).
INLINE int pool_end(int h, int i, int n) { return (int)(((long long)(i + 1) * h + n - 1) / n); }

// Windows that divide the picture into as many as the output has; they may share a row.
INLINE void adaptive_avgpool(const struct pool *s, const float *x, const float *res, const float *params, float *y,
                             epilogue finish, int part, int parts) {
  const int units = s->blocks * s->out_h;
  NOUNROLL for (int unit = share(units, part, parts); unit < share(units, part + 1, parts); unit++) {
    const int b = unit / s->out_h, r = unit % s->out_h;
    const int top = share(s->in_h, r, s->out_h), bottom = pool_end(s->in_h, r, s->out_h);
    NOUNROLL for (int c = 0; c < s->out_w; c++) {
      const int left = share(s->in_w, c, s->out_w), right = pool_end(s->in_w, c, s->out_w);
      vf sum = vset(0.0f);
      NOUNROLL for (int iy = top; iy < bottom; iy++)
        NOUNROLL for (int ix = left; ix < right; ix++)
          sum = vadd(sum, vload(x + b * s->in_plane + iy * s->in_row + ix * VL));
      vf mean = vdiv(sum, vset((float)((bottom - top) * (right - left))));
      vstore(y + b * s->out_plane + r * s->out_row + c * VL,
             finish(mean, res + b * s->res_plane + r * s->res_row + (s->res_row ? c * VL : 0), params + b * s->params));
    }
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

// One vector of a pool's row, or one value where its window may be cut: `whole` vectors lie in the picture with all
// their windows. `largest`: of each window the largest value, otherwise the mean.
INLINE vf planar_window(const struct pool *s, int largest, int whole, int top, int left, const float *x) {
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
  return largest ? result : vmul(result, vset(pool_share(s, top, left)));
}

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

// The largest value or the mean of each window; parts share the rows of all channels. Blocks are channels here.
INLINE void pool_planar(const struct pool *s, int largest, const float *x, const float *res, const float *params,
                        float *y, epilogue finish, int part, int parts) {
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
