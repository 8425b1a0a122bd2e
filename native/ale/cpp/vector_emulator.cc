#include "vector_emulator.hpp"

#include <unordered_set>

#include "arguments.hpp"
#include "episode_start_object.hpp"
#include "failure.hpp"
#include "guard.hpp"
#include "options.hpp"
#include "snapshot_handle.hpp"

namespace a2pd {
namespace {

constexpr int kMaxEnvironments = 4096;
constexpr int kMaxThreads = 256;

Failure illegalAction(int32_t action, const Vector& vector) {
  return {"ILLEGAL_ACTION", "action in [0, " + std::to_string(vector.numActions()) + ")", std::to_string(action),
          "use numActions"};
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
                         InstanceMethod<&VectorEmulator::takeSnapshot>("takeSnapshot"),
                         InstanceMethod<&VectorEmulator::restoreSnapshot>("restoreSnapshot"),
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
    vector_ = std::make_shared<Vector>(readRom(options), readEnvironmentOptions(options), static_cast<int>(count),
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

size_t VectorEmulator::indexArgument(const Napi::Value& index) {
  const auto last = static_cast<int64_t>(idle().size()) - 1;
  return static_cast<size_t>(integerArgument(index, "environment index", 0, last));
}

const Environment& VectorEmulator::environmentArgument(const Napi::Value& index) {
  return idle().environment(indexArgument(index));
}

Napi::Value VectorEmulator::describe(const Napi::CallbackInfo& info) {
  return guarded(info, [&]() -> Napi::Value {
    const Console& console = idle().environment(0).console();
    // Setting runs the caller's code too, where a prototype has a setter of that name: all is read before.
    const auto game = console.game();
    const auto screenHeight = console.screenHeight();
    const auto codes = console.actions();
    auto object = Napi::Object::New(info.Env());
    object.Set("game", game);
    object.Set("screenHeight", screenHeight);
    auto actions = Napi::Array::New(info.Env(), codes.size());
    for (uint32_t i = 0; i < codes.size(); i++) actions.Set(i, static_cast<int>(codes[i]));
    object.Set("actions", actions);
    return object;
  });
}

Napi::Value VectorEmulator::buffers(const Napi::CallbackInfo& info) {
  return guarded(info, [&]() -> Napi::Value {
    const auto shared = idle().buffers();
    return arrays_.expose(info.Env(), shared);
  });
}

Vector::Reset VectorEmulator::readReset(const Napi::Value& value) {
  // Reading a property may run the caller's own code, close() included: nothing of ours is looked at before all are read.
  const auto object = objectArgument(value, "reset");
  const Napi::Value index = object.Get("index");
  const bool continues = object.Get("continue").ToBoolean();
  const Napi::Value baseSeed = object.Get("baseSeed");
  const Napi::Value stream = object.Get("stream");
  const Napi::Value episodeIndex = object.Get("episodeIndex");
  const Napi::Value seed = object.Get("seed");
  const Napi::Value aleSeed = object.Get("aleSeed");
  const Napi::Value noops = object.Get("noops");
  const Napi::Value actions = object.Get("actions");

  const Vector& vector = idle();
  Vector::Reset reset{};
  reset.index = indexArgument(index);
  if (continues) return vector.nextEpisode(reset.index);
  reset.seeds.baseSeed = integerArgument(baseSeed, "baseSeed", 0, kMaxSeed);
  reset.seeds.stream = integerArgument(stream, "stream", 0, kMaxSeed);
  reset.seeds.episodeIndex = integerArgument(episodeIndex, "episodeIndex", 0, kMaxSeed);
  reset.start = vector.startFor(static_cast<uint64_t>(integerArgument(seed, "seed", 0, kMaxSeed)));
  if (!aleSeed.IsUndefined()) {
    reset.start.aleSeed = static_cast<int32_t>(integerArgument(aleSeed, "aleSeed", 0, kMaxAleSeed));
    reset.start.noops = static_cast<int32_t>(integerArgument(noops, "noops", 0, 1000));
  }
  if (!actions.IsUndefined()) {
    const Bytes bytes = bytesArgument(actions, "actions");
    // Memory shared with another thread may change at any time: the copy is what is checked, and what is played.
    reset.actions.assign(bytes.data, bytes.data + bytes.size);
    for (const uint8_t action : reset.actions) {
      if (action >= vector.numActions()) throw illegalAction(action, vector);
    }
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

std::vector<int32_t> VectorEmulator::checkedActions(const Napi::Value& value) {
  const Vector& vector = idle();
  if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != napi_int32_array) {
    throw Failure{"INVALID_BUFFER", "an Int32Array as actions", a2pd::describe(value), "give an Int32Array"};
  }
  const auto array = value.As<Napi::Int32Array>();
  if (array.ElementLength() != vector.size()) {
    throw Failure{"INVALID_BUFFER", std::to_string(vector.size()) + " actions", std::to_string(array.ElementLength()),
                  "give one action for each environment"};
  }
  arrays_.requireAttached();
  // As in readReset: the memory may be shared, so the copy is checked.
  std::vector<int32_t> actions(array.Data(), array.Data() + vector.size());
  const bool disabled = vector.autoreset() == Autoreset::disabled;
  for (size_t i = 0; i < actions.size(); i++) {
    if (disabled && actions[i] == kIdle) continue;
    if (actions[i] < 0 || actions[i] >= vector.numActions()) throw illegalAction(actions[i], vector);
    if (disabled && vector.needsReset(i)) {
      throw Failure{"INVALID_STATE",
                    "IDLE or a reset for environment " + std::to_string(i) + ", whose episode has ended",
                    "action " + std::to_string(actions[i]), "call reset with its index"};
    }
  }
  return actions;
}

Napi::Value VectorEmulator::step(const Napi::CallbackInfo& info) {
  return guarded(info, [&]() -> Napi::Value {
    auto actions = checkedActions(info[0]);
    vector_->startStep(std::move(actions), true);
    vector_->finishStep(true);
    return info.Env().Undefined();
  });
}

Napi::Value VectorEmulator::stepAsync(const Napi::CallbackInfo& info) {
  return guarded(info, [&]() -> Napi::Value {
    auto actions = checkedActions(info[0]);
    vector_->startStep(std::move(actions), false);
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
    const SeedState seeds = vector_->seedState(info[0].As<Napi::Number>().Uint32Value());
    const auto start = environment.start();
    const auto played = environment.playedActions();
    auto object = toObject(env, start);
    object.Set("baseSeed", static_cast<double>(seeds.baseSeed));
    object.Set("stream", static_cast<double>(seeds.stream));
    object.Set("episodeIndex", static_cast<double>(seeds.episodeIndex));
    auto actions = Napi::Uint8Array::New(env, played.size());
    std::copy(played.begin(), played.end(), actions.Data());
    object.Set("actions", actions);
    return object;
  });
}

Napi::Value VectorEmulator::takeSnapshot(const Napi::CallbackInfo& info) {
  return guarded(info, [&]() -> Napi::Value {
    const auto env = info.Env();
    const Vector& vector = idle();
    const size_t index = indexArgument(info[0]);
    if (vector.isSticky()) {
      throw Failure{"INVALID_STATE", "a game without sticky actions", "one whose actions repeat at random",
                    "set repeatActionProbability to 0"};
    }
    auto snapshot = vector.snapshot(index);
    const std::string digest = snapshot.environment.digest();
    const Napi::Value state = snapshotHandle(env, vector_, std::move(snapshot));
    auto object = Napi::Object::New(env);
    object.Set("digest", digest);
    object.Set("state", state);
    return object;
  });
}

Napi::Value VectorEmulator::restoreSnapshot(const Napi::CallbackInfo& info) {
  return guarded(info, [&]() -> Napi::Value {
    Vector& vector = idle();
    const size_t index = indexArgument(info[0]);
    vector.restore(index, snapshotArgument(info[1], vector_));
    return info.Env().Undefined();
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
