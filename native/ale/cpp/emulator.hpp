// The class Emulator of the addon: one console, frame by frame, with screens and RAM copied into the caller's buffers.
#pragma once

#include <napi.h>

#include <memory>

#include "console.hpp"

namespace a2pd {

class Emulator : public Napi::ObjectWrap<Emulator> {
 public:
  static Napi::Function define(Napi::Env env);
  explicit Emulator(const Napi::CallbackInfo& info);

 private:
  Napi::Value reset(const Napi::CallbackInfo& info);
  Napi::Value act(const Napi::CallbackInfo& info);
  Napi::Value read(const Napi::CallbackInfo& info);
  Napi::Value actions(const Napi::CallbackInfo& info);
  Napi::Value screenIndices(const Napi::CallbackInfo& info);
  Napi::Value screenGray(const Napi::CallbackInfo& info);
  Napi::Value screenRgb(const Napi::CallbackInfo& info);
  Napi::Value ram(const Napi::CallbackInfo& info);
  Napi::Value close(const Napi::CallbackInfo& info);

  Console& console();
  bool ended() const { return console_->terminated() || console_->truncated(); }

  std::unique_ptr<Console> console_;
};

}  // namespace a2pd
