/**
 * RELIABILITY row 10: the Nth call to the file system fails, for every N there is. Whatever fails and however, the artefact
 * that was there or the new one is there whole, the error has a name, and the next attempt succeeds and cleans up.
 */
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { A2pdError } from '@a2pd/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Artefact } from './artefact.js';
import { writeFileAtomically } from './atomic-file.js';
import { lockFolder } from './lock.js';
import { writeArtefact } from './writer.js';

const disk = vi.hoisted(() => {
  type Fault = 'EIO' | 'ENOSPC' | 'short write' | 'short write, then ENOSPC';
  const state = { calls: 0, failingCall: 0, fault: 'EIO' as Fault, isFull: false };
  const isDue = () => ++state.calls === state.failingCall;
  const errorOf = (code: string, call: string) => Object.assign(new Error(`${code}: injected, ${call}`), { code });

  /** The same call, but for the one that is due to fail. */
  function guard<A extends unknown[], R>(name: string, call: (...args: A) => Promise<R>) {
    return async (...args: A): Promise<R> => {
      if (isDue() && !state.fault.startsWith('short')) throw errorOf(state.fault, name);
      return call(...args);
    };
  }
  function guardHandle(handle: import('node:fs/promises').FileHandle) {
    return new Proxy(handle, {
      get(target, key) {
        const member = Reflect.get(target, key, target);
        if (typeof member !== 'function') return member;
        if (key === 'close') {
          // A close that fails has closed all the same.
          return async () => {
            await target.close();
            if (isDue() && !state.fault.startsWith('short')) throw errorOf(state.fault, 'close');
          };
        }
        if (key === 'write') {
          return async (bytes: Uint8Array, offset: number, length: number) => {
            if (state.isFull) throw errorOf('ENOSPC', 'write');
            if (!isDue()) return target.write(bytes, offset, length);
            if (!state.fault.startsWith('short')) throw errorOf(state.fault, 'write');
            state.isFull = state.fault.endsWith('ENOSPC');
            return target.write(bytes, offset, Math.floor(length / 2));
          };
        }
        return guard(String(key), member.bind(target));
      },
    });
  }
  return {
    guard,
    guardHandle,
    /** Lets the `call`th call from now on fail. */
    arm: (call: number, fault: Fault) => Object.assign(state, { calls: 0, failingCall: call, fault, isFull: false }),
    /** Whether a call failed since `arm`. */
    disarm: () => {
      const hasFailed = state.calls >= state.failingCall;
      Object.assign(state, { calls: 0, failingCall: 0, isFull: false });
      return hasFailed;
    },
  };
});

vi.mock('node:fs/promises', async (importOriginal) => {
  const original = await importOriginal<typeof import('node:fs/promises')>();
  const guarded = ['mkdir', 'rename', 'rm', 'link', 'stat', 'lstat', 'readdir', 'readFile', 'writeFile'] as const;
  return {
    ...original,
    ...Object.fromEntries(guarded.map((name) => [name, disk.guard(name, original[name] as () => Promise<unknown>)])),
    open: disk.guard('open', async (...args: Parameters<typeof original.open>) =>
      disk.guardHandle(await original.open(...args)),
    ),
  };
});

const faults = ['EIO', 'ENOSPC', 'short write', 'short write, then ENOSPC'] as const;
const description = { kind: 'policy', game: 'pong', config: {}, seeds: {} } as const;
const older = { 'a.txt': 'older', 'deep/b.bin': Uint8Array.of(1, 2, 3) };
const newer = { 'a.txt': 'newer', 'deep/b.bin': Uint8Array.of(4, 5, 6, 7) };
const noSuchProcess = 2 ** 22 + 1;

let folder: string;
let target: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'a2pd-disk-'));
  target = join(folder, 'x');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Runs `attempt` with its 1st, 2nd, ... call failing, until it has no more calls; returns how many there were. */
async function failEveryCall(
  fault: (typeof faults)[number],
  prepare: () => Promise<void>,
  attempt: () => Promise<unknown>,
  check: (outcome: 'done' | 'failed', call: number) => Promise<void>,
): Promise<number> {
  for (let call = 1; ; call++) {
    await prepare();
    disk.arm(call, fault);
    const error = await attempt().then(
      () => undefined,
      (reason) => reason,
    );
    const hasFailed = disk.disarm();
    if (error !== undefined) {
      expect(error, `call ${call}`).toBeInstanceOf(A2pdError);
      expect(error.code, `call ${call}: ${error.message}`).toBe('FILE_UNAVAILABLE');
      expect(error.remedy, `call ${call}`).toBeTruthy();
    }
    await check(error === undefined ? 'done' : 'failed', call);
    if (!hasFailed) return call - 1;
  }
}

async function contentsOf(directory: string): Promise<string> {
  const artefact = await Artefact.open(directory, 'policy');
  const bytes = await artefact.read('deep/b.bin');
  return `${await artefact.read('a.txt')} ${bytes.join('')}`;
}

describe.each(faults)('a disk that fails with: %s', (fault) => {
  it('leaves the old artefact or the new one, whole', async () => {
    const calls = await failEveryCall(
      fault,
      async () => {
        await rm(target, { recursive: true, force: true });
        await writeArtefact(target, description, older);
      },
      () => writeArtefact(target, description, newer),
      async (outcome, call) => {
        const contents = await contentsOf(target);
        expect(outcome === 'done' ? ['newer 4567'] : ['older 123', 'newer 4567'], `call ${call}`).toContain(contents);
        if (fault !== 'EIO') return;
        await writeArtefact(target, description, newer);
        expect(await contentsOf(target)).toBe('newer 4567');
      },
    );
    expect(calls).toBeGreaterThan(20);
  });

  it('leaves nothing or the first artefact, whole', async () => {
    await failEveryCall(
      fault,
      () => rm(target, { recursive: true, force: true }),
      () => writeArtefact(target, description, newer),
      async (outcome) => {
        if (outcome === 'done' || (await readdir(folder)).includes('x')) {
          expect(await contentsOf(target)).toBe('newer 4567');
        }
      },
    );
  });

  it('leaves the old file or the new one, whole', async () => {
    const file = join(folder, 'state.json');
    const readWhole = async () => (await import('node:fs')).readFileSync(file, 'utf8');
    await failEveryCall(
      fault,
      () => writeFileAtomically(file, 'older'),
      () => writeFileAtomically(file, 'newer, and longer'),
      async (outcome) => {
        expect(outcome === 'done' ? ['newer, and longer'] : ['older', 'newer, and longer']).toContain(
          await readWhole(),
        );
      },
    );
  });
});

it('brings back what a killed process had put aside, or says why it cannot', async () => {
  await failEveryCall(
    'EIO',
    async () => {
      await rm(folder, { recursive: true, force: true });
      await writeArtefact(target, description, older);
      const id = '00000000-0000-0000-0000-000000000000';
      await rename(target, join(folder, `.x.${noSuchProcess}.${id}.previous`));
    },
    () => contentsOf(target),
    async () => expect(await contentsOf(target)).toBe('older 123'),
  );
});

it('locks a folder or says why it cannot, and lets the next one in', async () => {
  await failEveryCall(
    'EIO',
    async () => {},
    async () => (await lockFolder(target, 'the run x')).release(),
    async () => {
      await rm(join(target, '.lock'), { force: true });
      await (await lockFolder(target, 'the run x')).release();
    },
  );
});
