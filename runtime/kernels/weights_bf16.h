// weights_bf16.h - weights are stored as the upper halves of floats; WLINE of them in a line of the cache.
typedef uint16_t weight;
enum { WLINE = 32 };
INLINE vf wload(const weight *p) { return vload_bf16(p); }
