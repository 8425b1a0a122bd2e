/** `a2pd perturb` on files as people bring them. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { observationSize, Rng } from '@a2pd/core';
import { type PerturbRequest, perturbObservations } from '@a2pd/experiment';
import { type HostTensor, loadSafetensors, saveSafetensors } from '@a2pd/tensor';
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

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'a2pd-perturb-'));
  await saveTinyStudent(at('student'));
  await saveTinyTeacher(at('teacher'));
  await writeFile(at('seen.npy'), encodeNpy(nchw));
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
    const { shape, data } = decodeNpy('attacked.npy', await readFile(at('attacked.npy')));
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
    await writeFile(at('labels.npy'), encodeNpy({ shape: [count], data: Int32Array.of(5, 4, 3, 2, 1) }));
    const { stdout } = await perturb(
      ...['--input', at('seen.npy'), '--output', at('labelled.npy'), '--labels', at('labels.npy'), '--attack', 'fgsm'],
    );
    expect(JSON.parse(stdout)).toMatchObject({ labels: 'file', dtype: 'uint8' });
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
    [['--attack', 'fgsm', '--epsilon', '-1'], 'in [0, 1]; with --norm l2'],
    [['--attack', 'fgsm', '--epsilon', '1/0'], 'in [0, 1]; with --norm l2'],
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
    ['whole numbers', () => ({ ...nchw, data: Int32Array.from(bytes) }), {}, 'INVALID_ARGUMENT', 'uint8 or float32'],
    ['another game', () => nchw, { game: 'freeway' }, 'INCOMPATIBLE_ARTEFACT', 'a policy of freeway'],
    ['grey levels', () => nchw, { attack: { name: 'fgsm', epsilon: 3 } }, 'INVALID_CONFIG', 'divide by 255'],
    ['an absent file', () => nchw, { input: 'absent.npy' }, 'FILE_UNAVAILABLE', 'absent.npy'],
    ['an absent policy', () => nchw, { policy: 'absent' }, 'FILE_UNAVAILABLE', 'absent'],
    ['other files', () => nchw, { output: 'x.txt' }, 'INVALID_ARGUMENT', '*.npy or *.safetensors'],
    ['too few labels', () => nchw, { labels: 'few.npy' }, 'INVALID_ARGUMENT', 'one action each'],
    ['labels that are no actions', () => nchw, { labels: 'beyond.npy' }, 'INVALID_ARGUMENT', 'labels in [0, 6)'],
  ])('refuses %s', async (_what, make, changes, code, hint) => {
    await writeFile(at('bad.npy'), encodeNpy(make()));
    await writeFile(at('few.npy'), encodeNpy({ shape: [2], data: Int32Array.of(1, 2) }));
    await writeFile(at('beyond.npy'), encodeNpy({ shape: [count], data: Int32Array.of(1, 2, 3, 6, 0) }));
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

describe('numpy files', () => {
  it('begin their data at a multiple of 64 bytes and come back as they were', () => {
    const values = Float32Array.of(1.5, -2, 0);
    const file = encodeNpy({ shape: [3], data: values });
    expect((file.length - values.byteLength) % 64).toBe(0);
    expect(Buffer.from(file).toString('latin1', 10, 67)).toContain(
      "'descr': '<f4', 'fortran_order': False, 'shape': (3,)",
    );
    expect(decodeNpy('x.npy', file)).toEqual({ shape: [3], data: values });
  });

  it('are refused when cut short or of a kind we do not read', () => {
    const file = encodeNpy({ shape: [2, 2], data: Uint8Array.of(1, 2, 3, 4) });
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
