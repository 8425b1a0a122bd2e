import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isArtefactLocked, isFolderLocked, lockArtefact, lockFolder, removeUnseenLocks } from './lock.js';
import { ownIdentity, type ProcessIdentity } from './process-identity.js';
import { writeArtefact } from './writer.js';

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'a2pd-lock-')), 'run');
});
afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }));

/** A process that has ended: its number is free. */
async function endedPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'close');
  return child.pid!;
}

/** The same number of the same boot, given before. */
function earlier(identity: ProcessIdentity): ProcessIdentity {
  const [boot] = identity.start!.split('/');
  return { ...identity, start: `${boot}/1` };
}

const ownNamespace = ['--user', '--map-root-user', '--pid', '--fork', '--mount-proc'];
const hasNamespaces = spawnSync('unshare', [...ownNamespace, 'true']).status === 0;
const library = fileURLToPath(new URL('../dist/index.js', import.meta.url));
const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
const inHiddenProc = (script: string) => [
  ...['--pid', '--fork', '--mount', '--mount-proc', 'sh', '-c'],
  `mount -o remount,hidepid=2 /proc && exec ${script}`,
];
/** For the superuser alone. */
const canHide = spawnSync('unshare', inHiddenProc(`${asNobody.join(' ')} test -r ${library}`)).status === 0;

/** Also begins an artefact, for what it leaves beside it meanwhile. */
const holdLock = `
  import { ArtefactWriter, lockFolder } from ${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)};
  await lockFolder(process.env.FOLDER, 'it');
  await ArtefactWriter.begin(process.env.FOLDER + '/../artefact');
  console.log('locked');
  process.stdin.on('end', () => process.exit()).resume();
`;

describe('lockFolder', () => {
  it('lets one in at a time', async () => {
    const lock = await lockFolder(folder, 'the run pong');
    await expect(lockFolder(folder, 'the run pong')).rejects.toMatchObject({
      code: 'IN_USE',
      message: expect.stringContaining(`Process ${process.pid} on ${hostname()} is at work in the run pong`),
    });
    await lock.release();
    await lock.release();
    await (await lockFolder(folder, 'the run pong')).release();
    expect(await readdir(folder)).toEqual([]);
  });

  it('says that it cannot read what stands in the way', async () => {
    await mkdir(join(folder, '.lock'), { recursive: true });
    await expect(lockFolder(folder, 'the run pong')).rejects.toMatchObject({
      code: 'FILE_UNAVAILABLE',
      message: expect.stringContaining('remove it'),
    });
    expect(await isFolderLocked(folder)).toBe(false);
  });

  it('takes over from a process that has ended, and from one whose number another has now', async () => {
    const own = ownIdentity();
    const abandoned = [
      JSON.stringify({ ...own, pid: await endedPid() }),
      ...(own.start === null ? [] : [JSON.stringify({ ...own, start: 'another boot/17' })]),
      // As in a container that was started anew, whose numbers begin again: this process's own, and a neighbour's.
      ...(own.start === null
        ? []
        : [earlier(own), earlier({ ...own, pid: process.ppid })].map((each) => JSON.stringify(each))),
      '{"pid":',
      '',
    ];
    for (const text of abandoned) {
      await (await lockFolder(folder, 'it')).release();
      await writeFile(join(folder, '.lock'), text);
      await (await lockFolder(folder, 'it')).release();
    }
  });

  it.each([0, -1, 2 ** 31, Number.MAX_SAFE_INTEGER])('takes over from %d, which is no process', async (pid) => {
    await mkdir(folder);
    await writeFile(join(folder, '.lock'), JSON.stringify({ pid, host: hostname(), start: null }));
    expect(await isFolderLocked(folder)).toBe(false);
    await (await lockFolder(folder, 'the run pong')).release();
  });

  it('takes over from a process that ended while it was taking over', async () => {
    await (await lockFolder(folder, 'it')).release();
    const [first, second] = [await endedPid(), await endedPid()].map((pid) =>
      JSON.stringify({ ...ownIdentity(), pid }),
    );
    const turn = createHash('sha256').update(first!).digest('hex').slice(0, 16);
    await writeFile(join(folder, '.lock'), first!);
    await writeFile(join(folder, `.lock.${turn}`), second!);
    await (await lockFolder(folder, 'it')).release();
    expect(await readdir(folder)).toEqual([]);
  });

  it('does not judge a process of another machine', async () => {
    await (await lockFolder(folder, 'it')).release();
    await writeFile(join(folder, '.lock'), JSON.stringify({ ...ownIdentity(), host: 'elsewhere' }));
    await expect(lockFolder(folder, 'it')).rejects.toMatchObject({
      code: 'IN_USE',
      message: expect.stringMatching(`on elsewhere, which cannot be seen from here.*remove ${folder}`),
    });
  });

  it.skipIf(!hasNamespaces)('does not judge a process of a container with the same host name', async () => {
    const holder = spawn('unshare', [...ownNamespace, process.execPath, '-e', holdLock], {
      env: { ...process.env, FOLDER: folder },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    try {
      await once(holder.stdout, 'data');
      await expect(lockFolder(folder, 'it')).rejects.toMatchObject({
        code: 'IN_USE',
        message: expect.stringContaining('in another container'),
      });
      expect((await readdir(join(folder, '..'))).filter((name) => name.endsWith('.partial'))).toHaveLength(1);
      await writeArtefact(join(folder, '..', 'artefact'), { kind: 'policy', config: {}, seeds: {} }, {});
      expect((await readdir(join(folder, '..'))).filter((name) => name.endsWith('.partial'))).toHaveLength(1);
    } finally {
      holder.stdin.end();
      await once(holder, 'close');
    }
  });

  it.skipIf(!canHide)('does not take over from a process that /proc hides from other users', async () => {
    const ask = `
      import { isFolderLocked } from ${JSON.stringify(library)};
      console.log(await isFolderLocked(process.env.FOLDER));`;
    const hold = `
      import { spawnSync } from 'node:child_process';
      import { lockFolder } from ${JSON.stringify(library)};
      await lockFolder(process.env.FOLDER, 'it');
      const [program, ...words] = ${JSON.stringify([...asNobody, process.execPath, '--input-type=module', '-e', ask])};
      console.log(spawnSync(program, words, { encoding: 'utf8' }).stdout);`;
    await chmod(join(folder, '..'), 0o755);
    const { stdout } = spawnSync('unshare', inHiddenProc(`${process.execPath} --input-type=module -e "$HOLD"`), {
      env: { ...process.env, FOLDER: folder, HOLD: hold },
      encoding: 'utf8',
    });
    expect(stdout.trim()).toBe('true');
  });

  it.skipIf(!hasNamespaces)('knows from outside that a container is gone, and says inside what to remove', async () => {
    await mkdir(folder);
    // Of a container that was stopped and started anew: the number is somebody else's now.
    await writeFile(join(folder, '.lock'), JSON.stringify({ ...ownIdentity(), namespace: 'pid:[1]' }));
    const script = `
      const { lockFolder } = await import(${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)});
      await lockFolder(process.env.FOLDER, 'it').catch(({ message }) => console.log(message));`;
    const { stdout } = spawnSync('unshare', [...ownNamespace, process.execPath, '--input-type=module', '-e', script], {
      env: { ...process.env, FOLDER: folder },
      encoding: 'utf8',
    });
    expect(stdout).toMatch(/in another container on .*once it has surely ended, as when .* anew, remove \S+\.lock\n$/);
    if (ownIdentity().namespace !== 'pid:[4026531836]') return;
    expect(await isFolderLocked(folder)).toBe(false);
    await (await lockFolder(folder, 'it')).release();
  });

  it('knows a holder of whom a later version says more, and an older one less', async () => {
    await (await lockFolder(folder, 'it')).release();
    const { namespace: _, ...older } = ownIdentity();
    for (const holder of [{ ...ownIdentity(), mood: 'calm' }, older]) {
      await writeFile(join(folder, '.lock'), JSON.stringify(holder));
      await expect(lockFolder(folder, 'it')).rejects.toMatchObject({ code: 'IN_USE' });
    }
  });

  it('takes over in a container that was stopped with its machine', async () => {
    if (ownIdentity().start === null) return;
    await (await lockFolder(folder, 'it')).release();
    const before = { ...ownIdentity(), start: 'another boot/17', namespace: 'pid:[1]' };
    await writeFile(join(folder, '.lock'), JSON.stringify(before));
    await (await lockFolder(folder, 'it')).release();
  });

  it('has one winner when many take over at once', async () => {
    for (let round = 0; round < 100; round++) {
      await rm(folder, { recursive: true, force: true });
      await (await lockFolder(folder, 'it')).release();
      await writeFile(join(folder, '.lock'), JSON.stringify({ ...ownIdentity(), pid: 2 ** 22 + 1 }));
      const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder, 'it')));
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await readdir(folder)).toEqual(['.lock']);
    }
  });

  it('can be asked whether somebody is in', async () => {
    expect(await isFolderLocked(folder)).toBe(false);
    const lock = await lockFolder(folder, 'it');
    expect(await isFolderLocked(folder)).toBe(true);
    await lock.release();
    expect(await isFolderLocked(folder)).toBe(false);
    await writeFile(join(folder, '.lock'), JSON.stringify({ ...ownIdentity(), pid: await endedPid() }));
    expect(await isFolderLocked(folder)).toBe(false);
    await writeFile(join(folder, '.lock'), JSON.stringify({ ...ownIdentity(), host: 'elsewhere' }));
    expect(await isFolderLocked(folder)).toBe(true);
  });

  it('takes the place of an artefact by a file beside it', async () => {
    const lock = await lockArtefact(folder, 'the student');
    expect(await readdir(join(folder, '..'))).toEqual(['.run.lock']);
    expect([await isArtefactLocked(`${folder}/`), await isFolderLocked(folder)]).toEqual([true, false]);
    await expect(lockArtefact(`${folder}/`, 'the student')).rejects.toMatchObject({ code: 'IN_USE' });
    await lock.release();
  });

  it('removes the locks of those that cannot be seen, and only these', async () => {
    await (await lockFolder(folder, 'it')).release();
    await mkdir(join(folder, 'evaluations'));
    const elsewhere = JSON.stringify({ ...ownIdentity(), host: 'elsewhere' });
    for (const name of ['.lock', 'evaluations/.student.lock', 'evaluations/yarn.lock']) {
      await writeFile(join(folder, name), elsewhere);
    }
    const lock = await lockArtefact(join(folder, 'mine'), 'mine');
    expect(await removeUnseenLocks(folder)).toBe(2);
    expect((await readdir(folder, { recursive: true })).sort()).toEqual([
      '.mine.lock',
      'evaluations',
      'evaluations/yarn.lock',
    ]);
    await lock.release();
  });

  it('explains a folder that cannot be written', async () => {
    await writeFile(join(folder, '..', 'file'), '');
    await expect(lockFolder(join(folder, '..', 'file', 'x'), 'it')).rejects.toMatchObject({ code: 'FILE_UNAVAILABLE' });
  });
});
