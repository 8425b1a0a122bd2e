/** Entries of a zoo: made from policies of a run, listed, shown, verified, used by name, and caught when they are not what they say. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { romMd5 } from '@a2pd/ale';
import { Artefact, writeArtefact } from '@a2pd/artefact';
import { decodeSafetensors, encodeSafetensors } from '@a2pd/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runA2pd } from './run-a2pd.js';
import { saveTinyStudent, saveTinyTeacher } from './tiny-policies.js';

let folder: string;
const runs = () => join(folder, 'runs');
const zoo = () => join(folder, 'zoo');
const inZoo = (args: readonly string[]) => runA2pd([...args, '--json'], { environment: { A2PD_ZOO: zoo() } });

async function toJson(args: readonly string[]) {
  const { status, stdout, stderr } = await inZoo(args);
  expect(stderr).not.toContain('a2pd:');
  expect(status).toBe(0);
  return JSON.parse(stdout);
}

async function errorOf(args: readonly string[]) {
  const { status, stderr } = await inZoo(args);
  expect(status).not.toBe(0);
  return JSON.parse(stderr.trim().split('\n').at(-1)!).error;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'a2pd-zoo-test-'));
  await saveTinyTeacher(join(runs(), 'tiny', 'teacher'));
  await saveTinyStudent(join(runs(), 'tiny', 'student'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const brief = () => ['--run', 'tiny', '--runs', runs(), '--episodes', '2', '--max-agent-steps', '40'];

describe('a2pd zoo', () => {
  it('makes entries in float16 that act as the float32 policies do, and measures that', async () => {
    await toJson(['evaluate', '--policy', 'teacher', '--attack', 'noise', '--record', '0', ...brief()]);
    const teacher = await toJson(['zoo', 'add', 'pong/teacher', '--note', 'untrained', ...brief()]);
    expect(teacher.evaluations).toBe(2);
    const student = await toJson([
      ...['zoo', 'add', 'pong/student-a2pd', '--policy', 'student', '--scaled-down', 'a tiny network', ...brief()],
    ]);
    for (const { precision, floats } of [teacher, student]) {
      expect(precision).toMatchObject({ states: 80, episodes: 2 });
      expect(precision.float16MeanReturn).toBe(precision.float32MeanReturn);
      expect(floats).toBe('F16');
    }
    const float32Bytes = (await readFile(join(runs(), 'tiny', 'teacher', 'weights.safetensors'))).byteLength;
    const float16Bytes = (await readFile(join(zoo(), 'pong', 'teacher', 'weights.safetensors'))).byteLength;
    expect(float16Bytes / float32Bytes).toBeCloseTo(0.5, 2);
  });

  it('lists them, teachers first, and shows their cards', async () => {
    const { entries } = await toJson(['zoo', 'list']);
    expect(entries.map(({ policy }: { policy: string }) => policy)).toEqual([
      'zoo:pong/teacher',
      'zoo:pong/student-a2pd',
    ]);
    expect(entries[0]).toMatchObject({ network: 'small', scaledDown: 'untrained', episodes: 2 });
    expect(entries[1]).toMatchObject({ scaledDown: 'a tiny network' });
    const { card } = await toJson(['zoo', 'show', 'pong/teacher']);
    expect(card).toContain('# Pong: teacher, small network');
    expect(card).toContain('**untrained**');
    expect(card).toContain('Noise');
    expect(card).toContain(romMd5('pong'));
  });

  it('hashes every file again and asks the policies whether they act as before', async () => {
    const { verified } = await toJson(['zoo', 'verify']);
    expect(verified).toHaveLength(2);
    for (const entry of verified) {
      expect(entry).toMatchObject({ intact: true, fingerprint: { differingActions: 0, maxScoreDifference: 0 } });
      expect(entry.fingerprint.states).toBeGreaterThan(8);
    }
  });

  it('lends its policies to every command by name', async () => {
    const played = await toJson(['play', '--policy', 'zoo:pong/student-a2pd', '--max-agent-steps', '20']);
    expect(played).toMatchObject({ policyName: 'student-a2pd', game: 'pong' });
    const student = ['--policy', 'zoo:pong/student-a2pd', '--record', '0'];
    const { summary } = await toJson(['evaluate', ...student, '--run', 'other', ...brief().slice(2)]);
    expect(summary).toMatchObject({ policyName: 'student-a2pd', labels: 'teacher' });
    const fromZoo = ['--teacher', 'zoo:pong/teacher', '--pairs', '100', '--environments', '2'];
    const collected = await toJson(['collect', ...fromZoo, '--run', 'other', '--runs', runs()]);
    expect(collected).toMatchObject({ pairs: 100 });
  });

  it('takes up what was measured of an entry when it is added again', async () => {
    const source = ['--policy', join(runs(), 'tiny', 'student'), '--run', 'other', ...brief().slice(2)];
    await toJson(['zoo', 'add', 'pong/student-a2pd', '--policy', 'student', ...source]);
    const records = JSON.parse(await readFile(join(zoo(), 'pong', 'student-a2pd', 'records.json'), 'utf8'));
    expect(records.evaluations).toMatchObject([{ labels: 'teacher', policyName: 'student-a2pd' }]);
  });

  it('lets an entry take up what was measured of it since, and leaves all else as it is', async () => {
    const folderOf = join(zoo(), 'pong', 'student-a2pd');
    const before = await Artefact.open(folderOf, 'policy');
    const fixed = async (path: string) => (await Artefact.open(folderOf, 'policy')).read(path);
    const weights = await fixed('weights.safetensors');
    const madeFrom = async () => (await fixed('card.md')).toString('utf8').split('## Made from')[1];
    const madeFromBefore = await madeFrom();
    const measure = (attack: string, policy = 'zoo:pong/student-a2pd') =>
      toJson([
        ...['evaluate', '--policy', policy, '--attack', attack, '--epsilon', '1/255', '--record', '0'],
        ...['--run', 'attacks', ...brief().slice(2)],
      ]);
    const update = () => toJson(['zoo', 'update', 'pong/student-a2pd', '--run', 'attacks', '--runs', runs()]);
    await measure('noise');
    await measure('fgsm');
    expect(await update()).toMatchObject({ taken: 2, evaluations: 3 });
    await measure('maxdiff');
    // Those of the version before are of the same weights.
    expect(await update()).toMatchObject({ taken: 3, evaluations: 4 });
    // So are those of the policy it was made of.
    const origin = join(runs(), 'tiny', 'student');
    await measure('momentum', origin);
    const play = ['certify', '--play', '--policy', 'zoo:pong/student-a2pd', '--epsilons', '1/255', '--no-worst-case'];
    const proved = await toJson([...play, '--run', 'attacks', ...brief().slice(2)]);
    // A proof of the policy it was made of is none of the entry's own weights.
    const playOrigin = ['certify', '--play', '--policy', origin, '--epsilons', '2/255', '--no-worst-case'];
    await toJson([...playOrigin, '--run', 'attacks', ...brief().slice(2)]);
    expect(await update()).toMatchObject({ taken: 4, evaluations: 5 });

    const { manifest, reference } = await Artefact.open(folderOf, 'policy');
    expect(await fixed('weights.safetensors')).toEqual(weights);
    expect(manifest.parents).toEqual(before.manifest.parents);
    expect(manifest.scaledDown).toBe(before.manifest.scaledDown);
    const of = (summary: unknown) => (summary as { zoo: Record<string, unknown> }).zoo;
    expect(of(manifest.summary)).toMatchObject({ ...of(before.manifest.summary), earlier: expect.any(Array) });
    expect(of(manifest.summary).earlier).toContain(before.reference.manifestSha256);
    expect(of(manifest.summary).earlier).not.toContain(reference.manifestSha256);
    const records = JSON.parse((await fixed('records.json')).toString('utf8'));
    expect(records.worstCases).toMatchObject([
      { epsilon: 1 / 255, attackLabels: expect.arrayContaining(['FGSM (ε = 1/255)']) },
    ]);
    const card = (await fixed('card.md')).toString('utf8');
    for (const words of ['Noise (ε = 1/255)', 'FGSM (ε = 1/255)', 'MaxDiff-10 (ε = 1/255)'])
      expect(card).toContain(words);
    const { directory, next, ...record } = proved;
    expect(records.certifiedPlay).toEqual([{ ...record, policyName: 'student-a2pd' }]);
    expect(card).toMatch(
      /\| No attack \| Worst attack, ε ≤ 1\/255 \| Certified return, ε = 1\/255 \| Decisions proved \|/,
    );
    expect(card).toMatch(/## Certified play[^#]+\| 1\/255 \| -21\.0 \|.*\| 0 of 2, 2 cut short \|.*\| ibp \|/);
    const [, listed] = (await toJson(['zoo', 'list'])).entries;
    expect(listed).toMatchObject({
      worst: { epsilon: 1 / 255, attacks: expect.any(Array) },
      proved: { epsilon: 1 / 255, certifiedReturn: -21, episodes: 2, cutEpisodes: 2, bounds: ['ibp'] },
    });
    const { stdout } = await runA2pd(['zoo', 'list'], { environment: { A2PD_ZOO: zoo() } });
    expect(stdout).toMatch(/zoo:pong\/student-a2pd .* -21\.0 +\d+\.\d%\n/);
    expect(await madeFrom()).toBe(madeFromBefore);
    expect((await toJson(['zoo', 'verify', 'pong/student-a2pd'])).verified).toMatchObject([{ intact: true }]);

    // Made again of its policy it keeps what was measured elsewhere, and still knows what it was.
    const again = [
      'zoo',
      'add',
      'pong/student-a2pd',
      '--policy',
      'student',
      '--scaled-down',
      'a tiny network',
      ...brief(),
    ];
    expect(await toJson(again)).toMatchObject({ evaluations: 5 });
    expect(JSON.parse((await fixed('records.json')).toString('utf8')).certifiedPlay).toEqual(records.certifiedPlay);
    const { manifest: made } = await Artefact.open(folderOf, 'policy');
    expect(of(made.summary).earlier).toEqual(
      expect.arrayContaining([before.reference.manifestSha256, reference.manifestSha256]),
    );
  });

  it('does not make an entry of itself, nor take up what was not measured', async () => {
    const itself = ['zoo', 'add', 'pong/student-a2pd', '--policy', 'zoo:pong/student-a2pd', ...brief()];
    const updating = `a2pd zoo update pong/student-a2pd --run tiny --runs ${runs()}`;
    expect(await errorOf(itself)).toMatchObject({ message: expect.stringContaining(updating), remedy: updating });
    const nothing = ['zoo', 'update', 'pong/teacher', '--run', 'empty', '--runs', runs()];
    expect(await errorOf(nothing)).toMatchObject({
      code: 'INVALID_ARGUMENT',
      remedy: `a2pd evaluate --run empty --runs ${runs()} --policy zoo:pong/teacher`,
    });
  });

  it('says what there is when it lacks what was asked for', async () => {
    const { code, message } = await errorOf(['play', '--policy', 'zoo:pong/student-x']);
    expect(code).toBe('FILE_UNAVAILABLE');
    expect(message).toContain('zoo:pong/teacher');
    expect((await errorOf(['zoo', 'add', 'freeway/teacher', ...brief()])).message).toContain('pong/teacher');
    expect((await errorOf(['zoo', 'add', 'pong/student-kl', ...brief()])).message).toContain(
      'a policy student-kl in the run',
    );
  });
});

describe('an entry that is not what it says', () => {
  const complaintOf = async (entry: string) => (await errorOf(['zoo', 'verify', entry])).message;
  const copyOfTeacher = async (name: string) => {
    const copy = join(zoo(), 'pong', name);
    await cp(join(zoo(), 'pong', 'teacher'), copy, { recursive: true });
    return copy;
  };

  it('is caught by the hash of a changed byte', async () => {
    const file = join(await copyOfTeacher('bent'), 'weights.safetensors');
    const bytes = await readFile(file);
    bytes[bytes.length - 5]! ^= 1;
    await writeFile(file, bytes);
    expect(await complaintOf('pong/bent')).toContain('differ from the SHA-256');
  });

  it('is caught by its fingerprint when weights were exchanged and hashed anew', async () => {
    const copy = await copyOfTeacher('exchanged');
    const artefact = await Artefact.open(copy, 'policy');
    const { tensors } = decodeSafetensors(await artefact.read('weights.safetensors'));
    // The other way round, so that the best action becomes the worst.
    const turned = Object.entries(tensors).map(([name, tensor]) => {
      const data = name.startsWith('advantage.output') ? (tensor.data as Float32Array).map((x) => -x) : tensor.data;
      return [name, { shape: tensor.shape, data }];
    });
    const files: Record<string, Uint8Array> = {};
    for (const { path } of artefact.manifest.files) files[path] = await artefact.read(path);
    const weights = encodeSafetensors(Object.fromEntries(turned), {}, { floats: 'F16' });
    const { kind, game, config, seeds } = artefact.manifest;
    await writeArtefact(copy, { kind, game: game!, config, seeds }, { ...files, 'weights.safetensors': weights });
    expect(await complaintOf('pong/exchanged')).toMatch(/acts otherwise than it did in \d+ of \d+ stored states/);
  });
});
