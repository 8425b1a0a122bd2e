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
import { aborted, askBroker, connectionOf, queueName, requireBroker, watchBroker } from './connection.js';

export interface SweepQueueOptions {
  readonly folder: SweepFolder;
  /** Asks whoever waits for a job to stop, also while the broker is away. */
  readonly signal?: AbortSignal | undefined;
  /** Called when the broker goes away or something else is wrong with it; it is waited for. */
  readonly onProblem?: ((message: string) => void) | undefined;
  readonly pollMs?: number | undefined;
  /** Keeps this queue's keys apart from others' on the same Redis. */
  readonly prefix?: string | undefined;
}

/** Looks at a result that the queue says is there before it counts as missing: shared folders lag. */
const patiencePolls = 30;

export class SweepQueue {
  readonly #queue: Queue;
  readonly #address: string;
  readonly #options: SweepQueueOptions;
  readonly #watch: ReturnType<typeof watchBroker>;

  private constructor(queue: Queue, address: string, options: SweepQueueOptions) {
    this.#queue = queue;
    this.#address = address;
    this.#options = options;
    this.#watch = watchBroker(address, options.onProblem);
  }

  /** @throws A2pdError INVALID_ARGUMENT, TOOL_UNAVAILABLE or INTERRUPTED. */
  static async open(address: string, options: SweepQueueOptions): Promise<SweepQueue> {
    await requireBroker(address, options.signal);
    const { prefix = 'a2pd', signal } = options;
    const queue = new Queue(queueName, { connection: connectionOf(address, signal), prefix });
    queue.on('error', (error) => options.onProblem?.(error.message));
    return new SweepQueue(queue, address, options);
  }

  /**
   * Waits until a worker has committed the job's result.
   * @throws A2pdError JOB_FAILED with the worker's message, FILE_UNAVAILABLE when workers write elsewhere, INTERRUPTED.
   */
  async perform(job: SweepJob): Promise<Performed> {
    return this.#unlessStopped(this.#perform(job));
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
      await sleep(pollMs, undefined, { signal }).catch(() => throwIfAborted(signal));
    }
    const remedy = 'give workers and whoever asks them the same folder of runs';
    throw new A2pdError('FILE_UNAVAILABLE', `A worker finished ${job.name}, but ${result} is missing; ${remedy}`, {
      remedy,
    });
  }

  /** Workers that are listening now. */
  async numWorkers(): Promise<number> {
    return this.#unlessStopped(this.#queue.getWorkersCount());
  }

  async close(): Promise<void> {
    this.#watch.end();
    // BullMQ's polite way would wait for the broker to say good-bye.
    if ((await askBroker(this.#address)) === 'answers') return this.#queue.close();
    // Nor is it said of a connection that is being made anew when it has ended.
    await Promise.race([this.#queue.disconnect(), sleep(1_000, undefined, { ref: false })]);
  }

  /** What a silent broker was asked is never answered. */
  async #unlessStopped<T>(answer: Promise<T>): Promise<T> {
    const { signal } = this.#options;
    try {
      return await (signal ? Promise.race([answer, aborted(signal)]) : answer);
    } catch (error) {
      answer.catch(() => undefined);
      throwIfAborted(signal);
      throw error;
    }
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
