import { cpus, loadavg, totalmem } from 'node:os';

/** What a figure was measured on; without it, no figure means anything. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly platform: string;
  readonly node: string;
  /** Mean number of running processes over the last minute when the bench began: 0 on a quiet machine. */
  readonly loadBefore: number;
}

export function describeMachine(): Machine {
  const [processor] = cpus();
  return {
    cpu: processor?.model ?? 'unknown',
    cores: cpus().length,
    memoryBytes: totalmem(),
    platform: `${process.platform}-${process.arch}`,
    node: process.version,
    loadBefore: loadavg()[0] ?? 0,
  };
}

/** The most memory that this process ever held. */
export function peakBytes(): number {
  const kibibytes = process.resourceUsage().maxRSS;
  return kibibytes * 1024;
}
