import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type OnceBuiltOptions, onceBuilt } from './once-built.js';

let folder: string;
let builds: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'a2pd-once-'));
  builds = 0;
  await writeFile(join(folder, 'source'), 'one');
  onTestFinished(() => rm(folder, { recursive: true }));
});

const options = (version = '1'): OnceBuiltOptions => ({
  stampFile: join(folder, 'out', 'stamp.json'),
  inputs: { files: [join(folder, 'source')], values: { version } },
  outputs: [join(folder, 'product')],
  log: () => undefined,
});

async function build(): Promise<void> {
  builds++;
  await writeFile(join(folder, 'product'), await readFile(join(folder, 'source')));
}

describe('onceBuilt', () => {
  it('builds once, and again when an input, a version or an output is another', async () => {
    expect(await onceBuilt(options(), build)).toBe('built');
    expect(await onceBuilt(options(), build)).toBe('reused');
    await writeFile(join(folder, 'source'), 'two');
    expect(await onceBuilt(options(), build)).toBe('built');
    expect(await onceBuilt(options('2'), build)).toBe('built');
    await rm(join(folder, 'product'));
    expect(await onceBuilt(options('2'), build)).toBe('built');
    await writeFile(join(folder, 'product'), 'truncated or grown');
    expect(await onceBuilt(options('2'), build)).toBe('built');
    expect(await onceBuilt(options('2'), build)).toBe('reused');
    expect(await readdir(join(folder, 'out'))).toEqual(['stamp.json']);
  });

  it('opens a folder that an older version left to its user alone', async () => {
    const product = join(folder, 'product');
    const install = () => onceBuilt(options(), async () => void (await mkdir(product)));
    await install();
    const { mode } = await stat(product);
    await chmod(product, 0o700);
    expect(await install()).toBe('reused');
    expect((await stat(product)).mode).toBe(mode);
    await chmod(product, 0o750);
    expect(await install()).toBe('reused');
    expect((await stat(product)).mode & 0o777).toBe(0o750);
  });

  it('builds again when a byte of a hashed output is another', async () => {
    const hashed = { ...options(), outputs: [], hashedOutputs: [join(folder, 'product')] };
    expect(await onceBuilt(hashed, build)).toBe('built');
    expect(await onceBuilt(hashed, build)).toBe('reused');
    await writeFile(join(folder, 'product'), 'two');
    expect(await onceBuilt(hashed, build)).toBe('built');
    await rm(join(folder, 'product'));
    expect(await onceBuilt(hashed, build)).toBe('built');
  });

  it('builds again after a build that failed, even over an old stamp', async () => {
    await onceBuilt(options(), build);
    const failing = async () => {
      await writeFile(join(folder, 'product'), 'one');
      throw new RangeError('interrupted');
    };
    await expect(onceBuilt(options('2'), failing)).rejects.toThrow('interrupted');
    expect(await onceBuilt(options(), build)).toBe('built');
  });

  it('refuses a build that leaves no output', async () => {
    await expect(onceBuilt(options(), async () => undefined)).rejects.toMatchObject({ code: 'BUILD_FAILED' });
  });

  it('lets one build at a time', async () => {
    let running = 0;
    const slow = async () => {
      expect(++running).toBe(1);
      await sleep(50);
      await build();
      running--;
    };
    const outcomes = await Promise.all([1, 2, 3].map(() => onceBuilt(options(), slow)));
    expect(outcomes.sort()).toEqual(['built', 'reused', 'reused']);
    expect(builds).toBe(1);
  });

  it('takes the lock of a process that has ended', async () => {
    await onceBuilt(options(), build);
    const { pid } = spawnSync(process.execPath, ['--version']);
    await writeFile(join(folder, 'out', 'stamp.json.lock'), String(pid));
    expect(await onceBuilt(options('3'), build)).toBe('built');
  });
});
