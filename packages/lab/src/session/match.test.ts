/** Two policies of the zoo at Freeway, on the real emulator. */
import { createHash } from 'node:crypto';
import { evaluate, type WatchedStep } from '@a2pd/evaluate';
import { evaluationSeeds, openEpisodicEnvironment, openPolicy } from '@a2pd/experiment';
import { numTensors } from '@a2pd/tensor';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { noAttack } from '../protocol/settings.js';
import { Catalogue } from './catalogue.js';
import { Match } from './match.js';

const pgd = { ...noAttack, epsilon: 1 / 255, options: { steps: 10 } };
const policies = ['zoo:freeway/teacher', 'zoo:freeway/student-certified'];

let catalogue: Catalogue;
let match: Match;
beforeAll(async () => {
  catalogue = await Catalogue.read({ runs: 'none', named: [] });
  match = await Match.open(
    policies.map((id) => catalogue.find(id)),
    0,
  );
});
afterAll(() => match.dispose());

/** What is to be seen now; pictures as their hash, which is compared sooner. */
function look() {
  const { header, pictures } = match.look();
  const hash = createHash('sha256');
  for (const { screen, observation, change } of pictures)
    hash
      .update(screen)
      .update(observation)
      .update(change ?? '');
  return { header, pictures: hash.digest('hex') };
}

/** What is seen at each of so many steps. */
function play(steps: number) {
  return Array.from({ length: steps }, () => {
    const seen = look();
    match.advance(null);
    return seen;
  });
}

const actionsOf = (frames: ReturnType<typeof play>, seat: number) =>
  frames.map(({ header }) => header.seats[seat]!.action);

it('begins with the showpieces, which are of one game', () => {
  expect(catalogue.opening()).toEqual(policies);
  expect(match.describe()).toMatchObject({ game: 'freeway', actionNames: ['NOOP', 'UP', 'DOWN'], hasTeacher: true });
  expect(match.describe().seats.map(({ unprovable, hasQValues }) => [unprovable, hasQValues])).toEqual([
    ['network', true],
    [null, false],
  ]);
});

it('flips the teacher and not the student, whose actions are proved', () => {
  match.attackWith(pgd);
  match.restart(0);
  const frames = play(12);
  const { header, pictures } = match.look();
  const [teacher, student] = header.seats;
  expect(header).toMatchObject({ step: 12, length: 12, epsilon: 1 / 255 });
  expect(teacher).toMatchObject({ attacked: 12, possibleActions: null });
  expect(teacher!.flips).toBeGreaterThanOrEqual(10);
  expect(student!.flips).toBeLessThan(6);
  const proved = frames
    .map((frame) => frame.header.seats[1]!)
    .filter(({ possibleActions }) => possibleActions!.length === 1);
  expect(proved.length).toBeGreaterThan(6);
  for (const { possibleActions, action, cleanAction } of proved)
    expect([possibleActions, action]).toEqual([[cleanAction], cleanAction]);
  expect(teacher!.largestChange).toBeCloseTo(1 / 255, 6);
  expect(pictures[0]!.change!.some((change) => change === 127)).toBe(true);
});

it('does what evaluate does with the same seed and attack', async () => {
  match.attackWith({ ...pgd, options: { steps: 2, randomStart: true } });
  match.restart(3);
  const frames = play(25);
  const { model, game, preset } = await openPolicy(catalogue.find(policies[0]!).folder);
  const environment = openEpisodicEnvironment({ game, preset, numEnvironments: 1 });
  const steps: WatchedStep[] = [];
  await evaluate({
    ...{ environment, policy: model, seeds: evaluationSeeds(1, 3), seed: 3, explorationEpsilon: 0 },
    ...{ attack: { name: 'pgd', epsilon: 1 / 255, steps: 2, randomStart: true }, maxEpisodeAgentSteps: 25 },
    gradientProbePeriodAgentSteps: 0,
    recorder: { wants: () => true, captureScreen: () => null, record: (step) => steps.push({ ...step }) },
  });
  environment.close();
  model.dispose();
  expect(actionsOf(frames, 0)).toEqual(steps.map(({ action }) => action));
});

it('is the same when it is rewound, and when it is played again from its seed', () => {
  match.attackWith(noAttack);
  match.restart(7);
  const first = play(150);
  for (const step of [149, 40, 0, 64, 65, 128, 100]) {
    match.seek(step);
    expect(look(), `step ${step}`).toEqual({
      header: { ...first[step]!.header, length: 150 },
      pictures: first[step]!.pictures,
    });
  }
  match.seek(100);
  expect(play(50).map(({ header }) => header.seats)).toEqual(first.slice(100).map(({ header }) => header.seats));
  match.restart(7);
  expect(play(150)).toEqual(first);
});

it('forgets what another way from an earlier step has overtaken', () => {
  match.restart(7);
  play(20);
  match.seek(10);
  match.advance({ seat: 1, action: 2 });
  expect(match.look().header).toMatchObject({ step: 11, length: 11 });
  expect(match.caveat).toMatch(/yourself/);
  match.seek(500);
  expect(match.step).toBe(11);
});

it('says that the attack was changed within the game, also where the change was made at its first step', () => {
  match.attackWith(noAttack);
  match.restart(7);
  match.attackWith(pgd);
  expect(match.caveat).toBeNull();
  play(5);
  match.seek(0);
  match.attackWith(noAttack);
  match.seek(3);
  expect(match.caveat).toMatch(/changed at step 0/);
  match.attackWith(pgd);
});

it('attacks only where it is to', () => {
  match.attackWith({ ...pgd, timing: { kind: 'every', steps: 4 } });
  match.restart(1);
  expect(play(9).map(({ header }) => header.seats[0]!.attackedScores !== null)).toEqual(
    Array.from({ length: 9 }, (_, step) => step % 4 === 0),
  );
  match.attackWith({ ...pgd, timing: { kind: 'gap-above', gap: 0.1 } });
  const { seats } = match.look().header;
  // The teacher's Q-values lie close together; the student's logits do not.
  expect(seats.map(({ attackedScores }) => attackedScores !== null)).toEqual([false, true]);
});

it('refuses what is no attack and keeps its settings', () => {
  match.attackWith(pgd);
  expect(() => match.attackWith({ ...pgd, name: 'nonsense' })).toThrow(
    expect.objectContaining({ code: 'INVALID_CONFIG' }),
  );
  expect(() => match.attackWith({ ...pgd, options: { steps: 0 } })).toThrow(
    expect.objectContaining({ code: 'INVALID_CONFIG' }),
  );
  expect(match.settings).toEqual(pgd);
});

it('takes policies of one game', async () => {
  const mixed = ['zoo:pong/teacher', 'zoo:freeway/teacher'].map((id) => catalogue.find(id));
  await expect(Match.open(mixed, 0)).rejects.toMatchObject({ code: 'INCOMPATIBLE_ARTEFACT' });
});

it('keeps no tensor of a match that is over', async () => {
  const before = numTensors();
  const other = await Match.open([catalogue.find('zoo:pong/student-certified')], 0);
  other.attackWith(pgd);
  other.look();
  other.advance(null);
  other.dispose();
  expect(numTensors()).toBe(before);
});
