/** Certifies a policy's actions on stored prescriptions or on states it came to itself, beside what an attack reaches. */
import { romMd5 } from '@a2pd/ale';
import { type ParentReference, requireWritable } from '@a2pd/artefact';
import {
  type BoundsName,
  type CertifyOptions,
  certify,
  requireFloat32,
  summariseCertification,
  writeCertification,
} from '@a2pd/certify';
import { type CertificationRecord, expectationError, type OptionNames, Rng, requireKnownOptions } from '@a2pd/core';
import { PrescriptionDataSet, StudentModel } from '@a2pd/distill';
import { distinctShareOf, survivalShare } from '@a2pd/evaluate';
import { RainbowModel } from '@a2pd/rainbow';
import { type Model, tf } from '@a2pd/tensor';
import type { JobContext } from '../run/context.js';
import { type OpenedPolicy, openPolicy } from '../run/policy.js';
import type { NamedPolicy } from '../run/policy-name.js';
import { type VisitRequest, visitStates } from './visit-states.js';

export type BoundableModel = Model & CertifyOptions['model'];

export interface CertifyRequest extends VisitRequest {
  readonly policy: NamedPolicy;
  /** Folder of stored prescriptions to take states from; the policy's own play when absent. */
  readonly prescriptions?: string | undefined;
  /** Radii in L-infinity, pixels in [0, 1]. */
  readonly epsilons: readonly number[];
  /** What the proof rests on: `ibp` when absent. */
  readonly bounds?: BoundsName | undefined;
  /** Steps of the PGD that is set beside each radius; 0 for none. */
  readonly attackSteps: number;
  /** Folder that the record is written to; nowhere when absent. */
  readonly output?: string | undefined;
  readonly scaledDown?: string | undefined;
}

const requestNames: OptionNames<CertifyRequest> = {
  states: true,
  episodes: true,
  maxAgentSteps: true,
  seed: true,
  policy: true,
  prescriptions: true,
  epsilons: true,
  bounds: true,
  attackSteps: true,
  output: true,
  scaledDown: true,
};

/** @throws A2pdError INCOMPATIBLE_ARTEFACT for a policy that cannot be bounded, and whatever opening it throws. */
export async function certifyNamedPolicy(request: CertifyRequest, context: JobContext): Promise<CertificationRecord> {
  requireKnownOptions(request, requestNames);
  const policy = await openPolicy(request.policy.folder);
  try {
    const boundable = { ...policy, model: certifiableModel(policy.model) };
    if (request.output !== undefined) await requireWritable(request.output, { kind: 'certification' });
    return await certifyPolicy(request, boundable, context);
  } finally {
    policy.model.dispose();
  }
}

/**
 * Asked before a game is played for the sake of a proof.
 * @throws A2pdError INCOMPATIBLE_ARTEFACT for a policy that no bound goes through, such as a distribution over returns;
 * INVALID_CONFIG in bfloat16 or TF32 or on a GPU.
 */
export function certifiableModel(model: Model): BoundableModel {
  requireFloat32();
  if (model instanceof StudentModel) return model;
  if (model instanceof RainbowModel) {
    tf.tidy(() => void model.layers());
    return model;
  }
  throw expectationError('INCOMPATIBLE_ARTEFACT', 'a student or a teacher to certify', model.name);
}

async function certifyPolicy(
  request: CertifyRequest,
  policy: OpenedPolicy<BoundableModel>,
  context: JobContext,
): Promise<CertificationRecord> {
  const { epsilons, bounds = 'ibp', attackSteps, seed, output } = request;
  const { signal, onProgress } = context;
  const states = await statesFor(request, policy, context);
  const { observations } = states;
  const certificates = await certify({ model: policy.model, observations, epsilons, bounds, signal, onProgress });
  const attackAt = (epsilon: number) =>
    ({ name: 'pgd', epsilon, steps: attackSteps, stepSize: (2.5 * epsilon) / attackSteps, randomStart: true }) as const;
  const attackedShares: number[] = [];
  for (const epsilon of attackSteps === 0 ? [] : epsilons) {
    const attack = attackAt(epsilon);
    const survival = { policy: policy.model, states: observations, attack, seed, signal, onProgress };
    // Within radius 0 there is nothing to try.
    attackedShares.push(epsilon === 0 ? 1 : await survivalShare(survival));
  }
  const record = summariseCertification(certificates, {
    policyName: request.policy.name,
    bounds,
    source: states.source,
    episodeOf: states.episodeOf,
    epsilons,
    cutEpisodes: states.cutEpisodes,
    distinctShare: distinctShareOf(observations),
    attackedShares: attackSteps === 0 ? null : attackedShares,
    attackLabel: attackSteps === 0 ? null : `PGD-${attackSteps} (step 2.5 ε/${attackSteps}, random start)`,
  });
  if (output !== undefined) {
    await writeCertification(
      output,
      record,
      { ...certificates, episodeOf: states.episodeOf },
      {
        game: policy.game,
        romMd5: romMd5(policy.game),
        config: {
          policyName: record.policyName,
          preset: policy.preset,
          epsilons,
          bounds,
          attackSteps,
          source: states.source,
          states: request.states,
          episodes: request.episodes,
          maxAgentSteps: request.maxAgentSteps,
        },
        seeds: { certification: seed, ...states.seeds },
        parents: [policy.reference, ...states.parents],
        scaledDown: request.scaledDown,
      },
    );
  }
  return record;
}

interface States {
  /** uint8[N, 4, 84, 84]. */
  readonly observations: Uint8Array;
  /** int32[N]. */
  readonly episodeOf: Int32Array;
  /** Null where nobody knows. */
  readonly cutEpisodes: number | null;
  readonly source: CertificationRecord['source'];
  readonly seeds: Readonly<Record<string, unknown>>;
  readonly parents: readonly ParentReference[];
}

async function statesFor(request: CertifyRequest, student: OpenedPolicy, context: JobContext): Promise<States> {
  if (request.prescriptions === undefined) {
    const { observations, episodeOf, cutEpisodes, seeds } = await visitStates(student, request, context);
    return { observations, episodeOf, cutEpisodes, source: 'visited', seeds: { episodes: seeds }, parents: [] };
  }
  const dataSet = await PrescriptionDataSet.open(request.prescriptions);
  const { game } = dataSet.artefact.manifest;
  if (game !== student.game) {
    throw expectationError(
      'INCOMPATIBLE_ARTEFACT',
      `prescriptions of ${student.game}`,
      game,
      'name those of its teacher',
    );
  }
  const rows = sample(dataSet.size, request.states, new Rng(request.seed));
  const buffers = dataSet.createBuffers(rows.length);
  dataSet.readBatch(rows, buffers);
  return {
    observations: buffers.pixels,
    episodeOf: Int32Array.from(rows, (row) => dataSet.table.episodes[row]!),
    cutEpisodes: null,
    source: 'prescriptions',
    seeds: {},
    parents: [dataSet.artefact.reference],
  };
}

/** `count` different rows of `size`, or all of them; in order. */
function sample(size: number, count: number, rng: Rng): number[] {
  const rows = Array.from({ length: size }, (_, row) => row);
  for (let i = 0; i < Math.min(count, size); i++) {
    const j = i + rng.integer(size - i);
    [rows[i], rows[j]] = [rows[j]!, rows[i]!];
  }
  return rows.slice(0, count).sort((a, b) => a - b);
}
