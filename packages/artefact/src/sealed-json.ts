/** JSON with its own SHA-256 beside it, for files on their way that no manifest vouches for: a flipped bit must not be believed. */
import { sha256Of } from './sha256.js';

const sealed = /^\{"sha256":"([0-9a-f]{64})","progress":(.*)\}\n$/s;

/** The text of a file that holds `progress`. */
export function sealJson(progress: unknown): string {
  const text = JSON.stringify(progress);
  return `{"sha256":"${sha256Of(text)}","progress":${text}}\n`;
}

/** What was sealed; undefined where the text is not what `sealJson` made. */
export function openSealedJson(text: string): unknown {
  const [, hash, progress] = sealed.exec(text) ?? [];
  return progress !== undefined && sha256Of(progress) === hash ? JSON.parse(progress) : undefined;
}

/** As `openSealedJson`, but a text that never bore a seal, as older versions wrote it, is read as it is. Throws for what is no JSON. */
export function openPerhapsSealedJson(text: string): unknown {
  return text.startsWith('{"sha256":') ? openSealedJson(text) : JSON.parse(text);
}
