import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Parser, type ReadEntry } from 'tar';

/** Writes the files of a (gzipped) tar for which `target` gives a path; returns how many. */
export async function extractTar(archive: string, target: (member: string) => string | undefined): Promise<number> {
  const writes: Promise<void>[] = [];
  const parser = new Parser({
    strict: true,
    onReadEntry: (entry: ReadEntry) => {
      const path = entry.type === 'File' || entry.type === 'OldFile' ? chosen(entry.path) : undefined;
      if (path === undefined) entry.resume();
      else writes.push(write(entry, path));
    },
  });
  let refusal: unknown;
  const chosen = (member: string) => {
    try {
      return target(member);
    } catch (error) {
      refusal ??= error;
      return undefined;
    }
  };
  await new Promise<void>((resolve, reject) => {
    const source = createReadStream(archive);
    source.once('error', reject);
    parser.once('error', reject);
    parser.once('end', () => resolve());
    source.on('data', (chunk) => {
      if (!parser.write(chunk as Buffer)) {
        source.pause();
        parser.once('drain', () => source.resume());
      }
    });
    source.once('end', () => parser.end());
  });
  await Promise.all(writes);
  if (refusal !== undefined) throw refusal;
  return writes.length;
}

async function write(entry: ReadEntry, path: string): Promise<void> {
  entry.pause();
  await mkdir(dirname(path), { recursive: true });
  await pipeline(entry as unknown as NodeJS.ReadableStream, createWriteStream(path));
}
