// math_builtin.h - exp, tanh and pow in vector words alone: no library. Bounds that tests/kernels/words.c measures
// over millions of points: vexp 1 ULP, vtanh 6 ULP, vpow 2e-6 relative for x in [1e-6, 1e6], |y| <= 2. What is not a
// number stays so.

// e^x = 2^n e^r, n = round(x / ln 2), |r| <= 0.347: Cephes' polynomial of degree 5. Overflows to infinity, underflows
// to 0.
INLINE vf vexp(vf x) {
  vf clamped = vmin(vset(89.0f), vmax(vset(-104.0f), x));
  vf n = vround(vmul(clamped, vset(1.44269504f)));
  vf r = vfma(n, vset(2.12194440e-4f), vfma(n, vset(-0.693359375f), clamped));
  vf p = vfma(vset(1.9875691500e-4f), r, vset(1.3981999507e-3f));
  p = vfma(p, r, vset(8.3334519073e-3f));
  p = vfma(p, r, vset(4.1665795894e-2f));
  p = vfma(p, r, vset(1.6666665459e-1f));
  p = vfma(p, r, vset(5.0000001201e-1f));
  return vscale2(vadd(vfma(vmul(r, r), p, r), vset(1.0f)), n);
}

// A rational function of degree 9 over 8, fitted with the same error everywhere and clamped where it is exactly 1: up
// to there rounding carries it nowhere beyond, with one rounding in vfma or with two. tanh(x) = result * p / q.
INLINE vf vtanh_parts(vf x, vf *p, vf *q) {
  vf c = vmin(vset(8.06972599f), vmax(vset(-8.06972599f), x)), s = vmul(c, c);
  *p = vfma(vset(1.56887143e-08f), s, vset(2.21947903e-05f));
  *p = vfma(*p, s, vset(0.00358893955f));
  *p = vfma(*p, s, vset(0.134588853f));
  *p = vfma(*p, s, vset(1.0f));
  *q = vfma(vset(8.70007511e-07f), s, vset(0.000344021653f));
  *q = vfma(*q, s, vset(0.0262297187f));
  *q = vfma(*q, s, vset(0.467922151f));
  *q = vfma(*q, s, vset(1.0f));
  return c;
}

INLINE vf vtanh(vf x) {
  vf p, q, c = vtanh_parts(x, &p, &q);
  return vmul(c, vdiv(p, q));
}

// tanh(a) + tanh(b) + tanh(c) + tanh(d). A division of 16 lanes takes as long as 6 products (Emerald Rapids), so it is
// one for all; no product of the q exceeds 5e9. Of 8 lanes it takes as long as 2.
INLINE vf vtanh4(vf a, vf b, vf c, vf d) {
  if (VL < 16) return vadd(vadd(vtanh(a), vtanh(b)), vadd(vtanh(c), vtanh(d)));
  vf p[4], q[4], x[4] = {a, b, c, d};
  UNROLL for (int i = 0; i < 4; i++) {
    x[i] = vtanh_parts(x[i], &p[i], &q[i]);
    p[i] = vmul(x[i], p[i]);
  }
  vf left = vfma(p[0], q[1], vmul(p[1], q[0])), right = vfma(p[2], q[3], vmul(p[3], q[2]));
  vf below_left = vmul(q[0], q[1]), below_right = vmul(q[2], q[3]);
  return vdiv(vfma(left, below_right, vmul(right, below_left)), vmul(below_left, below_right));
}

// x^y = e^(y ln x) for normal x > 0, not a number where x is none; ln by Cephes' polynomial on [sqrt(1/2), sqrt(2)).
INLINE vf vpow(vf x, vf y) {
  vf e, m = vsub(vsplit2(x, &e), vset(1.0f)), s = vmul(m, m);
  vf p = vfma(vset(7.0376836292e-2f), m, vset(-1.1514610310e-1f));
  p = vfma(p, m, vset(1.1676998740e-1f));
  p = vfma(p, m, vset(-1.2420140846e-1f));
  p = vfma(p, m, vset(1.4249322787e-1f));
  p = vfma(p, m, vset(-1.6668057665e-1f));
  p = vfma(p, m, vset(2.0000714765e-1f));
  p = vfma(p, m, vset(-2.4999993993e-1f));
  p = vfma(p, m, vset(3.3333331174e-1f));
  vf tail = vfma(vmul(m, s), p, vfma(e, vset(-2.12194440e-4f), vmul(s, vset(-0.5f))));
  tail = vfma(vset(0.0f), vmin(vset(3.4e38f), x), tail);
  return vexp(vmul(y, vfma(e, vset(0.693359375f), vadd(m, tail))));
}
