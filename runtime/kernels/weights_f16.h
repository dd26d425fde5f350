// weights_f16.h - weights are stored in IEEE half precision; WLINE of them in a line of the cache.
typedef uint16_t weight;
enum { WLINE = 32 };
INLINE vf wload(const weight *p) { return vload_f16(p); }
