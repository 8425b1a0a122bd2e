/**
 * A distillation between two epochs on disk, complete: an artefact of kind `distillation`, written whole or not at all, from
 * which training continues to the last bit.
 */
import {
  Artefact,
  type ArtefactDescription,
  type Manifest,
  type ParentReference,
  weightsFile,
  writeArtefact,
} from '@a2pd/artefact';
import { A2pdError } from '@a2pd/core';
import { decodeSafetensors, encodeSafetensors, type HostTensors } from '@a2pd/tensor';
import { z } from 'zod';
import { type DistillConfig, distillConfigSchemaWith } from './config.js';
import type { DistillState } from './distill-options.js';
import { historyFile, requireHistory } from './history.js';
import type { Method } from './methods/method.js';

export interface DistillCheckpoint {
  readonly config: DistillConfig;
  readonly seed: number;
  readonly state: DistillState;
}

const stateFile = 'state.json';
const weightsFiles = {
  weights: weightsFile,
  optimizer: 'adam.safetensors',
  best: 'best.safetensors',
} as const;

/** What is drawn from a seed when a training goes on, its split above all, is drawn as it was: 2 since seeds are mixed. */
const format = 2;

/** What is no array. */
const stateSchema = z.strictObject({
  format: z.literal(format),
  rng: z.array(z.int()),
  /** Null before the first finite loss. */
  bestLoss: z.number().nullable(),
  epochsWithoutGain: z.int().min(0),
});

const seedsSchema = z.looseObject({ distill: z.int() });

/**
 * Writes a checkpoint into `directory`, in place of an older one.
 * @param parents What is trained on, and from: the prescriptions, then the policy whose weights it began with.
 * @throws A2pdError FILE_UNAVAILABLE when the disk is full; the older checkpoint is intact.
 */
export function saveDistillation(
  directory: string,
  { config, seed, state }: DistillCheckpoint,
  parents: readonly ParentReference[],
  description: Partial<ArtefactDescription> = {},
): Promise<Manifest> {
  const { history, rng, stopping } = state;
  const { bestLoss, epochsWithoutGain, bestWeights } = stopping;
  const scalars: z.input<typeof stateSchema> = {
    format,
    rng: [...rng],
    bestLoss: Number.isFinite(bestLoss) ? bestLoss : null,
    epochsWithoutGain,
  };
  return writeArtefact(
    directory,
    {
      ...description,
      kind: 'distillation',
      config: { ...description.config, distillation: config },
      seeds: { distill: seed },
      parents: [...parents],
      summary: { epochs: history.length },
    },
    {
      [stateFile]: JSON.stringify(scalars),
      ...historyFile(history),
      [weightsFiles.weights]: encodeSafetensors(state.weights),
      [weightsFiles.optimizer]: encodeSafetensors(state.optimizer),
      ...(bestWeights ? { [weightsFiles.best]: encodeSafetensors(bestWeights) } : {}),
    },
  );
}

/**
 * Reads what `saveDistillation` wrote.
 * @param parents Those that the training began with.
 * @param own The method of it, where that is one that nobody registered.
 * @throws A2pdError FILE_UNAVAILABLE, CORRUPT_ARTEFACT, or INCOMPATIBLE_ARTEFACT for other prescriptions.
 */
export async function loadDistillation(
  directory: string,
  parents: readonly ParentReference[],
  own?: Method,
): Promise<DistillCheckpoint> {
  const artefact = await Artefact.open(directory, 'distillation');
  const { manifest } = artefact;
  const hashesOf = (references: readonly ParentReference[] = []) =>
    references.map(({ manifestSha256 }) => manifestSha256).join(', ') || 'none';
  const [received, expected] = [hashesOf(parents), hashesOf(manifest.parents)];
  if (received !== expected) {
    const remedy = 'name the prescriptions and the policy that it began with, or begin anew';
    throw new A2pdError(
      'INCOMPATIBLE_ARTEFACT',
      `The distillation in ${artefact.directory} was begun with other prescriptions or from other weights; ${remedy}`,
      { expected, received, remedy },
    );
  }
  const configSchema = z.looseObject({ distillation: distillConfigSchemaWith(own) });
  const { distillation: config } = artefact.parse(configSchema, manifest.config);
  const { distill: seed } = artefact.parse(seedsSchema, manifest.seeds);
  const { rng, bestLoss, epochsWithoutGain } = await artefact.readJson(stateFile, stateSchema);
  const read = async (name: keyof typeof weightsFiles): Promise<HostTensors> =>
    decodeSafetensors(await artefact.read(weightsFiles[name])).tensors;
  const state: DistillState = {
    history: await requireHistory(artefact),
    rng,
    weights: await read('weights'),
    optimizer: await read('optimizer'),
    stopping: {
      bestLoss: bestLoss ?? Number.POSITIVE_INFINITY,
      epochsWithoutGain,
      bestWeights: bestLoss === null ? undefined : await read('best'),
    },
  };
  return { config, seed, state };
}
