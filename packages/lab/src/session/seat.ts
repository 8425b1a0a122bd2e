/** One policy at its own game: where it stands, what it did, and the way back to any step of it. */
import { type AtariVectorEnvironment, presets } from '@a2pd/atari';
import { argmax, frameSize, IDLE } from '@a2pd/core';
import { actionNamesOf, type OpenedPolicy, openEpisodicEnvironment, screenOf } from '@a2pd/experiment';
import type { Model } from '@a2pd/tensor';
import type { AttackSettings } from '../protocol/commands.js';
import type { SeatEntry, SeatFrame, SeatPictures } from '../protocol/messages.js';
import { noAttack } from '../protocol/settings.js';
import { entryOf, type ListedPolicy } from './catalogue.js';
import { Gaze, type Seen, type Sight } from './gaze.js';

/** What a game has come to. */
export type Standing = Pick<SeatFrame, 'score' | 'flips' | 'attacked'>;

interface PlayedStep {
  readonly action: number;
  /** After it. */
  readonly standing: Standing;
}

interface View {
  readonly frame: SeatFrame;
  readonly pictures: SeatPictures;
}

const stepsBetweenSnapshots = 64;
const atFirst: Standing = { score: 0, flips: 0, attacked: 0 };

export class Seat {
  readonly listed: ListedPolicy;
  readonly #policy: OpenedPolicy;
  readonly #environment: AtariVectorEnvironment;
  readonly #gaze: Gaze;
  readonly #history: PlayedStep[] = [];
  /** By step; only where the game is deterministic. */
  readonly #snapshots = new Map<number, ReturnType<AtariVectorEnvironment['takeSnapshot']>>();
  #seed = 0;
  #step = 0;
  /** The step at which the game was over; null while it goes on. */
  #endedAt: number | null = null;
  #seen: Seen | null = null;

  constructor(listed: ListedPolicy, policy: OpenedPolicy, teacher: Model | undefined) {
    this.listed = listed;
    this.#policy = policy;
    const { game, preset } = policy;
    this.#environment = openEpisodicEnvironment({ game, preset, numEnvironments: 1 });
    this.#gaze = new Gaze(policy.model, teacher);
  }

  get entry(): SeatEntry {
    const hasQValues = 'qValues' in this.#policy.model;
    return { policy: entryOf(this.listed), unprovable: this.#gaze.unprovable, hasQValues };
  }

  get actionNames(): readonly string[] {
    return actionNamesOf(this.#environment);
  }

  get screenHeight(): number {
    return this.#environment.screenHeight;
  }

  /** Where the game stands at the step that comes next. */
  get #standing(): Standing {
    return this.#history[this.#step - 1]?.standing ?? atFirst;
  }

  get isOver(): boolean {
    return this.#endedAt !== null && this.#step >= this.#endedAt;
  }

  /** A new game; what was played is forgotten. */
  begin(seed: number): void {
    this.#seed = seed;
    this.#history.length = 0;
    this.#snapshots.clear();
    this.#endedAt = null;
    this.#reset();
  }

  /** Asks the policy about the step that comes next. */
  look({ step, attackSeed }: Omit<Sight, 'observation'>, settings: AttackSettings): View {
    const { observations } = this.#environment;
    const seen = this.#gaze.look({ observation: observations, step, attackSeed }, this.isOver ? noAttack : settings);
    this.#seen = seen;
    const { clean, attacked, newestShown, maxPerturbation } = seen.scores;
    const observation = observations.slice(3 * frameSize);
    return {
      frame: {
        ...this.#standing,
        isOver: this.isOver,
        cleanScores: [...clean],
        attackedScores: attacked && [...attacked],
        cleanAction: argmax(clean),
        action: argmax(attacked ?? clean),
        possibleActions: seen.possibleActions,
        largestChange: maxPerturbation?.[0] ?? null,
      },
      pictures: {
        screen: screenOf(this.#environment).rgb.slice(),
        observation,
        change: newestShown && changeOf(observation, newestShown, maxPerturbation?.[0] ?? 0),
      },
    };
  }

  /**
   * Does what the policy chose at the last look, or what `action` says. What had been played beyond this step is forgotten.
   * Starts the emulator and returns; `settle` waits for it.
   */
  act(action?: number): void {
    const { clean, attacked } = this.#seen!.scores;
    const chosen = argmax(attacked ?? clean);
    this.#history.length = Math.min(this.#history.length, this.#step);
    for (const step of this.#snapshots.keys()) if (step > this.#step) this.#snapshots.delete(step);
    if (this.#endedAt !== null && this.#endedAt > this.#step) this.#endedAt = null;
    this.#keepSnapshot();
    const { score, flips, attacked: attackedSteps } = this.#standing;
    const standing = {
      score,
      flips: flips + Number(chosen !== argmax(clean)),
      attacked: attackedSteps + Number(this.#seen!.isAttacked),
    };
    const taken = this.isOver ? IDLE : (action ?? chosen);
    this.#history.push({ action: taken, standing });
    this.#environment.stepAsync(Int32Array.of(taken));
  }

  settle(): void {
    const { rewards, terminated, truncated } = this.#environment.stepWait();
    const { action, standing } = this.#history[this.#step]!;
    this.#history[this.#step] = { action, standing: { ...standing, score: standing.score + rewards[0]! } };
    this.#step += 1;
    if (this.#endedAt === null && (terminated[0] === 1 || truncated[0] === 1)) this.#endedAt = this.#step;
  }

  /** To a step that was played, or as far as it was. */
  seek(step: number): void {
    const target = Math.min(step, this.#history.length);
    const [from = 0] = [...this.#snapshots.keys()].filter((kept) => kept < target).sort((a, b) => b - a);
    const snapshot = this.#snapshots.get(from);
    if (snapshot === undefined) this.#reset();
    else {
      this.#environment.restoreSnapshot(0, snapshot);
      this.#step = from;
    }
    for (; this.#step < target; this.#step++) {
      this.#environment.step(Int32Array.of(this.#history[this.#step]!.action));
    }
  }

  #reset(): void {
    this.#environment.reset({ seed: [this.#seed] });
    this.#step = 0;
  }

  /** Sticky actions allow none: such a game is played again from its seed. */
  #keepSnapshot(): void {
    const isDue = this.#step > 0 && this.#step % stepsBetweenSnapshots === 0 && !this.isOver;
    if (!isDue || presets[this.#policy.preset].repeatActionProbability > 0) return;
    this.#snapshots.set(this.#step, this.#environment.takeSnapshot(0));
  }

  /** The policy stays its opener's. */
  dispose(): void {
    this.#gaze.dispose();
    this.#environment.close();
  }
}

/** In 127ths of the largest change. */
function changeOf(observation: Uint8Array, shown: Float32Array, largest: number): Int8Array {
  const unit = largest / 127;
  return Int8Array.from(shown, (pixel, i) => (unit === 0 ? 0 : Math.round((pixel - observation[i]! / 255) / unit)));
}
