/** One line of `a2pd doctor`. */
import { A2pdError, messageOf } from '@a2pd/core';

export interface Finding {
  readonly name: string;
  /** `warning`: works, but not for every use. */
  readonly status: 'ok' | 'warning' | 'missing';
  readonly detail: string;
  readonly remedy?: string | undefined;
}

/** Runs one check, which gives a detail or throws; what it throws becomes the finding. */
export async function probe(name: string, check: () => Promise<string> | string): Promise<Finding> {
  try {
    return { name, status: 'ok', detail: await check() };
  } catch (error) {
    const remedy = error instanceof A2pdError ? error.remedy : undefined;
    const message = messageOf(error);
    // The remedy has a line of its own.
    const detail = remedy === undefined ? message : message.replace(`; ${remedy}`, '');
    return { name, status: 'missing', detail, remedy };
  }
}
