/** What a step of each method costs beside one of plain cross-entropy. */
import { median } from '@a2pd/core';

const reference = 'cross-entropy';

/**
 * @param stepMs Milliseconds of each round's step, by method; of `cross-entropy` among them.
 * @returns Markdown, cheapest first.
 */
export function describeStepCosts(stepMs: Readonly<Record<string, readonly number[]>>): string {
  const whole = median(stepMs[reference]!);
  const rows = Object.entries(stepMs)
    .map(([name, times]) => ({ name, ms: median(times) }))
    .sort((a, b) => a.ms - b.ms)
    .map(({ name, ms }) => `| ${name} | ${ms.toFixed(1)} | ${(ms / whole).toFixed(2)} |`);
  return [
    'A step of every method on one batch of 32, measured in turn in one run; game of 18 actions.',
    '',
    `| method | ms a step | of ${reference} |`,
    '| --- | ---: | ---: |',
    ...rows,
  ].join('\n');
}
