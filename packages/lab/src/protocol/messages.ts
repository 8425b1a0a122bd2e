/** What the page is told. Pictures come beside the words, as `packet.ts` packs them. */

export interface PolicyEntry {
  /** As commands name it, e.g. "zoo:pong/teacher" or "runs/pong/student". */
  readonly id: string;
  readonly name: string;
  /** Where it comes from, in a word or two. */
  readonly origin: string;
  /** How it was trained, in a few words. */
  readonly training: string;
}

export interface GameEntry {
  readonly game: string;
  readonly policies: readonly PolicyEntry[];
}

export interface AttackOptionEntry {
  readonly name: string;
  readonly type: 'number' | 'integer' | 'boolean' | 'string';
  readonly choices?: readonly string[] | undefined;
  readonly default?: unknown;
  readonly description: string;
}

export interface AttackEntry {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  readonly options: readonly AttackOptionEntry[];
}

export interface CatalogueMessage {
  readonly type: 'catalogue';
  readonly games: readonly GameEntry[];
  readonly attacks: readonly AttackEntry[];
  /** What to begin with: ids of one or two policies, none where there are none. */
  readonly opening: { readonly policies: readonly string[]; readonly seed: number };
}

/** No interval bounds go through its network; or the machine does not compute in float32 on its processor. */
export type Unprovable = 'network' | 'machine';

export interface SeatEntry {
  readonly policy: PolicyEntry;
  /** Why no decision of it can be proved; null where they can. */
  readonly unprovable: Unprovable | null;
  /** Whether its scores are Q-values. */
  readonly hasQValues: boolean;
}

/** A match has begun, or begun anew. */
export interface OpenedMessage {
  readonly type: 'opened';
  readonly game: string;
  readonly seed: number;
  readonly actionNames: readonly string[];
  readonly seats: readonly SeatEntry[];
  /** Whether an attack may lead away from the teacher's action. */
  readonly hasTeacher: boolean;
}

/** How the match stands, whenever that changes without a frame. */
interface StateMessage {
  readonly type: 'state';
  readonly isPlaying: boolean;
  readonly isOver: boolean;
}

export interface ProblemMessage {
  readonly type: 'problem';
  readonly code: string;
  readonly message: string;
  readonly remedy: string | null;
}

/** Command lines that play the same again. */
export interface RepeatMessage {
  readonly type: 'repeat';
  readonly lines: readonly string[];
  /** Where they would not play quite the same. */
  readonly caveat: string | null;
}

/** Another tab has the lab, or has taken it over. */
interface OccupiedMessage {
  readonly type: 'occupied';
  readonly isTakenOver: boolean;
}

export type Message =
  | CatalogueMessage
  | OpenedMessage
  | StateMessage
  | ProblemMessage
  | RepeatMessage
  | OccupiedMessage;

/** One policy at one step: what it is about to do, and what brought it here. */
export interface SeatFrame {
  /** Raw game reward so far. */
  readonly score: number;
  /** Steps so far on which the attack changed the action. */
  readonly flips: number;
  /** Steps so far on which the attack was at work. */
  readonly attacked: number;
  readonly isOver: boolean;
  /** Scores on what the game shows; their softmax is the prescription. */
  readonly cleanScores: readonly number[];
  /** On what the policy is shown; null where no attack is at work on this step. */
  readonly attackedScores: readonly number[] | null;
  readonly cleanAction: number;
  /** The policy's own on what it is shown. */
  readonly action: number;
  /** Actions that some change within epsilon might bring about, as far as is proved; null where that was not asked. */
  readonly possibleActions: readonly number[] | null;
  /** Pixels in [0, 1]; null without an attack. */
  readonly largestChange: number | null;
}

/** Of what is drawn, per seat: RGB screen, newest frame, and with an attack its change in 127ths of the largest. */
export interface FrameHeader {
  readonly frame: number;
  readonly step: number;
  /** Steps of the match that were played: `step` is less after a jump back. */
  readonly length: number;
  readonly epsilon: number;
  /** Steps a second, lately. */
  readonly rate: number;
  readonly screen: { readonly width: number; readonly height: number };
  readonly seats: readonly SeatFrame[];
}

export interface SeatPictures {
  /** uint8[height, width, 3]. */
  readonly screen: Uint8Array;
  /** uint8[84, 84]. */
  readonly observation: Uint8Array;
  /** int8[84, 84]; null without an attack. */
  readonly change: Int8Array | null;
}
