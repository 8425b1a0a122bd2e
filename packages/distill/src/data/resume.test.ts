/** A collection that was stopped, or ran out of disk, goes on to the very bytes of one that was not. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from '@a2pd/artefact';
import { A2pdError } from '@a2pd/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { ExampleEnvironment, exampleTeacher } from '../testing/example-environment.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { collect, readUnfinishedCollection } from './collect.js';
import { parseCollectConfig } from './collect-config.js';
import type { CollectOptions } from './collect-options.js';

const folder = temporaryFolder();
const pairs = 400;
const config = parseCollectConfig({ pairs, explorationEpsilon: 0.05, pairsPerShard: 90 });

/** Two groups, of 3 and 2 environments. */
function collectInto(name: string, options: Partial<CollectOptions> = {}) {
  const environments = [new ExampleEnvironment(3), new ExampleEnvironment(2)];
  const directory = join(folder, name);
  return collect({ teacher: exampleTeacher, environments, config, seed: 9, directory, ...options });
}

/** Stops as soon as there are so many pairs. */
function stoppedAfter(numPairs: number): Partial<CollectOptions> {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    onProgress: ({ completed }) => completed >= numPairs && controller.abort(),
  };
}

let wholeFiles: unknown;
beforeAll(async () => {
  wholeFiles = (await collectInto('whole')).manifest.files;
});

describe('an interrupted collection', () => {
  it.each([[[1]], [[89]], [[90]], [[200]], [[395]], [[3, 50, 51, 95, 180, 300, 395]]])(
    'stopped after %j pairs ends with the same bytes',
    async (stops) => {
      const name = `stopped-${stops.join('-')}`;
      for (const stop of stops) {
        const error = await collectInto(name, stoppedAfter(stop)).catch((caught: unknown) => caught);
        expect(error).toMatchObject({ code: 'INTERRUPTED' });
        expect((error as A2pdError).details.pairs).toBeGreaterThanOrEqual(stop);
        expect(existsSync(join(folder, name))).toBe(false);
      }
      const { manifest, continuedPairs } = await collectInto(name);
      expect(continuedPairs).toBeGreaterThanOrEqual(stops.at(-1)!);
      expect(manifest.files).toEqual(wholeFiles);
      expect(readdirSync(folder).filter((entry) => entry.startsWith(name))).toEqual([name]);
    },
  );

  it('loses no more than the shard under way when it is killed', async () => {
    // A killed process leaves what its last save named, and possibly a shard that no progress names yet.
    await collectInto('killed', stoppedAfter(200)).catch(() => undefined);
    const path = join(folder, 'killed.collecting');
    const { shards } = (await readUnfinishedCollection(join(folder, 'killed')))!;
    expect(shards.length).toBe(2);
    writeFileSync(join(path, 'shards', '00002.safetensors'), 'half a sh');
    writeFileSync(join(path, '.progress.json.99999.00000000-0000-0000-0000-000000000000.partial'), '{');
    writeFileSync(join(path, '.lock.99999.00000000-0000-0000-0000-000000000000'), '');
    expect((await collectInto('killed')).manifest.files).toEqual(wholeFiles);
    expect(existsSync(path)).toBe(false);
  });

  it('begins anew when told to', async () => {
    await collectInto('restarted', stoppedAfter(100)).catch(() => undefined);
    const { manifest, continuedPairs } = await collectInto('restarted', { restart: true });
    expect(continuedPairs).toBe(0);
    expect(manifest.files).toEqual(wholeFiles);
  });

  it('is not continued with other options, and not silently dropped', async () => {
    await collectInto('other', stoppedAfter(100)).catch(() => undefined);
    await expect(collectInto('other', { seed: 10 })).rejects.toThrow(/begun with other options \(seed\).*by restart/);
    const provenance = { game: 'pong', config: { preset: 'rainbow' } };
    await expect(collectInto('other', { provenance })).rejects.toThrow(/\(game, config\)/);
    await expect(collectInto('other', { player: exampleTeacher })).rejects.toThrow(/\(player\)/);
    expect((await collectInto('other')).manifest.files).toEqual(wholeFiles);
  });

  it('makes way when all it holds was published before it was killed', async () => {
    const written = new Map<string, Uint8Array | string>();
    const writeFile: CollectOptions['writeFile'] = async (file, contents) => {
      written.set(file, contents);
      await writeFileAtomically(file, contents);
    };
    await collectInto('published', { writeFile });
    for (const [file, contents] of written) await writeFileAtomically(file, contents);
    const { manifest } = await collectInto('published', { config: parseCollectConfig({ pairs: 20 }) });
    expect(manifest.summary?.pairs).toBe(20);
    expect(existsSync(join(folder, 'published.collecting'))).toBe(false);
  });

  it('does not take what goes on beyond a data set for that data set', async () => {
    const { manifest } = await collectInto('longer', { config: parseCollectConfig({ ...config, pairs: 200 }) });
    const stopped = stoppedAfter(300);
    await expect(collectInto('longer', { ...stopped, restart: true })).rejects.toMatchObject({ code: 'INTERRUPTED' });
    await expect(collectInto('longer', { seed: 2 })).rejects.toMatchObject({ code: 'INCOMPATIBLE_ARTEFACT' });
    // What both have in common is the same to the byte.
    const { manifest: whole } = await collectInto('longer');
    const [first] = manifest.files.filter(({ path }) => path.startsWith('shards/'));
    expect(whole.files).toContainEqual(first);
  });

  it.each(['progress.json', 'shards/00001.safetensors', 'open'])('finds a flipped bit in its %s', async (part) => {
    const name = `damaged-${part.length}`;
    await collectInto(name, stoppedAfter(200)).catch(() => undefined);
    const path = join(folder, `${name}.collecting`);
    const file = part === 'open' ? join(path, part, readdirSync(join(path, part))[0]!) : join(path, part);
    const bytes = readFileSync(file);
    bytes[bytes.length >> 1]! ^= 16;
    writeFileSync(file, bytes);
    await expect(collectInto(name)).rejects.toMatchObject({ code: 'CORRUPT_ARTEFACT', message: /by restart/ });
  });

  it('is not cleared away because its progress cannot be read just now', async () => {
    await collectInto('unreadable', stoppedAfter(200)).catch(() => undefined);
    const path = join(folder, 'unreadable.collecting');
    renameSync(join(path, 'progress.json'), join(path, 'aside'));
    mkdirSync(join(path, 'progress.json'));
    await expect(collectInto('unreadable')).rejects.toMatchObject({ code: 'FILE_UNAVAILABLE' });
    rmdirSync(join(path, 'progress.json'));
    renameSync(join(path, 'aside'), join(path, 'progress.json'));
    expect((await collectInto('unreadable')).manifest.files).toEqual(wholeFiles);
  });

  it('is not shared by two at a time', async () => {
    const [first, second] = await Promise.allSettled([collectInto('shared'), collectInto('shared')]);
    const outcomes = [first, second].map((outcome) => (outcome.status === 'fulfilled' ? 'done' : outcome.reason.code));
    expect(outcomes.sort()).toEqual(['IN_USE', 'done']);
    expect(readdirSync(folder).filter((entry) => entry.startsWith('shared'))).toEqual(['shared']);
  });

  it('is refused when its episodes do not repeat themselves', async () => {
    class OtherRom extends ExampleEnvironment {
      override step(actions: Int32Array) {
        const step = super.step(actions);
        this.observations[this.observations.length - 1]! ^= 1;
        return step;
      }
    }
    await collectInto('drifted', stoppedAfter(200)).catch(() => undefined);
    const environments = [new OtherRom(3), new OtherRom(2)];
    await expect(collectInto('drifted', { environments })).rejects.toMatchObject({ code: 'INCOMPATIBLE_ARTEFACT' });
  });
});

describe('a full disk', () => {
  /** Refuses every write from the nth on, as a disk without space does. */
  function fullAfter(numWrites: number): CollectOptions['writeFile'] {
    let left = numWrites;
    return async (file, contents) => {
      if (left-- > 0) return writeFileAtomically(file, contents);
      throw new A2pdError('FILE_UNAVAILABLE', `Cannot write ${file}: ENOSPC`, { remedy: 'free some disk space' });
    };
  }

  it('is named whichever write it meets; what was collected is kept and continued', async () => {
    // Five shards, each with the progress that names it.
    for (let numWrites = 0; numWrites < 10; numWrites++) {
      const name = `full-${numWrites}`;
      const error = await collectInto(name, { writeFile: fullAfter(numWrites)! }).catch((caught: unknown) => caught);
      expect(error).toMatchObject({ code: 'FILE_UNAVAILABLE', message: expect.stringContaining('ENOSPC') });
      expect(existsSync(join(folder, name))).toBe(false);
      const kept = (await readUnfinishedCollection(join(folder, name)))?.shards.length ?? 0;
      expect(kept).toBe(Math.floor(numWrites / 2));
      const { manifest, continuedPairs } = await collectInto(name);
      expect(continuedPairs).toBe(Math.min(kept * 90, pairs));
      expect(manifest.files).toEqual(wholeFiles);
    }
  });
});
