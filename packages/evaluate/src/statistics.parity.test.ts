/** IQM and bootstrap intervals against rliable, the implementation of the paper that proposed them. */
import { fileURLToPath } from 'node:url';
import { quantile, Rng } from '@a2pd/core';
import { pythonPackages, runPython } from '@a2pd/toolchain';
import { expect, it } from 'vitest';
import { interquartileMean, standardDeviation, stratifiedBootstrapInterval } from './statistics.js';

interface Answer {
  readonly iqm: number;
  readonly interval: readonly [number, number];
  readonly deviation: number;
  readonly quantiles: readonly number[];
}

const requirements = [
  ...['rliable==1.2.0', 'arch==7.2.0', 'numpy==2.4.6', 'pandas==2.3.3', 'scipy==1.17.1', 'absl-py==2.5.1'],
  ...['formulaic==1.2.2', 'interface_meta==2.0.1', 'narwhals==2.29.0', 'packaging==26.4', 'patsy==1.0.3'],
  ...['python-dateutil==4.0.0', 'pytz==2026.6', 'statsmodels==0.15.0', 'typing_extensions==4.16.0', 'tzdata==2026.6'],
  ...['wrapt==2.5.2'],
];
const resamples = 20_000;

/** `strata` games of `runs` returns each, skewed as game scores are. */
function scores(seed: number, strata: number, runs: number): number[][] {
  const rng = new Rng(seed);
  const skewed = () => Math.round(-300 * Math.log(1 - rng.uniform()) * 10) / 10;
  return Array.from({ length: strata }, () => Array.from({ length: runs }, skewed));
}

const cases = [
  { name: '50 episodes of one game', strata: scores(1, 1, 50) },
  { name: '7 episodes, where a quarter is not whole', strata: scores(2, 1, 7) },
  { name: 'five games of 10 episodes', strata: scores(3, 5, 10) },
  { name: 'many ties', strata: [[21, 21, 21, 20, 21, 19, 21, 21, 20, 21]] },
];

it('agrees with rliable', async () => {
  const theirs = await askRliable();
  for (const [i, { name, strata }] of cases.entries()) {
    const pooled = strata.flat();
    const { iqm, interval, deviation, quantiles } = theirs[i]!;
    expect(interquartileMean(pooled), name).toBeCloseTo(iqm, 9);
    expect(standardDeviation(pooled), name).toBeCloseTo(deviation, 9);
    expect([0.025, 0.1, 0.5, 0.975].map((fraction) => quantile(pooled, fraction).toFixed(9))).toEqual(
      quantiles.map((value) => value.toFixed(9)),
    );
    const options = { rng: new Rng(9), resamples, level: 0.95 };
    const ours = stratifiedBootstrapInterval(strata, interquartileMean, options);
    // From different draws, both seeded: a percentile of this many resamples is uncertain by about a hundredth of the width.
    const tolerance = 0.05 * (interval[1] - interval[0]);
    for (const k of [0, 1] as const) expect(Math.abs(ours[k] - interval[k]), name).toBeLessThanOrEqual(tolerance);
  }
});

async function askRliable(): Promise<Answer[]> {
  const directory = fileURLToPath(new URL('../.python/packages', import.meta.url));
  const python = await pythonPackages({ requirements, directory, log: console.log });
  const script = fileURLToPath(new URL('../parity/rliable_reference.py', import.meta.url));
  const question = JSON.stringify(cases.map(({ strata }) => ({ strata, resamples })));
  const output = await runPython(python, [script, question]);
  return JSON.parse(output.trim().split('\n').at(-1)!) as Answer[];
}
