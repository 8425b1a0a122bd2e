import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

/** Nobody's: to root nothing is closed. */
const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

it.skipIf(process.platform === 'win32')('names what is closed of an installation that another user made', () => {
  const folder = mkdtempSync(join(tmpdir(), 'a2pd-closed-'));
  const [open, closed] = ['open', 'closed'].map((name) => join(folder, name)) as [string, string];
  try {
    chmodSync(folder, 0o755);
    for (const place of [open, closed]) {
      mkdirSync(place);
      writeFileSync(join(place, 'library.so'), '');
    }
    // What asks must be readable for whoever asks.
    copyFileSync(new URL('../dist/closed-path.js', import.meta.url), join(folder, 'closed-path.mjs'));
    chmodSync(closed, 0);
    const script = `const { firstClosed } = await import(${JSON.stringify(join(folder, 'closed-path.mjs'))});
      const ways = ${JSON.stringify([join(open, 'library.so'), join(open, 'gone'), join(closed, 'library.so')])};
      console.log(JSON.stringify(ways.map((way) => firstClosed(way) ?? null)));`;
    const child = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
      ...user,
      cwd: folder,
      encoding: 'utf8',
    });
    expect([child.stdout, child.stderr]).toEqual([`${JSON.stringify([null, null, closed])}\n`, '']);
  } finally {
    chmodSync(closed, 0o700);
    rmSync(folder, { recursive: true });
  }
});
