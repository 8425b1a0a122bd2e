/** Commands as a person would type them, for "Next:" lines and remedies. */
import { existsSync } from 'node:fs';
import { optionFlag, quoted } from '@a2pd/core';

/** What starts `a2pd`: in a checkout, where the sources lie beside what is built of them, and in an installation. */
export const launcher = existsSync(new URL('../src', import.meta.url)) ? 'pnpm' : 'npx';

type Value = string | number | boolean | readonly (string | number)[] | undefined;

/** Options that take one value, and may be given again. */
const repeated = ['plugin'];

/** What an option is anyway need not be typed. */
const defaults: Readonly<Record<string, Value>> = { runs: 'runs', policy: 'student' };

/**
 * @param command e.g. "evaluate" or "zoo verify pong/teacher".
 * @param options By their names in code; those that are absent, false or what they are anyway are left out.
 * @returns e.g. `a2pd evaluate --run pong --max-agent-steps 20`.
 */
export function commandLine(command: string, options: Readonly<Record<string, Value>> = {}): string {
  const typed = Object.entries(options).flatMap(([name, value]) => {
    if (value === undefined || value === false || value === defaults[name]) return [];
    const flag = optionFlag(name);
    if (value === true) return [flag];
    const words = [value].flat().map((word) => quoted(String(word)));
    return repeated.includes(name) ? words.flatMap((word) => [flag, word]) : [flag, ...words];
  });
  return ['a2pd', command, ...typed].join(' ');
}
