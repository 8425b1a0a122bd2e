import { mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { A2pdError } from '@a2pd/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSafetensors, encodeSafetensors, type HostTensors, loadSafetensors, saveSafetensors } from './index.js';

const example: HostTensors = {
  'hidden/kernel': { shape: [2, 3], data: Float32Array.of(1, -2, 3.5, 0, Number.NaN, Number.NEGATIVE_INFINITY) },
  step: { shape: [], data: Int32Array.of(-7) },
  bytes: { shape: [3], data: Uint8Array.of(1, 2, 255) },
  empty: { shape: [0, 4], data: new Float32Array(0) },
};

function file(header: unknown, data: number[] = []): Uint8Array {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, Buffer.from(data)]);
}

describe('safetensors', () => {
  it('is laid out as the format says', () => {
    const bytes = Buffer.from(encodeSafetensors({ a: { shape: [1], data: Float32Array.of(1) } }, { kind: 'test' }));
    const headerBytes = Number(bytes.readBigUInt64LE());
    expect((8 + headerBytes) % 8).toBe(0);
    expect(JSON.parse(bytes.toString('utf8', 8, 8 + headerBytes))).toEqual({
      __metadata__: { kind: 'test' },
      a: { dtype: 'F32', shape: [1], data_offsets: [0, 4] },
    });
    expect([...bytes.subarray(8 + headerBytes)]).toEqual([0, 0, 0x80, 0x3f]);
  });

  it('reads what it wrote', () => {
    expect(decodeSafetensors(encodeSafetensors(example, { game: 'pong' }))).toEqual({
      tensors: example,
      metadata: { game: 'pong' },
    });
  });

  it('halves floats on request and reads them back as floats', () => {
    const third = { shape: [2], data: Float32Array.of(1 / 3, -2) };
    const bytes = encodeSafetensors({ third, step: example.step! }, {}, { floats: 'F16' });
    const { tensors } = decodeSafetensors(bytes);
    expect(tensors).toEqual({ third: { shape: [2], data: Float32Array.of(0.333251953125, -2) }, step: example.step });
    expect(Buffer.from(bytes).toString('latin1')).toContain('"dtype":"F16"');
    const large = { shape: [1], data: Float32Array.of(1e5) };
    expect(() => encodeSafetensors({ large }, {}, { floats: 'F16' })).toThrow(/"large" within float16/);
  });

  it('reads what it wrote, whatever it is', () => {
    const tensor = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }).chain((shape) => {
      const size = shape.reduce((a, b) => a * b, 1);
      return fc.float32Array({ minLength: size, maxLength: size }).map((data) => ({ shape, data }));
    });
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string().filter((name) => name !== '__metadata__'),
          tensor,
        ),
        (tensors) => {
          expect(decodeSafetensors(encodeSafetensors(tensors)).tensors).toEqual({ ...tensors });
        },
      ),
      { numRuns: 200, examples: [[Object.fromEntries([['__proto__', { shape: [], data: Float32Array.of(1) }]])]] },
    );
  });

  it('finds every truncation', () => {
    const bytes = encodeSafetensors(example, { game: 'pong' });
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeSafetensors(bytes.subarray(0, length))).toThrow(
        expect.objectContaining({ code: 'CORRUPT_ARTEFACT' }),
      );
    }
  });

  it('answers any bytes with tensors or CORRUPT_ARTEFACT', () => {
    const sound = encodeSafetensors(example, { game: 'pong' });
    fc.assert(
      fc.property(fc.nat(sound.length - 1), fc.integer({ min: 1, max: 255 }), (position, flip) => {
        const damaged = Uint8Array.from(sound);
        damaged[position]! ^= flip;
        try {
          decodeSafetensors(damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(A2pdError);
          // I32 can become U32, which the format has, and we have not.
          expect(['CORRUPT_ARTEFACT', 'INCOMPATIBLE_ARTEFACT']).toContain((error as A2pdError).code);
        }
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    ['no JSON', file('{"a": ')],
    ['no record', file([1])],
    ['a header of brackets alone', file('['.repeat(200_000) + ']'.repeat(200_000))],
    [
      'a shape of brackets alone',
      file(`{"a": {"dtype": "U8", "shape": ${'['.repeat(200_000) + ']'.repeat(200_000)}}}`),
    ],
    ['an unknown type', file({ a: { dtype: 'F63', shape: [1], data_offsets: [0, 8] } }, new Array(8).fill(0))],
    ['a type from the prototype', file({ a: { dtype: 'constructor', shape: [], data_offsets: [0, 0] } })],
    ['a negative shape', file({ a: { dtype: 'U8', shape: [-1], data_offsets: [0, 1] } }, [0])],
    ['a wrong size', file({ a: { dtype: 'F32', shape: [2], data_offsets: [0, 4] } }, [0, 0, 0, 0])],
    [
      'an overlap',
      file(
        { a: { dtype: 'U8', shape: [2], data_offsets: [0, 2] }, b: { dtype: 'U8', shape: [2], data_offsets: [1, 3] } },
        [0, 0, 0],
      ),
    ],
    ['a gap', file({ a: { dtype: 'U8', shape: [1], data_offsets: [1, 2] } }, [0, 0])],
    ['bytes left over', file({ a: { dtype: 'U8', shape: [1], data_offsets: [0, 1] } }, [0, 0])],
    ['metadata that are no strings', file({ __metadata__: { a: 1 } })],
    ['a huge header', Buffer.from([255, 255, 255, 255, 255, 255, 255, 127])],
  ])('refuses %s', (_what, bytes) => {
    expect(() => decodeSafetensors(bytes)).toThrow(expect.objectContaining({ code: 'CORRUPT_ARTEFACT' }));
  });

  it.each(['F64', 'I64', 'BF16', 'F8_E4M3', 'BOOL'])('calls a sound file in %s none of ours, not damaged', (dtype) => {
    const bytes = { F64: 8, I64: 8, BF16: 2 }[dtype] ?? 1;
    const sound = file({ a: { dtype, shape: [1], data_offsets: [0, bytes] } }, new Array(bytes).fill(0));
    expect(() => decodeSafetensors(sound)).toThrow(expect.objectContaining({ code: 'INCOMPATIBLE_ARTEFACT' }));
  });

  it('keeps a tensor named __proto__ a tensor', () => {
    const bytes = file('{"__proto__": {"dtype": "U8", "shape": [1], "data_offsets": [0, 1]}}', [5]);
    const { tensors } = decodeSafetensors(bytes);
    expect(Object.keys(tensors)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>).dtype).toBeUndefined();
  });

  it('goes to a file and back, and says what is wrong with a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'a2pd-safetensors-'));
    const path = join(folder, 'weights.safetensors');
    await saveSafetensors(path, example, { game: 'pong' });
    expect((await loadSafetensors(path)).tensors).toEqual(example);
    await truncate(path, 100);
    await expect(loadSafetensors(path)).rejects.toMatchObject({
      code: 'CORRUPT_ARTEFACT',
      message: expect.stringContaining(path),
    });
    await expect(loadSafetensors(join(folder, 'none'))).rejects.toMatchObject({ code: 'FILE_UNAVAILABLE' });
    await rm(folder, { recursive: true });
  });
});
