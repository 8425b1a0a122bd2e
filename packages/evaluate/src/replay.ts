/** Brings emulators back to where an evaluation was: by its seeds and the actions it took, as ALE's own states cannot. */
import { A2pdError, breathe, frameSize, IDLE, observationSize, type VectorEnvironment } from '@a2pd/core';
import type { Lane } from './lane.js';

const stepsBetweenTurns = 64;

/**
 * Plays the actions of all lanes again, from a fresh reset.
 * @throws A2pdError CORRUPT_ARTEFACT when the game does not come out as it did; INTERRUPTED by the signal.
 */
export async function replay(
  environment: VectorEnvironment,
  lanes: readonly Lane[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const { numEnvironments, observations } = environment;
  const returns = lanes.map(() => 0);
  const longest = lanes.reduce((steps, { actions }) => Math.max(steps, actions.length), 0);
  for (let step = 0; step < longest; step++) {
    const playing = lanes.filter(({ actions }) => step < actions.length);
    const frames = playing.map((lane) => newestFrameOf(observations, lane.environment).slice());
    const actions = new Int32Array(numEnvironments).fill(IDLE);
    for (const lane of playing) actions[lane.environment] = lane.actions[step]!;
    const { rewards } = environment.step(actions);
    playing.forEach((lane, i) => {
      const reward = rewards[lane.environment]!;
      lane.tally.replay(frames[i]!, lane.actions[step]!, reward);
      returns[lanes.indexOf(lane)]! += reward;
    });
    if (step % stepsBetweenTurns === 0) await breathe(signal);
  }
  const odd = lanes.find((lane, i) => !isAsItWas(lane, returns[i]!, observations));
  if (odd) {
    const remedy = 'begin the evaluation anew by restart';
    const message = `Episode ${odd.tally.episode} does not come out as it did when it is played again; ${remedy}`;
    throw new A2pdError('CORRUPT_ARTEFACT', message, { remedy, episode: odd.tally.episode, arguments: ['restart'] });
  }
}

function isAsItWas(
  { environment, actions, tally, expectedSha256 }: Lane,
  sum: number,
  observations: Uint8Array,
): boolean {
  if (actions.length !== tally.agentSteps || sum !== tally.return) return false;
  return tally.trajectorySha256(newestFrameOf(observations, environment)) === expectedSha256;
}

/** uint8[84, 84] of uint8[N, 4, 84, 84], without a copy. */
export function newestFrameOf(observations: Uint8Array, environment: number): Uint8Array {
  return observations.subarray(environment * observationSize + 3 * frameSize, (environment + 1) * observationSize);
}
