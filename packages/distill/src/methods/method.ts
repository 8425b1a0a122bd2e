/**
 * What a way to distil is: a loss of student and batch and, for the adversarial ones, an adversary that first perturbs the
 * batch. Each method is one file; on the same pairs, student and optimizer they differ in nothing else.
 */
import { parseConfig } from '@a2pd/artefact';
import type { AffineLayer } from '@a2pd/bounds';
import type { Model, Tensor, Tensor1D, Tensor2D, Tensor4D } from '@a2pd/tensor';
import type { z } from 'zod';

export interface Batch {
  /** float32[B, 84, 84, 4] in [0, 1], as the teacher saw it. */
  readonly input: Tensor4D;
  /** What the adversary made of it; `input` itself where the method has none. */
  readonly perturbed: Tensor4D;
  /** int32[B]: aT. */
  readonly labels: Tensor1D;
  /** float32[B, A]: the teacher's. */
  readonly qValues: Tensor2D;
  /** float32 scalar in [0, 1]: the share of its ramp that a method on bounds has behind it; 1 after the ramp. */
  readonly progress: Tensor;
}

/** float32[B, 84, 84, 4] -> float32[B, A], the student's logits. */
export type Forward = (input: Tensor4D) => Tensor2D;

/** The student's layers with the weights that `forward` reads, for bounds. */
export type Layers = () => readonly AffineLayer[];

/** The batch's loss: a float32 scalar, recordable, differentiable with respect to the weights of `forward` and `layers`. */
export type Objective = (forward: Forward, batch: Batch, layers: Layers) => Tensor;

/** Perturbs a batch against the student as it is; the attacks of @a2pd/attack are adversaries. */
export interface Adversary {
  /** The caller owns what it gets; `seed` determines every random choice. */
  perturb(input: Tensor4D, labels: Tensor1D, seed: number): Tensor4D;
  dispose(): void;
}

export interface MethodDefinition<Schema extends z.ZodType> {
  /** One line for the user. */
  readonly summary: string;
  /** Whose it is. */
  readonly source: string;
  /** Its hyper-parameters, `name` among them. */
  readonly schema: Schema;
  /** @param temperature Of the data set's prescriptions. */
  objective(config: z.output<Schema>, temperature: number): Objective;
  /** Absent: the method knows no adversary. `student` is read anew by each call. */
  adversary?(config: z.output<Schema>, student: Model): Adversary;
  /** Present: the method trains on bounds, and this is the L-infinity radius that it wants to prove. */
  provedRadius?(config: z.output<Schema>): number;
}

/** A method whose hyper-parameters are any that its schema accepts; others are refused with INVALID_CONFIG. */
export interface Method<Schema extends z.ZodType = z.ZodType> {
  readonly summary: string;
  readonly source: string;
  readonly schema: Schema;
  createObjective(config: z.input<Schema>, temperature: number): Objective;
  createAdversary(config: z.input<Schema>, student: Model): Adversary | undefined;
  provedRadius(config: z.input<Schema>): number | undefined;
}

/**
 * Makes a method of its definition. Hand it to `distill` as an object, or make it known by its name with `registerMethod`.
 * Its functions throw A2pdError INVALID_CONFIG for hyper-parameters that the schema does not accept; an objective that gives
 * NaN or infinity ends a distillation with NOT_FINITE.
 */
export function defineMethod<Schema extends z.ZodType>(definition: MethodDefinition<Schema>): Method<Schema> {
  const { summary, source, schema } = definition;
  const parse = (config: z.input<Schema>) => parseConfig(schema, config, 'method');
  return {
    summary,
    source,
    schema,
    createObjective: (config, temperature) => definition.objective(parse(config), temperature),
    createAdversary: (config, student) => definition.adversary?.(parse(config), student),
    provedRadius: (config) => definition.provedRadius?.(parse(config)),
  };
}
