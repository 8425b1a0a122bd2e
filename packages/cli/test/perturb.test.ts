/** `a2pd perturb` on files as people bring them. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { observationSize, Rng } from '@a2pd/core';
import { type PerturbRequest, perturbObservations } from '@a2pd/experiment';
import {
  decodeStored,
  type Elements,
  encodeStored,
  type HostTensor,
  loadSafetensors,
  type PixelType,
  readElements,
  saveSafetensors,
  writeElements,
} from '@a2pd/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeNpy, encodeNpy } from '../../experiment/src/measure/numpy-file.js';
import { runA2pd } from './run-a2pd.js';
import { saveTinyStudent, saveTinyTeacher } from './tiny-policies.js';

const count = 5;
let folder: string;
const at = (...names: string[]) => join(folder, ...names);

const rng = new Rng(1);
const bytes = Uint8Array.from({ length: count * observationSize }, () => rng.integer(256));
const nchw: HostTensor = { shape: [count, 4, 84, 84], data: bytes };
const nhwc: HostTensor = { shape: [count, 84, 84, 4], data: floatsChannelsLast() };

function npy({ shape, data }: HostTensor): Uint8Array {
  const type = data instanceof Uint8Array ? 'U8' : data instanceof Int32Array ? 'I32' : 'F32';
  return encodeNpy({ type, shape, bytes: writeElements(type, data as Elements) });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'a2pd-perturb-'));
  await saveTinyStudent(at('student'));
  await saveTinyTeacher(at('teacher'));
  await writeFile(at('seen.npy'), npy(nchw));
  await saveSafetensors(at('seen.safetensors'), { states: nhwc });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function perturb(...args: string[]) {
  return runA2pd(['perturb', '--policy', at('student'), '--json', ...args]);
}

describe('a2pd perturb', () => {
  it('gives bytes for bytes, within epsilon, in the same layout', async () => {
    const { status, stdout, stderr } = await perturb(
      ...['--input', at('seen.npy'), '--output', at('attacked.npy'), '--layout', 'nchw'],
      ...['--attack', 'pgd', '--steps', '3', '--epsilon', '3/255', '--batch', '2'],
    );
    expect(status, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ observations: count, layout: 'nchw', dtype: 'uint8', labels: 'self', astrayClean: 0 },
      attackLabel: 'PGD-3 (ε = 3/255)',
      maxPerturbation: expect.closeTo(3 / 255, 5),
    });
    const attacked = decodeNpy('attacked.npy', await readFile(at('attacked.npy')));
    const { shape } = attacked;
    const data = readElements(attacked);
    expect(shape).toEqual(nchw.shape);
    const changes = Array.from(data, (pixel, i) => Math.abs(pixel - bytes[i]!));
    expect(changes.reduce((a, b) => Math.max(a, b))).toBe(3);
    expect(changes.filter((change) => change === 3).length).toBeGreaterThan(changes.length / 2);
  });

  it('gives floats for floats, with labels and actions beside them, and transfers', async () => {
    const { status, stdout, stderr } = await perturb(
      ...['--input', at('seen.safetensors'), '--output', at('attacked.safetensors'), '--perturb-frames', 'newest'],
      ...['--attack', 'minq', '--steps', '2', '--victim', at('teacher'), '--teacher', at('teacher'), '--game', 'pong'],
    );
    expect(status, stderr).toBe(0);
    const said = JSON.parse(stdout);
    expect(said).toMatchObject({ layout: 'nhwc', dtype: 'float32', labels: 'teacher', astrayClean: 0 });
    const { tensors } = await loadSafetensors(at('attacked.safetensors'));
    expect(Object.keys(tensors)).toEqual(['states', 'labels', 'clean_actions', 'attacked_actions']);
    expect(tensors.labels).toEqual(tensors.clean_actions);
    const differ = Array.from(tensors.attacked_actions!.data).filter((a, i) => a !== tensors.labels!.data[i]);
    expect(said.actionFlipRate).toBeCloseTo(differ.length / count, 9);
    const changed = new Set<number>();
    for (const [i, pixel] of tensors.states!.data.entries()) if (pixel !== nhwc.data[i]) changed.add(i % 4);
    expect([...changed]).toEqual([3]);
  });

  it('takes labels from a file', async () => {
    await writeFile(at('labels.npy'), npy({ shape: [count], data: Int32Array.of(5, 4, 3, 2, 1) }));
    const { stdout } = await perturb(
      ...['--input', at('seen.npy'), '--output', at('labelled.npy'), '--labels', at('labels.npy'), '--attack', 'fgsm'],
    );
    expect(JSON.parse(stdout)).toMatchObject({ labels: 'file', dtype: 'uint8' });
  });

  it('leads to an action by its name, instead of away from labels', async () => {
    const { stdout } = await perturb(
      ...[
        '--input',
        at('seen.npy'),
        '--output',
        at('aimed.npy'),
        '--attack',
        'pgd',
        '--epsilon',
        '1',
        '--target',
        'FIRE',
      ],
    );
    const said = JSON.parse(stdout);
    expect(said).toMatchObject({ labels: 'target', target: 'FIRE', astrayClean: null, astrayAttacked: null });
    expect(said.attackLabel).toBe('PGD-10 (ε = 1), towards FIRE');
    expect(said.targetRate).toBeGreaterThanOrEqual(said.cleanTargetRate);
  });

  it('lists every attack with its source in the help', async () => {
    const { stdout } = await runA2pd(['perturb', '--help']);
    expect(stdout).toMatch(/apgd-targeted .*Croce & Hein 2020/);
    expect(stdout).toMatch(/square .*Andriushchenko et al. 2020/);
  });

  it('refuses an option of another attack', async () => {
    const { status, stderr } = await perturb(
      ...['--input', at('seen.npy'), '--output', at('x.npy'), '--attack', 'pgd', '--queries', '3'],
    );
    expect(status).not.toBe(0);
    const { error } = JSON.parse(stderr.trim().split('\n').at(-1)!);
    expect(error).toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining('no --queries beside --attack pgd'),
    });
  });

  it('names victim and teacher as it names the policy', async () => {
    const { status, stdout, stderr } = await runA2pd([
      ...['perturb', '--json', '--run', basename(folder), '--runs', dirname(folder), '--policy', 'teacher'],
      ...['--victim', 'student', '--teacher', 'teacher', '--attack', 'fgsm', '--epsilon', '3/255'],
      ...['--input', at('seen.npy'), '--output', at('named.npy')],
    ]);
    expect(status, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ labels: 'teacher', observations: count });
    expect(JSON.parse(stdout).next).toBe(
      `a2pd evaluate --run ${basename(folder)} --runs ${dirname(folder)} --teacher teacher --attack fgsm --epsilon 3/255 --made-on teacher`,
    );
  });

  it.each([
    [[], "required option '--attack <name>'"],
    [['--attack', 'none'], 'Allowed choices are noise'],
    [['--attack', 'fgsm', '--epsilon', '-1'], 'epsilon: must be at least 0'],
    [['--attack', 'fgsm', '--epsilon', '1/0'], 'Expected a number or fraction'],
    [['--attack', 'fgsm', '--epsilon', '3'], 'at most 1'],
  ])('refuses the attack %j', async (attack, complaint) => {
    const { status, stderr } = await perturb('--input', at('seen.npy'), '--output', at('x.npy'), ...attack);
    expect(status).toBe(2);
    expect(JSON.parse(stderr).error.message).toContain(complaint);
  });

  it.each<[string, () => HostTensor, Partial<PerturbRequest>, string, string]>([
    ['another shape', () => ({ shape: [2, 3], data: new Uint8Array(6) }), {}, 'INVALID_ARGUMENT', '[2, 3]'],
    ['another layout', () => nchw, { layout: 'nhwc' }, 'INVALID_ARGUMENT', 'nhwc'],
    ['floats up to 255', () => scaled(255), {}, 'INVALID_ARGUMENT', 'divide pixels by 255'],
    ['NaN', () => scaled(Number.NaN), {}, 'INVALID_ARGUMENT', 'but received NaN'],
    [
      'an unwritable place',
      () => nchw,
      { output: 'bad.npy/x.npy', policy: 'absent' },
      'FILE_UNAVAILABLE',
      'bad.npy/x.npy',
    ],
    ['whole numbers', () => ({ ...nchw, data: Int32Array.from(bytes) }), {}, 'INVALID_ARGUMENT', 'uint8 or float'],
    ['infinity', () => scaled(Number.POSITIVE_INFINITY), {}, 'INVALID_ARGUMENT', 'but received Infinity'],
    ['another game', () => nchw, { game: 'freeway' }, 'INCOMPATIBLE_ARTEFACT', 'a policy of freeway'],
    ['grey levels', () => nchw, { attack: { name: 'fgsm', epsilon: 3 } }, 'INVALID_CONFIG', 'divide by 255'],
    ['an absent file', () => nchw, { input: 'absent.npy' }, 'FILE_UNAVAILABLE', 'absent.npy'],
    ['an absent policy', () => nchw, { policy: 'absent' }, 'FILE_UNAVAILABLE', 'absent'],
    ['other files', () => nchw, { output: 'x.txt' }, 'INVALID_ARGUMENT', '*.npy or *.safetensors'],
    ['too few labels', () => nchw, { labels: 'few.npy' }, 'INVALID_ARGUMENT', 'one action each'],
    ['labels that are no actions', () => nchw, { labels: 'beyond.npy' }, 'INVALID_ARGUMENT', 'labels in [0, 6)'],
  ])('refuses %s', async (_what, make, changes, code, hint) => {
    await writeFile(at('bad.npy'), npy(make()));
    await writeFile(at('few.npy'), npy({ shape: [2], data: Int32Array.of(1, 2) }));
    await writeFile(at('beyond.npy'), npy({ shape: [count], data: Int32Array.of(1, 2, 3, 6, 0) }));
    const usual = { input: 'bad.npy', output: 'x.npy', policy: 'student' };
    const { input, output, policy, labels, ...others } = { ...usual, ...changes } as typeof usual & typeof changes;
    const request: PerturbRequest = {
      ...{ attack: { name: 'fgsm' }, frames: 'all', quantise: false, batchSize: 50, seed: 0 },
      ...others,
      ...{ input: at(input), output: at(output), policy: at(policy) },
      ...(labels === undefined ? {} : { labels: at(labels) }),
    };
    const context = { signal: new AbortController().signal, onProgress: () => {}, say: () => {} };
    const refusal = perturbObservations(request, context);
    await expect(refusal).rejects.toMatchObject({ code, message: expect.stringContaining(hint) });
  });
});

/** The observations in a type, and labels beside them as torch has them. */
async function writeAs(type: PixelType, file: string): Promise<void> {
  const data = type === 'U8' ? (nchw.data as Elements) : Float64Array.from(nhwc.data, Math.fround);
  const { shape } = type === 'U8' ? nchw : nhwc;
  const ids = { type: 'I64', shape: [count], bytes: new Uint8Array(new BigInt64Array(count).fill(7n).buffer) } as const;
  const observations = { type, shape, bytes: writeElements(type, data) };
  await writeFile(
    file,
    encodeStored(
      [
        ['observations', observations],
        ['ids', ids],
      ],
      { format: 'pt', game: 'Pong' },
    ),
  );
}

describe('what comes out of a2pd perturb', () => {
  it.each(['U8', 'F16', 'BF16', 'F32', 'F64'] as const)('is as it came, in %s, and within epsilon', async (type) => {
    const [input, output] = [at(`in-${type}.safetensors`), at(`out-${type}.safetensors`)];
    await writeAs(type, input);
    const args = [
      '--input',
      input,
      '--output',
      output,
      '--attack',
      'fgsm',
      '--epsilon',
      '1/255',
      '--perturb-frames',
      'newest',
    ];
    const { status, stdout, stderr } = await perturb(...args);
    expect(status, stderr).toBe(0);
    const before = decodeStored(await readFile(input));
    const after = decodeStored(await readFile(output));
    expect(after.metadata).toEqual({ format: 'pt', game: 'Pong', a2pd: 'written by a2pd' });
    expect(Object.keys(after.tensors)).toEqual(['observations', 'ids', 'labels', 'clean_actions', 'attacked_actions']);
    expect(after.tensors.ids).toEqual(before.tensors.ids);
    expect(after.tensors.observations).toMatchObject({ type, shape: before.tensors.observations!.shape });
    const [clean, attacked] = [before, after].map(({ tensors }) => readElements(tensors.observations!)) as [
      Elements,
      Elements,
    ];
    const changes = Array.from(clean, (pixel, i) => Math.abs(pixel - attacked[i]!));
    const epsilon = type === 'U8' ? 1 : 1 / 255;
    // Beyond it by what float32 rounds, and no more.
    expect(changes.reduce((a, b) => Math.max(a, b))).toBeLessThanOrEqual(epsilon * (1 + 2 ** -15));
    expect(changes.filter((change) => change > epsilon / 2).length).toBeGreaterThan(changes.length / 16);
    // Three of four frames are left alone, to the last bit.
    expect(changes.filter((change) => change === 0).length).toBeGreaterThanOrEqual(0.75 * changes.length);
    // Attacked again by nothing, it is what the first result said of it.
    const said = JSON.parse(stdout);
    const again = await perturb(
      '--input',
      output,
      '--output',
      at('again.safetensors'),
      '--attack',
      'noise',
      '--epsilon',
      '0',
      '--force',
    );
    expect(JSON.parse(again.stdout)).toMatchObject({ dtype: said.dtype, actionFlipRate: 0 });
    const { tensors } = await loadSafetensorsOf(at('again.safetensors'));
    expect(readElements(tensors.clean_actions!)).toEqual(readElements(after.tensors.attacked_actions!));
  });

  it('is float16 for float16 of NumPy, which has no bfloat16', async () => {
    await writeAs('F16', at('half.safetensors'));
    const { tensors } = await loadSafetensorsOf(at('half.safetensors'));
    await writeFile(at('half.npy'), encodeNpy({ ...tensors.observations!, type: 'F16' }));
    const { stdout } = await perturb(
      '--input',
      at('half.npy'),
      '--output',
      at('half-attacked.npy'),
      '--attack',
      'fgsm',
    );
    expect(JSON.parse(stdout)).toMatchObject({ dtype: 'float16' });
    expect(decodeNpy('x', await readFile(at('half-attacked.npy')))).toMatchObject({ type: 'F16', shape: nhwc.shape });
    await writeAs('BF16', at('brain.safetensors'));
    const { stderr } = await perturb(
      '--input',
      at('brain.safetensors'),
      '--output',
      at('brain.npy'),
      '--attack',
      'fgsm',
    );
    expect(JSON.parse(stderr).error).toMatchObject({
      code: 'INVALID_ARGUMENT',
      remedy: expect.stringContaining('.safetensors'),
    });
  });

  it('replaces what it wrote itself, but neither its input nor what is not its own without --force', async () => {
    const files = { input: at('source.safetensors'), output: at('made.safetensors') };
    await writeAs('U8', files.input);
    const attack = (input: string, output: string, ...more: string[]) =>
      perturb('--input', input, '--output', output, '--attack', 'fgsm', ...more);
    for (const _ of [1, 2]) expect((await attack(files.input, files.output)).status).toBe(0);
    const before = await readFile(files.output);
    for (const [input, code] of [
      [files.output, 'INVALID_ARGUMENT'],
      [at('seen.safetensors'), 'FILE_UNAVAILABLE'],
    ] as const) {
      const { status, stderr } = await attack(input, input);
      expect(status).not.toBe(0);
      expect(JSON.parse(stderr).error).toMatchObject({ code, remedy: expect.stringContaining('--force') });
    }
    expect(await readFile(files.output)).toEqual(before);
    expect((await attack(files.output, files.output, '--force')).status).toBe(0);
  });
});

describe('labels', () => {
  const whole = (values: readonly bigint[]) => new Uint8Array(BigInt64Array.from(values).buffer);
  const sound = [5n, 4n, 3n, 2n, 1n];

  it.each(['npy', 'safetensors'])('of 64 bits are understood in .%s, as torch and NumPy write them', async (ending) => {
    const outcomes = [sound, sound.map((label) => label + 2n ** 32n)].map(async (values, i) => {
      const array = { type: 'I64', shape: [count], bytes: whole(values) } as const;
      const file = at(`whole-${i}.${ending}`);
      await writeFile(file, ending === 'npy' ? encodeNpy(array) : encodeStored([['labels', array]]));
      const output = at(`whole-${ending}-${i}.safetensors`);
      return perturb('--input', at('seen.npy'), '--output', output, '--labels', file, '--attack', 'fgsm');
    });
    const [understood, beyond] = await Promise.all(outcomes);
    expect(JSON.parse(understood!.stdout)).toMatchObject({ labels: 'file' });
    const { tensors } = await loadSafetensorsOf(at(`whole-${ending}-0.safetensors`));
    expect([...readElements(tensors.labels!)]).toEqual([5, 4, 3, 2, 1]);
    expect(JSON.parse(beyond!.stderr).error).toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining('Expected labels in [0, 6) but received 4294967301'),
    });
  });
});

async function loadSafetensorsOf(file: string) {
  return decodeStored(await readFile(file));
}

describe('numpy files', () => {
  it('begin their data at a multiple of 64 bytes and come back as they were', () => {
    const values = Float32Array.of(1.5, -2, 0);
    const file = npy({ shape: [3], data: values });
    expect((file.length - values.byteLength) % 64).toBe(0);
    expect(Buffer.from(file).toString('latin1', 10, 67)).toContain(
      "'descr': '<f4', 'fortran_order': False, 'shape': (3,)",
    );
    const read = decodeNpy('x.npy', file);
    expect([read.type, read.shape, readElements(read)]).toEqual(['F32', [3], values]);
  });

  it('are refused when cut short or of a kind we do not read', () => {
    const file = npy({ shape: [2, 2], data: Uint8Array.of(1, 2, 3, 4) });
    const codeOf = (bytes: Uint8Array) => {
      try {
        decodeNpy('x.npy', bytes);
      } catch (error) {
        return (error as { code?: string }).code;
      }
      return 'no error';
    };
    for (let length = 0; length < file.length; length++) {
      expect(codeOf(file.subarray(0, length)), `${length} bytes`).toBe('CORRUPT_ARTEFACT');
    }
    const text = Buffer.from(file).toString('latin1');
    expect(codeOf(Buffer.from(text.replace('False', 'True '), 'latin1'))).toBe('INVALID_ARGUMENT');
    expect(codeOf(Buffer.from(text.replace('|u1', '<c8'), 'latin1'))).toBe('INVALID_ARGUMENT');
  });
});

function scaled(factor: number): HostTensor {
  return { ...nhwc, data: (nhwc.data as Float32Array).map((pixel) => pixel * factor) };
}

/** The same pixels as `bytes`. */
function floatsChannelsLast(): Float32Array {
  const floats = new Float32Array(bytes.length);
  for (let i = 0; i < floats.length; i++) {
    const [n, place, frame] = [Math.floor(i / observationSize), Math.floor((i % observationSize) / 4), i % 4];
    floats[i] = bytes[n * observationSize + frame * 84 * 84 + place]! / 255;
  }
  return floats;
}
