// A snapshot in JavaScript's hands: an opaque value that it may keep for as long as it likes, longer than the emulator too.
#pragma once

#include <napi.h>

#include <memory>

#include "vector.hpp"

namespace a2pd {

/** Freed by the garbage collector; copies out of `owner`, and does not keep it alive. */
Napi::Value snapshotHandle(Napi::Env env, const std::shared_ptr<Vector>& owner, Vector::Snapshot snapshot);

/** What a handle that `owner` gave out holds; valid for as long as the value is. */
const Vector::Snapshot& snapshotArgument(const Napi::Value& value, const std::shared_ptr<Vector>& owner);

}  // namespace a2pd
