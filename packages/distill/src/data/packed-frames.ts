/**
 * Frames in memory, packed: every 8th whole, the others as the pixels that differ from the one before. Atari changes few
 * pixels a frame, so 1e5 frames take a fifth of their 0.7 GB, and a stack is unpacked in microseconds.
 */
import { frameSize } from '@a2pd/core';

const keyframePeriod = 8;
/** Beyond, a whole frame is hardly larger than its changes, and copied faster. */
const maxChanges = frameSize / 4;
const wordBytes = Uint32Array.BYTES_PER_ELEMENT;
const frameWords = frameSize / wordBytes;

export class PackedFrames {
  readonly numFrames: number;
  /** uint8[k, 84, 84]. */
  readonly #keyframes: Uint8Array;
  /** Of each frame: the last keyframe up to it, as an index of `#keyframes`. */
  readonly #keyframeOf: Int32Array;
  /** Of each keyframe: which frame it is. */
  readonly #frameOf: Int32Array;
  /** The changes of frame i are `[#firstChange[i], #firstChange[i + 1])`; a keyframe has none. */
  readonly #firstChange: Uint32Array;
  readonly #positions: Uint16Array;
  readonly #values: Uint8Array;

  /** @param frames uint8[n, 84, 84], beginning at a multiple of four bytes; not kept. */
  constructor(frames: Uint8Array) {
    this.numFrames = frames.length / frameSize;
    const changes = countChanges(frames);
    const isKeyframe = (frame: number) => frame % keyframePeriod === 0 || changes[frame]! > maxChanges;
    this.#frameOf = Int32Array.from(changes.keys()).filter(isKeyframe);
    this.#keyframes = new Uint8Array(this.#frameOf.length * frameSize);
    this.#keyframeOf = new Int32Array(this.numFrames);
    this.#firstChange = new Uint32Array(this.numFrames + 1);
    let keyframe = -1;
    for (let frame = 0; frame < this.numFrames; frame++) {
      if (isKeyframe(frame)) {
        keyframe++;
        this.#keyframes.set(frames.subarray(frame * frameSize, (frame + 1) * frameSize), keyframe * frameSize);
      }
      this.#keyframeOf[frame] = keyframe;
      this.#firstChange[frame + 1] = this.#firstChange[frame]! + (isKeyframe(frame) ? 0 : changes[frame]!);
    }
    const numChanges = this.#firstChange[this.numFrames]!;
    this.#positions = new Uint16Array(numChanges);
    this.#values = new Uint8Array(numChanges);
    for (let frame = 0; frame < this.numFrames; frame++) {
      if (!isKeyframe(frame)) this.#recordChanges(frames, frame);
    }
  }

  /** What is held in memory. */
  get bytes(): number {
    const arrays = [this.#keyframes, this.#keyframeOf, this.#frameOf, this.#firstChange, this.#positions, this.#values];
    return arrays.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  /** Writes `count` successive frames, from `first` on, to `into` at `offset`. */
  read(first: number, count: number, into: Uint8Array, offset: number): void {
    this.#copyKeyframe(first, into, offset);
    for (let frame = this.#frameOf[this.#keyframeOf[first]!]! + 1; frame <= first; frame++) {
      this.#applyChanges(frame, into, offset);
    }
    for (let frame = first + 1; frame < first + count; frame++) {
      const at = offset + (frame - first) * frameSize;
      if (this.#frameOf[this.#keyframeOf[frame]!] === frame) {
        this.#copyKeyframe(frame, into, at);
      } else {
        into.copyWithin(at, at - frameSize, at);
        this.#applyChanges(frame, into, at);
      }
    }
  }

  #copyKeyframe(frame: number, into: Uint8Array, at: number): void {
    const from = this.#keyframeOf[frame]! * frameSize;
    into.set(this.#keyframes.subarray(from, from + frameSize), at);
  }

  #applyChanges(frame: number, into: Uint8Array, at: number): void {
    const positions = this.#positions;
    const values = this.#values;
    const end = this.#firstChange[frame + 1]!;
    for (let change = this.#firstChange[frame]!; change < end; change++) {
      into[at + positions[change]!] = values[change]!;
    }
  }

  #recordChanges(frames: Uint8Array, frame: number): void {
    const start = frame * frameSize;
    let change = this.#firstChange[frame]!;
    for (let position = 0; position < frameSize; position++) {
      const value = frames[start + position]!;
      if (value === frames[start + position - frameSize]) continue;
      this.#positions[change] = position;
      this.#values[change++] = value;
    }
  }
}

/** Pixels of each frame that differ from the frame before; int32[n], 0 for the first. */
function countChanges(frames: Uint8Array): Int32Array {
  const numFrames = frames.length / frameSize;
  const words = new Uint32Array(frames.buffer, frames.byteOffset, numFrames * frameWords);
  const changes = new Int32Array(numFrames);
  for (let frame = 1; frame < numFrames; frame++) {
    let count = 0;
    for (let word = frame * frameWords; word < (frame + 1) * frameWords; word++) {
      const difference = words[word]! ^ words[word - frameWords]!;
      if (difference === 0) continue;
      for (let shift = 0; shift < 32; shift += 8) if ((difference >>> shift) & 0xff) count++;
    }
    changes[frame] = count;
  }
  return changes;
}
