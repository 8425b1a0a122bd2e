/** Amounts of memory and disk, as people write them. */
const units = { B: 1, kB: 1e3, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 } as const;

export const byteUnits: readonly string[] = Object.keys(units);

/** Reads "2GB", "1.5 GiB", "500MB" or a plain number of bytes; undefined for anything else. */
export function readBytes(text: string): number | undefined {
  const [, amount, unit = 'B'] = /^\s*(\d+(?:\.\d+)?)\s*([A-Za-z]+)?\s*$/.exec(text) ?? [];
  if (amount === undefined || !Object.hasOwn(units, unit)) return undefined;
  return Number(amount) * units[unit as keyof typeof units];
}
