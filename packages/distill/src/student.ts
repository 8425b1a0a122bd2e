/** A student policy: weights that can be trained, attacked, evaluated and kept. */
import { Artefact, type ArtefactDescription, type Manifest, weightsFile, writeArtefact } from '@a2pd/artefact';
import { expectationError, Rng } from '@a2pd/core';
import {
  decodeSafetensors,
  encodeSafetensors,
  type HostTensors,
  type Model,
  Parameters,
  type Tensor,
  type Tensor4D,
} from '@a2pd/tensor';
import { z } from 'zod';
import {
  type Architecture,
  architectureSchema,
  emptyWeights,
  type Initialisation,
  initialWeights,
  natureDqnLayers,
  natureDqnLogits,
} from './architecture.js';

export class StudentModel implements Model {
  readonly name = 'student';
  readonly architecture: Architecture;
  readonly numActions: number;
  /** The trainable weights; `logits` always reads their present values. */
  readonly parameters: Parameters;

  /** @param weights Names and shapes as `natureDqnLogits` wants them. */
  constructor(architecture: Architecture, numActions: number, weights: HostTensors) {
    this.architecture = architecture;
    this.numActions = numActions;
    this.parameters = new Parameters(weights);
  }

  /** A student with fresh weights, drawn from `seed`. */
  static initialise(
    architecture: Architecture,
    numActions: number,
    seed: number,
    initialisation?: Initialisation,
  ): StudentModel {
    const weights = initialWeights(architecture, numActions, new Rng(seed), initialisation);
    return new StudentModel(architecture, numActions, weights);
  }

  /** float32[N, 84, 84, 4] in [0, 1] -> float32[N, A]; the caller owns the result. */
  logits(input: Tensor): Tensor {
    return natureDqnLogits(this.parameters.read(), input as Tensor4D);
  }

  /** The network layer by layer, as certification wants it; within a tidy or a compiled function. */
  layers(): ReturnType<typeof natureDqnLayers> {
    return natureDqnLayers(this.parameters.read());
  }

  dispose(): void {
    this.parameters.dispose();
  }
}

/** What a student's manifest says of its network. */
const policyConfigSchema = z.looseObject({
  architecture: architectureSchema.extend({ numActions: z.int().min(1).max(1024) }),
});

/**
 * Keeps a student as an artefact of kind `policy`.
 * @param description Game, seeds, parents and further config; `architecture` is added here.
 * @param files Further files, e.g. the training history.
 */
export function saveStudent(
  directory: string,
  student: StudentModel,
  description: Omit<ArtefactDescription, 'kind'>,
  files: Readonly<Record<string, Uint8Array | string>> = {},
): Promise<Manifest> {
  const architecture = { ...student.architecture, numActions: student.numActions };
  return writeArtefact(
    directory,
    { ...description, kind: 'policy', config: { ...description.config, architecture } },
    { ...files, [weightsFile]: encodeSafetensors(student.parameters.toHost()) },
  );
}

/**
 * Opens what `saveStudent` wrote; the caller disposes the student.
 * @throws A2pdError FILE_UNAVAILABLE, CORRUPT_ARTEFACT, or INCOMPATIBLE_ARTEFACT for another network.
 */
export async function loadStudent(directory: string): Promise<{ student: StudentModel; artefact: Artefact }> {
  const artefact = await Artefact.open(directory, 'policy');
  requireNatureDqn(artefact);
  const config = artefact.parse(policyConfigSchema, artefact.manifest.config);
  const { numActions, ...architecture } = config.architecture;
  const { tensors } = decodeSafetensors(await artefact.read(weightsFile));
  const student = new StudentModel(architecture, numActions, emptyWeights(architecture, numActions));
  try {
    student.parameters.load(tensors);
  } catch (error) {
    student.dispose();
    throw error;
  }
  return { student, artefact };
}

function requireNatureDqn({ directory, manifest }: Artefact): void {
  const name = (manifest.config.architecture as { name?: unknown } | undefined)?.name;
  if (name === 'nature-dqn') return;
  const remedy = 'name a folder that distill wrote';
  throw expectationError('INCOMPATIBLE_ARTEFACT', `a nature-dqn policy in ${directory}`, name, remedy);
}
