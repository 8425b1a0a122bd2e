// Stands in for zlib: ALE reads a ROM through gzopen, and this hands it the verified bytes that RomInMemory holds for
// the calling thread. So ALE never opens a file, never sees a damaged gzip, and the build needs no zlib.
#pragma once

struct gzFile_s;
using gzFile = gzFile_s*;

gzFile gzopen(const char* path, const char* mode);
int gzread(gzFile file, void* buffer, unsigned maxBytes);
int gzclose(gzFile file);
