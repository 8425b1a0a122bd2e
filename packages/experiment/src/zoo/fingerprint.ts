/**
 * A few observations that a policy came to see and what it did there, kept beside its weights: whoever has the weights
 * can ask whether they still mean the same.
 */
import { gunzipSync, gzipSync } from 'node:zlib';
import { A2pdError, argmax, observationShape, observationSize } from '@a2pd/core';
import { decodeSafetensors, encodeSafetensors, type Model } from '@a2pd/tensor';
import { openEndlessEnvironment } from '../run/game-environment.js';
import type { OpenedPolicy } from '../run/policy.js';
import { scorerOf } from './scores.js';

export const fingerprintFile = 'fingerprint.safetensors.gz';

export interface Fingerprint {
  readonly states: number;
  /** uint8[states, 4, 84, 84]. */
  readonly observations: Uint8Array;
  /** float32[states, numActions]: the policy's scores. */
  readonly scores: Float32Array;
  readonly numActions: number;
}

export interface FingerprintCheck {
  readonly states: number;
  /** States where the policy acts otherwise than it did. */
  readonly differingActions: number;
  readonly maxScoreDifference: number;
}

export interface FingerprintOptions {
  readonly states: number;
  readonly seed: number;
}

/** Several times what the states of the most careful entry take. */
const mostInflatedBytes = 2 ** 26;
const numEnvironments = 8;
/** Between two looks at the games, so that the observations differ. */
const periodAgentSteps = 12;
const looks = 25;
/** Other processors round otherwise: where two actions are nearly as good, the choice would say nothing. */
const leastLead = 1e-3;

/** Lets the policy play, without exploration, and keeps states of its choices in turn, so that rare actions are among them. */
export function takeFingerprint({ model, game, preset }: OpenedPolicy, options: FingerprintOptions): Fingerprint {
  const environment = openEndlessEnvironment({ game, preset, numEnvironments });
  try {
    const scoresOf = scorerOf(model);
    environment.reset({ seed: options.seed });
    const seen: SeenState[] = [];
    for (let agentStep = 0; agentStep <= looks * periodAgentSteps; agentStep++) {
      const scores = scoresOf(environment.observations, numEnvironments);
      const rows = rowsOf(scores, model.numActions);
      if (agentStep > 0 && agentStep % periodAgentSteps === 0) {
        rows.forEach((row, i) => {
          if (leadOf(row) >= leastLead) seen.push({ observation: observationOf(environment.observations, i), row });
        });
      }
      environment.step(Int32Array.from(rows, (row) => argmax(row)));
    }
    return gather(inTurn(seen).slice(0, options.states), model.numActions);
  } finally {
    environment.close();
  }
}

export function encodeFingerprint({ states, observations, scores, numActions }: Fingerprint): Uint8Array {
  return gzipSync(
    encodeSafetensors({
      observations: { shape: [states, ...observationShape], data: observations },
      scores: { shape: [states, numActions], data: scores },
    }),
    { level: 9 },
  );
}

/** @throws A2pdError CORRUPT_ARTEFACT for anything that `encodeFingerprint` does not write. */
export function decodeFingerprint(bytes: Uint8Array): Fingerprint {
  const { observations, scores } = decodeSafetensors(inflate(bytes)).tensors;
  const [states = 0, numActions = 0] = scores?.shape ?? [];
  const fits =
    observations?.data instanceof Uint8Array &&
    scores?.data instanceof Float32Array &&
    observations.data.length === states * observationSize;
  if (!fits) throw corrupt('observations and a row of scores for each');
  return { states, numActions, observations: observations.data, scores: scores.data };
}

/** What the policy does now at the fingerprint's observations. */
export function checkFingerprint(model: Model, fingerprint: Fingerprint): FingerprintCheck {
  const { states, observations, scores, numActions } = fingerprint;
  if (states === 0) return { states, differingActions: 0, maxScoreDifference: 0 };
  const now = scorerOf(model)(observations, states);
  const then = rowsOf(scores, numActions);
  const differing = rowsOf(now, numActions).filter((row, i) => argmax(row) !== argmax(then[i]!));
  const maxScoreDifference = now.reduce((most, score, i) => Math.max(most, Math.abs(score - scores[i]!)), 0);
  return { states, differingActions: differing.length, maxScoreDifference };
}

interface SeenState {
  readonly observation: Uint8Array;
  readonly row: Float32Array;
}

/** One state of each action, then another of each, and so on. */
function inTurn(seen: readonly SeenState[]): SeenState[] {
  const nth = new Map<number, number>();
  const ranked = seen.map((state) => {
    const action = argmax(state.row);
    const rank = nth.get(action) ?? 0;
    nth.set(action, rank + 1);
    return { state, rank };
  });
  return ranked.sort((a, b) => a.rank - b.rank).map(({ state }) => state);
}

function gather(states: readonly SeenState[], numActions: number): Fingerprint {
  return {
    states: states.length,
    numActions,
    observations: Buffer.concat(states.map(({ observation }) => observation)),
    scores: Float32Array.from(states.flatMap(({ row }) => [...row])),
  };
}

function rowsOf(scores: Float32Array, numActions: number): Float32Array[] {
  return Array.from({ length: scores.length / numActions }, (_, i) =>
    scores.subarray(i * numActions, (i + 1) * numActions),
  );
}

function leadOf(row: Float32Array): number {
  const [best = 0, second = 0] = [...row].sort((a, b) => b - a);
  return best - second;
}

function observationOf(observations: Uint8Array, i: number): Uint8Array {
  return observations.slice(i * observationSize, (i + 1) * observationSize);
}

function inflate(bytes: Uint8Array): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: mostInflatedBytes });
  } catch (cause) {
    throw corrupt('gzip', cause);
  }
}

function corrupt(expected: string, cause?: unknown): A2pdError {
  const remedy = 'restore the entry from a copy or add it again';
  return new A2pdError('CORRUPT_ARTEFACT', `Expected a fingerprint with ${expected}; ${remedy}`, { remedy, cause });
}
