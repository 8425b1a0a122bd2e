/**
 * A manifest vouches for every file but itself; its last line does that: the SHA-256 of all the text without that line. A
 * manifest without a seal (written by an older version) is believed.
 */
import { sha256Of } from './sha256.js';

const sealLine = /,\n {2}"seal": "([0-9a-f]{64})"(?=\n\}\n$)/;

/** The text of a manifest file. */
export function sealManifest(manifest: object): string {
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  return text.replace(/\n\}\n$/, `,\n  "seal": "${sha256Of(text)}"\n}\n`);
}

/** Whether the text is what was sealed; `undefined` where it bears no seal in its place. */
export function isSealIntact(text: string): boolean | undefined {
  const seal = sealLine.exec(text)?.[1];
  return seal === undefined ? undefined : sha256Of(text.replace(sealLine, '')) === seal;
}
