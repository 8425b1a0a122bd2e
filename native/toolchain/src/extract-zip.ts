import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import yauzl, { type Entry, type ZipFile } from 'yauzl';

/** Writes the files of a zip for which `target` gives a path; returns how many. */
export async function extractZip(archive: string, target: (member: string) => string | undefined): Promise<number> {
  const zip = await open(archive);
  let count = 0;
  try {
    await new Promise<void>((resolve, reject) => {
      zip.once('error', reject);
      zip.once('end', resolve);
      zip.on('entry', (entry: Entry) => {
        extractEntry(zip, entry, target).then((written) => {
          if (written) count++;
          zip.readEntry();
        }, reject);
      });
      zip.readEntry();
    });
  } finally {
    zip.close();
  }
  return count;
}

async function extractEntry(
  zip: ZipFile,
  entry: Entry,
  target: (member: string) => string | undefined,
): Promise<boolean> {
  const path = entry.fileName.endsWith('/') ? undefined : target(entry.fileName);
  if (path === undefined) return false;
  await mkdir(dirname(path), { recursive: true });
  await pipeline(await openEntry(zip, entry), createWriteStream(path));
  return true;
}

function open(archive: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    yauzl.open(archive, { lazyEntries: true, autoClose: false }, (error, zip) =>
      error ? reject(error) : resolve(zip),
    );
  });
}

function openEntry(zip: ZipFile, entry: Entry): Promise<Readable> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)));
  });
}
