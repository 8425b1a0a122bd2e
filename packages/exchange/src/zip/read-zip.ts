/**
 * Archives of strangers: what they declare is looked at before anything is inflated, and a member is inflated only when it is
 * asked for, and only as far as it declared.
 */
import { buffer } from 'node:stream/consumers';
import { type A2pdError, expectationError, formatBytes, messageOf } from '@a2pd/core';
import yauzl, { type Entry, type ZipFile } from 'yauzl';

/** A network of Atari's takes some megabytes; a replay buffer does not belong here. */
const mostBytes = 1 << 30;
const mostMembers = 10_000;

export interface ZipArchive {
  readonly names: readonly string[];
  /**
   * A member's bytes.
   * @param most Members that declare more are refused.
   * @throws A2pdError CORRUPT_ARTEFACT where there is none of that name, or one that is not what it declares.
   */
  read(name: string, most?: number): Promise<Buffer>;
}

/** Zip files begin so, empty ones aside. */
export function looksLikeZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
}

/** @throws A2pdError CORRUPT_ARTEFACT for what is no sound zip file or declares more than a policy can need. */
export async function openZip(bytes: Uint8Array): Promise<ZipArchive> {
  const zip = await open(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const members = await listMembers(zip);
  return {
    names: [...members.keys()],
    async read(name, most = mostBytes) {
      const member = members.get(name);
      if (member === undefined) throw corrupt(`a member ${name}`, [...members.keys()]);
      if (member.uncompressedSize > most) {
        throw corrupt(`at most ${formatBytes(most)} in ${name}`, formatBytes(member.uncompressedSize));
      }
      return inflate(zip, member);
    },
  };
}

function open(bytes: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    yauzl.fromBuffer(bytes, { lazyEntries: true }, (error, zip) => (error ? reject(broken(error)) : resolve(zip)));
  });
}

function listMembers(zip: ZipFile): Promise<ReadonlyMap<string, Entry>> {
  if (zip.entryCount > mostMembers) throw corrupt(`at most ${mostMembers} members`, zip.entryCount);
  const members = new Map<string, Entry>();
  let declared = 0;
  return new Promise((resolve, reject) => {
    zip.on('error', (error) => reject(broken(error)));
    zip.on('end', () => resolve(members));
    zip.on('entry', (entry: Entry) => {
      declared += entry.uncompressedSize;
      if (declared > mostBytes) reject(corrupt(`at most ${formatBytes(mostBytes)} in all`, formatBytes(declared)));
      else if (members.has(entry.fileName)) reject(corrupt('every name once', entry.fileName));
      else {
        members.set(entry.fileName, entry);
        zip.readEntry();
      }
    });
    zip.readEntry();
  });
}

/** The reader ends a member that inflates to more, or to less, than it declared. */
async function inflate(zip: ZipFile, member: Entry): Promise<Buffer> {
  try {
    const stream = await new Promise<NodeJS.ReadableStream>((resolve, reject) => {
      zip.openReadStream(member, (error, opened) => (error ? reject(error) : resolve(opened)));
    });
    return await buffer(stream);
  } catch (cause) {
    throw broken(cause);
  }
}

function broken(cause: unknown): A2pdError {
  return corrupt('sound members', messageOf(cause), cause);
}

function corrupt(expected: string, received: unknown, cause?: unknown): A2pdError {
  const remedy = 'restore the file from a copy or save it again';
  return expectationError('CORRUPT_ARTEFACT', `a zip archive with ${expected}`, received, remedy, { cause });
}
