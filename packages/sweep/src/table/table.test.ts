import { expect, it } from 'vitest';
import { metricsOf } from './metrics.js';
import { type TablePoint, tableOf } from './table.js';
import { tableToCsv, tableToMarkdown } from './table-text.js';

const point = (eta: number, seed: number, value?: number): TablePoint => ({
  coordinates: { game: 'pong', method: 'a2pd', eta, seed },
  name: `pong-${eta}-${seed}`,
  status: value === undefined ? 'failed' : 'done',
  metrics: value === undefined ? [] : [{ name: 'return, PGD-10 (ε = 1/255), "x"', value }],
});
const table = tableOf(
  [point(1 / 3, 1, 18), point(1 / 3, 2, 20), point(1, 1, -21), point(1, 2)],
  ['game', 'eta', 'seed'],
);

it('makes one row of all seeds, with their interval, and says which are lacking', () => {
  const [first, second] = table.rows;
  expect(first).toMatchObject({ coordinates: { game: 'pong', eta: 1 / 3 }, seeds: [1, 2], lackingSeeds: [] });
  const cell = Object.values(first!.cells)[0]!;
  expect(cell).toMatchObject({ values: [18, 20], mean: 19 });
  expect(cell.halfWidth95).toBeCloseTo(12.7062, 4);
  expect(second).toMatchObject({ seeds: [1], lackingSeeds: [2] });
});

it('writes Markdown', () => {
  expect(tableToMarkdown(table).split('\n')).toEqual([
    '| game | eta | seeds      | return, PGD-10 (ε = 1/255), "x" |',
    '|------|-----|------------|---------------------------------|',
    '| pong | 1/3 | 1 2        | 19.00 ± 12.71                   |',
    '| pong | 1   | 1, lacks 2 | -21.00                          |',
  ]);
});

it('writes CSV that other programs read', () => {
  const [header, first, second, end] = tableToCsv(table).split('\r\n');
  expect(header?.split(',').slice(0, 4)).toEqual(['game', 'eta', 'seeds', 'lacking seeds']);
  expect(header).toContain('"return, PGD-10 (ε = 1/255), ""x"" low95"');
  expect(first).toMatch(/^pong,0\.3333333333333333,1 2,,19,6\.2937\d*,31\.706\d*$/);
  expect(second).toBe('pong,1,1,2,-21,,');
  expect(end).toBe('');
});

it('reads the figures of what the commands printed, and nothing of anything else', () => {
  const validation = { accuracy: 0.9, balancedAccuracy: 0.5, majorityShare: 0.8 };
  const stage = (output: unknown) => ({ stage: 'x', seconds: 1, output });
  const summary = { attackLabel: 'FGSM', returns: { mean: 3 } };
  const stages = [stage({ best: { validation } }), stage({ summary }), stage({ pairs: 3 }), stage(null)];
  expect(metricsOf({ stages, scaledDown: undefined })).toEqual([
    { name: 'accuracy', value: 0.9 },
    { name: 'balanced accuracy', value: 0.5 },
    { name: 'majority share', value: 0.8 },
    { name: 'return, FGSM', value: 3 },
  ]);
});

it('shows what tells a student that does not look, and what an attack changed of its actions', () => {
  const validation = {
    accuracy: 0.3,
    balancedAccuracy: 1 / 3,
    majorityShare: 0.3,
    studentMajorityShare: 1,
    provedShare: 1,
  };
  const summary = { attackLabel: 'FGSM', returns: { mean: 3 }, actionFlipRate: 0 };
  const stages = [{ best: { validation } }, { summary }].map((output) => ({ stage: 'x', seconds: 1, output }));
  expect(metricsOf({ stages, scaledDown: undefined }).slice(3)).toEqual([
    { name: "student's majority share", value: 1 },
    { name: 'proved share', value: 1 },
    { name: 'return, FGSM', value: 3 },
    { name: 'actions changed, FGSM', value: 0 },
  ]);
});
