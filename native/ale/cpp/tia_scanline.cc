// Draws a piece of one scanline, sixteen pixels at a time: the same pixels and collisions as the function of ALE's TIA
// that it stands in for (TIA::updateFrameScanline, one branch and one loop for each set of objects), where ALE spends up
// to two fifths of its time. src/install/patches.ts puts the call in; the parity lanes hold it to the byte.
#include <cstring>

#include "ale/emucore/TIA.hxx"

namespace ale::stella {
namespace {

constexpr uint32_t kWide = 16;
constexpr uint32_t kColumns = 160;

typedef uint8_t Pixels __attribute__((vector_size(kWide)));

inline Pixels all(uint8_t value) { return Pixels{} + value; }

inline Pixels loadPixels(const uint8_t* from) {
  Pixels pixels;
  std::memcpy(&pixels, from, kWide);
  return pixels;
}

/** 0xff where a byte is not 0. */
inline Pixels isSet(Pixels pixels) { return (Pixels)(pixels != 0); }

inline Pixels select(Pixels where, Pixels yes, Pixels no) { return (where & yes) | (~where & no); }

inline bool any(Pixels pixels) {
  uint64_t halves[2];
  std::memcpy(halves, &pixels, kWide);
  return (halves[0] | halves[1]) != 0;
}

/** 0xff where the playfield is on; `mask` has one word a column. */
inline Pixels playfieldAt(uint32_t playfield, const uint32_t* mask) {
  Pixels result;
  for (uint32_t i = 0; i < kWide; i++) result[i] = (playfield & mask[i]) ? 0xff : 0;
  return result;
}

/** The first `count` (at most 16) of the pixels, and nothing beyond them. */
inline void store(uint8_t* into, Pixels pixels, uint32_t count) {
  if (count == kWide) {
    std::memcpy(into, &pixels, kWide);
    return;
  }
  uint8_t bytes[kWide];
  std::memcpy(bytes, &pixels, kWide);
  const uint8_t* from = bytes;
  if (count & 8) std::memcpy(into, from, 8), into += 8, from += 8;
  if (count & 4) std::memcpy(into, from, 4), into += 4, from += 4;
  if (count & 2) std::memcpy(into, from, 2), into += 2, from += 2;
  if (count & 1) *into = *from;
}

}  // namespace

void TIA::drawScanline(uint32_t clocksToUpdate, uint32_t hpos) {
  uint8_t* into = myFramePointer;
  myFramePointer += clocksToUpdate;
  if (myVBLANK & 0x02) {
    std::memset(into, 0, clocksToUpdate);
    return;
  }
  const uint8_t objects = myEnabledObjects;
  const auto background = static_cast<uint8_t>(myCOLUBK);
  if (objects == 0) {
    std::memset(into, background, clocksToUpdate);
    return;
  }

  const Pixels colorBK = all(background), colorPF = all(static_cast<uint8_t>(myCOLUPF));
  const Pixels colorP0 = all(static_cast<uint8_t>(myCOLUP0)), colorP1 = all(static_cast<uint8_t>(myCOLUP1));
  // Alone on the line, a playfield in score mode keeps the players' colours whatever the priority says.
  const bool hasScore =
      (myPlayfieldPriorityAndScore & ScoreBit) && (objects == myPFBit || !(myPlayfieldPriorityAndScore & PriorityBit));
  const bool hasPriority = (myPlayfieldPriorityAndScore & PriorityBit) && !hasScore;
  const uint32_t end = hpos + clocksToUpdate;

  for (uint32_t next = hpos; next < end;) {
    // The masks are 160 columns wide: near the right edge, sixteen columns are taken that end there.
    const uint32_t column = next <= kColumns - kWide ? next : kColumns - kWide;
    uint32_t stop = column + kWide < end ? column + kWide : end;
    if (hasScore && next < 80 && stop > 80) stop = 80;

    Pixels playfield{}, ball{}, player0{}, player1{}, missile0{}, missile1{};
    if (objects & myPFBit) playfield = playfieldAt(myPF, myCurrentPFMask + column);
    if (objects & myBLBit) ball = isSet(loadPixels(myCurrentBLMask + column));
    if (objects & myP0Bit) player0 = isSet(loadPixels(myCurrentP0Mask + column) & all(myCurrentGRP0));
    if (objects & myP1Bit) player1 = isSet(loadPixels(myCurrentP1Mask + column) & all(myCurrentGRP1));
    if (objects & myM0Bit) missile0 = isSet(loadPixels(myCurrentM0Mask + column));
    if (objects & myM1Bit) missile1 = isSet(loadPixels(myCurrentM1Mask + column));

    Pixels above0 = player0 | missile0, above1 = player1 | missile1, below = playfield | ball;
    Pixels color;
    if (hasPriority) {
      color = select(below, colorPF, select(above0, colorP0, select(above1, colorP1, colorBK)));
    } else {
      if (hasScore) {
        below = ball;
        if (next < 80) {
          above0 |= playfield;
        } else {
          above1 |= playfield;
        }
      }
      color = select(above0, colorP0, select(above1, colorP1, select(below, colorPF, colorBK)));
    }
    const uint32_t skipped = next - column, count = stop - next;
    if (skipped == 0) {
      store(into, color, count);
    } else {
      uint8_t bytes[kWide];
      std::memcpy(bytes, &color, kWide);
      for (uint32_t i = 0; i < count; i++) into[i] = bytes[skipped + i];
    }

    if (objects & (objects - 1)) {
      const Pixels enabled = (playfield & all(myPFBit)) | (ball & all(myBLBit)) | (player0 & all(myP0Bit)) |
                             (player1 & all(myP1Bit)) | (missile0 & all(myM0Bit)) | (missile1 & all(myM1Bit));
      if (any(enabled & (enabled - 1))) {
        uint8_t bytes[kWide];
        std::memcpy(bytes, &enabled, kWide);
        for (uint32_t i = 0; i < count; i++) myCollision |= ourCollisionTable[bytes[skipped + i]];
      }
    }
    into += count;
    next = stop;
  }
}

}  // namespace ale::stella
