#include "arguments.hpp"

#include <cmath>

#include "failure.hpp"

namespace a2pd {
namespace {

std::string range(const char* name, const std::string& min, const std::string& max) {
  return std::string(name) + " in [" + min + ", " + max + "]";
}

std::string shortNumber(double value) {
  if (std::abs(value) < 1e15 && value == std::floor(value)) return std::to_string(static_cast<int64_t>(value));
  return std::to_string(value);
}

}  // namespace

std::string describe(const Napi::Value& value) {
  if (value.IsUndefined()) return "undefined";
  if (value.IsNull()) return "null";
  if (value.IsBoolean()) return value.As<Napi::Boolean>().Value() ? "true" : "false";
  if (value.IsNumber()) return shortNumber(value.As<Napi::Number>().DoubleValue());
  if (value.IsString()) return "\"" + value.As<Napi::String>().Utf8Value() + "\"";
  if (value.IsTypedArray()) return "a typed array of " + std::to_string(value.As<Napi::TypedArray>().ElementLength());
  if (value.IsArray()) return "an array of " + std::to_string(value.As<Napi::Array>().Length());
  if (value.IsFunction()) return "a function";
  if (value.IsSymbol()) return "a symbol";
  if (value.IsBigInt()) return "a bigint";
  return "an object";
}

int64_t integerArgument(const Napi::Value& value, const char* name, int64_t min, int64_t max, const char* code) {
  const double number = value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : std::nan("");
  if (!(number >= static_cast<double>(min) && number <= static_cast<double>(max)) || number != std::floor(number)) {
    throw Failure{code, "an integer " + range(name, std::to_string(min), std::to_string(max)), describe(value),
                  std::string("give a valid ") + name};
  }
  return static_cast<int64_t>(number);
}

double numberArgument(const Napi::Value& value, const char* name, double min, double max) {
  const double number = value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : std::nan("");
  if (!(number >= min && number <= max)) {
    throw Failure{"INVALID_ARGUMENT", range(name, shortNumber(min), shortNumber(max)), describe(value),
                  std::string("give a valid ") + name};
  }
  return number;
}

bool booleanArgument(const Napi::Value& value, const char* name) {
  if (!value.IsBoolean()) {
    throw Failure{"INVALID_ARGUMENT", std::string(name) + " to be true or false", describe(value),
                  std::string("give a valid ") + name};
  }
  return value.As<Napi::Boolean>().Value();
}

std::string stringArgument(const Napi::Value& value, const char* name) {
  if (!value.IsString()) {
    throw Failure{"INVALID_ARGUMENT", std::string("a string as ") + name, describe(value),
                  std::string("give a valid ") + name};
  }
  return value.As<Napi::String>().Utf8Value();
}

Napi::Object objectArgument(const Napi::Value& value, const char* name) {
  if (!value.IsObject() || value.IsArray() || value.IsFunction()) {
    throw Failure{"INVALID_ARGUMENT", std::string("an object as ") + name, describe(value),
                  std::string("give a valid ") + name};
  }
  return value.As<Napi::Object>();
}

Napi::Array arrayArgument(const Napi::Value& value, const char* name) {
  if (!value.IsArray()) {
    throw Failure{"INVALID_ARGUMENT", std::string("an array as ") + name, describe(value),
                  std::string("give a valid ") + name};
  }
  return value.As<Napi::Array>();
}

Bytes bytesArgument(const Napi::Value& value, const char* name) {
  if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != napi_uint8_array) {
    throw Failure{"INVALID_BUFFER", std::string("a Uint8Array as ") + name, describe(value), "give a Uint8Array"};
  }
  // Asked through the plain interface: the C++ wrapper insists on an ArrayBuffer, and a shared one is none.
  void* data = nullptr;
  size_t length = 0;
  napi_typedarray_type type;
  napi_value buffer = nullptr;
  size_t offset = 0;
  if (napi_get_typedarray_info(value.Env(), value, &type, &length, &data, &buffer, &offset) != napi_ok) {
    throw Failure{"INVALID_BUFFER", std::string("a readable Uint8Array as ") + name, describe(value),
                  "give a plain Uint8Array"};
  }
  if (length > 0 && data == nullptr) {
    throw Failure{"INVALID_BUFFER", std::string("an attached Uint8Array as ") + name, "a detached one",
                  "give an array that was not transferred"};
  }
  return {static_cast<uint8_t*>(data), length};
}

uint8_t* outputArgument(const Napi::Value& value, const char* name, size_t size) {
  const Bytes bytes = bytesArgument(value, name);
  if (bytes.size != size) {
    throw Failure{"INVALID_BUFFER", std::string("a Uint8Array of ") + std::to_string(size) + " bytes as " + name,
                  std::to_string(bytes.size) + " bytes", "give an array of that size"};
  }
  return bytes.data;
}

}  // namespace a2pd
