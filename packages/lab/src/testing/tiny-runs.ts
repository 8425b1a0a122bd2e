/** Real runs, as small as they can be: a teacher of a few hundred steps, a student of 16 hidden units. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  collectPrescriptions,
  distillStudent,
  jobContext,
  policyFolder,
  runFolder,
  scaledDownPlan,
  trainTeacher,
} from '@a2pd/experiment';

export class TinyRuns {
  readonly folder: string;
  readonly #work: { readonly stop: AbortController; readonly ended: Promise<unknown> }[] = [];

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async make(): Promise<TinyRuns> {
    return new TinyRuns(await mkdtemp(join(tmpdir(), 'a2pd-watch-')));
  }

  /** 160 agent steps of Pong, with evaluations before and after. */
  async train(run: string): Promise<void> {
    const { teacher } = scaledDownPlan;
    if (!('training' in teacher)) throw new Error('expected a plan that trains');
    const config = {
      ...{ ...teacher.training, hiddenUnits: 16, replayCapacity: 1000, totalAgentSteps: 160 },
      ...{ learningStartsAgentSteps: 60, metricsPeriodAgentSteps: 20, evaluationPeriodAgentSteps: 80 },
    };
    const plan = { game: 'pong', preset: 'rainbow', numEnvironments: 4, evaluationEpisodes: 1 } as const;
    await trainTeacher(runFolder(this.folder, run), { ...plan, config, evaluationMaxAgentSteps: 40 }, jobContext());
  }

  /** Prescriptions of the zoo's teacher of Freeway. */
  async collect(run: string): Promise<void> {
    await collectPrescriptions(
      {
        ...{ folder: runFolder(this.folder, run), teacher: policyFolder('zoo:freeway/teacher') },
        ...{ config: { ...scaledDownPlan.collection, pairs: 160 }, numEnvironments: 4, seed: 1 },
      },
      jobContext(),
    );
  }

  /** Distils in the background; each epoch is kept at once. */
  distill(
    run: string,
    student: string,
    maxEpochs: number,
  ): { stop(): Promise<void>; readonly ended: Promise<unknown> } {
    const { prescriptions, path } = runFolder(this.folder, run);
    const { distillation } = scaledDownPlan;
    const config = {
      ...{ ...distillation, maxEpochs, patienceEpochs: maxEpochs, warmupEpochs: 0, validationShare: 0.2 },
      ...{ splitBy: 'row', architecture: { ...distillation.architecture, filters: [4, 4, 4], hiddenUnits: 16 } },
    } as typeof distillation;
    const stop = new AbortController();
    const ended = distillStudent(
      { prescriptions: [prescriptions], student: join(path, student), config, seed: 1, checkpointPeriodMs: 0 },
      jobContext({ signal: stop.signal }),
    ).catch((error: { code?: string }) => {
      if (error.code !== 'INTERRUPTED') throw error;
    });
    this.#work.push({ stop, ended });
    return {
      ended,
      async stop() {
        stop.abort();
        await ended;
      },
    };
  }

  /** Stops what still runs, and removes everything. */
  async end(): Promise<void> {
    for (const { stop } of this.#work) stop.abort();
    await Promise.allSettled(this.#work.map(({ ended }) => ended));
    await rm(this.folder, { recursive: true, force: true });
  }
}
