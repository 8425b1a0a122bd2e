#include "guard.hpp"

namespace a2pd {

Napi::Error toJavaScript(Napi::Env env, const Failure& failure) {
  const auto* data = env.GetInstanceData<AddonData>();
  if (data && !data->createError.IsEmpty()) {
    const Napi::Value error =
        data->createError.Call({Napi::String::New(env, failure.code), Napi::String::New(env, failure.expected),
                                Napi::String::New(env, failure.received), Napi::String::New(env, failure.remedy)});
    if (error.IsObject()) return Napi::Error(env, error);
  }
  return Napi::Error::New(env, "Expected " + failure.expected + " but received " + failure.received);
}

}  // namespace a2pd
