/**
 * The one change made to ALE's sources: the video chip draws through TIA::drawScanline, which is cpp/tia_scanline.cc.
 * Each text must be there exactly once, so that a change upstream stops the build instead of slipping by.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { A2pdError } from '@a2pd/core';

interface Patch {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const declaration = 'void updateFrameScanline(uint32_t clocksToUpdate, uint32_t hpos);';

const patches: readonly Patch[] = [
  {
    file: 'ale/emucore/TIA.hxx',
    from: declaration,
    to: `${declaration}\n    void drawScanline(uint32_t clocksToUpdate, uint32_t hpos);`,
  },
  {
    file: 'ale/emucore/TIA.cxx',
    from: 'updateFrameScanline(clocksToUpdate, clocksFromStartOfScanLine - HBLANK);',
    to: 'drawScanline(clocksToUpdate, clocksFromStartOfScanLine - HBLANK);',
  },
];

/** Applies them below `sources`; throws BUILD_FAILED when a text is not there, or twice. */
export async function applyPatches(sources: string): Promise<void> {
  for (const { file, from, to } of patches) {
    const path = join(sources, file);
    const parts = (await readFile(path, 'utf8')).split(from);
    if (parts.length !== 2) {
      throw new A2pdError(
        'BUILD_FAILED',
        `Expected "${from}" once in ${file} but received it ${parts.length - 1} times`,
        {
          expected: from,
          received: parts.length - 1,
        },
      );
    }
    await writeFile(path, parts.join(to));
  }
}
