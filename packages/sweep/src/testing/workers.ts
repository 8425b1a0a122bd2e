/** Workers as processes of their own, to be killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { SweepFolder } from '../sweep-folder.js';
import type { Stages } from './setting.js';

const program = fileURLToPath(new URL('./worker.mjs', import.meta.url));

export interface WorkerSetting extends Stages {
  readonly address: string;
  readonly folder: SweepFolder;
  readonly lockMs: number;
}

export class TestWorkers {
  readonly #setting: WorkerSetting;
  readonly #running = new Set<ChildProcess>();

  constructor(setting: WorkerSetting) {
    this.#setting = setting;
  }

  start(): ChildProcess {
    const { address, folder, stages, milliseconds, lockMs } = this.#setting;
    const args = [address, folder.runs, stages.join(','), milliseconds, lockMs].map(String);
    const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
    this.#running.add(child);
    return child;
  }

  async end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
    this.#running.delete(child);
    child.kill(signal);
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }

  async endAll(): Promise<void> {
    await Promise.all([...this.#running].map((child) => this.end(child, 'SIGKILL')));
  }
}
