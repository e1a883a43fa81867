// 8 lanes. Compiled with -mavx2 -mfma.
#define LANES 8
#include "likelihood.h"
#include "strips.h"

namespace megabase {
extern const InstructionSet avx2 = {"AVX2", norm, conv, scan, ssd, rgLru, likelihood, apply};
}  // namespace megabase
