/** Checkpoints of a distillation as it goes: now and then, and when it is stopped. */
import type { Manifest, ParentReference, PluginReference } from '@a2pd/artefact';
import { messageOf } from '@a2pd/core';
import { type DistillCheckpoint, type DistillState, saveDistillation } from '@a2pd/distill';
import type { JobContext } from '../run/context.js';
import { pluginsEntry } from '../run/plugins.js';

export interface Checkpoints {
  /** Takes the state after an epoch, and writes it if the last writing is long ago. */
  offer(state: DistillState): Promise<void>;
  /** Writes the last state offered, unless it is there. */
  keep(): Promise<'kept' | 'nothing to keep' | 'not writable'>;
}

export interface CheckpointOptions extends Omit<DistillCheckpoint, 'state'> {
  readonly folder: string;
  /** Epochs after which the student is kept, for whoever continues; absent where there are none. */
  readonly keepEpochs?: readonly number[] | undefined;
  /** Of the prescriptions: whose game it is. */
  readonly manifest: Manifest;
  readonly parents: readonly ParentReference[];
  /** That the method comes from. */
  readonly plugins?: readonly PluginReference[] | undefined;
  /** Least time between two writings, which take a tenth of a second each. */
  readonly periodMs: number;
  /** The state that lies there already, when a stopped distillation goes on. */
  readonly begun?: DistillState | undefined;
}

/**
 * Keeps checkpoints of one distillation in a folder. A writing that fails is told and survived: a full disk now must not cost
 * the epochs that are done.
 */
export function keepCheckpoints(
  { folder, config, seed, keepEpochs, manifest, parents, plugins = [], periodMs, begun }: CheckpointOptions,
  context: JobContext,
): Checkpoints {
  let last = begun;
  let kept = begun;
  let keptAt = performance.now();
  const { game, romMd5 } = manifest;
  const description = { game, romMd5, config: { keepEpochs }, ...pluginsEntry(plugins) };

  async function keep(): ReturnType<Checkpoints['keep']> {
    if (last === undefined) return 'nothing to keep';
    if (last === kept) return 'kept';
    try {
      await saveDistillation(folder, { config, seed, state: last }, parents, description);
    } catch (error) {
      context.say(`Warning: no checkpoint was kept: ${messageOf(error)}`);
      return 'not writable';
    }
    kept = last;
    keptAt = performance.now();
    return 'kept';
  }

  return {
    keep,
    async offer(state) {
      last = state;
      if (performance.now() - keptAt >= periodMs) await keep();
    },
  };
}
