// weights_f32.h - weights are stored as the floats that they are; WLINE of them in a line of the cache.
typedef float weight;
enum { WLINE = 16 };
INLINE vf wload(const weight *p) { return vload(p); }
