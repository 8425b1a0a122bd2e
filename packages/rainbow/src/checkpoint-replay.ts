/**
 * The replay's part of a checkpoint. Its frames, nearly all there is of it, lie in segments that are shared with the
 * checkpoint before; columns and priorities are written anew.
 */
import { promisify } from 'node:util';
import { constants, deflateRaw, inflateRaw } from 'node:zlib';
import type { Artefact, ArtefactWriter } from '@a2pd/artefact';
import { A2pdError, frameSize } from '@a2pd/core';
import {
  decodeSegment,
  encodeSegment,
  type FrameSegment,
  FrameStore,
  type ReplayState,
  segmentsOf,
  streamCapacity,
} from '@a2pd/replay';
import type { CheckpointScalars } from './checkpoint-scalars.js';

export interface FramesWritten {
  /** As they lie in memory, all of the replay's. */
  readonly frameBytes: number;
  /** On the disk, shared files included. */
  readonly compressedBytes: number;
}

type Stream = ReplayState['streams'][number];
type Column = Uint8Array | Float32Array | Float64Array;

const compress = promisify(deflateRaw);
const decompress = promisify(inflateRaw);
const quickly = { level: constants.Z_BEST_SPEED };
/** Node inflates and deflates on threads of its own; each segment under way holds 7 MB. */
const segmentsAtOnce = 4;
const prioritiesFile = 'replay/priorities.f64.deflate';

/** @param base The checkpoint before, of the same run, whose complete segments are shared. */
export async function writeReplay(
  writer: ArtefactWriter,
  replay: ReplayState,
  capacity: number,
  base: Artefact | undefined,
): Promise<FramesWritten> {
  const { length: numStreams } = replay.streams;
  await writer.write(prioritiesFile, await compress(replay.priorities, quickly));
  for (const [i, stream] of replay.streams.entries()) {
    const { actions, rewards, ends, ages } = stream;
    for (const [name, column] of Object.entries({ actions, rewards, ends, ages })) {
      await writer.write(columnFile(i, name), await compress(column, quickly));
    }
  }
  const bytesBefore = writer.bytes;
  let frameBytes = 0;
  for (const [i, stream] of replay.streams.entries()) {
    const ring = streamCapacity({ capacity, numStreams });
    await writeFrames(writer, i, stream, ring, base);
    frameBytes += Math.min(stream.written, ring) * frameSize;
  }
  return { frameBytes, compressedBytes: writer.bytes - bytesBefore };
}

/** @throws A2pdError FILE_UNAVAILABLE or CORRUPT_ARTEFACT. */
export async function readReplay(
  artefact: Artefact,
  { maxPriority, streams }: NonNullable<CheckpointScalars['replay']>,
  capacity: number,
): Promise<ReplayState> {
  const ring = streamCapacity({ capacity, numStreams: streams.length });
  const read: Stream[] = [];
  for (const [i, { written, pending }] of streams.entries()) {
    const size = Math.min(written, ring);
    const column = <T extends Column>(name: string, type: new (length: number) => T) =>
      readColumn(artefact, columnFile(i, name), new type(size));
    read.push({
      written,
      pending,
      frames: await readFrames(artefact, i, written, ring),
      actions: await column('actions', Uint8Array),
      rewards: await column('rewards', Float32Array),
      ends: await column('ends', Uint8Array),
      ages: await column('ages', Uint8Array),
    });
  }
  const priorities = await readColumn(artefact, prioritiesFile, new Float64Array(ring * streams.length));
  return { maxPriority, priorities, streams: read };
}

async function writeFrames(
  writer: ArtefactWriter,
  stream: number,
  { frames, written }: Stream,
  ring: number,
  base: Artefact | undefined,
): Promise<void> {
  const store = new FrameStore(ring);
  store.adopt(frames);
  const missing: FrameSegment[] = [];
  for (const segment of segmentsOf(written, ring)) {
    if (!base || !(await writer.share(segmentFile(stream, segment), base))) missing.push(segment);
  }
  for (const group of groups(missing)) {
    const encoded = await Promise.all(group.map((segment) => encodeSegment(store, written, segment)));
    for (const [k, segment] of group.entries()) await writer.write(segmentFile(stream, segment), encoded[k]!);
  }
}

async function readFrames(
  artefact: Artefact,
  stream: number,
  written: number,
  ring: number,
): Promise<readonly Uint8Array[]> {
  const store = new FrameStore(ring);
  for (const group of groups(segmentsOf(written, ring))) {
    await Promise.all(
      group.map(async (segment) => {
        await decodeSegment(await artefact.read(segmentFile(stream, segment)), store, written, segment);
      }),
    );
  }
  return store.chunks;
}

/** Fills `column`, whose size is known. */
async function readColumn<T extends Column>(artefact: Artefact, path: string, column: T): Promise<T> {
  const into = new Uint8Array(column.buffer);
  const compressed = await artefact.read(path);
  let bytes: Uint8Array | undefined;
  try {
    bytes = await decompress(compressed, { maxOutputLength: Math.max(1, into.length) });
  } catch (cause) {
    throw damaged(path, artefact, into.length, cause);
  }
  if (bytes.length !== into.length) throw damaged(path, artefact, into.length);
  into.set(bytes);
  return column;
}

function damaged(path: string, { directory }: Artefact, expectedBytes: number, cause?: unknown): A2pdError {
  const remedy = 'restore it from a copy or make it again';
  const message = `Expected ${expectedBytes} bytes in ${path} of ${directory}; ${remedy}`;
  return new A2pdError('CORRUPT_ARTEFACT', message, { path, remedy, cause });
}

function groups<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / segmentsAtOnce) }, (_, i) =>
    all.slice(i * segmentsAtOnce, (i + 1) * segmentsAtOnce),
  );
}

const columnFile = (stream: number, name: string) => `replay/${stream}/${name}.deflate`;
const segmentFile = (stream: number, { from, to }: FrameSegment) => `replay/${stream}/frames-${from}-${to}.deflate`;
