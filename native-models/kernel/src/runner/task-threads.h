// Tasks on threads of our own.
#pragma once
#include <memory>
#include <mutex>
#include <set>
#include <utility>

#include "../kinds.h"
#include "off-thread.h"
#include "shared-threads.h"

namespace megabase {

/// Brings tasks that are done to JavaScript's thread, from threads that Node knows nothing of.
class Outlet {
 public:
  explicit Outlet(napi_env env) : door_(std::make_shared<Door>()) {
    napi_value name;
    expectOk(napi_create_string_utf8(env, "megabase", NAPI_AUTO_LENGTH, &name), "memory ran out");
    auto shared = std::make_unique<std::shared_ptr<Door>>(door_);
    const auto close = [](napi_env, void*, void* context) {
      const std::unique_ptr<std::shared_ptr<Door>> last(static_cast<std::shared_ptr<Door>*>(context));
      const std::lock_guard<std::mutex> lock((*last)->mutex);
      (*last)->function = nullptr;
    };
    const auto deliver = [](napi_env env, napi_value, void* context, void* data) {
      const std::unique_ptr<Task> task(static_cast<Task*>(data));
      // Where JavaScript is at its end there is nobody left to tell.
      if (!env) return;
      Door& door = **static_cast<std::shared_ptr<Door>*>(context);
      if (--door.awaited == 0) napi_unref_threadsafe_function(env, door.function);
      task->settle(env);
    };
    expectOk(napi_create_threadsafe_function(env, nullptr, nullptr, name, 0, 1, nullptr, close, shared.get(), deliver,
                                             &door_->function),
             "no work can be begun");
    shared.release();
    napi_unref_threadsafe_function(env, door_->function);
  }
  Outlet(const Outlet&) = delete;
  ~Outlet() {
    napi_threadsafe_function function;
    {
      const std::lock_guard<std::mutex> lock(door_->mutex);
      function = std::exchange(door_->function, nullptr);
    }
    if (function) napi_release_threadsafe_function(function, napi_tsfn_abort);
  }

  /// On JavaScript's thread: a task will come, for which Node is to stay.
  void await(napi_env env) {
    if (door_->awaited++ == 0) napi_ref_threadsafe_function(env, door_->function);
  }

  /// On any thread: here it is. Where JavaScript is at its end it is left where it is, as the thread is.
  void deliver(Task* task) {
    const std::lock_guard<std::mutex> lock(door_->mutex);
    if (door_->function) napi_call_threadsafe_function(door_->function, task, napi_tsfn_nonblocking);
  }

 private:
  /// Outlives whichever ends first, the outlet or JavaScript.
  struct Door {
    std::mutex mutex;
    napi_threadsafe_function function = nullptr;
    /// Of JavaScript's thread alone.
    size_t awaited = 0;
  };

  std::shared_ptr<Door> door_;
};

/// Threads on which tasks wait for each other, and not on Node's.
class TaskThreads {
 public:
  static constexpr napi_type_tag tag = tagOf(Kind::taskThreads);

  /// They end before JavaScript does, whose arrays they compute with: a worker of Node can be ended at any time.
  TaskThreads(napi_env env, size_t threads) : env_(env), outlet_(env), threads_(threads) {
    expectOk(napi_add_env_cleanup_hook(env, endWithJavaScript, this), "no work can be begun");
    const std::lock_guard<std::mutex> lock(all().mutex);
    all().alive.insert(this);
  }
  TaskThreads(const TaskThreads&) = delete;
  ~TaskThreads() {
    {
      const std::lock_guard<std::mutex> lock(all().mutex);
      all().alive.erase(this);
    }
    if (!isOver_) napi_remove_env_cleanup_hook(env_, endWithJavaScript, this);
  }

  /// Ends all that were made by this JavaScript: what is in the queue is never begun. For a process that exits, which
  /// takes what they compute with from under them.
  static void endAll(napi_env env) {
    const std::lock_guard<std::mutex> lock(all().mutex);
    for (TaskThreads* one : all().alive) {
      if (one->env_ == env) one->threads_.end();
    }
  }

  /// The promise of a task, which computes with `wanted` of the threads when they are free, and holds these.
  napi_value start(napi_env env, std::unique_ptr<Task> task, size_t wanted) {
    napi_value promise = task->promise(env);
    Task* const own = task.get();
    threads_.add(wanted, [this, own] {
      own->tryWork();
      outlet_.deliver(own);
    });
    task.release();
    outlet_.await(env);
    return promise;
  }

 private:
  struct All {
    std::mutex mutex;
    std::set<TaskThreads*> alive;
  };
  static All& all() {
    static All own;
    return own;
  }

  static void endWithJavaScript(void* data) {
    auto* const own = static_cast<TaskThreads*>(data);
    own->isOver_ = true;
    own->threads_.end();
  }

  napi_env env_;
  bool isOver_ = false;
  Outlet outlet_;
  /// The first to go: they use the outlet.
  SharedThreads threads_;
};

}  // namespace megabase
