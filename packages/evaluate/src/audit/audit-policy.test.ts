import { createAttack } from '@a2pd/attack';
import { frameSize, observationSize, Rng } from '@a2pd/core';
import { type Model, numTensors } from '@a2pd/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluate } from '../evaluate.js';
import { BandsGame, bandsModel, dimLevel, numActions } from '../testing/bands-game.js';
import {
  constant,
  randomlyResized,
  rounded,
  roundedWithFakeGradient,
  saturated,
  stuck,
} from '../testing/planted-defences.js';
import { type AuditOptions, auditPolicy } from './audit-policy.js';

const numStates = 16;
const size = { steps: 4, restarts: 2, queries: 30 };
const epsilon = 3 / 255;
let honest: Model;
let teacher: Model;

beforeAll(() => {
  honest = bandsModel({ name: 'honest', scale: 20 });
  teacher = bandsModel({ name: 'teacher', scale: 10 });
});
afterAll(() => {
  honest.dispose();
  teacher.dispose();
});

/** Bands of the newest frame, one 2 to 14 levels brighter: some actions can be changed within 3 levels and some not. */
function bandStates(count = numStates): Uint8Array {
  const rng = new Rng(11);
  const states = new Uint8Array(count * observationSize).fill(dimLevel);
  for (let state = 0; state < count; state++) {
    const bright = dimLevel + 2 + (state % 13);
    const target = rng.integer(numActions);
    const newest = states.subarray(state * observationSize + 3 * frameSize, (state + 1) * observationSize);
    for (let i = 0; i < frameSize; i++) if (Math.floor((i % 84) / 28) === target) newest[i] = bright;
  }
  return states;
}

/** Each state of an episode of its own. */
const apart = Array.from({ length: 4 * numStates }, (_, episode) => episode);

async function verdictsOf(policy: Model, count = numStates, others: Partial<AuditOptions> = {}) {
  const states = { states: bandStates(count), episodeOf: apart.slice(0, count) };
  const record = await auditPolicy({ policy, teacher, ...states, epsilon, size, batchSize: 10, ...others });
  return { record, verdicts: Object.fromEntries(record.checks.map(({ id, verdict }) => [id, verdict])) };
}

describe('an honest policy', () => {
  it('passes every question, with its true robustness', async () => {
    const { record, verdicts } = await verdictsOf(honest);
    expect(Object.entries(verdicts).filter(([, verdict]) => verdict === 'fail' || verdict === 'warn')).toEqual([]);
    expect(record.verdict).toBe('pass');
    // Two bands pushed by 3 levels each draw level with a lead of 6: leads of 2 to 5 levels surely fall, above 6 none.
    const fallen = Array.from({ length: numStates }, (_, state) => 2 + (state % 13)).filter((lead) => lead < 6).length;
    expect(Math.abs(record.worstCaseFlipRate * numStates - fallen)).toBeLessThanOrEqual(2);
    expect(record.strengths.find(({ label }) => label.startsWith('Noise'))?.flipRate).toBe(0);
  });

  it('is tried by further attacks, by name at the radius or made already, which find no more', async () => {
    const own = createAttack({ name: 'cw', epsilon, steps: 6 }, honest);
    const attacks = [{ name: 'momentum', steps: 4 }, own] as const;
    const { record, verdicts } = await verdictsOf(honest, numStates, { attacks });
    expect(verdicts['further-attacks']).toBe('pass');
    const labels = record.strengths.map(({ label }) => label);
    expect(labels).toEqual(expect.arrayContaining(['Momentum PGD-4 (ε = 3/255)', 'CW margin-6 (ε = 3/255)']));
    own.dispose();
  });

  it('is tried by what was made on another policy too, which has a label of its own', async () => {
    const masked = rounded(honest);
    const transfer = createAttack({ name: 'pgd', epsilon, steps: 10 }, teacher);
    const from = (label: string) => ({ ...transfer, label });
    const named = ['transfer from the teacher', 'transfer once more'].map(from);
    const { record } = await verdictsOf(masked, numStates, { attacks: named, teacher: undefined });
    const rateOf = (label: string) => record.strengths.find((strength) => strength.label === label)?.flipRate;
    // The rounding hides its gradient from its own PGD, not from that of a policy which does not round.
    expect([rateOf('PGD-10 (ε = 3/255)'), rateOf('transfer from the teacher')]).toEqual([0, 9 / 16]);
    expect(rateOf('transfer once more')).toBe(rateOf('transfer from the teacher'));
    for (const attacks of [[from('PGD-10 (ε = 3/255)')], [from('a'), from('a')]]) {
      await expect(verdictsOf(masked, numStates, { attacks })).rejects.toThrow('whose label no other attack');
    }
    transfer.dispose();
  });

  it.each([
    [{ name: 'pgd', epsilon: 4 / 255 }, 'PGD'],
    [{ name: 'fgsm', norm: 'l2' }, 'FGSM'],
    [{ name: 'jsma' }, 'JSMA'],
  ] as const)('is not compared with %o, which is of another radius', async (attack, label) => {
    const refused = verdictsOf(honest, numStates, { attacks: [attack] });
    await expect(refused).rejects.toThrow(new RegExp(`at most .* in L-infinity but received "${label}`));
  });

  it('gives the same record each time, and keeps no tensor', async () => {
    const before = numTensors();
    expect((await verdictsOf(honest)).record).toEqual((await verdictsOf(honest)).record);
    expect(numTensors()).toBe(before);
  });
});

describe('planted defences are caught', () => {
  it('saturated logits', async () => {
    const { record, verdicts } = await verdictsOf(saturated(honest));
    expect(record.verdict).toBe('fail');
    expect(verdicts).toMatchObject({ 'logit-scale': 'fail', 'input-gradients': 'fail', 'logit-margin': 'fail' });
  });

  it('a rounded input, which has no gradient', async () => {
    const { record, verdicts } = await verdictsOf(rounded(honest));
    expect(record.verdict).toBe('fail');
    expect(verdicts).toMatchObject({ 'input-gradients': 'fail', floor: 'fail' });
  });

  it('a rounded input with the gradient of another function', async () => {
    // Of 16 states too few fall to the transferred attack alone to be told from chance.
    const { record, verdicts } = await verdictsOf(roundedWithFakeGradient(honest), 4 * numStates);
    expect(record.verdict).toBe('fail');
    expect(verdicts).toMatchObject({ 'gradient-direction': 'fail', transfer: 'fail' });
  });

  it('a random resize', async () => {
    const { record, verdicts } = await verdictsOf(randomlyResized(honest));
    expect(record.verdict).toBe('fail');
    expect(verdicts.repeatable).toBe('fail');
  });

  it('a constant policy', async () => {
    const { record, verdicts } = await verdictsOf(constant(honest));
    expect(record).toMatchObject({ verdict: 'fail', worstCaseFlipRate: 0 });
    expect(verdicts).toMatchObject({ 'not-constant': 'fail', 'teacher-agreement': 'fail', floor: 'fail' });
  });
});

describe('what only seems to be evidence is caught', () => {
  it('a policy that is stuck: each disturbance raises what little it scores', async () => {
    const ofHonest = await verdictsOf(honest, numStates, { returns: await returnsOf(honest) });
    expect(ofHonest.verdicts).toMatchObject({ 'clean-return': 'pass', 'random-actions': 'pass', returns: 'pass' });
    const { record, verdicts } = await verdictsOf(stuck(honest), numStates, {
      returns: await returnsOf(stuck(honest)),
    });
    expect(verdicts).toMatchObject({ 'clean-return': 'fail', 'random-actions': 'fail', returns: 'fail' });
    expect(record.verdict).toBe('fail');
  });

  it('many states of a few episodes that are alike', async () => {
    const few = { states: bandStates(4), episodeOf: [0, 1, 2, 3] };
    const copies = (count: number) => ({
      states: Uint8Array.from({ length: count * observationSize }, (_, i) => few.states[i % few.states.length]!),
      episodeOf: Array.from({ length: count }, (_, state) => state % 4),
    });
    expect((await verdictsOf(honest, 4, copies(16))).verdicts.states).toBe('warn');
    const { record, verdicts } = await verdictsOf(honest, numStates, { cutEpisodes: 1 });
    expect([verdicts.states, record.verdict]).toEqual(['warn', 'warn']);
    // Of 16 episodes in name, but of four different states.
    const renamed = { ...copies(16), episodeOf: apart.slice(0, 16) };
    expect((await verdictsOf(honest, 16, renamed)).verdicts.states).toBe('warn');
  });

  it('a share whose episodes do not agree: its interval says so', async () => {
    const leads = Array.from({ length: numStates }, (_, state) => 2 + (state % 13));
    const byLead = leads.map((lead) => Number(lead < 6)); // those that fall are of one episode, the others of another
    const { record } = await verdictsOf(honest, numStates, { episodeOf: byLead });
    expect(record).toMatchObject({ episodes: 2, worstCaseInterval95: [0, 1] });
    const [low, high] = (await verdictsOf(honest)).record.worstCaseInterval95!;
    expect(high - low).toBeLessThan(0.6);
  });

  async function returnsOf(policy: Model): Promise<NonNullable<AuditOptions['returns']>> {
    const seeds = Array.from({ length: 64 }, (_, seed) => seed);
    const play = async (player: Model, more: object = {}) => {
      const { episodes } = await evaluate({ environment: new BandsGame(64), policy: player, seeds, ...more });
      return episodes.map((episode) => episode.return);
    };
    const attack = { name: 'pgd', epsilon: 8 / 255, steps: 4 } as const;
    return {
      ...{ natural: await play(policy), attacked: await play(policy, { attack }), attackLabel: 'PGD-4' },
      disturbed: { randomShare: 0.3, returns: await play(policy, { explorationEpsilon: 0.3 }) },
      ...{ teacher: await play(honest), random: await play(policy, { explorationEpsilon: 1 }) },
    };
  }
});

it('does not count what was not measured, but for where the states are from', async () => {
  const returns = { natural: [10, 11, 10], attacked: [10, 10, 10], attackLabel: 'PGD-10' };
  const record = await auditPolicy({ policy: honest, states: bandStates(), epsilon, size, returns });
  const unmeasured = record.checks.filter(({ verdict }) => verdict === 'not measured').map(({ id }) => id);
  expect(unmeasured).toEqual(['states', 'teacher-agreement', 'transfer', 'clean-return', 'random-actions']);
  expect(record).toMatchObject({ verdict: 'warn', episodes: null, worstCaseInterval95: null });
});

it('stops within an attack', async () => {
  const controller = new AbortController();
  const heard: unknown[] = [];
  const onProgress = (progress: unknown) => {
    heard.push(progress);
    setImmediate(() => controller.abort());
  };
  const options = { policy: honest, states: bandStates(), size, batchSize: 4, signal: controller.signal, onProgress };
  await expect(auditPolicy(options)).rejects.toMatchObject({ code: 'INTERRUPTED' });
  expect(heard).toEqual([expect.objectContaining({ completed: 0, unit: 'attacks', figures: { states: 4 } })]);
});

it.each([
  ['batches of none', { batchSize: 0 }, 'INVALID_ARGUMENT'],
  ['no state', { states: new Uint8Array(0) }, 'INVALID_BUFFER'],
  ['a radius of 3', { epsilon: 3 }, 'INVALID_ARGUMENT'],
  ['an aborted signal', { signal: AbortSignal.abort() }, 'INTERRUPTED'],
  ['an option that it does not know', { teachr: undefined }, 'INVALID_ARGUMENT'],
  ['a size that it does not know', { size: { step: 4 } as object }, 'INVALID_ARGUMENT'],
])('refuses %s', async (_, changes, code) => {
  await expect(auditPolicy({ policy: honest, states: bandStates(), size, ...changes })).rejects.toMatchObject({ code });
});
