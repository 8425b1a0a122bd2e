// Bytes in runs of equal ones: a screen of an Atari shrinks to a tenth or less, so that thousands of them can be kept.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace a2pd {

class PackedBytes {
 public:
  PackedBytes(const uint8_t* bytes, size_t size);

  /** Writes all of them, as many as were packed. */
  void unpackInto(uint8_t* into) const;
  /** Pairs of a run's length and its byte. Equal bytes have equal runs. */
  const std::vector<uint8_t>& runs() const { return runs_; }

 private:
  std::vector<uint8_t> runs_;
};

}  // namespace a2pd
