/**
 * The side that asks: puts jobs on the queue and waits for their results. What counts is the committed result in the shared
 * folder; the queue carries work and news. So nothing is lost when the broker forgets: a job that it no longer knows and
 * that has no result is put on the queue again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { A2pdError, throwIfAborted } from '@a2pd/core';
import { Queue } from 'bullmq';
import type { SweepJob } from '../job.js';
import type { Performed } from '../perform-job.js';
import { readResult } from '../result.js';
import { jobFolder, type SweepFolder } from '../sweep-folder.js';
import { connectionOf, queueName, requireBroker } from './connection.js';

export interface SweepQueueOptions {
  readonly folder: SweepFolder;
  /** Asks whoever waits for a job to stop, also while the broker is away. */
  readonly signal?: AbortSignal;
  /** Called when the broker goes away or something else is wrong with it; it is waited for. */
  readonly onProblem?: (message: string) => void;
  readonly pollMs?: number;
  /** Keeps this queue's keys apart from others' on the same Redis. */
  readonly prefix?: string;
}

/** Looks at a result that the queue says is there before it counts as missing: shared folders lag. */
const patiencePolls = 30;

export class SweepQueue {
  readonly #queue: Queue;
  readonly #options: SweepQueueOptions;

  private constructor(queue: Queue, options: SweepQueueOptions) {
    this.#queue = queue;
    this.#options = options;
  }

  /** @throws A2pdError INVALID_ARGUMENT or TOOL_UNAVAILABLE. */
  static async open(address: string, options: SweepQueueOptions): Promise<SweepQueue> {
    await requireBroker(address);
    const { prefix = 'a2pd', signal } = options;
    const queue = new Queue(queueName, { connection: connectionOf(address, signal), prefix });
    queue.on('error', (error) => options.onProblem?.(error.message));
    return new SweepQueue(queue, options);
  }

  /**
   * Waits until a worker has committed the job's result.
   * @throws A2pdError JOB_FAILED with the worker's message, FILE_UNAVAILABLE when workers write elsewhere, INTERRUPTED.
   */
  async perform(job: SweepJob): Promise<Performed> {
    try {
      return await this.#perform(job);
    } catch (error) {
      throwIfAborted(this.#options.signal);
      throw error;
    }
  }

  async #perform(job: SweepJob): Promise<Performed> {
    const { folder, signal, pollMs = 500 } = this.#options;
    const { result } = jobFolder(folder, job);
    const isThere = async () => (await readResult(result, job)) !== undefined;
    if (await isThere()) return 'found';
    await this.#forgetEnded(job);
    for (let missedPolls = 0; missedPolls < patiencePolls; ) {
      throwIfAborted(signal);
      const state = await this.#queue.getJobState(job.key);
      if (state === 'completed') {
        if (await isThere()) return 'done';
        missedPolls++;
      } else if (state === 'failed') {
        throw await this.#failure(job);
      } else if (state === 'unknown') {
        if (await isThere()) return 'done';
        await this.#add(job);
      }
      await sleep(pollMs, undefined, { ...(signal ? { signal } : {}) }).catch(() => throwIfAborted(signal));
    }
    const remedy = 'give workers and this command the same folder after --runs';
    throw new A2pdError('FILE_UNAVAILABLE', `A worker finished ${job.name}, but ${result} is missing; ${remedy}`, {
      remedy,
    });
  }

  /** Workers that are listening now. */
  async numWorkers(): Promise<number> {
    return this.#queue.getWorkersCount();
  }

  async close(): Promise<void> {
    await this.#queue.close();
  }

  /** A job of an earlier sweep that failed, or whose result was removed, is asked for anew. */
  async #forgetEnded(job: SweepJob): Promise<void> {
    const state = await this.#queue.getJobState(job.key);
    if (state === 'failed' || state === 'completed') await this.#queue.remove(job.key);
  }

  /** A job that is on the queue already stays as it is: its key is its id. */
  async #add({ name, key, specification }: SweepJob): Promise<void> {
    await this.#queue.add(name, specification, {
      jobId: key,
      attempts: 1,
      removeOnComplete: { age: 7 * 86_400 },
      removeOnFail: false,
    });
  }

  async #failure(job: SweepJob): Promise<A2pdError> {
    const why = (await this.#queue.getJob(job.key))?.failedReason ?? 'no reason was kept';
    return new A2pdError('JOB_FAILED', why, { job: job.name });
  }
}
