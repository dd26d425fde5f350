// math_libm.h - exp, tanh and pow a lane at a time through the C library.

INLINE vf vexp(vf x) {
  float lane[VL];
  vstoreu(lane, x);
  for (int i = 0; i < VL; i++) lane[i] = expf(lane[i]);
  return vloadu(lane);
}

INLINE vf vtanh(vf x) {
  float lane[VL];
  vstoreu(lane, x);
  for (int i = 0; i < VL; i++) lane[i] = tanhf(lane[i]);
  return vloadu(lane);
}

INLINE vf vtanh4(vf a, vf b, vf c, vf d) { return vadd(vadd(vtanh(a), vtanh(b)), vadd(vtanh(c), vtanh(d))); }

INLINE vf vpow(vf x, vf y) {
  float lane[VL], power[VL];
  vstoreu(lane, x);
  vstoreu(power, y);
  for (int i = 0; i < VL; i++) lane[i] = powf(lane[i], power[i]);
  return vloadu(lane);
}
