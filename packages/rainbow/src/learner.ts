/**
 * Rainbow's learning step (Hessel et al., 2018) as one compiled function: distributional double Q-learning from
 * prioritized n-step transitions, with a noisy dueling network, clipped gradients and Adam.
 */
import { Rng, type RngState } from '@a2pd/core';
import type { Batch } from '@a2pd/replay';
import {
  type Adam,
  type Compiled,
  clipByGlobalNorm,
  compile,
  type HostTensors,
  Parameters,
  pixels,
  pixelsToInput,
  requireSettled,
  statelessNormal,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
  tf,
  valueAndGradients,
  type Weights,
} from '@a2pd/tensor';
import { type Architecture, architectureOf, requireMeans } from './architecture.js';
import type { RainbowConfig } from './config.js';
import { createAdam } from './create-adam.js';
import type { Defence, Network } from './defences/defence.js';
import { networkOf } from './defences/network.js';
import { createDefence } from './defences/registry.js';
import { shownTo } from './defences/shown.js';
import { crossEntropy } from './distributional.js';
import { requireFinite } from './divergence.js';
import { initialWeights } from './initial-weights.js';
import { returnLogits } from './network.js';
import { type NetworkNoise, networkNoise, noiseUnits } from './noise.js';
import { noisyWeights } from './noisy-weights.js';
import { bootstrapTargets, chooseActions, huber } from './targets.js';

export interface Learned {
  /** Mean of the importance-weighted losses of the batch, without the defence's term. */
  readonly loss: number;
  /** Mean of the defence's importance-weighted term; 0 without one. */
  readonly defenceTerm: number;
  /** Each transition's own loss (or |TD error|), its new priority; [B]. */
  readonly priorities: Float32Array;
  /** Global norm before clipping. */
  readonly gradientNorm: number;
}

export interface LearnerState {
  readonly online: HostTensors;
  readonly target: HostTensors;
  readonly adam: HostTensors;
  readonly rng: RngState;
}

type Inputs = [images: Tensor, actions: Tensor, returns: Tensor, discounts: Tensor, weights: Tensor, seed: Tensor];

/** float32[3 + W + B]: loss, defence's term, norm of the gradient, norm of each weight's gradient, priorities. */
type Step = Compiled<Inputs, Tensor>;

/** The same with the radius that is defended now, and a seed for the defence. */
type DefendedStep = Compiled<[...Inputs, epsilon: Tensor, seed: Tensor], Tensor>;

export class Learner {
  readonly config: RainbowConfig;
  readonly architecture: Architecture;
  /** The network that learns and acts. */
  readonly online: Parameters;
  /** Its older copy that rates the next states' actions. */
  readonly target: Parameters;
  readonly #adam: Adam;
  readonly #step: Step;
  readonly #defendedStep: DefendedStep | undefined;
  #rng: Rng;

  /**
   * @param config Of a settled precision.
   * @param rng draws the initial weights, then the noise; the learner's own from here on.
   */
  constructor(config: RainbowConfig, numActions: number, rng: Rng) {
    const options = { precision: requireSettled(config.precision) };
    this.config = config;
    this.architecture = architectureOf(config, numActions);
    this.#rng = rng;
    const weights = initialWeights(this.architecture, config.noisySigmaInit, rng);
    this.online = new Parameters(weights);
    this.target = new Parameters(weights);
    this.#adam = createAdam(this.online, config);
    this.#step = compile('rainbow/learn', (...inputs) => this.#learn(inputs), options);
    const defence = config.defence && createDefence(config.defence);
    if (!defence) return;
    const name = `rainbow/learn/${config.defence!.name}`;
    this.#defendedStep = compile(
      name,
      (...[images, actions, returns, discounts, weights, seed, epsilon, defenceSeed]) =>
        this.#learn([images, actions, returns, discounts, weights, seed], { defence, epsilon, seed: defenceSeed }),
      options,
    );
  }

  /**
   * Starts from the means of another network's weights instead of random ones; the noise's scale stays as drawn.
   * @throws A2pdError INCOMPATIBLE_ARTEFACT when names or shapes are not this network's.
   */
  startFrom(means: HostTensors): void {
    requireMeans(this.architecture, means);
    this.online.load({ ...this.online.toHost(), ...means });
    this.updateTarget();
  }

  /**
   * One update from a batch.
   * @param epsilon The radius that the configuration's defence defends now; at 0 the update is that of any other training.
   * @throws A2pdError NOT_FINITE when the loss or a gradient is not a number, naming the first.
   */
  learn(batch: Batch, epsilon = 0): Learned {
    const noise = [this.#rng.seed(), this.#rng.seed()];
    const inputs = [
      pixels(batch.pixels, 2 * batch.size),
      tf.tensor1d(batch.actions, 'int32'),
      tf.tensor1d(batch.returns),
      tf.tensor1d(batch.discounts),
      tf.tensor1d(batch.importanceWeights),
      tf.tensor1d(noise, 'int32'),
    ] as const;
    const output = epsilon > 0 && this.#defendedStep ? this.#learnDefended(inputs, epsilon) : this.#step(...inputs);
    const values = output.dataSync() as Float32Array;
    tf.dispose([...inputs, output]);
    const [loss, defenceTerm, gradientNorm] = values as unknown as [number, number, number];
    const { names } = this.online;
    requireFinite(loss + defenceTerm, gradientNorm, values.subarray(3), names);
    return { loss, defenceTerm, priorities: values.slice(3 + names.length), gradientNorm };
  }

  #learnDefended(inputs: Readonly<Inputs>, epsilon: number): Tensor {
    const own = [tf.scalar(epsilon), tf.tensor1d([this.#rng.seed(), this.#rng.seed()], 'int32')] as const;
    const output = this.#defendedStep!(...inputs, ...own);
    tf.dispose([...own]);
    return output;
  }

  /** Copies the online network into the target network. */
  updateTarget(): void {
    this.target.copyFrom(this.online);
  }

  state(): LearnerState {
    return {
      online: this.online.toHost(),
      target: this.target.toHost(),
      adam: this.#adam.toHost(),
      rng: this.#rng.state(),
    };
  }

  restore(state: LearnerState): void {
    this.online.load(state.online);
    this.target.load(state.target);
    this.#adam.load(state.adam);
    this.#rng = Rng.fromState(state.rng);
  }

  dispose(): void {
    this.#step.dispose();
    this.#defendedStep?.dispose();
    this.#adam.dispose();
    this.target.dispose();
    this.online.dispose();
  }

  /**
   * The step itself, in TensorFlow.
   * @param inputs Of images by `pixels`, 2B of them: s, then s_{t+n}; the seed is int32[2], of the noise. Others: [B].
   */
  #learn([images, actions, returns, discounts, importanceWeights, seed]: Inputs, defended?: Defended): Tensor {
    const { architecture } = this;
    const [onlineNoise, targetNoise] = this.#drawNoise(seed);

    const weights = this.online.read();
    const network = networkOf(architecture, weights);
    const seen = defended
      ? shownTo(network, pixelsToInput(images), defended.defence, defended.epsilon, defended.seed)
      : pixelsToInput(images);
    const [observations, nextObservations] = tf.split(seen, 2) as [Tensor4D, Tensor4D];
    const term = defended && situated(network, observations, actions as Tensor1D, defended);
    const acting = (weights: Weights) => (onlineNoise ? noisyWeights(weights, onlineNoise) : weights);
    const rating = returnLogits(architecture, this.target.read(), nextObservations, targetNoise);
    const selecting = this.config.parts.double ? returnLogits(architecture, acting(weights), nextObservations) : rating;
    const targets = bootstrapTargets(architecture, selecting, rating, returns, discounts);

    let errors: Tensor | undefined;
    let defenceTerm: Tensor | undefined;
    const { value: total, gradients } = valueAndGradients((weights) => {
      const logits = chooseActions(returnLogits(architecture, acting(weights), observations), actions as Tensor1D);
      const losses = architecture.distributional
        ? crossEntropy(logits, targets) // -Σ m log p(s, a)
        : tf.squeeze(huber(tf.sub(targets, logits)), [1]);
      errors = tf.keep(architecture.distributional ? losses : tf.squeeze(tf.abs(tf.sub(targets, logits)), [1]));
      const loss = tf.mean(tf.mul(importanceWeights, losses));
      if (!term) return loss;
      defenceTerm = tf.keep(tf.mean(tf.mul(importanceWeights, term(networkOf(architecture, weights)))));
      return tf.add(loss, defenceTerm);
    }, weights);
    // Kept past the end of the gradient's scope, which would free it; the clone is an ordinary result again.
    const priorities = tf.clone(errors!);
    errors!.dispose();
    const ofDefence = defenceTerm ? tf.clone(defenceTerm) : tf.scalar(0);
    defenceTerm?.dispose();
    const { gradients: clipped, norm, norms } = clipByGlobalNorm(gradients, this.config.maxGradientNorm);
    this.#adam.apply(clipped);
    return tf.concat([tf.stack([tf.sub(total, ofDefence), ofDefence, norm]), norms, priorities]);
  }

  /** Noise of the online network, the same for s and s_{t+n}, and of the target network. */
  #drawNoise(seed: Tensor): readonly (NetworkNoise | undefined)[] {
    if (!this.architecture.noisy) return [undefined, undefined];
    const normal = statelessNormal([2, noiseUnits(this.architecture)], seed);
    return tf.split(normal, 2).map((row) => networkNoise(this.architecture, row));
  }
}

/** A defence in one update. */
interface Defended {
  readonly defence: Defence;
  readonly epsilon: Tensor;
  readonly seed: Tensor;
}

/** The defence's term at these observations, a function of the network that is differentiated; undefined where it has none. */
function situated(
  network: Network,
  input: Tensor4D,
  actions: Tensor1D,
  { defence, epsilon, seed }: Defended,
): ((network: Network) => Tensor1D) | undefined {
  const { term, perturb } = defence;
  if (!term) return undefined;
  const qValues = network.qValues(input);
  const bestActions = tf.argMax(qValues, 1).toInt() as Tensor1D;
  const perturbed = perturb ? perturb(network, { input, bestActions, epsilon, seed }) : input;
  return (network) => term(network, { input, perturbed, actions, qValues, bestActions, epsilon });
}
