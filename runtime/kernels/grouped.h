// grouped.h - convolution in groups of `width` channels, a divisor of VL: the groups lie side by side in the lanes.
//
//   x            a0 a1 a2 a3 | b0 b1 b2 b3 | …      a pixel: groups a, b, … of four channels
//   vswap(x, 1)  a1 a0 a3 a2 | b1 b0 b3 b2 | …      in `width` such steps each lane sees all channels of its own group
//
// So an output vector takes width * taps products, as the definition does; as one dense block it would take VL * taps.
// A swapped vector serves all taps of a row of the kernel that see it. Groups of one channel, a depthwise convolution,
// need no swaps. Weights are [block][k][ky][kx][VL]: lane i has those of its group's channel (i ^ k) % width.

// What a layer's inner loops are made for; all layers that agree in it share them.
struct grouped_tile {
  int rows, cols;             // the register tile: pixels of one block
  int below, right;           // what is left of it at the bottom and at the right
  int kernel_h, kernel_w;     // at most 11 wide
  int stride, dilation;       // along a row
  int width;                  // channels of a group
};

struct grouped {
  int blocks, channels, out_h, out_w, stride_h, dilation_h;
  int in_row, in_plane, out_row, out_plane, res_row, res_plane, params;
};

// Where one tile reads and writes; lanes: those that are channels.
struct grouped_at { const float *x; const weight *w; const float *bias, *res, *params; float *y; int lanes; };

// The products with the channels that step k brings. Rows of the kernel are the inner loop: if it were k, the compiler
// would load the inputs of all columns first and keep them on the stack.
INLINE void grouped_step(const struct grouped *s, const struct grouped_tile *t, const struct grouped_at *at, int rows,
                         int cols, int k, vf *sum) {
  const weight *w = at->w + k * t->kernel_h * t->kernel_w * VL;
  NOUNROLL for (int ky = 0; ky < t->kernel_h; ky++) {
    const float *x = at->x + ky * s->dilation_h * s->in_row;
    vf tap[11];
    UNROLL for (int kx = 0; kx < t->kernel_w; kx++) tap[kx] = wload(w + kx * VL);
    w += t->kernel_w * VL;
    UNROLL for (int i = 0; i < rows; i++)
      UNROLL for (int j = 0; j < cols; j++)
        UNROLL for (int kx = 0; kx < t->kernel_w; kx++) {
          vf value = vload(x + i * s->stride_h * s->in_row + (j * t->stride + kx * t->dilation) * VL);
          sum[i * cols + j] = vfma(vswap(value, k), tap[kx], sum[i * cols + j]);
        }
  }
}

// The first steps are made for their k: to swap within four lanes takes no unit that FMAs need.
INLINE void grouped_sums(const struct grouped *s, const struct grouped_tile *t, struct grouped_at at, int rows,
                         int cols, epilogue finish) {
  vf sum[32];
  UNROLL for (int i = 0; i < rows * cols; i++) sum[i] = vload(at.bias);
  UNROLL for (int k = 0; k < 4; k++)
    if (k < t->width) grouped_step(s, t, &at, rows, cols, k, sum);
  NOUNROLL for (int k = 4; k < t->width; k++) grouped_step(s, t, &at, rows, cols, k, sum);
  UNROLL for (int i = 0; i < rows; i++)
    UNROLL for (int j = 0; j < cols; j++) {
      const float *other = at.res + i * s->res_row + (s->res_row ? j * VL : 0);
      vstore(at.y + i * s->out_row + j * VL, finish(vhold(sum[i * cols + j], at.lanes), other, at.params));
    }
}

// A row of tiles, `rows` high; the last may be narrower.
INLINE void grouped_tiles(const struct grouped *s, const struct grouped_tile *t, struct grouped_at at, int rows,
                          epilogue finish) {
  NOUNROLL for (int c = 0; c < s->out_w / t->cols; c++) {
    grouped_sums(s, t, at, rows, t->cols, finish);
    at.x += t->cols * t->stride * VL, at.y += t->cols * VL, at.res += s->res_row ? t->cols * VL : 0;
  }
  if (t->right) grouped_sums(s, t, at, rows, t->right, finish);
}

// The layer: part `part` of `parts` threads. x points to the pixel under the kernel's first tap at output (0, 0).
// res (params) may be any pointer where `finish` reads none, with res_row and res_plane (params) 0.
INLINE void conv_grouped(const struct grouped *s, const struct grouped_tile *t, const float *x, const weight *w,
                         const float *bias, const float *res, const float *params, float *y, epilogue finish, int part,
                         int parts) {
  const int down = (s->out_h + t->rows - 1) / t->rows, units = s->blocks * down;
  NOUNROLL for (int unit = share(units, part, parts); unit < share(units, part + 1, parts); unit++) {
    const int b = unit / down, r = unit % down * t->rows, left = s->channels - b * VL;
    const struct grouped_at at = {
      x + b * s->in_plane + r * s->stride_h * s->in_row, w + b * t->width * t->kernel_h * t->kernel_w * VL,
      bias + b * VL, res + b * s->res_plane + r * s->res_row, params + b * s->params,
      y + b * s->out_plane + r * s->out_row, left < VL ? left : VL};
    if (r + t->rows <= s->out_h) grouped_tiles(s, t, at, t->rows, finish);
    else if (t->below) grouped_tiles(s, t, at, t->below, finish);
  }
}
