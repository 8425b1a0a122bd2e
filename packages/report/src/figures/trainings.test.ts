import { expect, it } from 'vitest';
import { type ComparedTraining, renderTrainings, trainingsTable } from './trainings.js';

const training = (label: string, seed: string, others: Partial<ComparedTraining> = {}): ComparedTraining => ({
  ...{ label, seed, game: 'pong', reachedAgentSteps: 200_000 },
  evaluations: [
    { agentSteps: 100_000, meanReturn: -3, interval95: [-8, 2] },
    { agentSteps: 200_000, meanReturn: 12.25, interval95: null },
  ],
  training: [{ agentSteps: 150_000, meanReturn: -1 }],
  ...others,
});

it('has a line for each training, with its best evaluation and its last episodes', () => {
  const untried = training('new', '3', { evaluations: [], training: [] });
  const better = training('float32', '2', { training: [{ agentSteps: 200_000, meanReturn: 1 }] });
  const table = trainingsTable([training('float32', '1'), untried, better]).split('\n');
  expect(table.slice(2)).toEqual([
    '| float32 | 1 | 200,000 | 12.3 | 200,000 | −1.0 |',
    '| float32 | 2 | 200,000 | 12.3 | 200,000 | 1.0 |',
    // Two values 2 apart: the half width of t's interval is 12.7.
    '| float32, mean of 2 |  |  | 12.3 ± 0.0 |  | 0.0 ± 12.7 |',
    '| new | 3 | 200,000 | – | – | – |',
  ]);
});

it('draws each training by a line of its own, and one colour for one label', async () => {
  const { svg } = await renderTrainings([training('float32', '1'), training('float32', '2'), training('mixed', '1')]);
  const lines = [
    ...svg.matchAll(/<path aria-label="agent steps[^>]*aria-roledescription="line mark"[^>]*stroke="([^"]*)"/g),
  ];
  const [own, other] = ['var(--series-1, #0072b2)', 'var(--series-2, #d55e00)'];
  expect(lines.map(([, colour]) => colour)).toEqual([own, own, other, own, own, other]);
});

it('refuses trainings of two games, whose returns have no common scale', () => {
  const two = [training('a', '1'), training('b', '1', { game: 'boxing' })];
  for (const show of [trainingsTable, renderTrainings]) {
    expect(() => show(two)).toThrow(/Expected a training of pong .*one of boxing \(b\)/);
  }
});
