// Where an episode begins, as JavaScript is told it.
#pragma once

#include <napi.h>

#include "seeds.hpp"

namespace a2pd {

inline Napi::Object toObject(Napi::Env env, EpisodeStart start) {
  auto object = Napi::Object::New(env);
  object.Set("seed", static_cast<double>(start.seed));
  object.Set("aleSeed", start.aleSeed);
  object.Set("noops", start.noops);
  return object;
}

}  // namespace a2pd
