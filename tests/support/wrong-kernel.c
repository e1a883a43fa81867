/* A kernel that loads and runs, and computes nothing: what it is given stays as it was. */
#include <node_api.h>

static napi_value nothing(napi_env env, napi_callback_info info) {
  (void)env;
  (void)info;
  return NULL;
}

static napi_value object(napi_env env, napi_callback_info info) {
  napi_value value;
  (void)info;
  napi_create_object(env, &value);
  return value;
}

static void add(napi_env env, napi_value exports, const char* name, napi_callback call) {
  napi_value value;
  napi_create_function(env, name, NAPI_AUTO_LENGTH, call, NULL, &value);
  napi_set_named_property(env, exports, name, value);
}

NAPI_MODULE_INIT() {
  add(env, exports, "createNorm", object);
  add(env, exports, "createConv", object);
  add(env, exports, "createScan", object);
  add(env, exports, "createRgLru", object);
  add(env, exports, "norm", nothing);
  add(env, exports, "conv", nothing);
  add(env, exports, "scan", nothing);
  add(env, exports, "rgLru", nothing);
  add(env, exports, "instructionSets", object);
  add(env, exports, "useInstructionSet", nothing);
  add(env, exports, "apply", nothing);
  return exports;
}
