// Work that is done off JavaScript's thread, and the promise of it.
#pragma once
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "../arguments.h"

namespace megabase {

class Task {
 public:
  virtual ~Task() = default;
  /// On another thread. What it throws rejects the promise.
  virtual void work() = 0;
  /// On JavaScript's thread, with a handle scope open: what the promise holds.
  virtual napi_value result(napi_env env) {
    napi_value nothing;
    napi_get_undefined(env, &nothing);
    return nothing;
  }

  /// Keeps a value, such as an array whose memory is used, until the work is done.
  void keep(napi_env env, const Value& value) {
    napi_ref reference;
    expectOk(napi_create_reference(env, value.handle(), 1, &reference));
    kept_.push_back(reference);
  }

  /// Starts the work and gives the promise of its result.
  static napi_value start(napi_env env, std::unique_ptr<Task> task) {
    napi_value promise, name;
    expectOk(napi_create_promise(env, &task->deferred_, &promise), "no promise can be made");
    expectOk(napi_create_string_utf8(env, "megabase", NAPI_AUTO_LENGTH, &name), "memory ran out");
    expectOk(napi_create_async_work(env, nullptr, name, execute, complete, task.get(), &task->handle_),
             "no work can be begun");
    expectOk(napi_queue_async_work(env, task->handle_), "no work can be begun");
    task.release();
    return promise;
  }

 private:
  static void execute(napi_env, void* data) {
    auto* task = static_cast<Task*>(data);
    try {
      task->work();
    } catch (const std::exception& error) {
      task->fault_ = error.what();
      if (task->fault_.empty()) task->fault_ = "it failed without a word";
    }
  }

  static void complete(napi_env env, napi_status, void* data) {
    const std::unique_ptr<Task> task(static_cast<Task*>(data));
    napi_value value = nullptr;
    if (task->fault_.empty()) {
      try {
        value = task->result(env);
      } catch (const std::exception& error) {
        task->fault_ = error.what();
      }
    }
    for (napi_ref reference : task->kept_) napi_delete_reference(env, reference);
    napi_delete_async_work(env, task->handle_);
    if (task->fault_.empty()) {
      napi_resolve_deferred(env, task->deferred_, value);
      return;
    }
    napi_value message, error;
    napi_create_string_utf8(env, task->fault_.c_str(), task->fault_.size(), &message);
    napi_create_error(env, nullptr, message, &error);
    napi_reject_deferred(env, task->deferred_, error);
  }

  napi_deferred deferred_ = nullptr;
  napi_async_work handle_ = nullptr;
  std::vector<napi_ref> kept_;
  std::string fault_;
};

}  // namespace megabase
