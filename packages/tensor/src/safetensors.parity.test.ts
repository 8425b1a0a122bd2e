/** Our safetensors against the original implementation, both ways. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type PythonWithPackages, pythonPackages, runPython } from '@a2pd/toolchain';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { decodeSafetensors, encodeSafetensors, type HostTensors } from './index.js';

const requirements = ['safetensors==0.5.3'];

/** Reads a file with the original and prints it as JSON, then writes it again with the original. */
const script = `
import json, sys
from safetensors import deserialize, serialize
content = dict(deserialize(open(sys.argv[1], "rb").read()))
print(json.dumps({name: [t["dtype"], t["shape"], t["data"].hex()] for name, t in content.items()}))
types = {"F32": "float32", "I32": "int32", "U8": "uint8"}
again = {name: {"dtype": types[t["dtype"]], "shape": t["shape"], "data": bytes(t["data"])} for name, t in content.items()}
open(sys.argv[1] + ".again", "wb").write(serialize(again, {"game": "pong"}))
`;

const tensors: HostTensors = {
  'conv1/kernel': { shape: [2, 1, 3], data: Float32Array.of(1.5, -2, 1e-40, Number.NaN, Number.POSITIVE_INFINITY, -0) },
  'naïve "name"\n': { shape: [], data: Float32Array.of(3) },
  step: { shape: [2], data: Int32Array.of(-1, 2 ** 31 - 1) },
  bytes: { shape: [5], data: Uint8Array.of(0, 1, 2, 254, 255) },
  empty: { shape: [0, 4], data: new Float32Array(0) },
};

let python: PythonWithPackages;
let folder: string;

beforeAll(async () => {
  const directory = fileURLToPath(new URL('../.python/packages', import.meta.url));
  python = await pythonPackages({ requirements, directory, log: console.log });
  folder = await mkdtemp(join(tmpdir(), 'a2pd-safetensors-'));
});
afterAll(() => rm(folder, { recursive: true }));

function original(file: string) {
  return runPython(python, ['-c', script, file]);
}

it('is read by the original as written, and reads what the original writes', async () => {
  const file = join(folder, 'weights.safetensors');
  await writeFile(file, encodeSafetensors(tensors, { game: 'pong' }));
  const output = await original(file);
  const types = { Float32Array: 'F32', Int32Array: 'I32', Uint8Array: 'U8' } as Record<string, string>;
  expect(JSON.parse(output)).toEqual(
    Object.fromEntries(
      Object.entries(tensors).map(([name, { shape, data }]) => [
        name,
        [types[data.constructor.name], shape, Buffer.from(data.buffer).toString('hex')],
      ]),
    ),
  );
  expect(decodeSafetensors(await readFile(`${file}.again`))).toEqual({ tensors, metadata: { game: 'pong' } });
});

it('is refused by both when it is damaged', async () => {
  const sound = encodeSafetensors(tensors);
  const damaged = [
    sound.subarray(0, 5),
    sound.subarray(0, 60),
    sound.subarray(0, -1),
    Buffer.concat([sound, Buffer.alloc(1)]),
  ];
  for (const [i, bytes] of damaged.entries()) {
    const file = join(folder, `damaged-${i}`);
    await writeFile(file, bytes);
    await expect(original(file)).rejects.toThrow('SafetensorError');
    expect(() => decodeSafetensors(bytes)).toThrow(expect.objectContaining({ code: 'CORRUPT_ARTEFACT' }));
  }
});
