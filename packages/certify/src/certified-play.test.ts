import { observationSize } from '@a2pd/core';
import { numTensors, type Tensor, type Tensor1D, type Tensor2D, tf } from '@a2pd/tensor';
import { afterAll, describe, expect, it } from 'vitest';
import { type CertifiedPlayOptions, certifiedPlay, greedyWorstCase } from './play/certified-play.js';
import { returnFloors } from './play/return-floor.js';
import { summariseCertifiedPlay } from './play/summary.js';
import { LampGame, type LampStep, lampPolicy } from './testing/lamp-game.js';

const policy = lampPolicy();
afterAll(() => policy.dispose());

/** Levels of grey from the middle, 127.5, in which the policy is safe: some 60, 20 and 2. */
const [clear, fair, close] = [188, 148, 130];
const script = (...levels: readonly number[]): LampStep[] => levels.map((level) => ({ level, pays: 1 }));

const scripts = [
  script(clear, clear, 60, clear),
  script(clear, clear, fair, clear, clear),
  script(fair, close, clear),
  [...script(clear), { level: clear, pays: -1 }, ...script(close, clear)],
];
const [tiny, small, large] = [1, 10, 30].map((levels) => levels / 255) as [number, number, number];

const summary = {
  ...{ policyName: 'lamp', bounds: ['ibp'], explorationEpsilon: 0, mattersAbove: 1, greedyWorstCaseReturns: null },
};

function play(others: Partial<CertifiedPlayOptions> = {}) {
  return certifiedPlay({
    ...{ environment: new LampGame(scripts), policy, seeds: [0, 1, 2, 3], epsilons: [tiny, small, large] },
    ...{ bounds: ['ibp'], explorationEpsilon: 0, floor: returnFloors.freeway, cost: 1 },
    ...others,
  });
}

describe('certified play', () => {
  it('proves an episode to its end, or up to its first open state', async () => {
    const episodes = await play();
    expect(episodes.map((episode) => [episode.return, episode.agentSteps])).toEqual([
      [4, 4],
      [5, 5],
      [3, 3],
      [2, 4],
    ]);
    const of = (level: number) =>
      episodes.map(({ proofs }) => [proofs[level]!.provedSteps, proofs[level]!.firstOpenStep]);
    expect(of(0)).toEqual([
      [4, null],
      [5, null],
      [3, null],
      [4, null],
    ]);
    expect(of(1)).toEqual([
      [4, null],
      [5, null],
      [2, 1],
      [3, 2],
    ]);
    expect(of(2)).toEqual([
      [4, null],
      [4, 2],
      [1, 0],
      [3, 2],
    ]);
    expect(episodes[3]).toMatchObject({ seed: 3, aleSeed: 103, frames: 16, terminated: true, isCut: false });
  });

  it('counts what was won before the first open state, where nothing can be lost', async () => {
    const returns = (await play()).map(({ proofs }) => proofs.map(({ certifiedReturn }) => certifiedReturn));
    expect(returns).toEqual([
      [4, 4, 4],
      [5, 5, 2],
      [3, 1, 0],
      [2, 0, 0],
    ]);
  });

  it('counts the least that the game can come to, where points can be lost', async () => {
    const [, , , last] = await play({ floor: returnFloors.pong });
    // One point was won and one lost: 21 can be lost in all, the one included.
    expect(last!.proofs.map(({ certifiedReturn }) => certifiedReturn)).toEqual([2, -20, -20]);
  });

  it('knows nothing of an open episode of a game whose floor is not known', async () => {
    const returns = (await play({ floor: undefined })).map(({ proofs }) => proofs[1]!.certifiedReturn);
    expect(returns).toEqual([4, 5, null, null]);
  });

  it('proves of an episode that is cut no more than there was', async () => {
    const episodes = await play({ maxEpisodeAgentSteps: 3 });
    expect(episodes.map(({ isCut, agentSteps }) => [isCut, agentSteps])).toEqual([
      [true, 3],
      [true, 3],
      [false, 3],
      [true, 3],
    ]);
    expect(episodes[1]).toMatchObject({ return: 3, terminated: false });
    expect(episodes[1]!.proofs.map(({ certifiedReturn }) => certifiedReturn)).toEqual([3, 3, 2]);
    const [, unknown] = await play({ maxEpisodeAgentSteps: 3, floor: undefined });
    expect(unknown!.proofs[0]!.certifiedReturn).toBeNull();
  });

  it('looks closer only where cheap bounds fail, with the same result', async () => {
    expect(await play({ bounds: ['ibp', 'crown'] })).toEqual(await play());
  });

  it('knows by the teacher which states matter', async () => {
    // The policy's scores are 8 (l / 255 - 1/2) apart: above 1 where the state is 32 levels from the middle.
    const [, second, third] = await play();
    expect([second!.matteringSteps, third!.matteringSteps]).toEqual([4, 1]);
    expect(second!.proofs.map(({ matteringProvedSteps }) => matteringProvedSteps)).toEqual([4, 4, 4]);
    const indifferent = { ...policy, logits: (input: Tensor) => tf.mul(policy.logits(input), 0) };
    expect((await play({ teacher: indifferent }))[1]).toMatchObject({ matteringSteps: 0 });
  });

  it('ends no proof at a random step, in which no attack has a say, and counts it as none that is proved', async () => {
    const episodes = await play({ explorationEpsilon: 1 });
    expect(episodes.map(({ proofs }) => proofs.map(({ firstOpenStep }) => firstOpenStep))).toEqual(
      scripts.map(() => [null, null, null]),
    );
    expect(episodes.map(({ decidedSteps, matteringSteps }) => [decidedSteps, matteringSteps])).toEqual(
      scripts.map(() => [0, 0]),
    );
    // Whose scores are all equal has nothing proved, however much is played at random.
    const kernel: Tensor2D = tf.zeros([observationSize, 2]);
    const bias: Tensor1D = tf.zeros([2]);
    const logits = (input: Tensor) => tf.mul(policy.logits(input), 0);
    const flat = { ...policy, layers: () => [{ kernel, bias }], logits };
    const record = summariseCertifiedPlay(await play({ policy: flat, explorationEpsilon: 0.5 }), summary);
    tf.dispose([kernel, bias]);
    expect(record.levels.map(({ actionCertificationRate }) => actionCertificationRate)).toEqual([0, 0, 0]);
  });

  it('sums up: certified <= natural, and less at larger radii', async () => {
    const record = summariseCertifiedPlay(await play(), summary);
    expect(record).toMatchObject({ episodes: 4, agentSteps: 16, naturalReturn: 3.5, cutEpisodes: 0 });
    expect(record.levels.map(({ provedEpisodes, certifiedReturn }) => [provedEpisodes, certifiedReturn])).toEqual([
      [4, 3.5],
      [2, 2.5],
      [1, 1.5],
    ]);
    expect(record.levels.map(({ actionCertificationRate }) => actionCertificationRate)).toEqual([1, 14 / 16, 12 / 16]);
  });
});

describe('the greedy worst case', () => {
  const options = { environment: new LampGame(scripts), policy, seeds: [0, 1, 2, 3], cost: 1, epsilons: [] };

  it('takes the worst action wherever it is not ruled out', async () => {
    const worst = (epsilon: number) => greedyWorstCase({ ...options, bounds: ['ibp'] }, epsilon);
    expect(await worst(tiny)).toEqual([4, 5, 3, 2]);
    expect(await worst(small)).toEqual([4, 5, 2, 1]);
    expect(await worst(large)).toEqual([4, 4, 1, 1]);
  });
});

it('keeps no tensor and stops on request', async () => {
  await play();
  const before = numTensors();
  await play();
  await expect(play({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'INTERRUPTED' });
  expect(numTensors()).toBe(before);
});

const restarting = Object.assign(new LampGame(scripts), { autoresetMode: 'next-step' as const });

it('names whose scores are not finite', async () => {
  const teacher = {
    ...policy,
    name: 'the teacher',
    logits: (input: Tensor) => tf.mul(policy.logits(input), Number.NaN),
  };
  await expect(play({ teacher })).rejects.toMatchObject({
    code: 'NOT_FINITE',
    message: expect.stringContaining('the teacher'),
  });
});

it.each([
  ['a seed too few', { seeds: [0, 1, 2] }, 'INVALID_ARGUMENT'],
  ['an option that it does not know', { maxEpisodeSteps: 2 } as object, 'INVALID_ARGUMENT'],
  ['a radius of 0', { epsilons: [0] }, 'INVALID_ARGUMENT'],
  ['a radius of 2', { epsilons: [2] }, 'INVALID_ARGUMENT'],
  ['a policy of other actions', { policy: { ...policy, numActions: 3 } }, 'INCOMPATIBLE_ARTEFACT'],
  ['an environment that begins the next game by itself', { environment: restarting }, 'INVALID_ARGUMENT'],
  ['a teacher of other actions', { teacher: { ...policy, numActions: 3 } }, 'INCOMPATIBLE_ARTEFACT'],
])('refuses %s', async (_, others, code) => {
  await expect(play(others)).rejects.toMatchObject({ code });
});
