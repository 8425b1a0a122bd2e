import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Parser, type ReadEntry } from 'tar';

/** Writes the files of a (gzipped) tar for which `target` gives a path; returns how many. The first failure ends it. */
export async function extractTar(archive: string, target: (member: string) => string | undefined): Promise<number> {
  const stopped = new AbortController();
  const stop = (reason: unknown) => stopped.abort(reason);
  const writes: Promise<void>[] = [];
  const choose = (entry: ReadEntry) => {
    try {
      return entry.type === 'File' || entry.type === 'OldFile' ? target(entry.path) : undefined;
    } catch (error) {
      stop(error);
      return undefined;
    }
  };
  const parser = new Parser({
    strict: true,
    onReadEntry: (entry: ReadEntry) => {
      const path = choose(entry);
      if (path === undefined) entry.resume();
      // A write that fails leaves its entry unread, so that the parser would wait for ever.
      else writes.push(write(entry, path, stopped.signal).catch(stop));
    },
  });
  await parse(archive, parser, stopped.signal).catch(stop);
  await Promise.all(writes);
  stopped.signal.throwIfAborted();
  return writes.length;
}

function parse(archive: string, parser: Parser, signal: AbortSignal): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const source = createReadStream(archive, { signal });
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
    // The end of the source may have been read already.
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

async function write(entry: ReadEntry, path: string, signal: AbortSignal): Promise<void> {
  entry.pause();
  await mkdir(dirname(path), { recursive: true });
  await pipeline(entry as unknown as NodeJS.ReadableStream, createWriteStream(path), { signal });
}
