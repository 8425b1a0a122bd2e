/** What a grid is refused for before its first job begins. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseJob, readGridFile, sweepFolder } from '@a2pd/sweep';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeJob } from './describe-job.js';
import { planFeasible } from './plan-feasible.js';
import { doneAlready } from './run-sweep.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'a2pd-plan-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('lets no value of a grid steer the terminal that lists it', () => {
  const job = parseJob({
    kind: 'point',
    coordinates: { game: 'pong', method: 'a2pd', 'set.split': 'a\n\u001b[2Jb\u202e' },
    source: { preparation: 'a'.repeat(64) },
    evaluate: { attacks: [{ name: 'none' }], episodes: 1 },
  });
  expect(describeJob(job)).toBe('pong, a2pd, set.split a\\u000a\\u001b[2Jb\\u202e');
});

/** A grid of one point with a defence. */
function defended(axes: object) {
  const hyperparameters = 'dqn-two-cores';
  return {
    train: undefined,
    undefended: { train: { hyperparameters } },
    axes: { game: 'pong', defence: 'radial', ...axes },
  };
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

it.each<[object, readonly string[]]>([
  [{ axes: { game: 'pongg' } }, ['did you mean pong']],
  [
    { axes: { game: 'pong', method: ['kl', 'a2dp'] } },
    ['method: expected one of a2pd, ', '"a2dp" (pong, a2dp, seed 1)'],
  ],
  [{ distill: { hyperparameters: 'papr' } }, ['hyperparameters: expected one of paper, ']],
  [{ distill: { sampling: 'balnced' } }, ['sampling: ', 'balanced']],
  [{ distill: { method: 'cross-entropy', beta: 0.1 } }, ['method: Unrecognized key: "beta"']],
  [{ distill: { bta: 1 } }, ['distill.bta: unknown name; expected game, ', 'eta, beta, ']],
  [{ distill: { output: '/' } }, ['output: unknown name']],
  [{ distill: { beta: '1/0' } }, ['beta: ']],
  [{ distill: { beta: -1, eta: '4/3' } }, ['beta: ', 'eta: ']],
  [{ distill: { 'set.learningRte': 1 } }, ['set: Unrecognized key: "learningRte"']],
  [{ distill: { 'set.learningRate': -1 } }, ['set.learningRate: ']],
  [{ train: { set: { hiddenUnits: 0 } } }, ['train.set.hiddenUnits: ']],
  [{ train: { hyperparameters: 'papr' } }, ['train.hyperparameters: expected one of paper, ']],
  [
    {
      evaluate: {
        attacks: ['pgdd', { name: 'fgsm', steps: 3 }, { name: 'pgd', epsilon: 200 }, { name: 'cw', runs: '/' }],
      },
    },
    [
      'attacks.0.name: expected one of none, ',
      'attacks.1: Unrecognized key: "steps"',
      'attacks.2.epsilon: must be at most 1',
      'attacks.3: Unrecognized key: "runs"',
    ],
  ],
  [
    { collect: { explorationEpsilon: 0.5, temperature: -1 } },
    ['collect.explorationEpsilon: ', 'collect.temperature: '],
  ],
  [
    { evaluate: { target: 'NOOP', labels: 'self', attacks: ['none', 'maxdiff', 'pgd'] } },
    ['evaluate.labels: expected none beside target', 'attacks.1.name: expected an attack that can lead to a target'],
  ],
  [{ evaluate: { gapAbove: 0.9, gapBelow: 0.1 } }, ['evaluate: Expected gapAbove of at most gapBelow']],
  [defended({ defence: 'radal' }), ['defence: expected one of none, adversarial-training, ', '"radal" (pong, radal']],
  [defended({ beta: 0.1 }), ['axes.0.beta: unknown name; expected game, ', 'defence, ', 'kappa']],
  [defended({ hingeMargin: 2 }), ['defence: Unrecognized key: "hingeMargin"']],
  [defended({ kappa: -1 }), ['kappa: ']],
  [defended({ hyperparameters: 'paper' }), ['radial', 'distributional']],
  [defended({ 'set.learningRte': 1 }), ['set: Unrecognized key: "learningRte"']],
  [defended({ rampEndAgentSteps: 500, agentSteps: 100 }), ['rampEndAgentSteps']],
  [{ ...defended({}), undefended: { train: { agentSteps: 100, set: { hiddenUnits: 0 } } } }, ['undefended.train.set']],
  [
    { axes: { game: 'pong', seed: upTo(1000), maxEpochs: upTo(1000), steps: upTo(1000) } },
    ['at most 1000 points but received 1000000000'],
  ],
])('refuses to plan %j', async (changes, complaints) => {
  const file = join(folder, 'grid.json');
  await writeFile(file, JSON.stringify({ name: 'x', train: {}, axes: { game: 'pong' }, ...changes }));
  const refusal = await planFeasible(await readGridFile(file), sweepFolder(folder), { sayCommand: String }).catch(
    (error) => error,
  );
  expect(['INVALID_CONFIG', 'UNKNOWN_GAME']).toContain(refusal.code);
  for (const complaint of complaints) expect(refusal.message).toContain(complaint);
});

it('stops planning a large grid, and looking for its results, when it is asked to', async () => {
  const file = join(folder, 'large.json');
  await writeFile(file, JSON.stringify({ name: 'x', train: {}, axes: { game: 'pong', seed: upTo(1000) } }));
  const [grid, sweep] = [await readGridFile(file), sweepFolder(folder)];
  const plan = await planFeasible(grid, sweep, { sayCommand: String });
  const stopped = { code: 'INTERRUPTED' };
  await expect(planFeasible(grid, sweep, { sayCommand: String, signal: abortedSoon() })).rejects.toMatchObject(stopped);
  await expect(doneAlready(plan, sweep, abortedSoon())).rejects.toMatchObject(stopped);
});

/** As by Ctrl-C, which arrives at the next turn of the event loop. */
function abortedSoon(): AbortSignal {
  const controller = new AbortController();
  setImmediate(() => controller.abort());
  return controller.signal;
}
