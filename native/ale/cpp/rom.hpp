// ROM -> verified bytes. A ROM is accepted only if its MD5 is one that ALE has settings for; ALE itself would end the
// process on any other.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace a2pd {

struct Rom {
  std::vector<uint8_t> bytes;
  std::string md5;
  /** ALE's name of the game, in snake case. */
  std::string game;
};

/** Copies and checks a ROM image; throws Failure INVALID_ROM when ALE does not know it. */
std::shared_ptr<const Rom> verifyRom(const uint8_t* bytes, size_t size);

/** While it lives, ALE's attempts to open a ROM file in this thread get this ROM's bytes. */
class RomInMemory {
 public:
  explicit RomInMemory(const Rom& rom);
  ~RomInMemory();
  RomInMemory(const RomInMemory&) = delete;
  RomInMemory& operator=(const RomInMemory&) = delete;

  static const Rom* current();
};

}  // namespace a2pd
