#include "emulator.hpp"

#include <algorithm>
#include <cstring>

#include "arguments.hpp"
#include "failure.hpp"
#include "guard.hpp"
#include "options.hpp"

namespace a2pd {

Napi::Function Emulator::define(Napi::Env env) {
  return DefineClass(env, "Emulator",
                     {
                         InstanceMethod<&Emulator::reset>("reset"),
                         InstanceMethod<&Emulator::act>("act"),
                         InstanceMethod<&Emulator::read>("read"),
                         InstanceMethod<&Emulator::actions>("actions"),
                         InstanceMethod<&Emulator::screenIndices>("screenIndices"),
                         InstanceMethod<&Emulator::screenGray>("screenGray"),
                         InstanceMethod<&Emulator::screenRgb>("screenRgb"),
                         InstanceMethod<&Emulator::ram>("ram"),
                         InstanceMethod<&Emulator::close>("close"),
                     });
}

Emulator::Emulator(const Napi::CallbackInfo& info) : Napi::ObjectWrap<Emulator>(info) {
  guarded(info, [&] {
    const auto options = objectArgument(info[0], "options");
    console_ = std::make_unique<Console>(readRom(options), readConsoleOptions(options));
    console_->powerOn(static_cast<int32_t>(integerArgument(options.Get("aleSeed"), "aleSeed", 0, kMaxAleSeed)));
  });
}

Console& Emulator::console() {
  if (!console_) throw Failure{"INVALID_STATE", "an open emulator", "a closed one", "make a new Emulator"};
  return *console_;
}

Napi::Value Emulator::reset(const Napi::CallbackInfo& info) {
  return guarded(info, [&]() -> Napi::Value {
    if (info[0].IsUndefined()) {
      console().reset();
    } else {
      console().powerOn(static_cast<int32_t>(integerArgument(info[0], "aleSeed", 0, kMaxAleSeed)));
    }
    return info.Env().Undefined();
  });
}

Napi::Value Emulator::act(const Napi::CallbackInfo& info) {
  return guarded(info, [&]() -> Napi::Value {
    auto& actions = console().actions();
    const auto action = static_cast<ale::Action>(
        integerArgument(info[0], "aleAction", 0, ale::PLAYER_A_DOWNLEFTFIRE, "ILLEGAL_ACTION"));
    if (std::find(actions.begin(), actions.end(), action) == actions.end()) {
      throw Failure{"ILLEGAL_ACTION", "an ALE action of the action set", std::to_string(action), "use actions()"};
    }
    if (ended()) throw Failure{"INVALID_STATE", "a running episode", "one that has ended", "call reset() first"};
    return Napi::Number::New(info.Env(), console().act(action));
  });
}

Napi::Value Emulator::read(const Napi::CallbackInfo& info) {
  return guarded(info, [&]() -> Napi::Value {
    const auto env = info.Env();
    auto state = Napi::Object::New(env);
    // A setter of a prototype may close this emulator, so it is asked for anew.
    const auto game = console().game();
    state.Set("game", game);
    state.Set("terminated", console().terminated());
    state.Set("truncated", console().truncated());
    state.Set("lives", console().lives());
    state.Set("frameNumber", console().frameNumber());
    state.Set("episodeFrameNumber", console().episodeFrameNumber());
    state.Set("screenHeight", console().screenHeight());
    return state;
  });
}

Napi::Value Emulator::actions(const Napi::CallbackInfo& info) {
  return guarded(info, [&]() -> Napi::Value {
    const auto actions = console().actions();
    auto list = Napi::Array::New(info.Env(), actions.size());
    for (uint32_t i = 0; i < actions.size(); i++) list.Set(i, static_cast<int>(actions[i]));
    return list;
  });
}

Napi::Value Emulator::screenIndices(const Napi::CallbackInfo& info) {
  return guarded(info, [&]() -> Napi::Value {
    const auto pixels = console().screenPixels();
    std::memcpy(outputArgument(info[0], "into", pixels), console().screen(), pixels);
    return info[0];
  });
}

Napi::Value Emulator::screenGray(const Napi::CallbackInfo& info) {
  return guarded(info, [&]() -> Napi::Value {
    console().writeGray(outputArgument(info[0], "into", console().screenPixels()));
    return info[0];
  });
}

Napi::Value Emulator::screenRgb(const Napi::CallbackInfo& info) {
  return guarded(info, [&]() -> Napi::Value {
    console().writeRgb(outputArgument(info[0], "into", 3 * console().screenPixels()));
    return info[0];
  });
}

Napi::Value Emulator::ram(const Napi::CallbackInfo& info) {
  return guarded(info, [&]() -> Napi::Value {
    console().writeRam(outputArgument(info[0], "into", Console::kRamBytes));
    return info[0];
  });
}

Napi::Value Emulator::close(const Napi::CallbackInfo& info) {
  return guarded(info, [&]() -> Napi::Value {
    console_.reset();
    return info.Env().Undefined();
  });
}

}  // namespace a2pd
