// 4 lanes: what every processor of its kind has, SSE2 on x86 and NEON on ARM.
#define LANES 4
#include "likelihood.h"
#include "strips.h"

#if defined(__x86_64__)
#define NAME "SSE2"
#elif defined(__aarch64__)
#define NAME "NEON"
#else
#define NAME "plain C++"
#endif

namespace megabase {
extern const InstructionSet portable = {NAME, norm, conv, scan, ssd, rgLru, likelihood, apply};
}  // namespace megabase
