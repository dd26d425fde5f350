// channels.h - operators that look across the channels of a pixel, where lanes and blocks are channels.
struct channels {
  int channels, h, w;
  int in_row, in_plane, out_row, out_plane;
  int size;                           // lrn: channels in a window
  float alpha, beta, k;
};

// y = x / (k + alpha / size * sum of squares over the window)^beta: LocalResponseNorm (Krizhevsky 2012), channels as a
// line. line: scratch of this thread, channels rounded up to VL, plus size and VL more.
INLINE void lrn(const struct channels *s, const float *x, float *y, float *line, int part, int parts) {
  const int blocks = (s->channels + VL - 1) / VL, before = s->size / 2;
  for (int i = 0; i < blocks * VL + s->size; i++) line[i] = 0.0f;
  NOUNROLL for (int pixel = share(s->h * s->w, part, parts); pixel < share(s->h * s->w, part + 1, parts); pixel++) {
    const int r = pixel / s->w, c = pixel % s->w;
    const float *from = x + r * s->in_row + c * VL;
    float *to = y + r * s->out_row + c * VL;
    NOUNROLL for (int b = 0; b < blocks; b++) {
      const int lanes = s->channels - b * VL;
      vf value = vload(from + b * s->in_plane);
      vstore_part(line + before + b * VL, vmul(value, value), lanes < VL ? lanes : VL);
    }
    NOUNROLL for (int b = 0; b < blocks; b++) {
      vf sum = vset(0.0f);
      for (int i = 0; i < s->size; i++) sum = vadd(sum, vloadu(line + b * VL + i));
      vf base = vfma(vset(s->alpha / (float)s->size), sum, vset(s->k));
      vstore(to + b * s->out_plane, vmul(vload(from + b * s->in_plane), vpow(base, vset(-s->beta))));
    }
  }
}

// The largest value of a pixel, and the sum of exp(x - largest); pad lanes take no part.
INLINE float softmax_largest(const struct channels *s, const float *x) {
  const int full = s->channels / VL, rest = s->channels % VL;
  float most = x[0];
  if (full) {
    vf best = vload(x);
    NOUNROLL for (int b = 1; b < full; b++) best = vmax(vload(x + b * s->in_plane), best);
    most = vmax_lane(best);
  }
  for (int i = 0; i < rest; i++)
    if (x[full * s->in_plane + i] > most) most = x[full * s->in_plane + i];
  return most;
}

INLINE float softmax_sum(const struct channels *s, const float *x, float most) {
  const int full = s->channels / VL, rest = s->channels % VL;
  vf sum = vset(0.0f);
  NOUNROLL for (int b = 0; b < full; b++) sum = vadd(sum, vexp(vsub(vload(x + b * s->in_plane), vset(most))));
  float total = vsum(sum);
  if (rest) {
    float last[VL];
    vstoreu(last, vexp(vsub(vload(x + full * s->in_plane), vset(most))));
    for (int i = 0; i < rest; i++) total += last[i];
  }
  return total;
}

// Pad lanes hold anything: the bound keeps their exponentials finite, and no other lane reaches it.
INLINE void softmax(const struct channels *s, const float *x, float *y, int part, int parts) {
  const int blocks = (s->channels + VL - 1) / VL;
  NOUNROLL for (int pixel = share(s->h * s->w, part, parts); pixel < share(s->h * s->w, part + 1, parts); pixel++) {
    const float *from = x + pixel / s->w * s->in_row + pixel % s->w * VL;
    float *to = y + pixel / s->w * s->out_row + pixel % s->w * VL;
    const float most = softmax_largest(s, from), sum = softmax_sum(s, from, most);
    NOUNROLL for (int b = 0; b < blocks; b++) {
      vf below = vmin(vset(0.0f), vsub(vload(from + b * s->in_plane), vset(most)));
      vstore(to + b * s->out_plane, vdiv(vexp(below), vset(sum)));
    }
  }
}

INLINE void log_softmax(const struct channels *s, const float *x, float *y, int part, int parts) {
  const int blocks = (s->channels + VL - 1) / VL;
  NOUNROLL for (int pixel = share(s->h * s->w, part, parts); pixel < share(s->h * s->w, part + 1, parts); pixel++) {
    const float *from = x + pixel / s->w * s->in_row + pixel % s->w * VL;
    float *to = y + pixel / s->w * s->out_row + pixel % s->w * VL;
    const float most = softmax_largest(s, from), log_sum = logf(softmax_sum(s, from, most));
    NOUNROLL for (int b = 0; b < blocks; b++)
      vstore(to + b * s->out_plane, vsub(vsub(vload(from + b * s->in_plane), vset(most)), vset(log_sum)));
  }
}
