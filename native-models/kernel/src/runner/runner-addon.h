// The runner as functions for JavaScript.
#pragma once
#include <node_api.h>

namespace megabase {

void addRunner(napi_env env, napi_value exports);
void addLayerScans(napi_env env, napi_value exports);

}  // namespace megabase
