/** What a collection of prescriptions is asked for. */
import type { ArtefactDescription } from '@a2pd/artefact';
import type { OptionNames, ProgressListener, VectorEnvironment } from '@a2pd/core';
import type { CollectConfig } from './collect-config.js';
import type { FileWriter } from './collection-folder.js';
import type { Teacher } from './teacher.js';

export interface CollectOptions {
  readonly teacher: Teacher;
  /**
   * Plays in the teacher's place, in `config.playerShare` of the steps, while the teacher says what it would do: so a student's own
   * states come into the data (Ross et al. 2011, DAgger). The teacher plays itself when absent.
   */
  readonly player?: Teacher | undefined;
  /**
   * One or more groups that take turns with the teacher; two let emulation and network overlap. Autoreset mode `disabled`.
   * They are reset here, and stay the caller's.
   */
  readonly environments: readonly VectorEnvironment[];
  readonly config: CollectConfig;
  /** Determines episodes and exploration. */
  readonly seed: number;
  /** Where the data set goes; an older one is replaced when the new one is whole. */
  readonly directory: string;
  /**
   * What else the manifest says; its `config` is added to the collector's own. Teachers and players of one name are told apart by
   * `parents` alone.
   */
  readonly provenance?:
    | Partial<Pick<ArtefactDescription, 'game' | 'romMd5' | 'parents' | 'scaledDown' | 'config'>>
    | undefined;
  /** Begins anew even if an unfinished collection could be continued. */
  readonly restart?: boolean | undefined;
  /** Kept with an unfinished collection; `readUnfinishedCollection` hands it back. */
  readonly note?: Readonly<Record<string, unknown>> | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
  /** How shards and progress are written; atomically, unless a test wants the disk to be full. */
  readonly writeFile?: FileWriter | undefined;
}

export const collectOptionNames: OptionNames<CollectOptions> = {
  teacher: true,
  player: true,
  environments: true,
  config: true,
  seed: true,
  directory: true,
  provenance: true,
  restart: true,
  note: true,
  signal: true,
  onProgress: true,
  writeFile: true,
};
