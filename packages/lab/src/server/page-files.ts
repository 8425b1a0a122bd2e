/** A built page, read once: what is not among its files cannot be asked for. */
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { A2pdError } from '@a2pd/core';

export interface PageFile {
  readonly contents: Buffer;
  readonly type: string;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Pages, by the files that they begin with. */
const pages = { lab: 'index.html', watch: 'watch.html' } as const;

export type PageName = keyof typeof pages;

/** Of the sources as of what is compiled of them. */
const place = fileURLToPath(new URL('../../dist/page', import.meta.url));

/**
 * By their paths, "" for the page itself.
 * @throws A2pdError FILE_UNAVAILABLE where the page has not been built.
 */
export async function readPage(name: PageName): Promise<ReadonlyMap<string, PageFile>> {
  const files = await filesIn(place);
  const page = files.get(pages[name]);
  if (page) return files.set('', page);
  const remedy = 'build the packages again';
  const message = `Expected the page ${pages[name]} in ${place} but it is not there; ${remedy}`;
  throw new A2pdError('FILE_UNAVAILABLE', message, { path: place, remedy });
}

async function filesIn(folder: string): Promise<Map<string, PageFile>> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const files = new Map<string, PageFile>();
  for (const name of names) {
    const type = types[extname(name)];
    if (type === undefined) continue;
    files.set(name.split(sep).join('/'), { contents: await readFile(join(folder, name)), type });
  }
  return files;
}
