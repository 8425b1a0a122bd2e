import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Screen } from '@a2pd/core';
import { run } from '@a2pd/toolchain';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFilm } from './open-film.js';

const hasFfmpeg = (await run('ffmpeg', ['-version'])).exitCode === 0;
const path = process.env.PATH ?? '';
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'a2pd-film-'));
});
afterEach(async () => {
  process.env.PATH = path;
  await rm(folder, { recursive: true });
});

const screen = (level: number): Screen => ({ width: 16, height: 10, rgb: new Uint8Array(16 * 10 * 3).fill(level) });

it('keeps a GIF of twice the size, made with its folder', async () => {
  const file = join(folder, 'new', 'film.gif');
  const film = await openFilm(file);
  film.add(screen(10));
  film.add(screen(200));
  await film.finish();
  const bytes = await readFile(file);
  expect([bytes.toString('latin1', 0, 6), bytes.readUInt16LE(6), bytes.readUInt16LE(8)]).toEqual(['GIF89a', 32, 20]);
});

it('refuses other names', async () => {
  await expect(openFilm('film.avi')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
});

describe('MP4', () => {
  it('needs ffmpeg, and says what to do without', async () => {
    process.env.PATH = folder;
    await expect(openFilm(join(folder, 'film.mp4'))).rejects.toMatchObject({
      code: 'TOOL_UNAVAILABLE',
      remedy: expect.stringContaining('.gif'),
    });
  });

  it('passes on what ffmpeg says when it fails, and leaves nothing behind', async () => {
    const program = join(folder, 'ffmpeg');
    await writeFile(program, '#!/bin/sh\n[ "$1" = -version ] && exit 0\necho no room for pictures >&2\nexit 1\n');
    await chmod(program, 0o755);
    process.env.PATH = `${folder}${delimiter}${path}`;
    const film = await openFilm(join(folder, 'film.mp4'));
    film.add(screen(0));
    await expect(film.finish()).rejects.toMatchObject({
      code: 'TOOL_UNAVAILABLE',
      message: expect.stringContaining('no room for pictures'),
    });
    expect(await readdir(folder)).toEqual(['ffmpeg']);
  });

  it.skipIf(!hasFfmpeg)('is written through ffmpeg', async () => {
    const file = join(folder, 'film.mp4');
    const film = await openFilm(file);
    for (let level = 0; level < 30; level++) film.add(screen(8 * level));
    await film.finish();
    const { output } = await run('ffmpeg', ['-i', file, '-f', 'null', '-']);
    expect(output).toContain('32x20');
    expect(output).toContain('00:00:02.00');
    expect(await readdir(folder)).toEqual(['film.mp4']);
  });

  it.skipIf(!hasFfmpeg)('leaves nothing behind when it is discarded', async () => {
    const film = await openFilm(join(folder, 'film.mp4'));
    film.add(screen(0));
    await film.discard();
    expect(await readdir(folder)).toEqual([]);
  });
});
