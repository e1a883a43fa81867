// For a module that also runs with a C library older than the one it is linked with: what glibc gave a
// newer version when it moved there from libpthread and libdl (2.34), at the version that it had before.
// Node has those two loaded where they still are libraries. The linker brings every call here (--wrap).
#include <dlfcn.h>
#include <pthread.h>

#if defined(__x86_64__)
#define FIRST "GLIBC_2.2.5"
#elif defined(__aarch64__)
#define FIRST "GLIBC_2.17"
#endif

#define MOVED(result, name, parameters, arguments)              \
  __asm__(".symver old_" #name ", " #name "@" FIRST);           \
  extern "C" result old_##name parameters;                      \
  extern "C" result __wrap_##name parameters { return old_##name arguments; }

MOVED(void*, dlopen, (const char* path, int mode), (path, mode))
MOVED(void*, dlsym, (void* library, const char* name), (library, name))
MOVED(char*, dlerror, (), ())
MOVED(int, pthread_create, (pthread_t * thread, const pthread_attr_t* with, void* (*work)(void*), void* of),
      (thread, with, work, of))
MOVED(int, pthread_detach, (pthread_t thread), (thread))
MOVED(int, pthread_join, (pthread_t thread, void** result), (thread, result))

// libstdc++ asks glibc (2.32) whether it may count references without atomics: never.
extern "C" char __libc_single_threaded = 0;
