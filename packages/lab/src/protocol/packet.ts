/** A frame or a film as bytes: a kind, the length of the words, the words as JSON, the pictures. Page and server share it. */
import type { FrameHeader, SeatPictures } from './messages.js';

const kinds = { frame: 0, film: 1 } as const;
const observationSide = 84;
const observationBytes = observationSide * observationSide;
const prefixBytes = 5;

export interface Frame {
  readonly header: FrameHeader;
  readonly pictures: readonly SeatPictures[];
}

export type Packet =
  | { readonly kind: 'frame'; readonly frame: Frame }
  | { readonly kind: 'film'; readonly gif: Uint8Array };

export function packFrame({ header, pictures }: Frame): Uint8Array {
  const words = new TextEncoder().encode(JSON.stringify(header));
  const parts = pictures.flatMap(({ screen, observation, change }) => [
    screen,
    observation,
    ...(change === null ? [] : [new Uint8Array(change.buffer, change.byteOffset, change.byteLength)]),
  ]);
  const packet = begin(
    kinds.frame,
    words,
    parts.reduce((sum, part) => sum + part.length, 0),
  );
  let at = prefixBytes + words.length;
  for (const part of parts) {
    packet.set(part, at);
    at += part.length;
  }
  return packet;
}

export function packFilm(gif: Uint8Array): Uint8Array {
  const packet = begin(kinds.film, new Uint8Array(0), gif.length);
  packet.set(gif, prefixBytes);
  return packet;
}

/** The pictures are views of the packet. */
export function unpack(packet: Uint8Array): Packet {
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  const wordsEnd = prefixBytes + view.getUint32(1, true);
  if (view.getUint8(0) === kinds.film) return { kind: 'film', gif: packet.subarray(wordsEnd) };
  const header = JSON.parse(new TextDecoder().decode(packet.subarray(prefixBytes, wordsEnd))) as FrameHeader;
  let at = wordsEnd;
  const take = (bytes: number) => {
    at += bytes;
    return packet.subarray(at - bytes, at);
  };
  const pictures = header.seats.map(({ attackedScores }) => {
    const screen = take(header.screen.width * header.screen.height * 3);
    const observation = take(observationBytes);
    const change = attackedScores === null ? null : take(observationBytes);
    return { screen, observation, change: change && new Int8Array(change.buffer, change.byteOffset, change.length) };
  });
  return { kind: 'frame', frame: { header, pictures } };
}

function begin(kind: number, words: Uint8Array, pictureBytes: number): Uint8Array {
  const packet = new Uint8Array(prefixBytes + words.length + pictureBytes);
  packet[0] = kind;
  new DataView(packet.buffer).setUint32(1, words.length, true);
  packet.set(words, prefixBytes);
  return packet;
}
