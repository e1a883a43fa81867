#include "library.h"

#include <mutex>
#include <stdexcept>
#if defined(_WIN32)
#include <windows.h>

#include <filesystem>
#else
#include <dlfcn.h>
#endif

#include "near-memory.h"

namespace megabase {

namespace {

using GetApiBase = const OrtApiBase*(ORT_CALL*)();

GetApiBase findEntry(const std::string& path) {
#if defined(_WIN32)
  const auto wide = std::filesystem::u8path(path);
  // The providers lie beside the library, not beside the program.
  const HMODULE module = LoadLibraryExW(wide.c_str(), nullptr, LOAD_WITH_ALTERED_SEARCH_PATH);
  if (!module) throw std::runtime_error(path + " cannot be loaded (error " + std::to_string(GetLastError()) + ")");
  void* entry = reinterpret_cast<void*>(GetProcAddress(module, "OrtGetApiBase"));
#else
  void* module = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!module) throw std::runtime_error(dlerror());
  void* entry = dlsym(module, "OrtGetApiBase");
#endif
  if (!entry) throw std::runtime_error(path + " is no ONNX Runtime");
  return reinterpret_cast<GetApiBase>(entry);
}

std::unique_ptr<Library> library;
std::mutex opening;

}  // namespace

const Library& Library::open(const std::string& path) {
  const std::lock_guard<std::mutex> lock(opening);
  if (library) return *library;
  const OrtApiBase* base = findEntry(path)();
  const void* const* table = base ? base->getApi(ortApiVersion) : nullptr;
  if (!table) {
    const std::string version = base ? base->getVersionString() : "of no version";
    throw std::runtime_error("ONNX Runtime " + version + " has no interface of version " +
                             std::to_string(ortApiVersion));
  }
  library.reset(new Library(*base, table));
  return *library;
}

const Library& Library::opened() {
  const std::lock_guard<std::mutex> lock(opening);
  if (!library) throw std::runtime_error("ONNX Runtime has not been opened");
  return *library;
}

Library::Library(const OrtApiBase& base, const void* const* table)
    : api_(table), version_(base.getVersionString()) {
  expectOk(api_.CreateEnv(logErrors, "megabase", &environment_));
  expectOk(api_.DisableTelemetryEvents(environment_));
  expectOk(api_.CreateCpuMemoryInfo(deviceAllocator, defaultMemory, &hostMemory_));
  // It outlives all sessions.
  expectOk(api_.RegisterAllocator(environment_, new NearAllocator(hostMemory_)));
}

void Library::expectOk(OrtStatus* status) const {
  if (!status) return;
  const std::string message = api_.GetErrorMessage(status);
  api_.ReleaseStatus(status);
  throw std::runtime_error(message);
}

}  // namespace megabase
