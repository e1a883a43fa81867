// The arguments of a call from JavaScript. Every array's type and length is checked here, for beyond
// an array's end lies the process's memory.
#pragma once
#include <node_api.h>

#include <cmath>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace megabase {

struct Floats {
  float* data;
  size_t length;
};

struct Rows {
  float* data;
  size_t stride;
};

constexpr size_t largest = size_t{1} << 31;
constexpr size_t mostThreads = 1024;

inline void expectOk(napi_status status, const char* otherwise = "an argument has the wrong type") {
  if (status != napi_ok) throw std::invalid_argument(otherwise);
}

/// What a value of JavaScript holds, each with the name that an error calls it by.
class Value {
 public:
  Value(napi_env env, napi_value value) : env_(env), value_(value) {}

  napi_value handle() const { return value_; }

  bool isNothing() const {
    napi_valuetype type;
    expectOk(napi_typeof(env_, value_, &type));
    return type == napi_undefined || type == napi_null;
  }

  Floats floats(const char* name) const {
    Floats result{};
    result.data = static_cast<float*>(typed(name, napi_float32_array, "Float32Array", result.length));
    return result;
  }

  float* floats(const char* name, size_t length) const {
    return static_cast<float*>(typedOf(length, name, napi_float32_array, "Float32Array"));
  }

  const uint8_t* bytes(const char* name, size_t length) const {
    return static_cast<const uint8_t*>(typedOf(length, name, napi_uint8_array, "Uint8Array"));
  }

  int32_t* integers(const char* name, size_t length) const {
    return static_cast<int32_t*>(typedOf(length, name, napi_int32_array, "Int32Array"));
  }

  size_t whole(const char* name, size_t most) const {
    double value = -1;
    napi_get_value_double(env_, value_, &value);
    if (!(value >= 0 && value <= static_cast<double>(most)) || value != std::floor(value)) {
      throw std::invalid_argument(std::string(name) + " is out of range");
    }
    return static_cast<size_t>(value);
  }

  /// A number that may be infinite, but not NaN.
  float number(const char* name) const {
    double value = 0;
    expectOk(napi_get_value_double(env_, value_, &value));
    if (std::isnan(value)) throw std::invalid_argument(std::string(name) + " is no number");
    return static_cast<float>(value);
  }

  bool flag() const {
    bool value = false;
    expectOk(napi_get_value_bool(env_, value_, &value));
    return value;
  }

  std::string text() const {
    size_t length = 0;
    expectOk(napi_get_value_string_utf8(env_, value_, nullptr, 0, &length));
    std::string text(length, '\0');
    expectOk(napi_get_value_string_utf8(env_, value_, text.data(), length + 1, &length));
    return text;
  }

  std::vector<Value> list(const char* name) const {
    bool isArray = false;
    expectOk(napi_is_array(env_, value_, &isArray));
    if (!isArray) throw std::invalid_argument(std::string(name) + " is no array");
    uint32_t length = 0;
    expectOk(napi_get_array_length(env_, value_, &length));
    std::vector<Value> values;
    for (uint32_t i = 0; i < length; i++) {
      napi_value value;
      expectOk(napi_get_element(env_, value_, i, &value));
      values.emplace_back(env_, value);
    }
    return values;
  }

  /// What `give` has given out, if it is of this kind and has not been dropped.
  template <typename Held>
  std::shared_ptr<Held> held() const {
    const std::shared_ptr<Held>& held = holder<Held>();
    if (!held) throw std::invalid_argument("an argument has been disposed of");
    return held;
  }

  /// Frees it with the last that uses it, before JavaScript does.
  template <typename Held>
  void drop() const {
    holder<Held>().reset();
  }

 private:
  void* typed(const char* name, napi_typedarray_type wanted, const char* called, size_t& length) const {
    bool isArray = false;
    expectOk(napi_is_typedarray(env_, value_, &isArray));
    napi_typedarray_type type = napi_int8_array;
    void* data = nullptr;
    if (isArray) expectOk(napi_get_typedarray_info(env_, value_, &type, &length, &data, nullptr, nullptr));
    if (!isArray || type != wanted) throw std::invalid_argument(std::string(name) + " is no " + called);
    return data;
  }

  void* typedOf(size_t length, const char* name, napi_typedarray_type wanted, const char* called) const {
    size_t found = 0;
    void* data = typed(name, wanted, called, found);
    if (found != length) {
      throw std::invalid_argument(std::string(name) + " holds " + std::to_string(found) + " values, expected " +
                                  std::to_string(length));
    }
    return data;
  }

  template <typename Held>
  std::shared_ptr<Held>& holder() const {
    bool is = false;
    expectOk(napi_check_object_type_tag(env_, value_, &Held::tag, &is));
    if (!is) throw std::invalid_argument("an argument is not of the kind that this function takes");
    void* data = nullptr;
    expectOk(napi_unwrap(env_, value_, &data));
    return *static_cast<std::shared_ptr<Held>*>(data);
  }

  napi_env env_;
  napi_value value_;
};

/// The arguments of a call, taken one by one.
class Arguments {
 public:
  Arguments(napi_env env, napi_callback_info info) : env_(env) {
    size_t count = most;
    expectOk(napi_get_cb_info(env, info, &count, values_, nullptr, nullptr));
    count_ = count;
  }

  bool hasMore() const { return taken_ < count_; }

  Value next() {
    if (taken_ == count_) throw std::invalid_argument("too few arguments");
    return {env_, values_[taken_++]};
  }

  float* floats(const char* name, size_t length) { return next().floats(name, length); }
  Floats floats(const char* name) { return next().floats(name); }
  size_t whole(const char* name, size_t most) { return next().whole(name, most); }
  float number(const char* name) { return next().number(name); }
  bool flag() { return next().flag(); }
  std::string text() { return next().text(); }
  template <typename Held>
  std::shared_ptr<Held> held() { return next().template held<Held>(); }

  /// Rows of `width` values and, as the next argument, how far apart they are.
  Rows rows(const char* name, size_t count, size_t width) { return rowsOf(next(), name, count, width); }

  /// The same, or undefined and any stride: no rows.
  Rows rowsOrNone(const char* name, size_t count, size_t width) {
    const Value value = next();
    if (!value.isNothing()) return rowsOf(value, name, count, width);
    whole("a stride", largest);
    return {nullptr, 0};
  }

 private:
  static constexpr size_t most = 16;

  Rows rowsOf(const Value& value, const char* name, size_t count, size_t width) {
    const Floats found = value.floats(name);
    const size_t stride = whole("a stride", largest);
    if (stride < width || (count > 0 && found.length < (count - 1) * stride + width)) {
      throw std::invalid_argument(std::string(name) + " holds " + std::to_string(found.length) +
                                  " values, too few for " + std::to_string(count) + " rows");
    }
    return {found.data, stride};
  }

  napi_env env_;
  napi_value values_[most];
  size_t count_ = 0, taken_ = 0;
};

/// Hands a thing to JavaScript, which frees it when it needs it no more.
template <typename Held>
napi_value give(napi_env env, std::shared_ptr<Held> held) {
  auto owned = std::make_unique<std::shared_ptr<Held>>(std::move(held));
  napi_value object;
  const auto finalize = [](napi_env, void* data, void*) {
    delete static_cast<std::shared_ptr<Held>*>(data);
  };
  if (napi_create_object(env, &object) != napi_ok ||
      napi_wrap(env, object, owned.get(), finalize, nullptr, nullptr) != napi_ok) {
    throw std::runtime_error("memory ran out");
  }
  owned.release();
  napi_type_tag_object(env, object, &Held::tag);
  return object;
}

/// No C++ exception may leave a function that Node calls.
template <napi_value (*function)(napi_env, Arguments&)>
napi_value guarded(napi_env env, napi_callback_info info) {
  try {
    Arguments arguments(env, info);
    return function(env, arguments);
  } catch (const std::exception& error) {
    napi_throw_range_error(env, nullptr, error.what());
    return nullptr;
  }
}

template <napi_value (*function)(napi_env, Arguments&)>
void add(napi_env env, napi_value exports, const char* name) {
  napi_value value;
  napi_create_function(env, name, NAPI_AUTO_LENGTH, guarded<function>, nullptr, &value);
  napi_set_named_property(env, exports, name, value);
}

}  // namespace megabase
