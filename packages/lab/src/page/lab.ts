/** All that the page knows, and what it can ask for. Components draw it again whenever it changes. */
import type { AttackSettings, Command, Seat } from '../protocol/commands.js';
import type { CatalogueMessage, Message, OpenedMessage, ProblemMessage, RepeatMessage } from '../protocol/messages.js';
import type { Frame, Packet } from '../protocol/packet.js';
import { noAttack } from '../protocol/settings.js';
import { Connection } from './connection.js';
import { Observed } from './observed.js';
import { Timeline } from './timeline.js';

export type Presence = 'connecting' | 'here' | 'occupied' | 'taken-over' | 'lost';

/** How a session begins, also one that takes the place of another. */
const firstState = {
  isPlaying: false,
  isOver: false,
  isFilming: false,
  stepsPerSecond: 30,
  settings: noAttack,
  controlled: null,
  problem: null,
  repeat: null,
} as const;

/** What the Attack button stands for at first: the paper's smaller radius. */
const firstEpsilon = 1 / 255;

export class Lab extends Observed {
  presence: Presence = 'connecting';
  catalogue: CatalogueMessage | undefined;
  opened: OpenedMessage | undefined;
  frame: Frame | undefined;
  timeline = new Timeline();
  isPlaying: boolean = firstState.isPlaying;
  isOver: boolean = firstState.isOver;
  isOpening = false;
  stepsPerSecond: 5 | 15 | 30 | 60 = firstState.stepsPerSecond;
  settings: AttackSettings = firstState.settings;
  controlled: Seat | null = firstState.controlled;
  problem: ProblemMessage | null = firstState.problem;
  repeat: RepeatMessage | null = firstState.repeat;
  isFilming: boolean = firstState.isFilming;
  #armedEpsilon = firstEpsilon;
  /** Whether the next match begins at once: the first does, and one that takes the place of a running one. */
  #playsNext = true;
  #connection: Connection | undefined;

  connect(takesOver = false): void {
    // A new session knows nothing of the last one's settings.
    Object.assign(this, firstState);
    this.presence = 'connecting';
    this.#playsNext = true;
    this.#connection?.leave();
    this.#connection = new Connection(
      { hear: (message) => this.#hear(message), see: (packet) => this.#see(packet), lose: () => this.#lose() },
      takesOver,
    );
    this.changed();
  }

  /** Draws everything again, e.g. in other colours. */
  redraw(): void {
    this.changed();
  }

  get isAttacking(): boolean {
    return this.settings.epsilon > 0;
  }

  /** Whether what is on the screen is older than the settings. */
  get isPreparing(): boolean {
    return this.frame !== undefined && this.frame.header.epsilon !== this.settings.epsilon;
  }

  open(policies: readonly string[], seed: number): void {
    this.isOpening = true;
    this.problem = null;
    this.controlled = null;
    this.#playsNext ||= this.isPlaying;
    this.#send({ type: 'control', seat: null });
    this.#send({ type: 'open', policies: [...policies], seed });
  }

  play(isPlaying: boolean): void {
    this.problem = null;
    if (isPlaying && this.isOver && this.opened) this.#send({ type: 'restart', seed: this.opened.seed });
    this.#send({ type: 'play', isPlaying });
  }

  step(): void {
    this.#send({ type: 'step' });
  }

  restart(seed: number): void {
    this.problem = null;
    this.#send({ type: 'restart', seed });
    this.#send({ type: 'play', isPlaying: true });
  }

  seek(step: number): void {
    this.#send({ type: 'seek', step });
  }

  hurry(stepsPerSecond: Lab['stepsPerSecond']): void {
    this.stepsPerSecond = stepsPerSecond;
    this.#send({ type: 'speed', stepsPerSecond });
  }

  attack(change: Partial<AttackSettings>): void {
    this.problem = null;
    this.settings = { ...this.settings, ...change };
    if (this.settings.epsilon > 0) this.#armedEpsilon = this.settings.epsilon;
    this.#send({ type: 'attack', settings: this.settings });
  }

  toggleAttack(): void {
    this.attack({ epsilon: this.isAttacking ? 0 : this.#armedEpsilon });
  }

  control(seat: Seat | null): void {
    this.controlled = seat;
    this.press(0);
    this.#send({ type: 'control', seat });
  }

  press(action: number): void {
    this.#send({ type: 'press', action });
  }

  film(): void {
    this.isFilming = true;
    this.#send({ type: 'film' });
  }

  askHowToRepeat(): void {
    this.#send({ type: 'repeat' });
  }

  dismissRepeat(): void {
    this.repeat = null;
    this.changed();
  }

  #send(command: Command): void {
    this.#connection?.send(command);
    this.changed();
  }

  #hear(message: Message): void {
    switch (message.type) {
      case 'catalogue':
        this.presence = 'here';
        this.catalogue = message;
        if (message.opening.policies.length > 0) this.open(message.opening.policies, message.opening.seed);
        break;
      case 'opened':
        this.#begin(message);
        break;
      case 'state':
        this.isPlaying = message.isPlaying;
        this.isOver = message.isOver;
        break;
      case 'problem':
        this.problem = message;
        this.isOpening = false;
        this.isFilming = false;
        break;
      case 'repeat':
        this.repeat = message;
        break;
      case 'occupied':
        this.presence = message.isTakenOver ? 'taken-over' : 'occupied';
        break;
    }
    this.changed();
  }

  #begin(message: OpenedMessage): void {
    this.opened = message;
    this.isOpening = false;
    this.isOver = false;
    this.timeline = new Timeline();
    this.frame = undefined;
    if (!message.hasTeacher) this.settings = { ...this.settings, labels: 'self' };
    if (!this.#playsNext) return;
    this.#playsNext = false;
    this.#send({ type: 'play', isPlaying: true });
  }

  #see(packet: Packet): void {
    if (packet.kind === 'film') {
      this.isFilming = false;
      save(packet.gif, `${this.opened?.game ?? 'lab'}.gif`);
    } else {
      this.frame = packet.frame;
      this.timeline.add(packet.frame.header);
      this.#send({ type: 'shown', frame: packet.frame.header.frame });
    }
    this.changed();
  }

  #lose(): void {
    if (this.presence === 'connecting' || this.presence === 'here') this.presence = 'lost';
    this.isPlaying = false;
    this.changed();
  }
}

function save(contents: Uint8Array, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([contents.slice()], { type: 'image/gif' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
