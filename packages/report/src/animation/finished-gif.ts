import { makerMark } from '@a2pd/artefact';
import type { GifEncoder } from './gifenc.js';

/** The whole file, which says whose it is; nothing can be added to the encoder afterwards. */
export function finishedGif(encoder: GifEncoder): Uint8Array {
  encoder.finish();
  const bytes = encoder.bytes();
  return Buffer.concat([bytes.subarray(0, -1), comment(makerMark), bytes.subarray(-1)]);
}

/** A comment extension of GIF89a: one block of text of at most 255 bytes. It stands before the file's last byte. */
function comment(text: string): Uint8Array {
  return Buffer.concat([Buffer.from([0x21, 0xfe, text.length]), Buffer.from(text, 'latin1'), Buffer.from([0])]);
}
