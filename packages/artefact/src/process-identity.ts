/** Which process a number stands for: numbers are given anew, a start time is not. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

export interface ProcessIdentity {
  readonly pid: number;
  /** Of the machine, since a number means nothing elsewhere. */
  readonly host: string;
  /** When the process began, in the kernel's own count, and the boot it counts from; null where the system does not say. */
  readonly start: string | null;
  /**
   * Within which the number counts: each container has its own. Null where the system has none, absent in what older versions
   * wrote.
   */
  readonly namespace?: string | null | undefined;
}

/** Of processes outside all containers; Linux gives it this name on every machine. */
const initialNamespace = 'pid:[4026531836]';

/** A name of what process numbers count in, this machine or a container on it, that fits into a file's name. */
export function hostTag(): string {
  const namespace = ownNamespace() ?? initialNamespace;
  const container = namespace === initialNamespace ? '' : `/${namespace}`;
  return createHash('sha256').update(`${hostname()}${container}`).digest('hex').slice(0, 8);
}

export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, host: hostname(), start: startOf(process.pid), namespace: ownNamespace() };
}

/** Whether that very process still runs; true where that cannot be seen. Elsewhere, and seen, it is gone. */
export function isStillRunning(identity: ProcessIdentity): boolean {
  const { pid, start, namespace } = identity;
  if (!canBeSeen(identity)) return true;
  const isOurs = namespace === undefined || namespace === ownNamespace();
  // Null also where /proc hides the processes of others.
  const seen = startOf(pid);
  return isOurs && isRunning(pid) && (start === null || seen === null || start === seen);
}

/** Whether this process can find out if that one still runs: not on another machine, nor in another container. */
export function canBeSeen({ host, start, namespace }: ProcessIdentity): boolean {
  if (host !== hostname()) return false;
  const own = ownNamespace();
  if (namespace === undefined || namespace === own || isOfAnotherBoot(start)) return true;
  return own === initialNamespace && typeof namespace === 'string' && isNamespaceGone(namespace);
}

/** Whether a process of this machine has that number; one that ended and only waits to be buried does not run. */
export function isRunning(pid: number): boolean {
  if (!isProcessNumber(pid)) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, but belongs to somebody else.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return statusOf(pid)?.state !== 'Z';
}

/** Linux only: null elsewhere. */
function ownNamespace(): string | null {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return null;
  }
}

/**
 * From outside all containers every process is seen, so one whose namespace no process is in has ended. From inside a container
 * that was started anew nobody can tell it from a neighbour's.
 */
function isNamespaceGone(namespace: string): boolean {
  try {
    // Process 1 is in our own: the numbers count from it.
    const others = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && name !== '1');
    return !others.some((pid) => isOrMayBeIn(pid, namespace));
  } catch {
    return false;
  }
}

function isOrMayBeIn(pid: string, namespace: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`) === namespace;
  } catch (error) {
    // Else it has just ended.
    return ['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '');
  }
}

/** What ran before the machine was started anew runs no more. */
function isOfAnotherBoot(start: string | null): boolean {
  const own = statusOf(process.pid);
  return start !== null && own !== undefined && !start.startsWith(`${own.boot}/`);
}

/** To the system 0 and -1 are whole groups of processes, and larger numbers are cut to 32 bits. */
function isProcessNumber(pid: number): boolean {
  return Number.isInteger(pid) && pid >= 1 && pid < 2 ** 31;
}

/** Linux only: null elsewhere, and for a process that is gone. */
function startOf(pid: number): string | null {
  const status = statusOf(pid);
  return status ? `${status.boot}/${status.start}` : null;
}

/** What Linux says of a process; undefined elsewhere, and where there is none. */
function statusOf(pid: number) {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name in parentheses may hold anything: fields are counted after it. State comes first, the start is the 20th.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { boot, state: fields[0], start: fields[19] };
  } catch {
    return undefined;
  }
}
