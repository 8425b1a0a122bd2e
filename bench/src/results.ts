/** Keeps a bench's outcome under docs/results: a page to read and the same figures as data. */
import { join } from 'node:path';
import { describeTool, writeFileAtomically } from '@a2pd/artefact';
import type { BenchResult } from './bench.js';
import { busyShare, type Conditions } from './conditions.js';
import { markdownTable } from './table.js';

export const resultsFolder = join(import.meta.dirname, '..', '..', 'docs', 'results');

/** Writes `bench-<name>.md` and `bench-<name>.json`; returns the path of the page. */
export async function keepResults(name: string, conditions: Conditions, result: BenchResult): Promise<string> {
  const page = join(resultsFolder, `bench-${name}.md`);
  const date = new Date().toISOString();
  const { sourceCommit } = describeTool();
  const record = { schemaVersion: 3, bench: name, date, tool: describeTool(), ...conditions, ...result };
  await writeFileAtomically(join(resultsFolder, `bench-${name}.json`), `${JSON.stringify(record, null, 2)}\n`);
  await writeFileAtomically(page, markdownPage(name, conditions, `${date}, commit ${sourceCommit}`, result));
  return page;
}

/** The page, from what was measured and where. @param origin when, and with which version of this software. */
export function markdownPage(name: string, conditions: Conditions, origin: string, result: BenchResult): string {
  const { machine, threads, device, usedByOthersBefore, usedByOthersAfter } = conditions;
  const memory = `${(machine.memoryBytes / 2 ** 30).toFixed(0)} GiB`;
  const percent = (share: number) => `${(100 * share).toFixed(0)}%`;
  const isBusy = Math.max(usedByOthersBefore, usedByOthersAfter) > busyShare;
  const versions = Object.entries(result.versions ?? {}).map(([what, version]) => `${what} ${version}`);
  const sections = [
    `# Bench: ${name}`,
    `\`pnpm bench ${name}\` wrote this page. Medians of interleaved rounds of one run, in brackets the middle half of the ` +
      'rounds; a ratio above 1 means that ours is better.',
    ...(isBusy ? ['**Measured on a busy machine: these figures are in doubt.**'] : []),
    markdownTable(result.rows),
    ...(result.notes ? [result.notes] : []),
    `${machine.cpu}, ${machine.cores} cores, ${memory}, ${machine.platform}, Node ${machine.node}; each side ` +
      `had ${threads} threads of the ${device.toUpperCase()}; others used ` +
      `${percent(usedByOthersBefore)} of its processors before the run and ${percent(usedByOthersAfter)} after it; ${origin}.`,
    ...(versions.length > 0 ? [`${versions.join(', ')}.`] : []),
  ];
  return `${sections.join('\n\n')}\n`;
}
