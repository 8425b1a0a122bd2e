/** What the shell allows a process: below it commands fail in ways that do not name it. Linux says; elsewhere nothing is found. */
import { readFileSync } from 'node:fs';
import { formatBytes } from '@a2pd/core';
import type { Finding } from './finding.js';

const leastOpenFiles = 1024;
/** TensorFlow, Node and the emulators' threads reserve more than they use. */
const leastAddressSpaceBytes = 8 * 2 ** 30;

/** @param limits Of this process, as Linux writes them. */
export function examineLimits(limits = ownLimits()): Finding[] {
  if (limits === undefined) return [];
  return [
    finding('Open files', limitIn(limits, 'Max open files'), leastOpenFiles, {
      describe: (count) => `${count} at most`,
      remedy: `raise the limit: ulimit -n ${4 * leastOpenFiles}`,
    }),
    finding('Address space', limitIn(limits, 'Max address space'), leastAddressSpaceBytes, {
      describe: (bytes) => `${formatBytes(bytes)} at most`,
      remedy: 'lift the limit: ulimit -v unlimited',
    }),
  ];
}

function finding(
  name: string,
  limit: number,
  least: number,
  { describe, remedy }: { describe: (limit: number) => string; remedy: string },
): Finding {
  const detail = limit === Number.POSITIVE_INFINITY ? 'unlimited' : describe(limit);
  return limit >= least ? { name, status: 'ok', detail } : { name, status: 'warning', detail, remedy };
}

/** The one that counts, the soft one. */
function limitIn(limits: string, name: string): number {
  const soft = new RegExp(`^${name}\\s+(\\S+)`, 'm').exec(limits)?.[1];
  return soft === undefined || soft === 'unlimited' ? Number.POSITIVE_INFINITY : Number(soft);
}

function ownLimits(): string | undefined {
  try {
    return readFileSync('/proc/self/limits', 'utf8');
  } catch {
    return undefined;
  }
}
