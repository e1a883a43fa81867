// 16 lanes. Compiled with -mavx512f.
#define LANES 16
#include "likelihood.h"
#include "strips.h"

namespace megabase {
extern const InstructionSet avx512 = {"AVX-512", norm, conv, scan, ssd, rgLru, likelihood, apply};
}  // namespace megabase
