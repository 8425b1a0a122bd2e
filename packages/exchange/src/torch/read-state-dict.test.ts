import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeZip } from '../zip/write-zip.js';
import { readStateDict } from './read-state-dict.js';
import { writeStateDict } from './write-state-dict.js';

const fixture = (name: string) => readFileSync(new URL(`../../fixtures/${name}`, import.meta.url));
const plain = (tensors: Awaited<ReturnType<typeof readStateDict>>) =>
  Object.fromEntries(Object.entries(tensors).map(([name, { shape, data }]) => [name, [shape, [...data]]]));

const expected = {
  whole: [[2, 3, 4], Array.from({ length: 24 }, (_, i) => i)],
  transposed: [[4, 2, 3], [0, 1, 2, 3].flatMap((k) => [0, 4, 8, 12, 16, 20].map((i) => i + k))],
  part: [
    [2, 2],
    [16, 18, 20, 22],
  ],
  half: [[3], [0.5, -2, 65504]],
  brain: [[2], [1, -0.0078125]],
  double: [[], [Math.fround(0.1)]],
  parameter: [[2], [1, 2]],
  empty: [[0, 3], []],
};

describe("PyTorch's own files", () => {
  it('are read as float32, whatever the strides and the type; whole numbers are left out', async () => {
    expect(plain(await readStateDict(fixture('tensors.pth')))).toEqual(expected);
  });

  it('are read also where the state dict lies in a checkpoint', async () => {
    expect(plain(await readStateDict(fixture('checkpoint.pth')))).toEqual(expected);
  });

  it.each([
    ['old.pth', 'INCOMPATIBLE_ARTEFACT', 'Expected a file of PyTorch 1.6 or later but received "a bare pickle'],
    ['module.pth', 'INCOMPATIBLE_ARTEFACT', 'received "torch.nn.modules.linear.Linear"'],
  ])('are refused where they are no state dict: %s', async (name, code, message) => {
    await expect(readStateDict(fixture(name))).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });
});

it('says of a TorchScript program what it is', async () => {
  const program = await writeZip({ 'linear/data.pkl': '', 'linear/constants.pkl': '', 'linear/version': '3' });
  await expect(readStateDict(program)).rejects.toMatchObject({
    code: 'INCOMPATIBLE_ARTEFACT',
    message: expect.stringContaining('received "a TorchScript program"'),
  });
});

describe('a state dict of ours', () => {
  const tensors = {
    'conv1.weight': { shape: [2, 1, 3], data: Float32Array.of(1.5, -2, 1e-40, 3, 4, -0) },
    'naïve "name"': { shape: [], data: Float32Array.of(3) },
    empty: { shape: [0, 4], data: new Float32Array(0) },
  };

  it('is read back, and the same tensors make the same bytes', async () => {
    const bytes = await writeStateDict(tensors, 'for whoever looks');
    expect(await readStateDict(bytes)).toEqual(tensors);
    expect(await writeStateDict(tensors, 'for whoever looks')).toEqual(bytes);
  });

  it('is refused where it is cut off, or changed: never anything but a typed error', async () => {
    const sound = await writeStateDict(tensors);
    await fc.assert(
      fc.asyncProperty(fc.nat(sound.length - 1), fc.nat(255), fc.boolean(), async (position, byte, isCut) => {
        const damaged = isCut ? sound.subarray(0, position) : Buffer.from(sound);
        if (!isCut) damaged[position] = byte;
        await readStateDict(damaged).catch((error) => {
          expect(['CORRUPT_ARTEFACT', 'INCOMPATIBLE_ARTEFACT']).toContain(error.code);
        });
      }),
      { numRuns: 300, seed: 1 },
    );
  });
});

describe('hostile files', () => {
  /** An archive around this pickle. */
  const around = (pickle: Buffer, members: Record<string, Uint8Array> = {}) =>
    writeZip({ 'archive/data.pkl': pickle, ...members });
  const program = (text: string) => Buffer.concat([Buffer.of(0x80, 2), Buffer.from(text, 'latin1'), Buffer.from('.')]);

  it.each([
    ['os.system', 'cos\nsystem\nX\x04\0\0\0true\x85R'],
    ['posix.system', 'cposix\nsystem\nX\x04\0\0\0true\x85R'],
    ['builtins.eval', '\x8c\x08builtins\x8c\x04eval\x93X\x01\0\0\x001\x85R'],
    ['torch.load', 'ctorch\nload\n)R'],
    ['torch._utils._rebuild_tensor', 'ctorch._utils\n_rebuild_tensor\n)R'],
    ['the instruction 105', '(X\x04\0\0\0trueios\nsystem\n'],
    ['the instruction 129', 'ccollections\nOrderedDict\n)\x81'],
    ['a call of torch.FloatStorage', 'ctorch\nFloatStorage\n)R'],
  ])('name what they would call: %s', async (name, text) => {
    await expect(readStateDict(await around(program(text)))).rejects.toMatchObject({
      code: 'INCOMPATIBLE_ARTEFACT',
      message: expect.stringContaining(`received "${name}"`),
    });
  });

  const tensor = ({ offset = 0, shape = '\x85', extent = 'K\x02', stride = 'K\x01', length = 'K\x02' } = {}) =>
    `}X\x01\0\0\0wctorch._utils\n_rebuild_tensor_v2\n((X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\x000X\x03\0\0\0cpu${length}tQK${String.fromCharCode(offset)}${extent}${shape}${stride}${shape}\x89}tRs`;

  it('are read where they are sound', async () => {
    const file = await around(program(tensor()), { 'archive/data/0': new Uint8Array(8) });
    expect(plain(await readStateDict(file))).toEqual({ w: [[2], [0, 0]] });
  });

  it.each([
    ['a tensor that reaches out of its store', tensor({ offset: 1 })],
    ['a tensor of more than memory holds', tensor({ extent: 'J\xff\xff\xff\x7f', stride: 'K\0' })],
    ['a negative extent', tensor({ extent: 'J\xff\xff\xff\xff' })],
    ['a store that is longer than its member', tensor({ length: 'K\x09' })],
    ['a store that is not there', tensor().replace('\x01\0\0\x000', '\x01\0\0\x001')],
    ['no dictionary', 'K\x01'],
    ['nothing on the stack', '}s'],
    ['no end', '('],
  ])('are refused: %s', async (_, text) => {
    await expect(
      readStateDict(await around(program(text), { 'archive/data/0': new Uint8Array(8) })),
    ).rejects.toMatchObject({ code: expect.stringMatching(/^(CORRUPT|INCOMPATIBLE)_ARTEFACT$/) });
  });
});
