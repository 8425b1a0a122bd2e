import { A2pdError } from '@a2pd/core';
import type { ZodType } from 'zod';

/** Whose record it is, for whoever reads that it is damaged. */
export interface RecordOrigin {
  /** The file, and the place in it. */
  readonly what: string;
  /** Who writes such records, e.g. "an audit". */
  readonly writer: string;
  readonly remedy: string;
}

/** A JSON record of an artefact's file. @throws A2pdError CORRUPT_ARTEFACT when it is not what the schema says. */
export function parseRecord<T>(schema: ZodType<T>, json: string, { what, writer, remedy }: RecordOrigin): T {
  try {
    return schema.parse(JSON.parse(json));
  } catch (cause) {
    throw new A2pdError('CORRUPT_ARTEFACT', `${what} is not what ${writer} writes; ${remedy}`, { remedy, cause });
  }
}
