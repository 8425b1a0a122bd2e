/** Lets the teacher of a run play and keeps what it would do. */

import { romMd5 } from '@a2pd/ale';
import { ArtefactWriter, type Manifest } from '@a2pd/artefact';
import { type CollectConfig, collect } from '@a2pd/distill';
import { openEndlessEnvironment } from '../game-environment.js';
import type { JobContext } from '../job.js';
import { openTeacher } from '../policy.js';
import type { RunFolder } from '../run-folder.js';

export interface CollectPrescriptionsOptions {
  readonly folder: RunFolder;
  /** Folder of the teacher. */
  readonly teacher: string;
  readonly config: CollectConfig;
  readonly numEnvironments: number;
  readonly seed: number;
  readonly scaledDown?: string;
}

export async function collectPrescriptions(
  options: CollectPrescriptionsOptions,
  context: JobContext,
): Promise<Manifest> {
  const { folder, config, numEnvironments, seed, scaledDown } = options;
  const teacher = await openTeacher(options.teacher, config.temperature);
  const { game, preset } = teacher;
  const environment = openEndlessEnvironment({ game, preset, numEnvironments });
  try {
    return await collect({
      teacher: teacher.model,
      environment,
      config,
      seed,
      writer: await ArtefactWriter.begin(folder.prescriptions),
      provenance: {
        game,
        romMd5: romMd5(game),
        parents: [teacher.reference],
        config: { preset },
        ...(scaledDown ? { scaledDown } : {}),
      },
      signal: context.signal,
      onProgress: context.onProgress,
    });
  } finally {
    environment.close();
    teacher.model.dispose();
  }
}
