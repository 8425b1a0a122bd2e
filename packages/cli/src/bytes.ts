/** Amounts of memory and disk, as people write them. */
import { InvalidArgumentError } from 'commander';

const units = { B: 1, kB: 1e3, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 } as const;

/** Reads "2GB", "1.5 GiB", "500MB" or a plain number of bytes. */
export function bytes(text: string): number {
  const [, amount, unit = 'B'] = /^\s*(\d+(?:\.\d+)?)\s*([A-Za-z]+)?\s*$/.exec(text) ?? [];
  if (amount === undefined || !Object.hasOwn(units, unit)) {
    throw new InvalidArgumentError(
      `Expected an amount of bytes, e.g. 2GB or 500MB (${Object.keys(units).join(', ')}).`,
    );
  }
  return Number(amount) * units[unit as keyof typeof units];
}
