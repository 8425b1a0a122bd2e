/** Keeps a bench's outcome under docs/results: a page to read and the same figures as data. */
import { join } from 'node:path';
import { describeTool, writeFileAtomically } from '@a2pd/artefact';
import type { BenchResult } from './bench.js';
import type { Machine } from './machine.js';
import { markdownTable } from './table.js';

const folder = join(import.meta.dirname, '..', '..', 'docs', 'results');

/** Writes `bench-<name>.md` and `bench-<name>.json`; returns the path of the page. */
export async function keepResults(
  name: string,
  rounds: number | undefined,
  machine: Machine,
  result: BenchResult,
): Promise<string> {
  const page = join(folder, `bench-${name}.md`);
  const record = {
    schemaVersion: 1,
    bench: name,
    rounds,
    date: new Date().toISOString(),
    tool: describeTool(),
    machine,
  };
  await writeFileAtomically(
    join(folder, `bench-${name}.json`),
    `${JSON.stringify({ ...record, ...result }, null, 2)}\n`,
  );
  await writeFileAtomically(page, markdownPage(name, machine, record.date, result));
  return page;
}

function markdownPage(name: string, machine: Machine, date: string, { rows, notes, versions }: BenchResult): string {
  const memory = `${(machine.memoryBytes / 2 ** 30).toFixed(0)} GiB`;
  const load = machine.loadBefore.toFixed(2);
  const sections = [
    `# Bench: ${name}`,
    `\`pnpm bench ${name}\` wrote this page. Medians of interleaved rounds of one run; a ratio above 1 means that ours is better.`,
    markdownTable(rows),
    ...(notes ? [notes] : []),
    `${machine.cpu}, ${machine.cores} cores, ${memory}, ${machine.platform}, Node ${machine.node}; load before the run ${load}; ${date}.`,
    ...(versions
      ? [
          Object.entries(versions)
            .map(([what, version]) => `${what} ${version}`)
            .join(', ')
            .concat('.'),
        ]
      : []),
  ];
  return `${sections.join('\n\n')}\n`;
}
