// What this project adds to the binding of tfjs-node-gpu: TensorFlow functions made from recorded graphs.
#pragma once

#include <node_api.h>
#include <tensorflow/c/c_api.h>
#include <tensorflow/c/eager/c_api.h>

namespace a2pd {

/**
 * TF_NewTensor as tfjs calls it wraps the memory of a JavaScript array, which TensorFlow may let go of on one of its own
 * threads, where no JavaScript reference may be touched. This one copies, and lets go of the array at once.
 */
TF_Tensor* newTensorFromCopy(TF_DataType type, const int64_t* dimensions, int numDimensions, void* data, size_t bytes,
                             void (*release)(void*, size_t, void*), void* releaseArgument);

/** TFE_NewContext, whose result `lastContext` then is on this thread. */
TFE_Context* newRememberedContext(const TFE_ContextOptions* options, TF_Status* status);
TFE_Context* lastContext();

/** Adds `defineFunction` and `removeFunction`, which work on `lastContext`. */
napi_value addFunctionMethods(napi_env env, napi_value exports);

}  // namespace a2pd
