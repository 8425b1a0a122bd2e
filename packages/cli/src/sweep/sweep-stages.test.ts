/** The commands of a point's job. */
import { jobFolder, parseJob, sweepFolder } from '@a2pd/sweep';
import { expect, it } from 'vitest';
import { sweepStages } from './sweep-stages.js';

const sweep = sweepFolder('runs');

it.each([
  [{ output: '/elsewhere' }, {}, 'received "output"'],
  [{}, { output: '/elsewhere' }, 'Unrecognized key: "output"'],
])(
  'does no job with an option that is not of methods and attacks, whoever put it on the queue',
  async (term, option, complaint) => {
    const job = parseJob({
      kind: 'point',
      coordinates: { game: 'pong', method: 'a2pd', hyperparameters: 'paper', seed: 1, ...term },
      source: { preparation: '0'.repeat(64) },
      evaluate: { attacks: [{ name: 'fgsm', epsilon: '1/255', ...option }] },
    });
    await expect(sweepStages(sweep)(job, jobFolder(sweep, job))).rejects.toThrow(complaint);
  },
);

it('passes on what a point says against a default', async () => {
  const job = parseJob({
    kind: 'point',
    coordinates: { game: 'pong', method: 'sabr', boxShare: 0.5, hyperparameters: 'paper', seed: 1 },
    source: { preparation: '0'.repeat(64) },
    evaluate: { attacks: [{ name: 'apgd-ce', randomStart: false }] },
  });
  const [distil, evaluate] = await sweepStages(sweep)(job, jobFolder(sweep, job));
  expect(distil!.args).toContain('--box-share=0.5');
  expect(evaluate!.args).toContain('--random-start=false');
});

it('says how attacks are put to use beside attacks alone', async () => {
  const job = parseJob({
    kind: 'point',
    coordinates: { game: 'pong', method: 'a2pd', hyperparameters: 'paper', seed: 1 },
    source: { preparation: '0'.repeat(64) },
    evaluate: { attacks: ['none', 'fgsm'], episodes: 3, stuckAfter: 3000, labels: 'self', every: 2, gapAbove: 0.5 },
  });
  const [, clean, attacked] = await sweepStages(sweep)(job, jobFolder(sweep, job));
  const uses = ['--labels=self', '--every=2', '--gap-above=0.5'];
  expect(attacked!.args).toEqual(expect.arrayContaining(['--episodes=3', '--stuck-after=3000', ...uses]));
  expect(clean!.args).toEqual(expect.arrayContaining(['--episodes=3', '--stuck-after=3000']));
  expect(clean!.args.filter((word) => uses.includes(word))).toEqual([]);
});
