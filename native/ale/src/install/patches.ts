/** The one change made to ALE's sources: the video chip draws through TIA::drawScanline, which is cpp/tia_scanline.cc. */
import type { Patch } from '@a2pd/toolchain';

const declaration = 'void updateFrameScanline(uint32_t clocksToUpdate, uint32_t hpos);';

export const patches: readonly Patch[] = [
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
