import { appendFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSealedJson } from '@a2pd/artefact';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { evaluate } from './evaluate.js';
import { ClipRecorder } from './recorder.js';
import { BandsGame, bandsModel } from './testing/bands-game.js';
import { UnfinishedEvaluation } from './unfinished-evaluation.js';

const policy = bandsModel();
const request = { attack: { name: 'fgsm', epsilon: 4 / 255 }, episodes: 6, seed: 1 };
let folder: string;
let evaluation: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'a2pd-unfinished-'));
  evaluation = join(folder, 'student-fgsm');
});
afterEach(() => rm(folder, { recursive: true }));
afterAll(() => policy.dispose());

it('leaves nothing where nothing was saved', async () => {
  await (await UnfinishedEvaluation.open(evaluation, request)).close();
  expect(await readdir(folder)).toEqual([]);
});

/** Plays on from what was left; stops after so many steps of the batch, or plays to the end. */
async function play(stopAfter = Number.POSITIVE_INFINITY, more: object = {}) {
  const unfinished = await UnfinishedEvaluation.open(evaluation, { ...request, ...more });
  const controller = new AbortController();
  const environment = new BandsGame(2);
  const stepAsync = environment.stepAsync.bind(environment);
  let steps = 0;
  environment.stepAsync = (actions) => {
    stepAsync(actions);
    steps += 1;
    if (steps >= stopAfter) controller.abort();
  };
  const recorder = new ClipRecorder({ maxAgentSteps: 5, continues: unfinished.clip });
  try {
    return {
      ...(await evaluate({
        ...{ environment, policy, recorder, signal: controller.signal },
        ...{ attack: request.attack as never, seeds: [3, 10, 4, 8, 21, 6], seed: request.seed },
        resume: unfinished.progress ?? undefined,
        checkpoints: { periodMs: 1e9, save: (progress) => unfinished.save(progress, recorder.clip()) },
      })),
      clip: recorder.clip(),
    };
  } finally {
    await unfinished.close();
  }
}

it('goes on to the same records and the same clip, whatever was appended after the checkpoint', async () => {
  const { episodes, clip } = await play();
  await expect(play(3)).rejects.toMatchObject({ code: 'INTERRUPTED' });
  await expect(play(8)).rejects.toMatchObject({ code: 'INTERRUPTED' });
  const [left] = await readdir(folder);
  expect(left).toBe('.unfinished-student-fgsm');
  await appendFile(join(folder, left!, 'episodes.jsonl'), '{"episode":5,"half a li');
  const resumed = await play();
  const comparable = (records: typeof episodes) => records.map(({ seconds: _, ...record }) => record);
  expect(comparable(resumed.episodes)).toEqual(comparable(episodes));
  expect(resumed.clip).toEqual(clip);
});

it('appends each record once', async () => {
  for (const stopAfter of [9, 4]) await expect(play(stopAfter)).rejects.toMatchObject({ code: 'INTERRUPTED' });
  const text = await readFile(join(folder, '.unfinished-student-fgsm', 'episodes.jsonl'), 'utf8');
  const episodes = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).episode as number);
  expect(episodes.length).toBeGreaterThan(1);
  expect(new Set(episodes).size).toBe(episodes.length);
});

it('names the plugin that it was begun with and that another request lacks', async () => {
  const plugins = [{ name: 'own.mjs', sha256: 'a'.repeat(64) }];
  await expect(play(4, { plugins })).rejects.toMatchObject({ code: 'INTERRUPTED' });
  for (const others of [undefined, [{ name: 'own.mjs', sha256: 'b'.repeat(64) }]]) {
    const refusal = UnfinishedEvaluation.open(evaluation, { ...request, plugins: others });
    await expect(refusal).rejects.toMatchObject({
      code: 'INCOMPATIBLE_ARTEFACT',
      message: expect.stringContaining(`needs the plugin own.mjs (SHA-256 ${'a'.repeat(64)})`),
    });
  }
  await (await UnfinishedEvaluation.open(evaluation, { ...request, plugins })).close();
});

it('is kept from another request, and begins anew on demand', async () => {
  await expect(play(4)).rejects.toMatchObject({ code: 'INTERRUPTED' });
  await expect(UnfinishedEvaluation.open(evaluation, { ...request, seed: 2 })).rejects.toMatchObject({
    code: 'INVALID_STATE',
    remedy: expect.stringContaining('by restart'),
  });
  const own = await UnfinishedEvaluation.open(evaluation, request);
  expect(own.progress).not.toBeNull();
  await own.close();
  const anew = await UnfinishedEvaluation.open(evaluation, request, { restart: true });
  expect(anew.progress).toBeNull();
  await anew.remove();
  expect(await readdir(folder)).toEqual([]);
});

it('is one process’s at a time', async () => {
  const first = await UnfinishedEvaluation.open(evaluation, request);
  await expect(UnfinishedEvaluation.open(evaluation, request)).rejects.toMatchObject({ code: 'IN_USE' });
  await first.close();
});

it('leaves the folder to whoever waited for it', async () => {
  for (let attempt = 0; attempt < 10; attempt++) {
    const first = await UnfinishedEvaluation.open(evaluation, request);
    const removing = first.remove();
    let next: UnfinishedEvaluation | undefined;
    while (!next) next = await UnfinishedEvaluation.open(evaluation, request).catch(() => undefined);
    await removing;
    expect(await readdir(next.directory)).toContain('.lock');
    await next.remove();
  }
  expect(await readdir(folder)).toEqual([]);
});

it('refuses every digit that is another one', async () => {
  await expect(play(9)).rejects.toMatchObject({ code: 'INTERRUPTED' });
  const place = join(folder, '.unfinished-student-fgsm');
  for (const name of ['progress.json', 'episodes.jsonl']) {
    const sound = await readFile(join(place, name), 'utf8');
    // Those of whole numbers and of the first digits of others: the rest of a hash or a picture differs no less.
    const digits = [...sound.matchAll(/(?<=[:,[]-?)\d(?:\.\d)?/g)].map(({ index }) => index);
    expect(digits.length).toBeGreaterThan(20);
    for (const at of digits) {
      await writeFile(join(place, name), sound.slice(0, at) + ((Number(sound[at]) + 1) % 10) + sound.slice(at + 1));
      await expect(UnfinishedEvaluation.open(evaluation, request), `${name} at ${at}`).rejects.toMatchObject({
        code: 'CORRUPT_ARTEFACT',
      });
    }
    await writeFile(join(place, name), sound);
  }
  await (await UnfinishedEvaluation.open(evaluation, request)).close();
});

/** What an older version wrote: no seal, no word about the records. */
async function unseal(): Promise<string> {
  const file = join(folder, '.unfinished-student-fgsm', 'progress.json');
  const { recordsSha256: _, ...progress } = openSealedJson(await readFile(file, 'utf8')) as Record<string, unknown>;
  await writeFile(file, JSON.stringify(progress));
  return file;
}

it('goes on from what an older version left', async () => {
  const { episodes } = await play();
  await expect(play(9)).rejects.toMatchObject({ code: 'INTERRUPTED' });
  await unseal();
  const digests = (records: typeof episodes) => records.map(({ trajectorySha256 }) => trajectorySha256);
  expect(digests((await play()).episodes)).toEqual(digests(episodes));
});

it.each([
  ['more agreements than steps', /"agreements":\d+/, '"agreements":1000'],
  ['a gap beyond one a step', /"cleanGap":/, '$&9'],
  ['an action that was not taken', /"actionCounts":\[/, '$&9'],
  ['a change of more than a pixel', /"maxPerturbation":/, '$&2'],
  ['an episode twice', /"episode":\d+/g, '"episode":0'],
  ['an episode too many', /"nextEpisode":/, '$&9'],
])('refuses %s, also where there is no seal', async (_, sound, damaged) => {
  await expect(play(9)).rejects.toMatchObject({ code: 'INTERRUPTED' });
  const file = await unseal();
  await writeFile(file, (await readFile(file, 'utf8')).replace(sound, damaged));
  await expect(UnfinishedEvaluation.open(evaluation, request)).rejects.toMatchObject({ code: 'CORRUPT_ARTEFACT' });
});

it.each([
  ['a truncated progress file', (place: string) => truncate(join(place, 'progress.json'), 200)],
  ['a lost record', (place: string) => writeFile(join(place, 'episodes.jsonl'), '')],
  ['a damaged clip', (place: string) => truncate(join(place, 'clip.bin'), 100)],
])('refuses %s', async (_, damage) => {
  await expect(play(9)).rejects.toMatchObject({ code: 'INTERRUPTED' });
  await damage(join(folder, '.unfinished-student-fgsm'));
  await expect(UnfinishedEvaluation.open(evaluation, request)).rejects.toMatchObject({
    code: 'CORRUPT_ARTEFACT',
    message: expect.stringContaining('by restart'),
  });
  // What it says helps: nothing of it is met again, also where the new one records nothing.
  await (await UnfinishedEvaluation.open(evaluation, request, { restart: true })).close();
  const anew = await UnfinishedEvaluation.open(evaluation, request);
  expect([anew.progress, anew.clip]).toEqual([null, null]);
  await anew.close();
});
