/** Jobs differ little from one another: those that are left take as long as those that are done. */
import { formatDuration } from '@a2pd/core';

export class RemainingTime {
  readonly #jobs: number;
  readonly #beganAtMs = performance.now();
  #finished = 0;

  constructor(jobs: number) {
    this.#jobs = jobs;
  }

  jobFinished(): void {
    this.#finished++;
  }

  /** "3 of 12 jobs, 27m10s left". */
  describe(): string {
    const secondsEach = (performance.now() - this.#beganAtMs) / 1000 / this.#finished;
    const left = formatDuration((this.#jobs - this.#finished) * secondsEach);
    return `${this.#finished} of ${this.#jobs} jobs, ${left} left`;
  }
}
