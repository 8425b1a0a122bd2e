// Says of two states whether they are the same, without keeping either: MD5 over everything that is added. Chance makes
// two states of one digest in 2^128; nobody who could choose them is guarded against.
#pragma once

#include <string>
#include <type_traits>
#include <vector>

#include "ale/emucore/MD5.hxx"
#include "packed_bytes.hpp"

namespace a2pd {

class Digest {
 public:
  template <typename Value>
  void add(const Value& value) {
    static_assert(std::is_arithmetic_v<Value> || std::is_pointer_v<Value>, "padding has no value");
    addBytes(&value, sizeof(value));
  }
  void add(const std::string& text) {
    add(text.size());
    addBytes(text.data(), text.size());
  }
  void add(const PackedBytes& packed) {
    add(packed.runs().size());
    addBytes(packed.runs().data(), packed.runs().size());
  }
  /** 32 hexadecimal digits. */
  std::string hex() const {
    return ale::stella::MD5(reinterpret_cast<const uint8_t*>(added_.data()), static_cast<uint32_t>(added_.size()));
  }

 private:
  void addBytes(const void* bytes, size_t size) { added_.append(static_cast<const char*>(bytes), size); }

  std::string added_;
};

}  // namespace a2pd
