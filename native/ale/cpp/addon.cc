// The export list of the addon, and nothing else.
#include <napi.h>

#include "ale/common/Log.hpp"
#include "arguments.hpp"
#include "emulator.hpp"
#include "episode_start_object.hpp"
#include "guard.hpp"
#include "rom.hpp"
#include "seeds.hpp"
#include "vector_emulator.hpp"

namespace {

using namespace a2pd;

/** initialize(createError): the function that makes this thread's errors. */
Napi::Value initialize(const Napi::CallbackInfo& info) {
  if (info[0].IsFunction()) {
    info.Env().GetInstanceData<AddonData>()->createError = Napi::Persistent(info[0].As<Napi::Function>());
  }
  return info.Env().Undefined();
}

/** identifyRom(bytes): `{ game, md5 }`. */
Napi::Value identifyRom(const Napi::CallbackInfo& info) {
  return guarded(info, [&]() -> Napi::Value {
    const Bytes bytes = bytesArgument(info[0], "rom");
    const auto rom = verifyRom(bytes.data, bytes.size);
    auto object = Napi::Object::New(info.Env());
    object.Set("game", rom->game);
    object.Set("md5", rom->md5);
    return object;
  });
}

Napi::Value jsDeriveSeed(const Napi::CallbackInfo& info) {
  return guarded(info, [&]() -> Napi::Value {
    const auto seed = deriveSeed(integerArgument(info[0], "baseSeed", 0, kMaxSeed),
                                 integerArgument(info[1], "environmentIndex", 0, kMaxSeed),
                                 integerArgument(info[2], "episodeIndex", 0, kMaxSeed));
    return Napi::Number::New(info.Env(), static_cast<double>(seed));
  });
}

Napi::Value jsEpisodeStart(const Napi::CallbackInfo& info) {
  return guarded(info, [&]() -> Napi::Value {
    const auto noopMin = static_cast<int>(integerArgument(info[1], "noopMin", 0, 1000));
    const auto noopMax = static_cast<int>(integerArgument(info[2], "noopMax", noopMin, 1000));
    const auto start = episodeStart(integerArgument(info[0], "seed", 0, kMaxSeed), noopMin, noopMax);
    return toObject(info.Env(), start);
  });
}

Napi::Object defineExports(Napi::Env env, Napi::Object exports) {
  ale::Logger::setMode(ale::Logger::Error);
  env.SetInstanceData(new AddonData());
  exports.Set("initialize", Napi::Function::New<initialize>(env, "initialize"));
  exports.Set("identifyRom", Napi::Function::New<identifyRom>(env, "identifyRom"));
  exports.Set("deriveSeed", Napi::Function::New<jsDeriveSeed>(env, "deriveSeed"));
  exports.Set("episodeStart", Napi::Function::New<jsEpisodeStart>(env, "episodeStart"));
  exports.Set("Emulator", Emulator::define(env));
  exports.Set("VectorEmulator", VectorEmulator::define(env));
  return exports;
}

}  // namespace

NODE_API_MODULE(NODE_GYP_MODULE_NAME, defineExports)
