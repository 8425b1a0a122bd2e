/**
 * The network's part of an evaluation step: clean scores, labels, the attack, and scores on what the policy is then shown,
 * for a batch of observations. Everything is read back to plain arrays; no tensor outlives a call.
 */
import { type Attack, attackOn, perturbRows } from '@a2pd/attack';
import { requireFiniteScores, rowArgmax, type Target } from '@a2pd/core';
import {
  type Compiled,
  compile,
  inputGradient,
  negativeLogProbability,
  pixels,
  pixelsToInput,
  type Tensor,
  type Tensor2D,
  tf,
} from '@a2pd/tensor';
import { isAdversary, type ResolvedOptions } from './options.js';
import { withoutLeaks } from './without-leaks.js';

/** Row-major; B rows, A actions. */
export interface BatchScores {
  /** float32[B, A]. */
  readonly clean: Float32Array;
  readonly teacher: Float32Array | null;
  readonly attacked: Float32Array | null;
  /** int32[B]: the actions that the attack led away from, or with a target to. */
  readonly labels: Int32Array;
  /** The rows that the attack was put to; null without one. */
  readonly attackedRows: readonly number[] | null;
  /** float32[B]. */
  readonly maxPerturbation: Float32Array | null;
  /** float32[B, 84, 84]: the newest frame as shown, when asked for. */
  readonly newestShown: Float32Array | null;
  /** Of the input gradient, when asked for; float32[B] each. */
  readonly gradient: { readonly largest: Float32Array; readonly norm: Float32Array } | null;
  /** Wall-clock time of the attack alone. */
  readonly attackSeconds: number;
}

/** Of an evaluation, what its network's part needs. */
export type ScorerOptions = Pick<
  ResolvedOptions,
  'policy' | 'teacher' | 'attack' | 'attackModel' | 'labels' | 'perturbFrames' | 'quantise' | 'spares' | 'target'
>;

export interface ScoreRequest {
  /** uint8[B, 4, 84, 84]. */
  readonly observations: Uint8Array;
  readonly batchSize: number;
  /** float32[B, 3, 84, 84]: older frames as they were shown; only for `perturbFrames: 'newest'`. */
  readonly olderShown: Float32Array | null;
  readonly attackSeed: number;
  /** Whether the attack strikes in a row, float32[A] of clean scores; in every row when absent. */
  readonly isStruck?: ((row: number, cleanScores: Float32Array) => boolean) | undefined;
  readonly wantsNewestShown: boolean;
  readonly wantsGradient: boolean;
}

type CleanOutputs = { input: Tensor; scores: Tensor; teacherScores: Tensor; targetScores: Tensor };
type ShownOutputs = { scores: Tensor; newest: Tensor; maxPerturbation: Tensor };

export class BatchScorer {
  readonly #options: ScorerOptions;
  readonly #attack: Attack | null;
  readonly #clean: Compiled<[Tensor], CleanOutputs>;
  readonly #shown: Compiled<[Tensor, Tensor], ShownOutputs>;
  readonly #withHistory: Compiled<[Tensor, Tensor], Tensor>;
  readonly #gradient: Compiled<[Tensor, Tensor], { largest: Tensor; norm: Tensor }>;

  constructor(options: ScorerOptions) {
    const { policy, teacher, attack, attackModel = policy, perturbFrames: frames, quantise, target } = options;
    this.#options = options;
    const aim = target === undefined ? 'away' : 'towards';
    const settings = { frames, quantise, aim, critic: teacher } as const;
    this.#attack = attack && attack.name !== 'none' ? attackOn(attack, attackModel, settings) : null;
    this.#clean = compile('evaluate/clean', (frames: Tensor) => {
      const input = pixelsToInput(frames);
      const scores = policy.logits(input);
      return {
        ...{ input, scores },
        teacherScores: teacher ? teacher.logits(input) : scores,
        targetScores: isAdversary(target) ? target.logits(input) : scores,
      };
    });
    this.#shown = compile('evaluate/shown', (base: Tensor, shown: Tensor) => ({
      scores: policy.logits(shown),
      newest: newest(shown),
      maxPerturbation: tf.max(tf.abs(tf.sub(shown, base)), [1, 2, 3]),
    }));
    this.#withHistory = compile('evaluate/history', (input: Tensor, olderShown: Tensor) =>
      tf.concat([tf.transpose(olderShown, [0, 2, 3, 1]), newest(input)], 3),
    );
    this.#gradient = compile('evaluate/gradient', (input: Tensor, labels: Tensor) => {
      const crossEntropy = (x: Tensor) =>
        tf.sum(negativeLogProbability(policy.logits(x) as Tensor2D, labels.as1D().toInt()));
      const { gradient } = inputGradient(crossEntropy, input);
      return {
        largest: tf.max(tf.abs(gradient), [1, 2, 3]),
        norm: tf.sqrt(tf.sum(tf.square(gradient), [1, 2, 3])),
      };
    });
  }

  get hasAttack(): boolean {
    return this.#attack !== null;
  }

  /** @throws A2pdError NOT_FINITE when a model gives NaN or infinity. */
  score(request: ScoreRequest): BatchScores {
    return withoutLeaks(() => this.#score(request));
  }

  #score(request: ScoreRequest): BatchScores {
    const { observations, batchSize, olderShown, attackSeed, wantsNewestShown, wantsGradient } = request;
    const { policy, teacher, labels: labelSource, target } = this.#options;
    const { input, scores, teacherScores, targetScores } = this.#clean(pixels(observations, batchSize));
    const clean = finite(scores, policy.name);
    const taught = teacher ? finite(teacherScores, teacher.name) : null;
    const labels = isAdversary(target)
      ? rowArgmax(finite(targetScores, target.name), policy.numActions)
      : target === undefined
        ? rowArgmax(labelSource === 'teacher' && taught ? taught : clean, policy.numActions)
        : targetsOf(target, clean, policy.numActions);
    const gradient = wantsGradient ? this.#gradient(input, int32(rowArgmax(clean, policy.numActions))) : null;
    const rows = this.#attack && this.#rowsToAttack(request, input, clean);
    const shown =
      this.#attack && rows ? this.#shownAfter(this.#attack, { input, olderShown, labels, rows, attackSeed }) : null;
    return {
      clean,
      teacher: taught,
      labels,
      attackedRows: rows,
      attacked: shown && finite(shown.scores, policy.name),
      maxPerturbation: shown && floats(shown.maxPerturbation),
      newestShown: shown && wantsNewestShown ? floats(shown.newest) : null,
      gradient: gradient && { largest: floats(gradient.largest), norm: floats(gradient.norm) },
      attackSeconds: shown?.attackSeconds ?? 0,
    };
  }

  #rowsToAttack({ batchSize, isStruck }: ScoreRequest, input: Tensor, clean: Float32Array): number[] {
    const { policy, spares } = this.#options;
    const { numActions } = policy;
    const struck = Array.from({ length: batchSize }, (_, row) => row).filter(
      (row) => isStruck?.(row, clean.subarray(row * numActions, (row + 1) * numActions)) ?? true,
    );
    const isSpared = struck.length > 0 ? (spares?.(input.as4D(batchSize, 84, 84, 4)) ?? []) : [];
    return struck.filter((row) => isSpared[row] !== true);
  }

  #shownAfter(
    attack: Attack,
    at: { input: Tensor; olderShown: Float32Array | null; labels: Int32Array; rows: number[]; attackSeed: number },
  ): ShownOutputs & { attackSeconds: number } {
    const { input, olderShown, labels, rows, attackSeed } = at;
    const batchSize = labels.length;
    const base = olderShown
      ? this.#withHistory(input, tf.tensor4d(olderShown, [batchSize, 3, 84, 84]))
      : (input as Tensor);
    const beganAtMs = performance.now();
    // It reads its own findings back, so that its work is done when it returns.
    const perturbed = perturbRows(attack, base.as4D(batchSize, 84, 84, 4), int32(labels), rows, attackSeed);
    const attackSeconds = (performance.now() - beganAtMs) / 1000;
    return { ...this.#shown(base, perturbed), attackSeconds };
  }

  dispose(): void {
    this.#attack?.dispose();
    for (const compiled of [this.#clean, this.#shown, this.#withHistory, this.#gradient]) compiled.dispose();
  }
}

/** int32[rows] of scores [rows, numActions]. */
export function targetsOf(target: Target, scores: Float32Array, numActions: number): Int32Array {
  if (target !== 'worst') return new Int32Array(scores.length / numActions).fill(target);
  return rowArgmax(
    scores.map((score) => -score),
    numActions,
  );
}

function newest(stack: Tensor): Tensor {
  return tf.slice(stack, [0, 0, 0, 3], [-1, -1, -1, 1]);
}

function int32(values: Int32Array) {
  return tf.tensor1d(values, 'int32');
}

function floats(tensor: Tensor): Float32Array {
  return tensor.dataSync<'float32'>();
}

function finite(scores: Tensor, name: string): Float32Array {
  return requireFiniteScores(floats(scores), name);
}
