// The few functions of ONNX Runtime's C API that the runner calls, each with its place in the table
// `OrtApi` of the public header onnxruntime_c_api.h. The table is append-only since version 1 of the
// interface, so a place never changes; all of these are in version 17 (ONNX Runtime 1.17).
#pragma once
#include <cstddef>
#include <cstdint>

#if defined(_WIN32)
#define ORT_CALL __stdcall
#else
#define ORT_CALL
#endif

struct OrtStatus;
struct OrtEnv;
struct OrtSession;
struct OrtSessionOptions;
struct OrtRunOptions;
struct OrtMemoryInfo;
struct OrtValue;
struct OrtTensorTypeAndShapeInfo;
struct OrtCUDAProviderOptionsV2;
struct OrtIoBinding;
/// As far as version 17 knows it.
struct OrtAllocator {
  uint32_t version;
  void*(ORT_CALL* alloc)(OrtAllocator*, size_t);
  void(ORT_CALL* free)(OrtAllocator*, void*);
  const OrtMemoryInfo*(ORT_CALL* info)(const OrtAllocator*);
};

namespace megabase {

#if defined(_WIN32)
using PathChar = wchar_t;
#else
using PathChar = char;
#endif

constexpr uint32_t ortApiVersion = 17;

/// `ONNXTensorElementDataType`
enum class ElementType : int { float32 = 1, int32 = 6, int64 = 7 };
/// `OrtAllocatorType` and `OrtMemType`, as far as they are used.
constexpr int deviceAllocator = 0, defaultMemory = 0;
/// `OrtLoggingLevel`
constexpr int logErrors = 3;

/// What the library exports by name: `OrtGetApiBase()`.
struct OrtApiBase {
  const void* const*(ORT_CALL* getApi)(uint32_t version);
  const char*(ORT_CALL* getVersionString)();
};

struct OrtApi {
  explicit OrtApi(const void* const* table) : table_(table) {}

#define ORT_FUNCTION(place, result, name, ...) \
  template <typename... Given>                 \
  result name(Given... given) const {          \
    return reinterpret_cast<result(ORT_CALL*)(__VA_ARGS__)>(const_cast<void*>(table_[place]))(given...); \
  }
  ORT_FUNCTION(2, const char*, GetErrorMessage, const OrtStatus*)
  ORT_FUNCTION(3, OrtStatus*, CreateEnv, int severity, const char* name, OrtEnv**)
  ORT_FUNCTION(6, OrtStatus*, DisableTelemetryEvents, const OrtEnv*)
  ORT_FUNCTION(7, OrtStatus*, CreateSession, const OrtEnv*, const PathChar*, const OrtSessionOptions*, OrtSession**)
  ORT_FUNCTION(8, OrtStatus*, CreateSessionFromArray, const OrtEnv*, const void*, size_t, const OrtSessionOptions*, OrtSession**)
  ORT_FUNCTION(9, OrtStatus*, Run, OrtSession*, const OrtRunOptions*, const char* const*, const OrtValue* const*, size_t, const char* const*, size_t, OrtValue**)
  ORT_FUNCTION(10, OrtStatus*, CreateSessionOptions, OrtSessionOptions**)
  ORT_FUNCTION(17, OrtStatus*, DisableMemPattern, OrtSessionOptions*)
  ORT_FUNCTION(22, OrtStatus*, SetSessionLogSeverityLevel, OrtSessionOptions*, int)
  ORT_FUNCTION(24, OrtStatus*, SetIntraOpNumThreads, OrtSessionOptions*, int)
  ORT_FUNCTION(25, OrtStatus*, SetInterOpNumThreads, OrtSessionOptions*, int)
  ORT_FUNCTION(39, OrtStatus*, CreateRunOptions, OrtRunOptions**)
  ORT_FUNCTION(46, OrtStatus*, RunOptionsSetTerminate, OrtRunOptions*)
  ORT_FUNCTION(49, OrtStatus*, CreateTensorWithDataAsOrtValue, const OrtMemoryInfo*, void*, size_t, const int64_t*, size_t, int, OrtValue**)
  ORT_FUNCTION(51, OrtStatus*, GetTensorMutableData, OrtValue*, void**)
  ORT_FUNCTION(60, OrtStatus*, GetTensorElementType, const OrtTensorTypeAndShapeInfo*, int*)
  ORT_FUNCTION(61, OrtStatus*, GetDimensionsCount, const OrtTensorTypeAndShapeInfo*, size_t*)
  ORT_FUNCTION(62, OrtStatus*, GetDimensions, const OrtTensorTypeAndShapeInfo*, int64_t*, size_t)
  ORT_FUNCTION(65, OrtStatus*, GetTensorTypeAndShape, const OrtValue*, OrtTensorTypeAndShapeInfo**)
  ORT_FUNCTION(68, OrtStatus*, CreateMemoryInfo, const char* name, int allocator, int device, int memory, OrtMemoryInfo**)
  ORT_FUNCTION(69, OrtStatus*, CreateCpuMemoryInfo, int allocator, int memory, OrtMemoryInfo**)
  ORT_FUNCTION(76, OrtStatus*, AllocatorFree, OrtAllocator*, void*)
  ORT_FUNCTION(78, OrtStatus*, GetAllocatorWithDefaultOptions, OrtAllocator**)
  ORT_FUNCTION(92, void, ReleaseEnv, OrtEnv*)
  ORT_FUNCTION(93, void, ReleaseStatus, OrtStatus*)
  ORT_FUNCTION(94, void, ReleaseMemoryInfo, OrtMemoryInfo*)
  ORT_FUNCTION(95, void, ReleaseSession, OrtSession*)
  ORT_FUNCTION(96, void, ReleaseValue, OrtValue*)
  ORT_FUNCTION(97, void, ReleaseRunOptions, OrtRunOptions*)
  ORT_FUNCTION(99, void, ReleaseTensorTypeAndShapeInfo, OrtTensorTypeAndShapeInfo*)
  ORT_FUNCTION(100, void, ReleaseSessionOptions, OrtSessionOptions*)
  ORT_FUNCTION(130, OrtStatus*, AddSessionConfigEntry, OrtSessionOptions*, const char*, const char*)
  ORT_FUNCTION(133, OrtStatus*, RunWithBinding, OrtSession*, const OrtRunOptions*, const OrtIoBinding*)
  ORT_FUNCTION(134, OrtStatus*, CreateIoBinding, OrtSession*, OrtIoBinding**)
  ORT_FUNCTION(135, void, ReleaseIoBinding, OrtIoBinding*)
  ORT_FUNCTION(136, OrtStatus*, BindInput, OrtIoBinding*, const char*, const OrtValue*)
  ORT_FUNCTION(138, OrtStatus*, BindOutputToDevice, OrtIoBinding*, const char*, const OrtMemoryInfo*)
  ORT_FUNCTION(140, OrtStatus*, GetBoundOutputValues, const OrtIoBinding*, OrtAllocator*, OrtValue***, size_t*)
  ORT_FUNCTION(176, OrtStatus*, RegisterAllocator, OrtEnv*, OrtAllocator*)
  ORT_FUNCTION(204, OrtStatus*, SessionOptionsAppendExecutionProvider_CUDA_V2, OrtSessionOptions*, const OrtCUDAProviderOptionsV2*)
  ORT_FUNCTION(205, OrtStatus*, CreateCUDAProviderOptions, OrtCUDAProviderOptionsV2**)
  ORT_FUNCTION(206, OrtStatus*, UpdateCUDAProviderOptions, OrtCUDAProviderOptionsV2*, const char* const*, const char* const*, size_t)
  ORT_FUNCTION(208, void, ReleaseCUDAProviderOptions, OrtCUDAProviderOptionsV2*)
  ORT_FUNCTION(216, OrtStatus*, SessionOptionsAppendExecutionProvider, OrtSessionOptions*, const char*, const char* const*, const char* const*, size_t)
#undef ORT_FUNCTION

 private:
  const void* const* table_;
};

}  // namespace megabase
