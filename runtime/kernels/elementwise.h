// elementwise.h - operators that see one value at a time, where no layer before them could take them into its epilogue.
struct elementwise {
  int blocks, h, w;
  int in_row, in_plane, out_row, out_plane, res_row, res_plane, params;
};

// y = finish(x, second operand, per-channel vectors). Parts share the rows of all blocks.
INLINE void elementwise(const struct elementwise *s, const float *x, const float *res, const float *params, float *y,
                        epilogue finish, int part, int parts) {
  const int units = s->blocks * s->h;
  NOUNROLL for (int unit = share(units, part, parts); unit < share(units, part + 1, parts); unit++) {
    const int b = unit / s->h, r = unit % s->h;
    const float *from = x + b * s->in_plane + r * s->in_row, *other = res + b * s->res_plane + r * s->res_row;
    float *to = y + b * s->out_plane + r * s->out_row;
    for (int c = 0; c < s->w; c++)
      vstore(to + c * VL, finish(vload(from + c * VL), other + (s->res_row ? c * VL : 0), params + b * s->params));
  }
}

// y = finish(x, second operand, per-channel vectors). Parts share the rows of all channels.
INLINE void elementwise_planar(const struct elementwise *s, const float *x, const float *res, const float *params,
                               float *y, epilogue finish, int part, int parts) {
  const int units = s->blocks * s->h;
  NOUNROLL for (int unit = share(units, part, parts); unit < share(units, part + 1, parts); unit++) {
    const int k = unit / s->h, r = unit % s->h;
    NOUNROLL for (int i = 0; i * VL < s->w; i++) {
      const int c = planar_column(s->w, i);
      vf value = vloadu(x + k * s->in_plane + r * s->in_row + c);
      value = finish(value, res + k * s->res_plane + r * s->res_row + c, params + k / VL * s->params + k % VL);
      planar_store(y + k * s->out_plane + r * s->out_row + c, value, s->w);
    }
  }
}
