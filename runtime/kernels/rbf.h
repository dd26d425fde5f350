// rbf.h - squared distances to fixed centres: y[k] = sum over i of (x[i] - centre[k][i])^2.
//
// x is [block][pixel][lane], as a picture that was flattened in place; the pad lanes of its last block are passed over.
// Centres are [output block][value of x][lane].
struct rbf {
  int channels, pixels, out_blocks;
  int params;                 // floats of per-channel vectors a block, for the epilogue
};

INLINE void rbf(const struct rbf *s, const float *x, const float *w, const float *res, const float *params, float *y,
                epilogue finish, int part, int parts) {
  NOUNROLL for (int b = share(s->out_blocks, part, parts); b < share(s->out_blocks, part + 1, parts); b++) {
    const float *centre = w + (size_t)b * (size_t)s->channels * (size_t)s->pixels * VL;
    vf sum = vset(0.0f);
    NOUNROLL for (int first = 0; first < s->channels; first += VL) {
      const int lanes = s->channels - first < VL ? s->channels - first : VL;
      NOUNROLL for (int pixel = 0; pixel < s->pixels; pixel++)
        NOUNROLL for (int lane = 0; lane < lanes; lane++) {
          const vf distance = vsub(vset(x[first * s->pixels + pixel * VL + lane]), vload(centre));
          sum = vfma(distance, distance, sum);
          centre += VL;
        }
    }
    vstore(y + b * VL, finish(sum, res + b * VL, params + b * s->params));
  }
}
