import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Artefact, writeArtefact } from '@a2pd/artefact';
import { decodeSafetensors, encodeSafetensors } from '@a2pd/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { collectExample } from '../testing/example-pairs.js';
import { fuzzDataSet } from '../testing/fuzz.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { verifyDataSet } from './verify-data-set.js';

const folder = temporaryFolder();
const shard = 'shards/00001.safetensors';
let sound: string;
beforeAll(async () => {
  sound = await collectExample(folder, 'sound');
});

/** The same data set as its author might have written it wrongly: hashes agree with what is there. */
async function rewritten(name: string, change: (tensors: Record<string, { data: Int32Array | Float32Array }>) => void) {
  const { manifest, read } = await openForCopy();
  const files: Record<string, Uint8Array> = {};
  for (const { path } of manifest.files) files[path] = await read(path);
  const { tensors, metadata } = decodeSafetensors(files[shard]!);
  change(tensors as never);
  files[shard] = encodeSafetensors(tensors, metadata);
  const { kind, config, seeds } = manifest;
  await writeArtefact(join(folder, name), { kind, config, seeds }, files);
  return verifyDataSet(join(folder, name));
}

async function openForCopy() {
  const artefact = await Artefact.open(sound);
  return { manifest: artefact.manifest, read: (path: string) => artefact.read(path) };
}

describe('verifyDataSet', () => {
  it('has nothing to say of a sound data set', async () => {
    expect(await verifyDataSet(sound)).toMatchObject({ files: 4, pairs: 120, faults: [] });
  });

  it('finds and names every fault of a file', async () => {
    const { cases, missed } = await fuzzDataSet(sound, 300, 1);
    expect(missed).toEqual([]);
    expect(cases).toBe(300);
    expect((await verifyDataSet(sound)).faults).toEqual([]);
  });

  it('names several faults at once, and does not follow what is no file', async () => {
    const directory = await collectExample(folder, 'several');
    writeFileSync(join(directory, 'notes.txt'), '');
    rmSync(join(directory, shard));
    rmSync(join(directory, 'index.json'));
    symlinkSync('/dev/zero', join(directory, 'index.json'));
    expect((await verifyDataSet(directory)).faults).toEqual([
      { path: shard, fault: 'is missing' },
      { path: 'index.json', fault: 'is not an ordinary file' },
      { path: 'notes.txt', fault: 'does not belong to the data set' },
    ]);
  });

  it.each([
    ['actions', 'aT is not the action of the highest score'],
    ['prescriptions', 'the prescription is not softmax(scores / temperature)'],
    ['steps', 'an agent step of the episode is missing'],
  ])('finds rows whose %s were written wrongly', async (column, fault) => {
    const { faults } = await rewritten(`wrong-${column}`, (tensors) => {
      const { data } = tensors[column]!;
      data[4] = column === 'actions' ? (data[4]! + 1) % 3 : data[4]! + 1;
    });
    expect(faults[0]).toEqual({ path: shard, fault: expect.stringContaining(fault) });
  });

  it.each(['newestFrames', 'episodes', 'takenActions'])('finds rows whose %s point nowhere', async (column) => {
    const { faults } = await rewritten(`astray-${column}`, (tensors) => {
      tensors[column]!.data[7] = 1000;
    });
    expect(faults).toHaveLength(1);
  });

  it('refuses what is no data set', async () => {
    await expect(verifyDataSet(join(folder, 'absent'))).rejects.toMatchObject({ code: 'FILE_UNAVAILABLE' });
    const policy = join(folder, 'policy');
    await writeArtefact(policy, { kind: 'policy', config: {}, seeds: {} }, {});
    await expect(verifyDataSet(policy)).rejects.toMatchObject({ code: 'INCOMPATIBLE_ARTEFACT' });
  });
});
