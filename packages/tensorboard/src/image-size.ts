/** Width and height of an encoded picture, read from its own header, so that no caller can state them wrongly. */
import { expectationError } from '@a2pd/core';

export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

const pngSignature = Buffer.from('89504e470d0a1a0a', 'hex');
const gifSignature = /^GIF8[79]a/;

/** @throws A2pdError INVALID_ARGUMENT when it is neither a PNG nor a GIF. */
export function imageSize(encoded: Uint8Array): ImageSize {
  const bytes = Buffer.from(encoded.buffer, encoded.byteOffset, encoded.byteLength);
  // The first chunk of a PNG is IHDR, which begins with both.
  if (bytes.length >= 24 && bytes.subarray(0, 8).equals(pngSignature)) {
    return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  }
  if (bytes.length >= 10 && gifSignature.test(bytes.toString('latin1', 0, 6))) {
    return { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
  }
  throw expectationError('INVALID_ARGUMENT', 'the bytes of a PNG or GIF', encoded, 'encode the picture first');
}
