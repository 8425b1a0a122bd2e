/** The last steps that were shown, as a GIF: what the page's visitor saw, with the changes of settings where they made them. */
import { type Clip, type ClipStep, softmax } from '@a2pd/core';
import { renderComparisonGif } from '@a2pd/report/animation';
import type { Frame } from '../protocol/packet.js';

/** Twenty seconds at the usual speed; each takes a quarter of a megabyte for two policies. */
const mostSteps = 600;

export class Film {
  readonly #seed: number;
  #frames: Frame[] = [];

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** Keeps a frame; one of an earlier step replaces all from there on. */
  add(frame: Frame): void {
    while (this.#frames.length > 0 && this.#frames.at(-1)!.header.step >= frame.header.step) this.#frames.pop();
    this.#frames.push(frame);
    if (this.#frames.length > mostSteps) this.#frames.shift();
  }

  /** Of what is kept up to now, the policies side by side. */
  gif(names: readonly string[], actionNames: readonly string[]): Uint8Array {
    const clips = names.map((title, seat) => ({ title, subtitle: this.#subtitle(), clip: this.#clipOf(seat) }));
    return renderComparisonGif(clips, actionNames);
  }

  #subtitle(): string {
    const [first, last] = [this.#frames[0], this.#frames.at(-1)];
    return `STEPS ${first?.header.step ?? 0} TO ${last?.header.step ?? 0}`;
  }

  #clipOf(seat: number): Clip {
    const scoreAt = (i: number) => this.#frames[i]?.header.seats[seat]?.score ?? 0;
    const steps = this.#frames.map(({ header, pictures }, i): ClipStep => {
      const { cleanScores, attackedScores, cleanAction, action, largestChange } = header.seats[seat]!;
      const { screen, observation, change } = pictures[seat]!;
      return {
        agentStep: header.step,
        screen: { ...header.screen, rgb: screen },
        observation,
        perturbation: change,
        perturbationUnit: (largestChange ?? 0) / 127,
        cleanAction,
        action,
        // The column adds rewards up to the score that was on the screen: the first stands for all before it.
        reward: scoreAt(i) - (i === 0 ? 0 : scoreAt(i - 1)),
        prescription: Float32Array.from(softmax(attackedScores ?? cleanScores)),
        cleanPrescription: attackedScores && Float32Array.from(softmax(cleanScores)),
      };
    });
    return { seed: this.#seed, steps };
  }
}
