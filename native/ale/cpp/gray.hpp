// Palette indices -> gray levels, by table: 64 pixels at a time where the processor can look bytes up (AVX-512 VBMI,
// NEON), one at a time elsewhere. All ways give the same bytes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace a2pd {

/** gray[i] = table[indices[i]]; the two may not overlap. */
void grayFrame(const uint8_t* indices, size_t pixels, const std::array<uint8_t, 256>& table, uint8_t* gray);

/** into[i] = max(into[i], other[i]). */
void maxInto(uint8_t* into, const uint8_t* other, size_t pixels);

}  // namespace a2pd
