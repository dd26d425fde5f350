// basics.h - how threads split a layer, and what is applied to a finished vector. Every kernel stands on these.

// Where part `part` of `parts` begins in n units of work: 0 for part 0, n for part `parts`.
INLINE int share(int n, int part, int parts) { return (int)((long long)n * part / parts); }

// What is applied to a finished vector: r points to the residual operand, p to the per-channel vectors of this block.
typedef vf (*epilogue)(vf x, const float *r, const float *p);

INLINE vf keep(vf x, const float *r, const float *p)
{
  (void)r, (void)p;
  return x;
}
