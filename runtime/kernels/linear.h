// linear.h - the fully connected layer at batch 1: a matrix times a vector, bound by the stream of weights.
//
// Weights are [group of q blocks][input][q][VL], read once from end to end; `chains` sums an output block keep the FMA
// units busy where q alone does not, and are added at the end.
struct linear {
  int inputs, out_blocks, q, chains;   // q * chains sums in registers; chains divides inputs
  int ahead;                  // weights between the one that is used and the one that is asked for; 0: no prefetch
  int params;                 // floats of per-channel vectors a block, for the epilogue
};

INLINE void linear_group(const struct linear *s, int q, const float *x, const weight *w, const float *bias,
                         const float *res, const float *params, float *y, epilogue finish) {
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
  UNROLL for (int i = 1; i < s->chains; i++) UNROLL for (int k = 0; k < q; k++) sum[k] = vadd(sum[k], sum[i * q + k]);
  UNROLL for (int k = 0; k < q; k++) vstore(y + k * VL, finish(sum[k], res + k * VL, params + k * s->params));
}

INLINE void linear_gemv(const struct linear *s, const float *x, const weight *w, const float *bias, const float *res,
                        const float *params, float *y, epilogue finish, int part, int parts) {
  const int groups = (s->out_blocks + s->q - 1) / s->q;
  NOUNROLL for (int g = share(groups, part, parts); g < share(groups, part + 1, parts); g++) {
    const int b = g * s->q;
    const weight *from = w + (size_t)b * (size_t)s->inputs * VL;
    const float *first = bias + b * VL, *other = res + b * VL, *vectors = params + b * s->params;
    if (s->out_blocks % s->q && g + 1 == groups)
      linear_group(s, s->out_blocks % s->q, x, from, first, other, vectors, y + b * VL, finish);
    else linear_group(s, s->q, x, from, first, other, vectors, y + b * VL, finish);
  }
}
