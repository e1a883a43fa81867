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

  /// Starts the work on a thread of Node's and gives the promise of its result.
  static napi_value start(napi_env env, std::unique_ptr<Task> task) {
    napi_value promise = task->promise(env), name;
    expectOk(napi_create_string_utf8(env, "megabase", NAPI_AUTO_LENGTH, &name), "memory ran out");
    expectOk(napi_create_async_work(env, nullptr, name, execute, complete, task.get(), &task->handle_),
             "no work can be begun");
    expectOk(napi_queue_async_work(env, task->handle_), "no work can be begun");
    task.release();
    return promise;
  }

  /// By itself, for who has threads of his own: the promise, the work there, and its end on JavaScript's thread.
  napi_value promise(napi_env env) {
    napi_value promise;
    expectOk(napi_create_promise(env, &deferred_, &promise), "no promise can be made");
    return promise;
  }

  void tryWork() {
    try {
      work();
    } catch (const std::exception& error) {
      fault_ = error.what();
      if (fault_.empty()) fault_ = "it failed without a word";
    }
  }

  void settle(napi_env env) {
    napi_value value = nullptr;
    if (fault_.empty()) {
      try {
        value = result(env);
      } catch (const std::exception& error) {
        fault_ = error.what();
      }
    }
    for (napi_ref reference : kept_) napi_delete_reference(env, reference);
    if (fault_.empty()) {
      napi_resolve_deferred(env, deferred_, value);
      return;
    }
    napi_value message, error;
    napi_create_string_utf8(env, fault_.c_str(), fault_.size(), &message);
    napi_create_error(env, nullptr, message, &error);
    napi_reject_deferred(env, deferred_, error);
  }

 private:
  static void execute(napi_env, void* data) { static_cast<Task*>(data)->tryWork(); }

  static void complete(napi_env env, napi_status, void* data) {
    const std::unique_ptr<Task> task(static_cast<Task*>(data));
    napi_delete_async_work(env, task->handle_);
    task->settle(env);
  }

  napi_deferred deferred_ = nullptr;
  napi_async_work handle_ = nullptr;
  std::vector<napi_ref> kept_;
  std::string fault_;
};

}  // namespace megabase
