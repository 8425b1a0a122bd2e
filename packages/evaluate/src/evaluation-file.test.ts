import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeArtefact } from '@a2pd/artefact';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Evaluation, evaluate } from './evaluate.js';
import {
  type EvaluationDescription,
  episodeRecordSchema,
  evaluationSummarySchema,
  readEvaluation,
  writeEvaluation,
} from './evaluation-file.js';
import { ClipRecorder } from './recorder.js';
import { BandsGame, bandsModel } from './testing/bands-game.js';

const description: EvaluationDescription = { game: 'pong', config: { epsilon: 3 / 255 }, seeds: { episodes: [1, 2] } };
const recorder = new ClipRecorder({ screen: () => ({ width: 2, height: 1, rgb: Uint8Array.of(1, 2, 3, 4, 5, 6) }) });
let folder: string;
let evaluation: Evaluation;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'a2pd-evaluation-'));
  const policy = bandsModel();
  const attack = { name: 'fgsm', epsilon: 3 / 255 } as const;
  const environment = new BandsGame(2);
  evaluation = await evaluate({ environment, policy, teacher: policy, attack, seeds: [1, 2], recorder });
  policy.dispose();
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('an evaluation on disk', () => {
  it('comes back as it was', async () => {
    const directory = join(folder, 'whole');
    const clip = recorder.clip();
    const manifest = await writeEvaluation(directory, { ...evaluation, clip }, description);
    expect(manifest.files.map((file) => file.path).sort()).toEqual(['clip.bin', 'episodes.jsonl', 'summary.json']);
    const { artefact, ...read } = await readEvaluation(directory);
    // Also in their order: a command that finds its result made prints what it printed when it made it.
    expect(JSON.stringify(read.summary)).toBe(JSON.stringify(evaluation.summary));
    const { timing: _, ...kept } = evaluation;
    expect(read).toEqual({ ...kept, clip });
    expect(artefact.manifest).toMatchObject({ kind: 'evaluation', game: 'pong', summary: { policyName: 'bands' } });
  });

  it('needs no clip', async () => {
    const directory = join(folder, 'no-clip');
    await writeEvaluation(directory, { ...evaluation, clip: null }, description);
    expect((await readEvaluation(directory)).clip).toBeNull();
  });

  it.each([
    ['FGSM (ε = 3/255)', null],
    ['FGSM (ε = 3/255), made on teacher', 'teacher'],
  ])('of old says by %s that the attack was made on %s', (attackLabel, attackModel) => {
    const { attackModel: _, ...ofOld } = evaluation.summary;
    expect(evaluationSummarySchema.parse({ ...ofOld, attackLabel })).toMatchObject({ attackLabel, attackModel });
  });

  it('of old does not say how long nothing was scored', () => {
    const { longestScorelessAgentSteps, ...ofOld } = evaluation.episodes[0]!;
    expect(longestScorelessAgentSteps).not.toBeNull();
    expect(episodeRecordSchema.parse(ofOld)).toEqual({ ...ofOld, longestScorelessAgentSteps: null });
  });

  it('of old does not say which states were attacked: all of them were', () => {
    const notMeasured = { attackedStates: null, targetRate: null, cleanTargetRate: null };
    const { attackedStates: _, targetRate: _rate, cleanTargetRate: _cleanRate, ...episode } = evaluation.episodes[0]!;
    expect(episodeRecordSchema.parse(episode)).toEqual({ ...episode, ...notMeasured });
    const { attackedStates, attackedShare, strikes, target, targetRate, cleanTargetRate, ...summary } =
      evaluation.summary;
    const ofOld = { ...summary, ...notMeasured, attackedShare: null, strikes: null, target: null };
    expect(evaluationSummarySchema.parse(summary)).toEqual(ofOld);
  });

  it('of old is given the agreement beyond chance that its episodes have', async () => {
    const directory = join(folder, 'without-kappa');
    const { teacherKappa, ...summary } = evaluation.summary;
    const files = {
      'episodes.jsonl': evaluation.episodes.map((episode) => `${JSON.stringify(episode)}\n`).join(''),
      'summary.json': JSON.stringify(summary),
    };
    await writeArtefact(directory, { ...description, kind: 'evaluation' }, files);
    expect((await readEvaluation(directory)).summary.teacherKappa).toBe(teacherKappa);
    expect(teacherKappa).toBe(1);
  });

  it.each(['episodes.jsonl', 'summary.json', 'clip.bin'])('is refused with a flipped bit in %s', async (file) => {
    const directory = join(folder, `flipped-${file}`);
    await writeEvaluation(directory, { ...evaluation, clip: recorder.clip() }, description);
    const bytes = await readFile(join(directory, file));
    bytes[bytes.length >> 1]! ^= 4;
    await writeFile(join(directory, file), bytes);
    await expect(readEvaluation(directory)).rejects.toMatchObject({ code: 'CORRUPT_ARTEFACT' });
  });

  it('is refused where a record lacks a figure, whatever its hash says', async () => {
    const directory = join(folder, 'short');
    const { return: _, ...record } = evaluation.episodes[0]!;
    const files = {
      'episodes.jsonl': `${JSON.stringify(record)}\n`,
      'summary.json': JSON.stringify(evaluation.summary),
    };
    await writeArtefact(directory, { ...description, kind: 'evaluation' }, files);
    await expect(readEvaluation(directory)).rejects.toThrow(
      /episodes.jsonl line 1 of .+ is not what an evaluation writes/,
    );
  });
});
