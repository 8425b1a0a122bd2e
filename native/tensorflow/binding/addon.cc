// The binding of tfjs-node-gpu, compiled as it comes from its package, with three things of it replaced from outside:
// how it makes tensors, how it makes its context, and how it registers itself. So the package needs no patched C++.
#include "binding.hpp"

#undef NAPI_MODULE
#define NAPI_MODULE(name, initialize)
#define TF_NewTensor a2pd::newTensorFromCopy
#define TFE_NewContext a2pd::newRememberedContext

#include "tfjs_backend.cc"
#include "tfjs_binding.cc"

#undef TF_NewTensor
#undef TFE_NewContext

NAPI_MODULE_INIT() {
  napi_value binding = tfnodejs::InitTFNodeJSBinding(env, exports);
  return binding == nullptr ? nullptr : a2pd::addFunctionMethods(env, binding);
}
