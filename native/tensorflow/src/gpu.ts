import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const driverFolder = '/proc/driver/nvidia/gpus';

/** The model of the machine's first NVIDIA GPU, as its driver names it; undefined where there is none. */
export function findGpuName(): string | undefined {
  try {
    for (const gpu of readdirSync(driverFolder)) {
      const model = /^Model:\s*(.+)$/m.exec(readFileSync(join(driverFolder, gpu, 'information'), 'utf8'))?.[1];
      if (model !== undefined) return model.trim();
    }
  } catch {
    // No driver, no GPU.
  }
  return undefined;
}
