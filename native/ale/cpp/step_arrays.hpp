// The JavaScript arrays over the buffers that every step writes.
#pragma once

#include <napi.h>

#include <memory>
#include <vector>

#include "vector.hpp"

namespace a2pd {

class StepArrays {
 public:
  /** New arrays by name, which keep the buffers alive; from here on these are the ones that are looked after. */
  Napi::Object expose(Napi::Env env, const std::shared_ptr<StepBuffers>& buffers);
  /** Throws where one was transferred away: a step would write what nobody sees. */
  void requireAttached();
  /** Looks after none any more. */
  void clear() { arrays_.clear(); }

 private:
  std::vector<Napi::Reference<Napi::ArrayBuffer>> arrays_;
};

}  // namespace a2pd
