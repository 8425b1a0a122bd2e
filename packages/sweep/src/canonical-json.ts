/**
 * One text for one value, however its keys were ordered: what a configuration's hash is taken of. As RFC 8785 (JSON
 * Canonicalization Scheme): keys by UTF-16 code units, numbers as ECMAScript writes them.
 */
import { sha256Of } from '@a2pd/artefact';
import { expectationError } from '@a2pd/core';

/**
 * Keys whose value is undefined are left out.
 * @throws A2pdError INVALID_ARGUMENT for what JSON cannot say (NaN, infinities, functions, ...).
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object') {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
    return `{${members.join(',')}}`;
  }
  throw expectationError('INVALID_ARGUMENT', 'a value that JSON can say', value);
}

/** SHA-256 of the canonical JSON, in hexadecimal. */
export function hashOf(value: unknown): string {
  return sha256Of(canonicalJson(value));
}
