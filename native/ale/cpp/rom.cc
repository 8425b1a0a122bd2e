#include "rom.hpp"

#include <memory>

#include "ale/emucore/MD5.hxx"
#include "ale/games/Roms.hpp"
#include "failure.hpp"

namespace a2pd {
namespace {

constexpr size_t kMaxRomBytes = 512 * 1024;
thread_local const Rom* currentRom = nullptr;

}  // namespace

std::shared_ptr<const Rom> verifyRom(const uint8_t* bytes, size_t size) {
  const char* remedy = "use a ROM of the list that listGames() gives";
  if (size == 0 || size > kMaxRomBytes) {
    throw Failure{"INVALID_ROM", "a ROM image of 1 to 524288 bytes", std::to_string(size) + " bytes", remedy};
  }
  auto rom = std::make_shared<Rom>();
  rom->bytes.assign(bytes, bytes + size);
  rom->md5 = ale::stella::MD5(rom->bytes.data(), static_cast<uint32_t>(size));
  // An empty file name leaves ALE nothing but the MD5 to know the game by.
  const std::unique_ptr<ale::RomSettings> settings(ale::buildRomRLWrapper(fs::path(), rom->md5));
  if (!settings) throw Failure{"INVALID_ROM", "a ROM whose MD5 ALE knows", "MD5 " + rom->md5, remedy};
  rom->game = settings->rom();
  return rom;
}

RomInMemory::RomInMemory(const Rom& rom) { currentRom = &rom; }
RomInMemory::~RomInMemory() { currentRom = nullptr; }
const Rom* RomInMemory::current() { return currentRom; }

}  // namespace a2pd
