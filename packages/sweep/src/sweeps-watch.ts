/** Sweeps from outside: how far each is, as its plan and the committed results tell. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isStillRunning } from '@a2pd/artefact';
import { type PlanRecord, readPlanRecords } from './plan-record.js';
import { type SweepFolder, sweepFolder } from './sweep-folder.js';

export interface WatchedSweep {
  /** That of its grid. */
  readonly name: string;
  /** `stopped`: on request, or killed, or with jobs that failed. */
  readonly status: 'running' | 'stopped' | 'finished';
  readonly jobs: number;
  /** When each job that is done was done, in milliseconds since 1970, in this order. */
  readonly doneAtMs: readonly number[];
  readonly beganAtMs: number;
  /** Where the jobs that are left take as long as those that it did; null before the first. */
  readonly remainingSeconds: number | null;
}

export class SweepsWatch {
  readonly folder: SweepFolder;
  /** By the names of jobs. */
  #doneAtMs = new Map<string, number>();

  /** @param runs The folder of all runs. */
  constructor(runs: string) {
    this.folder = sweepFolder(runs);
  }

  async look(nowMs: number): Promise<WatchedSweep[]> {
    const records = await readPlanRecords(this.folder);
    if (records.length > 0) await this.#lookAtResults();
    return records.map((record) => this.#describe(record, nowMs));
  }

  /** Whether there was a result of a job at the last look: of its folder there is nothing more to be seen. */
  isDone(job: string): boolean {
    return this.#doneAtMs.has(job);
  }

  async #lookAtResults(): Promise<void> {
    const { results } = this.folder;
    const doneAtMs = new Map<string, number>();
    for (const name of await readdir(results).catch(() => [])) {
      const atMs = this.#doneAtMs.get(name) ?? (await stat(join(results, name)).catch(() => undefined))?.mtimeMs;
      if (atMs !== undefined) doneAtMs.set(name, atMs);
    }
    this.#doneAtMs = doneAtMs;
  }

  #describe({ name, jobs, beganAtMs, asker }: PlanRecord, nowMs: number): WatchedSweep {
    const doneAtMs = jobs.flatMap((job) => this.#doneAtMs.get(job) ?? []).sort((a, b) => a - b);
    const left = jobs.length - doneAtMs.length;
    const isRunning = left > 0 && isStillRunning(asker);
    const doneSince = doneAtMs.filter((atMs) => atMs >= beganAtMs).length;
    return {
      ...{ name, jobs: jobs.length, doneAtMs, beganAtMs },
      status: left === 0 ? 'finished' : isRunning ? 'running' : 'stopped',
      remainingSeconds: isRunning && doneSince > 0 ? (((nowMs - beganAtMs) / 1000) * left) / doneSince : null,
    };
  }
}
