#include "zlib.h"

#include <algorithm>
#include <cstring>

#include "../rom.hpp"

gzFile gzopen(const char*, const char*) {
  return a2pd::RomInMemory::current() ? reinterpret_cast<gzFile>(const_cast<a2pd::Rom*>(a2pd::RomInMemory::current()))
                                      : nullptr;
}

int gzread(gzFile file, void* buffer, unsigned maxBytes) {
  const auto& bytes = reinterpret_cast<const a2pd::Rom*>(file)->bytes;
  const auto count = std::min<size_t>(bytes.size(), maxBytes);
  std::memcpy(buffer, bytes.data(), count);
  return static_cast<int>(count);
}

int gzclose(gzFile) { return 0; }
