/**
 * How far an evaluation has come, as plain values that survive a JSON file. An emulator cannot be saved (ALE's states leave
 * things out): what is kept are the actions taken, and a resumed evaluation plays them again.
 */
import type { EpisodeRecord, RngState } from '@a2pd/core';

/** Wall-clock time, in seconds. */
export interface EvaluationTiming {
  readonly seconds: number;
  /** In the attack alone. */
  readonly attackSeconds: number;
  /** Waiting for the emulators. */
  readonly emulationSeconds: number;
}

/** What has been added up of a running episode; see `EpisodeRecord` for the meanings. */
export interface TallyState {
  agentSteps: number;
  return: number;
  seconds: number;
  maxPerturbation: number;
  readonly actionCounts: number[];
  readonly teacherActionCounts: number[];
  readonly sums: { cleanGap: number; attackedGap: number; teacherGap: number; scoreLoss: number; flipLoss: number };
  /** `attacked` is null in what goes on from an older version, which did not count it. */
  readonly counts: {
    flips: number;
    successes: number;
    agreements: number;
    attackedAgreements: number;
    attacked: number | null;
    cleanLabels: number;
  };
  readonly probe: { states: number; zero: number; tiny: number; normSum: number };
  /** Agent steps on end without a reward: up to now, and at most. */
  readonly scoreless: { now: number; longest: number };
}

/** An environment with an episode running in it. */
export interface LaneProgress {
  readonly environment: number;
  readonly episode: number;
  /** Of the exploration. */
  readonly rng: RngState;
  readonly tally: TallyState;
  /** uint8[agentSteps] in base64: the actions taken so far. */
  readonly actions: string;
  /** Of newest frames, actions and rewards so far, and of the newest frame that is to be acted on: what playing again must give. */
  readonly trajectorySha256: string;
  /** float32[3, 84, 84] in base64: older frames as the policy was shown them; null unless history is kept. */
  readonly olderShown: string | null;
}

export interface EvaluationProgress {
  /** Of the episodes that ended, in the order of their ends. */
  readonly records: readonly EpisodeRecord[];
  readonly nextEpisode: number;
  /** Steps of the batch so far. */
  readonly rounds: number;
  readonly attackRng: RngState;
  readonly lanes: readonly LaneProgress[];
  readonly timing: EvaluationTiming;
}

export interface EvaluationCheckpoints {
  /** Between two of them, about. */
  readonly periodMs: number;
  /** Called between steps, and once more when the signal stops the evaluation. */
  readonly save: (progress: EvaluationProgress) => Promise<void>;
}
