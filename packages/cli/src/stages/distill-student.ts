/** Trains a student on the prescriptions of a run and keeps it with its history. */
import {
  type DistillConfig,
  distill,
  type EpochRecord,
  encodeHistory,
  PrescriptionDataSet,
  saveStudent,
} from '@a2pd/distill';
import type { JobContext } from '../job.js';

export interface DistillStudentOptions {
  /** Folder of the prescriptions. */
  readonly prescriptions: string;
  /** Folder that the student is written to. */
  readonly student: string;
  readonly config: DistillConfig;
  readonly seed: number;
  readonly scaledDown?: string;
}

export interface DistilledStudent {
  readonly student: string;
  readonly epochs: number;
  readonly best: EpochRecord;
  readonly warnings: readonly string[];
}

export const historyFileName = 'history.jsonl';

export async function distillStudent(options: DistillStudentOptions, context: JobContext): Promise<DistilledStudent> {
  const { config, seed, scaledDown } = options;
  const dataSet = await PrescriptionDataSet.open(options.prescriptions);
  const { manifest, reference } = dataSet.artefact;
  const { student, best, history, split, warnings } = await distill({
    dataSet,
    config,
    seed,
    signal: context.signal,
    onProgress: context.onProgress,
  });
  try {
    await saveStudent(
      options.student,
      student,
      {
        ...(manifest.game ? { game: manifest.game } : {}),
        ...(manifest.romMd5 ? { romMd5: manifest.romMd5 } : {}),
        config: { ...config, preset: manifest.config.preset ?? 'rainbow' },
        seeds: { distill: seed },
        parents: [reference],
        ...(scaledDown ? { scaledDown } : {}),
        summary: { epochs: history.length, bestEpoch: best.epoch, ...best.validation, ...split, warnings },
      },
      { [historyFileName]: encodeHistory(history) },
    );
  } finally {
    student.dispose();
  }
  return { student: options.student, epochs: history.length, best, warnings };
}
