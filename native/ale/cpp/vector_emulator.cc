#include "vector_emulator.hpp"

#include <unordered_set>

#include "arguments.hpp"
#include "failure.hpp"
#include "guard.hpp"
#include "options.hpp"

namespace a2pd {
namespace {

constexpr int kMaxEnvironments = 4096;
constexpr int kMaxThreads = 256;

Napi::Object toObject(Napi::Env env, const EpisodeStart& start) {
  auto object = Napi::Object::New(env);
  object.Set("seed", static_cast<double>(start.seed));
  object.Set("aleSeed", start.aleSeed);
  object.Set("noops", start.noops);
  return object;
}

}  // namespace

Napi::Function VectorEmulator::define(Napi::Env env) {
  return DefineClass(env, "VectorEmulator",
                     {
                         InstanceMethod<&VectorEmulator::describe>("describe"),
                         InstanceMethod<&VectorEmulator::buffers>("buffers"),
                         InstanceMethod<&VectorEmulator::reset>("reset"),
                         InstanceMethod<&VectorEmulator::step>("step"),
                         InstanceMethod<&VectorEmulator::stepAsync>("stepAsync"),
                         InstanceMethod<&VectorEmulator::stepWait>("stepWait"),
                         InstanceMethod<&VectorEmulator::episodeStart>("episodeStart"),
                         InstanceMethod<&VectorEmulator::state>("state"),
                         InstanceMethod<&VectorEmulator::screenRgb>("screenRgb"),
                         InstanceMethod<&VectorEmulator::ram>("ram"),
                         InstanceMethod<&VectorEmulator::close>("close"),
                     });
}

VectorEmulator::VectorEmulator(const Napi::CallbackInfo& info) : Napi::ObjectWrap<VectorEmulator>(info) {
  guarded(info, [&] {
    const auto options = objectArgument(info[0], "options");
    const auto count = integerArgument(options.Get("numEnvironments"), "numEnvironments", 1, kMaxEnvironments);
    const auto threads = integerArgument(options.Get("numThreads"), "numThreads", 1, kMaxThreads);
    const int autoreset = readChoice(options, "autoresetMode", {"next-step", "same-step", "disabled"});
    vector_ = std::make_unique<Vector>(readRom(options), readEnvironmentOptions(options), static_cast<int>(count),
                                       static_cast<int>(threads), static_cast<Autoreset>(autoreset));
  });
}

Vector& VectorEmulator::idle() {
  if (!vector_) throw Failure{"INVALID_STATE", "an open environment", "a closed one", "make a new one"};
  if (stepping_) {
    throw Failure{"INVALID_STATE", "no step under way", "one started by stepAsync", "call stepWait first"};
  }
  return *vector_;
}

const Environment& VectorEmulator::environmentArgument(const Napi::Value& index) {
  const Vector& vector = idle();
  return vector.environment(integerArgument(index, "environment index", 0, static_cast<int64_t>(vector.size()) - 1));
}

Napi::Value VectorEmulator::describe(const Napi::CallbackInfo& info) {
  return guarded(info, [&]() -> Napi::Value {
    const Vector& vector = idle();
    const Console& console = vector.environment(0).console();
    auto object = Napi::Object::New(info.Env());
    object.Set("game", console.game());
    object.Set("screenHeight", console.screenHeight());
    auto actions = Napi::Array::New(info.Env(), console.actions().size());
    for (uint32_t i = 0; i < actions.Length(); i++) actions.Set(i, static_cast<int>(console.actions()[i]));
    object.Set("actions", actions);
    return object;
  });
}

Napi::Value VectorEmulator::buffers(const Napi::CallbackInfo& info) {
  return guarded(info, [&]() -> Napi::Value {
    const auto env = info.Env();
    const auto shared = idle().buffers();
    auto object = Napi::Object::New(env);
    arrays_.clear();
    const auto expose = [&](const char* name, auto& values, auto make) {
      using Owner = std::shared_ptr<StepBuffers>;
      const size_t bytes = values.size() * sizeof(values[0]);
      // The array keeps the buffers alive, even when it outlives this object or is transferred to another thread.
      const auto array = Napi::ArrayBuffer::New(
          env, values.data(), bytes, [](Napi::Env, void*, Owner* owner) { delete owner; }, new Owner(shared));
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
    expose("observations", shared->observations, uint8);
    expose("rewards", shared->rewards, float64);
    expose("terminated", shared->terminated, uint8);
    expose("truncated", shared->truncated, uint8);
    expose("lifeLost", shared->lifeLost, uint8);
    expose("lives", shared->lives, int32);
    expose("episodeFrames", shared->episodeFrames, int32);
    expose("wasReset", shared->wasReset, uint8);
    if (!shared->finalObservations.empty()) expose("finalObservations", shared->finalObservations, uint8);
    return object;
  });
}

Vector::Reset VectorEmulator::readReset(const Napi::Value& value) {
  const Vector& vector = idle();
  const auto object = objectArgument(value, "reset");
  const auto last = static_cast<int64_t>(vector.size()) - 1;
  Vector::Reset reset{};
  reset.index = static_cast<size_t>(integerArgument(object.Get("index"), "environment index", 0, last));
  if (object.Get("continue").ToBoolean()) return vector.nextEpisode(reset.index);
  reset.seeds.baseSeed = integerArgument(object.Get("baseSeed"), "baseSeed", 0, kMaxSeed);
  reset.seeds.stream = integerArgument(object.Get("stream"), "stream", 0, kMaxSeed);
  reset.seeds.episodeIndex = integerArgument(object.Get("episodeIndex"), "episodeIndex", 0, kMaxSeed);
  const auto seed = static_cast<uint64_t>(integerArgument(object.Get("seed"), "seed", 0, kMaxSeed));
  reset.start = vector.startFor(seed);
  if (!object.Get("aleSeed").IsUndefined()) {
    reset.start.aleSeed = static_cast<int32_t>(integerArgument(object.Get("aleSeed"), "aleSeed", 0, kMaxAleSeed));
    reset.start.noops = static_cast<int32_t>(integerArgument(object.Get("noops"), "noops", 0, 1000));
  }
  if (!object.Get("actions").IsUndefined()) {
    const Bytes actions = bytesArgument(object.Get("actions"), "actions");
    for (size_t i = 0; i < actions.size; i++) {
      if (actions.data[i] >= vector.numActions()) {
        throw Failure{"ILLEGAL_ACTION", "action in [0, " + std::to_string(vector.numActions()) + ")",
                      std::to_string(actions.data[i]), "use numActions"};
      }
    }
    reset.actions.assign(actions.data, actions.data + actions.size);
  }
  return reset;
}

Napi::Value VectorEmulator::reset(const Napi::CallbackInfo& info) {
  return guarded(info, [&]() -> Napi::Value {
    const auto list = arrayArgument(info[0], "resets");
    std::vector<Vector::Reset> resets;
    std::unordered_set<size_t> seen;
    for (uint32_t i = 0; i < list.Length(); i++) {
      resets.push_back(readReset(list.Get(i)));
      if (!seen.insert(resets.back().index).second) {
        throw Failure{"INVALID_ARGUMENT", "each environment index once", std::to_string(resets.back().index) + " twice",
                      "name each environment once"};
      }
    }
    idle().reset(resets);
    return info.Env().Undefined();
  });
}

const int32_t* VectorEmulator::checkedActions(const Napi::Value& actions) {
  const Vector& vector = idle();
  if (!actions.IsTypedArray() || actions.As<Napi::TypedArray>().TypedArrayType() != napi_int32_array) {
    throw Failure{"INVALID_BUFFER", "an Int32Array as actions", a2pd::describe(actions), "give an Int32Array"};
  }
  const auto array = actions.As<Napi::Int32Array>();
  if (array.ElementLength() != vector.size()) {
    throw Failure{"INVALID_BUFFER", std::to_string(vector.size()) + " actions", std::to_string(array.ElementLength()),
                  "give one action for each environment"};
  }
  for (auto& buffer : arrays_) {
    if (buffer.Value().IsDetached()) {
      throw Failure{"INVALID_BUFFER", "the step's arrays to be attached", "a detached one",
                    "copy what you transfer to another thread"};
    }
  }
  const int32_t* data = array.Data();
  const bool disabled = vector.autoreset() == Autoreset::disabled;
  for (size_t i = 0; i < vector.size(); i++) {
    if (disabled && data[i] == kIdle) continue;
    if (data[i] < 0 || data[i] >= vector.numActions()) {
      throw Failure{"ILLEGAL_ACTION", "action in [0, " + std::to_string(vector.numActions()) + ")",
                    std::to_string(data[i]), "use numActions"};
    }
    if (disabled && vector.needsReset(i)) {
      throw Failure{"INVALID_STATE", "IDLE or a reset for environment " + std::to_string(i) + ", whose episode has ended",
                    "action " + std::to_string(data[i]), "call reset with its index"};
    }
  }
  return data;
}

Napi::Value VectorEmulator::step(const Napi::CallbackInfo& info) {
  return guarded(info, [&]() -> Napi::Value {
    const int32_t* actions = checkedActions(info[0]);
    vector_->startStep(actions, true);
    vector_->finishStep(true);
    return info.Env().Undefined();
  });
}

Napi::Value VectorEmulator::stepAsync(const Napi::CallbackInfo& info) {
  return guarded(info, [&]() -> Napi::Value {
    const int32_t* actions = checkedActions(info[0]);
    vector_->startStep(actions, false);
    stepping_ = true;
    return info.Env().Undefined();
  });
}

Napi::Value VectorEmulator::stepWait(const Napi::CallbackInfo& info) {
  return guarded(info, [&]() -> Napi::Value {
    if (!vector_ || !stepping_) {
      throw Failure{"INVALID_STATE", "a step under way", "none", "call stepAsync first"};
    }
    stepping_ = false;
    vector_->finishStep(false);
    return info.Env().Undefined();
  });
}

Napi::Value VectorEmulator::episodeStart(const Napi::CallbackInfo& info) {
  return guarded(info, [&]() -> Napi::Value { return toObject(info.Env(), environmentArgument(info[0]).start()); });
}

Napi::Value VectorEmulator::state(const Napi::CallbackInfo& info) {
  return guarded(info, [&]() -> Napi::Value {
    const auto env = info.Env();
    const Environment& environment = environmentArgument(info[0]);
    const SeedState& seeds = vector_->seedState(info[0].As<Napi::Number>().Uint32Value());
    auto object = toObject(env, environment.start());
    object.Set("baseSeed", static_cast<double>(seeds.baseSeed));
    object.Set("stream", static_cast<double>(seeds.stream));
    object.Set("episodeIndex", static_cast<double>(seeds.episodeIndex));
    const auto& played = environment.playedActions();
    auto actions = Napi::Uint8Array::New(env, played.size());
    std::copy(played.begin(), played.end(), actions.Data());
    object.Set("actions", actions);
    return object;
  });
}

Napi::Value VectorEmulator::screenRgb(const Napi::CallbackInfo& info) {
  return guarded(info, [&]() -> Napi::Value {
    const Console& console = environmentArgument(info[0]).console();
    console.writeRgb(outputArgument(info[1], "into", 3 * console.screenPixels()));
    return info[1];
  });
}

Napi::Value VectorEmulator::ram(const Napi::CallbackInfo& info) {
  return guarded(info, [&]() -> Napi::Value {
    environmentArgument(info[0]).console().writeRam(outputArgument(info[1], "into", Console::kRamBytes));
    return info[1];
  });
}

Napi::Value VectorEmulator::close(const Napi::CallbackInfo& info) {
  return guarded(info, [&]() -> Napi::Value {
    stepping_ = false;
    vector_.reset();
    arrays_.clear();
    return info.Env().Undefined();
  });
}

}  // namespace a2pd
