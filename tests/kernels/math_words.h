// math_words.h - vexp, vtanh, vtanh4 and vpow as --math builtin has them, from math_builtin.h; those of the target's own
// header, which are SLEEF's where it has any, keep the names target_vexp and so on. To be included
// behind guard.h, which includes the target's header with these names set aside.
#pragma once
#undef vexp
#undef vtanh
#undef vtanh4
#undef vpow

#include "runtime/kernels/math_builtin.h"
