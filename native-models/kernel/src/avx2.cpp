// 8 lanes. Compiled with -mavx2 -mfma.
#define LANES 8
#include "strips.h"

namespace megabase {
extern const InstructionSet avx2 = {"AVX2", norm, conv, scan, ssd, rgLru, apply};
}  // namespace megabase
