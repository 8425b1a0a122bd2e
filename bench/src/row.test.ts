import { expect, it } from 'vitest';
import { createRow, reachesGoal, rowFigures } from './row.js';
import { markdownTable, textTable } from './table.js';

const figures = { bench: 'learner', case: 'a step', unit: 'ms', ours: 10, peer: 25, peerName: 'PyTorch' };

it('gives a ratio above 1 where ours is better', () => {
  expect(createRow(figures, 'lower').ratio).toBe(2.5);
  expect(createRow(figures, 'higher').ratio).toBe(0.4);
});

it('compares with what was aimed at', () => {
  expect(reachesGoal(createRow(figures, 'lower'))).toBeUndefined();
  expect(reachesGoal(createRow({ ...figures, goalRatio: 2.5 }, 'lower'))).toBe(true);
  expect(reachesGoal(createRow({ ...figures, goalRatio: 2.6 }, 'lower'))).toBe(false);
  expect(reachesGoal(createRow({ ...figures, goalOurs: 9 }, 'lower'))).toBe(false);
});

it('leaves out columns that no row fills, and aligns the others', () => {
  const rows = [createRow({ ...figures, goalRatio: 3 }, 'lower'), createRow({ ...figures, case: 'x|y' }, 'lower')];
  expect(textTable(rows).split('\n')).toEqual([
    'case    unit  ours  peer  peer name  ratio  goal',
    '------  ----  ----  ----  ---------  -----  --------',
    'a step  ms    10    25    PyTorch    2.50x  >= 3x no',
    'x|y     ms    10    25    PyTorch    2.50x',
  ]);
  expect(markdownTable(rows).split('\n')[3]).toBe('| x\\|y | ms | 10 | 25 | PyTorch | 2.50x |  |');
});

it('shows the middle half of the rounds beside their median, and a figure that has no peer', () => {
  const { case: name, peerName, unit, bench } = figures;
  const compared = createRow({ bench, case: name, unit, peerName, ...rowFigures([9, 10, 30], [25, 24, 25]) }, 'lower');
  expect(compared).toMatchObject({ ours: 10, oursRounds: [9, 10, 30], peer: 25, ratio: 2.5 });
  const alone = { bench, case: 'a share', unit: '%', ours: 40 };
  expect(textTable([compared, alone]).split('\n').slice(2)).toEqual([
    'a step   ms    10 (9.5-20)  25 (24.5-25)  PyTorch    2.50x',
    'a share  %     40',
  ]);
});
