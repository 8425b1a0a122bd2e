/** One episode as a list of hashes: equal lists mean equal frames, RAM and observations, byte for byte. */
import { createHash } from 'node:crypto';
import { expectationError } from '@a2pd/core';
import { AtariVectorEnvironment, type ExplicitStart } from './atari-vector-environment.js';
import type { PresetName } from './presets.js';

export interface TraceLine {
  /** 0 after the reset, then counted in agent steps. */
  readonly step: number;
  /** Index in the preset's action set; null after the reset. */
  readonly action: number | null;
  /** SHA-256 of the RGB screen, uint8[height, 160, 3]. */
  readonly screen: string;
  /** SHA-256 of the 128 bytes of RAM. */
  readonly ram: string;
  /** SHA-256 of uint8[4, 84, 84], oldest frame first. */
  readonly observation: string;
  /** Raw, summed over the skipped frames. */
  readonly reward: number;
  readonly lives: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
}

export interface TraceRequest {
  readonly game: string;
  readonly preset: PresetName;
  /** ALE's variants of the game; its own when absent. */
  readonly mode?: number | undefined;
  readonly difficulty?: number | undefined;
  /** A seed of this project, or a start that ale-py can repeat. */
  readonly start: number | ExplicitStart;
  readonly actions: (numActions: number) => Int32Array;
}

/** Plays until the actions or the episode end; says how many actions were used of how many. */
export function traceEpisode(request: TraceRequest, emit: (line: TraceLine) => void): { used: number; given: number } {
  const { game, preset, start, mode, difficulty } = request;
  const overrides = {
    ...(mode === undefined ? {} : { mode }),
    ...(difficulty === undefined ? {} : { difficulty }),
  };
  const environment = new AtariVectorEnvironment({
    ...{ game, preset, overrides, numEnvironments: 1 },
    autoresetMode: 'disabled',
  });
  try {
    const actions = request.actions(environment.numActions);
    actions.forEach((action, i) => {
      if (action >= 0 && action < environment.numActions) return;
      const expected = `actions in [0, ${environment.numActions}) for ${game}`;
      throw expectationError('ILLEGAL_ACTION', expected, `${action} at position ${i}`, 'use indices of the action set');
    });
    if (typeof start === 'number') environment.reset({ seed: [start] });
    else environment.resetTo([start]);
    emit(lineOf(environment, 0, null));
    for (let step = 1; step <= actions.length; step++) {
      const line = advance(environment, step, actions[step - 1]!);
      emit(line);
      if (line.terminated || line.truncated) return { used: step, given: actions.length };
    }
    return { used: actions.length, given: actions.length };
  } finally {
    environment.close();
  }
}

function advance(environment: AtariVectorEnvironment, step: number, action: number): TraceLine {
  environment.step(Int32Array.of(action));
  return lineOf(environment, step, action);
}

function lineOf(environment: AtariVectorEnvironment, step: number, action: number | null): TraceLine {
  const { observations, rewards, lives, terminated, truncated } = environment.lastStep;
  return {
    step,
    action,
    screen: sha256(environment.screenRgb(0)),
    ram: sha256(environment.ram(0)),
    observation: sha256(observations),
    reward: rewards[0]!,
    lives: lives[0]!,
    terminated: terminated[0] === 1,
    truncated: truncated[0] === 1,
  };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
