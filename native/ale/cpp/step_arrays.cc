#include "step_arrays.hpp"

#include "failure.hpp"

namespace a2pd {

Napi::Object StepArrays::expose(Napi::Env env, const std::shared_ptr<StepBuffers>& buffers) {
  auto object = Napi::Object::New(env);
  arrays_.clear();
  const auto add = [&](const char* name, auto& values, auto make) {
    using Owner = std::shared_ptr<StepBuffers>;
    const size_t bytes = values.size() * sizeof(values[0]);
    // The array keeps the buffers alive, even when it outlives this object or is transferred to another thread.
    const auto array = Napi::ArrayBuffer::New(
        env, values.data(), bytes, [](Napi::Env, void*, Owner* owner) { delete owner; }, new Owner(buffers));
    arrays_.push_back(Napi::Reference<Napi::ArrayBuffer>::New(array, 1));
    object.Set(name, make(array, values.size()));
  };
  const auto uint8 = [&](const Napi::ArrayBuffer& array, size_t length) -> Napi::Value {
    return Napi::Uint8Array::New(env, length, array, 0);
  };
  const auto int32 = [&](const Napi::ArrayBuffer& array, size_t length) -> Napi::Value {
    return Napi::Int32Array::New(env, length, array, 0);
  };
  const auto float64 = [&](const Napi::ArrayBuffer& array, size_t length) -> Napi::Value {
    return Napi::Float64Array::New(env, length, array, 0);
  };
  add("observations", buffers->observations, uint8);
  add("rewards", buffers->rewards, float64);
  add("terminated", buffers->terminated, uint8);
  add("truncated", buffers->truncated, uint8);
  add("lifeLost", buffers->lifeLost, uint8);
  add("lives", buffers->lives, int32);
  add("episodeFrames", buffers->episodeFrames, int32);
  add("wasReset", buffers->wasReset, uint8);
  if (!buffers->finalObservations.empty()) add("finalObservations", buffers->finalObservations, uint8);
  return object;
}

void StepArrays::requireAttached() {
  for (auto& array : arrays_) {
    if (array.Value().IsDetached()) {
      throw Failure{"INVALID_BUFFER", "the step's arrays to be attached", "a detached one",
                    "copy what you transfer to another thread"};
    }
  }
}

}  // namespace a2pd
