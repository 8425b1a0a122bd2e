// The border to JavaScript: whatever C++ throws inside `guarded` becomes an A2pdError there, made by the function that
// binding.ts hands to initialize(). Nothing thrown crosses the border in any other way.
#pragma once

#include <napi.h>

#include <exception>
#include <new>
#include <utility>

#include "failure.hpp"

namespace a2pd {

/** What one JavaScript environment (the main thread or a worker) keeps of this addon. */
struct AddonData {
  Napi::FunctionReference createError;
};

/** A JavaScript exception carrying the failure. */
Napi::Error toJavaScript(Napi::Env env, const Failure& failure);

template <typename Call>
auto guarded(const Napi::CallbackInfo& info, Call&& call) -> decltype(call()) {
  try {
    return std::forward<Call>(call)();
  } catch (const Failure& failure) {
    throw toJavaScript(info.Env(), failure);
  } catch (const Napi::Error&) {
    throw;
  } catch (const std::bad_alloc&) {
    throw toJavaScript(info.Env(), {"OUT_OF_MEMORY", "room for the emulators", "none from the system",
                                    "ask for fewer environments, or give the process more memory"});
  } catch (const std::exception& error) {
    throw toJavaScript(info.Env(),
                       {"INVALID_STATE", "ALE to carry on", error.what(), "close the emulator, make a new one"});
  } catch (const char* message) {
    throw toJavaScript(info.Env(), {"INVALID_STATE", "ALE to carry on", message, "close the emulator, make a new one"});
  } catch (...) {
    throw toJavaScript(
        info.Env(), {"INVALID_STATE", "ALE to carry on", "an unknown exception", "close the emulator, make a new one"});
  }
}

}  // namespace a2pd
