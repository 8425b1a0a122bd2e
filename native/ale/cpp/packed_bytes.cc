#include "packed_bytes.hpp"

#include <cstring>

namespace a2pd {

PackedBytes::PackedBytes(const uint8_t* bytes, size_t size) {
  for (size_t start = 0; start < size;) {
    size_t end = start + 1;
    while (end < size && end - start < UINT8_MAX && bytes[end] == bytes[start]) end++;
    runs_.push_back(static_cast<uint8_t>(end - start));
    runs_.push_back(bytes[start]);
    start = end;
  }
  runs_.shrink_to_fit();
}

void PackedBytes::unpackInto(uint8_t* into) const {
  for (size_t i = 0; i < runs_.size(); i += 2) {
    std::memset(into, runs_[i + 1], runs_[i]);
    into += runs_[i];
  }
}

}  // namespace a2pd
