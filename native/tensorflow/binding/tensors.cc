#include <cstring>

#include "binding.h"

namespace a2pd {

namespace {
thread_local TFE_Context* lastContext = nullptr;
}

TF_Tensor* NewTensorFromCopy(TF_DataType type, const int64_t* dimensions, int numDimensions, void* data, size_t bytes,
                             void (*release)(void*, size_t, void*), void* releaseArgument) {
  TF_Tensor* tensor = TF_AllocateTensor(type, dimensions, numDimensions, bytes);
  if (bytes > 0) std::memcpy(TF_TensorData(tensor), data, bytes);
  release(data, bytes, releaseArgument);
  return tensor;
}

TFE_Context* NewRememberedContext(const TFE_ContextOptions* options, TF_Status* status) {
  lastContext = TFE_NewContext(options, status);
  return lastContext;
}

TFE_Context* LastContext() { return lastContext; }

}  // namespace a2pd
