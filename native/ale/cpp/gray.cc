#include "gray.hpp"

#include <algorithm>

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

namespace a2pd {
namespace {

void grayOneByOne(const uint8_t* indices, size_t pixels, const uint8_t* table, uint8_t* gray) {
  for (size_t i = 0; i < pixels; i++) gray[i] = table[indices[i]];
}

#if defined(__x86_64__)

__attribute__((target("avx512f,avx512bw,avx512vbmi"))) size_t grayByPermutation(const uint8_t* indices, size_t pixels,
                                                                                const uint8_t* table, uint8_t* gray) {
  const __m512i quarter0 = _mm512_loadu_si512(table);
  const __m512i quarter1 = _mm512_loadu_si512(table + 64);
  const __m512i quarter2 = _mm512_loadu_si512(table + 128);
  const __m512i quarter3 = _mm512_loadu_si512(table + 192);
  size_t i = 0;
  for (; i + 64 <= pixels; i += 64) {
    const __m512i index = _mm512_loadu_si512(indices + i);
    const __m512i low = _mm512_permutex2var_epi8(quarter0, index, quarter1);
    const __m512i high = _mm512_permutex2var_epi8(quarter2, index, quarter3);
    _mm512_storeu_si512(gray + i, _mm512_mask_blend_epi8(_mm512_movepi8_mask(index), low, high));
  }
  return i;
}

size_t grayInBlocks(const uint8_t* indices, size_t pixels, const uint8_t* table, uint8_t* gray) {
  static const bool canPermute = __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512bw");
  return canPermute ? grayByPermutation(indices, pixels, table, gray) : 0;
}

#elif defined(__aarch64__)

size_t grayInBlocks(const uint8_t* indices, size_t pixels, const uint8_t* table, uint8_t* gray) {
  uint8x16x4_t quarters[4];
  for (int q = 0; q < 4; q++) quarters[q] = vld1q_u8_x4(table + 64 * q);
  size_t i = 0;
  for (; i + 16 <= pixels; i += 16) {
    const uint8x16_t index = vld1q_u8(indices + i);
    // A lookup out of a quarter's range gives 0, and its extension keeps what is there.
    uint8x16_t found = vqtbl4q_u8(quarters[0], index);
    for (int q = 1; q < 4; q++) found = vqtbx4q_u8(found, quarters[q], vsubq_u8(index, vdupq_n_u8(64 * q)));
    vst1q_u8(gray + i, found);
  }
  return i;
}

#else

size_t grayInBlocks(const uint8_t*, size_t, const uint8_t*, uint8_t*) { return 0; }

#endif

}  // namespace

void grayFrame(const uint8_t* indices, size_t pixels, const std::array<uint8_t, 256>& table, uint8_t* gray) {
  const size_t converted = grayInBlocks(indices, pixels, table.data(), gray);
  grayOneByOne(indices + converted, pixels - converted, table.data(), gray + converted);
}

void maxInto(uint8_t* into, const uint8_t* other, size_t pixels) {
  for (size_t i = 0; i < pixels; i++) into[i] = std::max(into[i], other[i]);
}

}  // namespace a2pd
