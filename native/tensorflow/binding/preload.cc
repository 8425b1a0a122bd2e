// openQuietly(library, level): loads TensorFlow's framework library before the binding does, without the notices that its
// initializers print, and makes it log from `level` on. TensorFlow heeds TF_CPP_MIN_LOG_LEVEL only under Python, and these
// notices come before anything could be set. Failures are left to the binding's own load, which reports them.
#include <dlfcn.h>
#include <fcntl.h>
#include <node_api.h>
#include <unistd.h>

#include <cstdio>
#include <string>

namespace {

/** Sends this process's standard error nowhere, until it goes out of scope. */
class Silence {
 public:
  Silence() : saved_(dup(STDERR_FILENO)) {
    std::fflush(stderr);
    const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (saved_ >= 0 && nowhere >= 0) dup2(nowhere, STDERR_FILENO);
    if (nowhere >= 0) close(nowhere);
  }
  ~Silence() {
    std::fflush(stderr);
    if (saved_ < 0) return;
    dup2(saved_, STDERR_FILENO);
    close(saved_);
  }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;

 private:
  const int saved_;
};

napi_value openQuietly(napi_env env, napi_callback_info info) {
  size_t count = 2;
  napi_value arguments[2];
  size_t length = 0;
  int32_t level = 0;
  if (napi_get_cb_info(env, info, &count, arguments, nullptr, nullptr) != napi_ok || count < 2 ||
      napi_get_value_string_utf8(env, arguments[0], nullptr, 0, &length) != napi_ok ||
      napi_get_value_int32(env, arguments[1], &level) != napi_ok) {
    napi_throw_type_error(env, nullptr, "Expected openQuietly(library, level)");
    return nullptr;
  }
  std::string library(length, '\0');
  napi_get_value_string_utf8(env, arguments[0], &library[0], length + 1, &length);

  const Silence silence;
  void* const handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) return nullptr;
  // absl::SetMinLogLevel, as it is called in the pinned TensorFlow.
  void* const setter = dlsym(handle, "_ZN4absl12lts_2025081414SetMinLogLevelENS0_18LogSeverityAtLeastE");
  if (setter != nullptr) reinterpret_cast<void (*)(int)>(setter)(level);
  return nullptr;
}

}  // namespace

NAPI_MODULE_INIT() {
  const napi_property_descriptor method = {"openQuietly", nullptr, openQuietly,  nullptr,
                                           nullptr,       nullptr, napi_default, nullptr};
  return napi_define_properties(env, exports, 1, &method) == napi_ok ? exports : nullptr;
}
