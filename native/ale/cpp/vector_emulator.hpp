// The class VectorEmulator of the addon: the border around Vector. It owns the order of calls (one step under way at a
// time) and the arrays over the step buffers.
#pragma once

#include <napi.h>

#include <memory>

#include "step_arrays.hpp"
#include "vector.hpp"

namespace a2pd {

class VectorEmulator : public Napi::ObjectWrap<VectorEmulator> {
 public:
  static Napi::Function define(Napi::Env env);
  explicit VectorEmulator(const Napi::CallbackInfo& info);
  /** Waits for a step under way. */
  ~VectorEmulator() override = default;

 private:
  Napi::Value describe(const Napi::CallbackInfo& info);
  Napi::Value buffers(const Napi::CallbackInfo& info);
  Napi::Value reset(const Napi::CallbackInfo& info);
  Napi::Value step(const Napi::CallbackInfo& info);
  Napi::Value stepAsync(const Napi::CallbackInfo& info);
  Napi::Value stepWait(const Napi::CallbackInfo& info);
  Napi::Value episodeStart(const Napi::CallbackInfo& info);
  Napi::Value state(const Napi::CallbackInfo& info);
  Napi::Value takeSnapshot(const Napi::CallbackInfo& info);
  Napi::Value restoreSnapshot(const Napi::CallbackInfo& info);
  Napi::Value screenRgb(const Napi::CallbackInfo& info);
  Napi::Value ram(const Napi::CallbackInfo& info);
  Napi::Value close(const Napi::CallbackInfo& info);

  /** The open vector with no step under way. */
  Vector& idle();
  /** The place of an environment in it. */
  size_t indexArgument(const Napi::Value& index);
  const Environment& environmentArgument(const Napi::Value& index);
  /** A checked copy of the actions; checks too that no buffer was detached. */
  std::vector<int32_t> checkedActions(const Napi::Value& actions);
  Vector::Reset readReset(const Napi::Value& value);

  /** Shared with nobody but the snapshots, which know by it where they belong. */
  std::shared_ptr<Vector> vector_;
  StepArrays arrays_;
  bool stepping_ = false;
};

}  // namespace a2pd
