// JavaScript values -> checked C++ values. binding.ts's callers check first, with better words; these checks are what
// makes every call safe, whoever calls.
#pragma once

#include <napi.h>

#include <cstdint>
#include <string>

namespace a2pd {

/** A short description of a value, for error messages. */
std::string describe(const Napi::Value& value);

int64_t integerArgument(const Napi::Value& value, const char* name, int64_t min, int64_t max,
                        const char* code = "INVALID_ARGUMENT");
double numberArgument(const Napi::Value& value, const char* name, double min, double max);
bool booleanArgument(const Napi::Value& value, const char* name);
std::string stringArgument(const Napi::Value& value, const char* name);
Napi::Object objectArgument(const Napi::Value& value, const char* name);
Napi::Array arrayArgument(const Napi::Value& value, const char* name);

/** The bytes of a Uint8Array that is not detached. Valid until control returns to JavaScript. */
struct Bytes {
  uint8_t* data;
  size_t size;
};
Bytes bytesArgument(const Napi::Value& value, const char* name);
/** A Uint8Array of exactly `size` bytes, to write into. */
uint8_t* outputArgument(const Napi::Value& value, const char* name, size_t size);

constexpr int64_t kMaxSeed = (int64_t{1} << 53) - 1;
constexpr int64_t kMaxAleSeed = 0x7fffffff;

}  // namespace a2pd
