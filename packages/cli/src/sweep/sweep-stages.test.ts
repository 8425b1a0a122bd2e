/** The commands of a point's job. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadPlugin } from '@a2pd/experiment';
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

it('trains on with a defence from the undefended network, which is itself only evaluated', async () => {
  const stagesOf = (coordinates: object) => {
    const source = { from: { run: 'dqn', teacherSha256: '0'.repeat(64) } };
    const job = parseJob({
      kind: 'defended-point',
      coordinates: { game: 'pong', ...coordinates },
      source,
      evaluate: { attacks: ['fgsm'] },
    });
    return sweepStages(sweep)(job, jobFolder(sweep, job));
  };
  const undefended = join(sweep.runs, 'dqn', 'teacher');
  const terms = { defence: 'radial', kappa: 0.3, hyperparameters: 'dqn-two-cores', seed: 2, 'set.nSteps': 3 };
  const [train, evaluate, ...others] = await stagesOf(terms);
  expect(others).toEqual([]);
  const words = [`--from=${undefended}`, '--defence=radial', '--kappa=0.3', '--seed=2', 'nSteps=3'];
  expect(train!.args).toEqual(expect.arrayContaining(['train', '--game=pong', ...words]));
  expect(evaluate!.args).toEqual(expect.arrayContaining(['evaluate', '--policy=teacher', '--attack=fgsm']));
  const alone = await stagesOf({ defence: 'none' });
  expect(alone.map(({ name }) => name)).toEqual(['evaluate-1-fgsm']);
  expect(alone[0]!.args).toContain(`--policy=${undefended}`);
  await expect(stagesOf({ ...terms, output: '/elsewhere' })).rejects.toThrow('received "output"');
});

it('trains with a defence of a plugin with that plugin', async () => {
  const plugin = await loadPlugin(
    fileURLToPath(new URL('../../../../docs/examples/smooth-values.mjs', import.meta.url)),
  );
  const job = parseJob({
    kind: 'defended-point',
    coordinates: { game: 'pong', defence: 'smooth-values', hyperparameters: 'dqn-two-cores', seed: 1 },
    source: { from: { run: 'dqn', teacherSha256: '0'.repeat(64) } },
    evaluate: { attacks: ['fgsm'] },
    plugins: [{ name: plugin.name, sha256: plugin.sha256 }],
  });
  for (const { args } of await sweepStages(sweep)(job, jobFolder(sweep, job))) {
    expect(args).toContain(`--plugin=${plugin.file}`);
  }
});

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
