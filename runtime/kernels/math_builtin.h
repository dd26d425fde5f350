// math_builtin.h - exp, tanh and pow in vector words alone: no library. Bounds that tests/kernels/words.c measures
// over millions of points: vexp 1 ULP, vtanh 6 ULP (rational 13/6, after Eigen), vpow 2e-6 relative for x in [1e-6,
// 1e6], |y| <= 2. What is not a number stays so.

// e^x = 2^n e^r, n = round(x / ln 2), |r| <= 0.347: Cephes' polynomial of degree 5. Overflows to infinity, underflows
// to 0.
INLINE vf vexp(vf x)
{
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

// A rational function of degree 13 over 6, clamped at 9, where it is 1; just before, rounding could carry it beyond.
INLINE vf vtanh(vf x)
{
  vf c = vmin(vset(9.0f), vmax(vset(-9.0f), x)), s = vmul(c, c);
  vf p = vfma(vset(-2.76076847742355e-16f), s, vset(2.00018790482477e-13f));
  p = vfma(p, s, vset(-8.60467152213735e-11f));
  p = vfma(p, s, vset(5.12229709037114e-08f));
  p = vfma(p, s, vset(1.48572235717979e-05f));
  p = vfma(p, s, vset(6.37261928875436e-04f));
  p = vfma(p, s, vset(4.89352455891786e-03f));
  vf q = vfma(vset(1.19825839466702e-06f), s, vset(1.18534705686654e-04f));
  q = vfma(q, s, vset(2.26843463243900e-03f));
  q = vfma(q, s, vset(4.89352518554385e-03f));
  return vmin(vset(1.0f), vmax(vset(-1.0f), vmul(c, vdiv(p, q))));
}

// x^y = e^(y ln x) for normal x > 0, not a number where x is none; ln by Cephes' polynomial on [sqrt(1/2), sqrt(2)).
INLINE vf vpow(vf x, vf y)
{
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
