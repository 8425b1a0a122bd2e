#include <cstring>

#include "binding.hpp"

namespace a2pd {

namespace {
thread_local TFE_Context* rememberedContext = nullptr;
}

TF_Tensor* newTensorFromCopy(TF_DataType type, const int64_t* dimensions, int numDimensions, void* data, size_t bytes,
                             void (*release)(void*, size_t, void*), void* releaseArgument) {
  TF_Tensor* tensor = TF_AllocateTensor(type, dimensions, numDimensions, bytes);
  if (bytes > 0) std::memcpy(TF_TensorData(tensor), data, bytes);
  release(data, bytes, releaseArgument);
  return tensor;
}

TFE_Context* newRememberedContext(const TFE_ContextOptions* options, TF_Status* status) {
  rememberedContext = TFE_NewContext(options, status);
  return rememberedContext;
}

TFE_Context* lastContext() { return rememberedContext; }

}  // namespace a2pd
