// ONNX Runtime, opened by its path and called through its C API.
#pragma once
#include <memory>
#include <string>

#include "ort-api.h"

namespace megabase {

/// One library is opened a process, and stays.
class Library {
 public:
  /// Throws `std::runtime_error` where the file cannot be loaded or is no ONNX Runtime of a version that
  /// has the functions of `ort-api.h`.
  static const Library& open(const std::string& path);
  /// The one that is open. Throws where none is.
  static const Library& opened();

  const OrtApi& api() const { return api_; }
  const OrtEnv* environment() const { return environment_; }
  const OrtMemoryInfo* hostMemory() const { return hostMemory_; }
  const std::string& version() const { return version_; }

  /// Throws `std::runtime_error` with what the library says, where it says anything.
  void expectOk(OrtStatus* status) const;

 private:
  Library(const OrtApiBase& base, const void* const* table);

  OrtApi api_;
  std::string version_;
  OrtEnv* environment_ = nullptr;
  OrtMemoryInfo* hostMemory_ = nullptr;
};

}  // namespace megabase
