// conv_dot.h - convolution into a few channels: the mask, the score or the colours at the end of a network.
//
// Lanes run along the input channels, and an output is a dot product whose lanes are added up at its end. A block of
// output channels has VL lanes whether all are used or one, so that direct convolution into one channel takes VL
// products for each that counts. 5x5 taps on 32 channels into one take 0.2 of the time of Winograd's F(4,5) (Zen 5).
struct dot {
  int in_blocks, out_h, out_w, stride_h, dilation_h, dilation_w;
  // floats from row to row and from block to block of the input, the output and the residual operand
  int in_row, in_plane, out_row, out_plane, res_row, res_plane;
  int params;                 // floats of per-channel vectors, for the epilogue
};

// What the inner loops are made for: `cols` pixels of a row and all outputs stay in registers.
struct dot_tile { int outputs, cols, right, kernel_h, kernel_w, stride; };

// A register tile; each step loads a vector of weights for each output and one of the input for each pixel.
INLINE void dot_sums(const struct dot *s, const struct dot_tile *t, int cols, const float *x, const weight *w,
                     const float *bias, const float *res, const float *params, float *y, epilogue finish) {
  vf sum[32];
  UNROLL for (int i = 0; i < cols * t->outputs; i++) sum[i] = vset(0.0f);
  NOUNROLL for (int b = 0; b < s->in_blocks; b++)
    NOUNROLL for (int ky = 0; ky < t->kernel_h; ky++) {
      const float *at = x + b * s->in_plane + ky * s->dilation_h * s->in_row;
      NOUNROLL for (int kx = 0; kx < t->kernel_w; kx++) {
        vf tap[4];
        UNROLL for (int k = 0; k < t->outputs; k++) tap[k] = wload(w + k * VL);
        UNROLL for (int j = 0; j < cols; j++) {
          vf value = vload(at + j * t->stride * VL);
          UNROLL for (int k = 0; k < t->outputs; k++)
            sum[j * t->outputs + k] = vfma(value, tap[k], sum[j * t->outputs + k]);
        }
        at += s->dilation_w * VL;
        w += t->outputs * VL;
      }
    }
  UNROLL for (int j = 0; j < cols; j++) {
    vf total = vset(0.0f);
    UNROLL for (int k = 0; k < t->outputs; k++) total = vput(total, k, vsum(sum[j * t->outputs + k]));
    vstore(y + j * VL, finish(vadd(total, vload(bias)), res + (s->res_row ? j * VL : 0), params));
  }
}

// The convolution: weights are [input block][ky][kx][output][VL], x points to the pixel under the kernel's first tap at
// output (0, 0). Threads share the rows.
INLINE void conv_dot(const struct dot *s, const struct dot_tile *t, const float *x, const weight *w, const float *bias,
                     const float *res, const float *params, float *y, epilogue finish, int part, int parts) {
  NOUNROLL for (int r = share(s->out_h, part, parts); r < share(s->out_h, part + 1, parts); r++) {
    const float *from = x + r * s->stride_h * s->in_row, *other = res + r * s->res_row;
    float *to = y + r * s->out_row;
    NOUNROLL for (int c = 0; c < s->out_w / t->cols; c++) {
      dot_sums(s, t, t->cols, from, w, bias, other, params, to, finish);
      from += t->cols * t->stride * VL, to += t->cols * VL, other += s->res_row ? t->cols * VL : 0;
    }
    if (t->right) dot_sums(s, t, t->right, from, w, bias, other, params, to, finish);
  }
}
