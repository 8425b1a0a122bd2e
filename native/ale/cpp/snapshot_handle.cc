#include "snapshot_handle.hpp"

#include "arguments.hpp"
#include "failure.hpp"

namespace a2pd {
namespace {

struct OwnedSnapshot {
  std::weak_ptr<Vector> owner;
  Vector::Snapshot snapshot;
};

using Handle = Napi::External<OwnedSnapshot>;

/** Tells our snapshots from whatever else a caller may hand in. */
constexpr napi_type_tag kSnapshotTag = {0x6132706420736e61, 0x7073686f74206f66};

}  // namespace

Napi::Value snapshotHandle(Napi::Env env, const std::shared_ptr<Vector>& owner, Vector::Snapshot snapshot) {
  auto owned = std::make_unique<OwnedSnapshot>(OwnedSnapshot{owner, std::move(snapshot)});
  // Told to the garbage collector, which sees a handle of a few bytes and would let thousands of them wait.
  const auto bytes = static_cast<int64_t>(owned->snapshot.environment.bytes());
  auto handle = Handle::New(env, owned.get(), [bytes](Napi::Env env, OwnedSnapshot* data) {
    Napi::MemoryManagement::AdjustExternalMemory(env, -bytes);
    delete data;
  });
  owned.release();
  Napi::MemoryManagement::AdjustExternalMemory(env, bytes);
  handle.TypeTag(&kSnapshotTag);
  return handle;
}

const Vector::Snapshot& snapshotArgument(const Napi::Value& value, const std::shared_ptr<Vector>& owner) {
  if (!value.IsExternal() || !value.As<Handle>().CheckTypeTag(&kSnapshotTag)) {
    throw Failure{"INVALID_ARGUMENT", "a snapshot", describe(value), "take one with takeSnapshot"};
  }
  const OwnedSnapshot& owned = *value.As<Handle>().Data();
  if (owned.owner.lock() != owner) {
    throw Failure{"INVALID_ARGUMENT", "a snapshot of this emulator", "one of another", "restore it where it was taken"};
  }
  return owned.snapshot;
}

}  // namespace a2pd
