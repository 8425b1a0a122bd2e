import { cpus, totalmem } from 'node:os';
import { setTimeout } from 'node:timers/promises';

/** What a figure was measured on; without it, no figure means anything. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly platform: string;
  readonly node: string;
}

export function describeMachine(): Machine {
  const [processor] = cpus();
  return {
    cpu: processor?.model ?? 'unknown',
    cores: cpus().length,
    memoryBytes: totalmem(),
    platform: `${process.platform}-${process.arch}`,
    node: process.version,
  };
}

/** Long enough for clock ticks of 10 ms to tell a share. */
const observedMs = 1000;

/**
 * The share of all processors that others use, in [0, 1], watched for a second in which this process sleeps. The load
 * average would not do: it is of the last minute, in which the bench itself was built.
 */
export async function shareUsedByOthers(): Promise<number> {
  const before = processorTimes();
  await setTimeout(observedMs);
  const after = processorTimes();
  const busy = after.busy - before.busy;
  // The kernel's count of idle time may step back.
  const total = busy + Math.max(0, after.idle - before.idle);
  return total > 0 ? busy / total : 0;
}

function processorTimes(): { busy: number; idle: number } {
  const sums = { busy: 0, idle: 0 };
  for (const { times } of cpus()) {
    sums.idle += times.idle;
    sums.busy += times.user + times.nice + times.sys + times.irq;
  }
  return sums;
}

/** The most memory that this process ever held. */
export function peakBytes(): number {
  const kibibytes = process.resourceUsage().maxRSS;
  return kibibytes * 1024;
}
