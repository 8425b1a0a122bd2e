/** One or two policies at the same game and seed, in step with each other, under one attack that may change at any step. */
import { expectationError, Rng } from '@a2pd/core';
import { evaluationSeeds, openPolicy, openTeacher } from '@a2pd/experiment';
import type { AttackSettings, Seat as SeatIndex } from '../protocol/commands.js';
import type { OpenedMessage } from '../protocol/messages.js';
import type { Frame } from '../protocol/packet.js';
import { noAttack } from '../protocol/settings.js';
import type { ListedPolicy } from './catalogue.js';
import { attackConfigOf } from './gaze.js';
import { Seat } from './seat.js';
import { teacherFor } from './teacher-for.js';

/** The seat that a person plays, and what they press. */
export interface Control {
  readonly seat: SeatIndex;
  readonly action: number;
}

/** A frame, but for what only the session knows. */
interface Look extends Pick<Frame, 'pictures'> {
  readonly header: Omit<Frame['header'], 'frame' | 'rate'>;
}

interface Opened {
  dispose(): void;
}

export class Match {
  readonly policies: readonly ListedPolicy[];
  /** Of each policy, as a command names it; undefined where none is known. */
  readonly teachers: readonly (string | undefined)[];
  readonly #seats: readonly Seat[];
  /** The seats, and the models of the teachers. */
  readonly #opened: readonly Opened[];
  #seed = 0;
  #step = 0;
  #length = 0;
  #attackRng = new Rng(0);
  /** Of each step so far: a step that is played again is attacked with the same noise. */
  #attackSeeds: number[] = [];
  #settings: AttackSettings = noAttack;
  #changedAtStep: number | null = null;
  #wasControlled = false;

  private constructor(
    policies: readonly ListedPolicy[],
    teachers: readonly (string | undefined)[],
    seats: readonly Seat[],
    opened: readonly Opened[],
  ) {
    this.policies = policies;
    this.teachers = teachers;
    this.#seats = seats;
    this.#opened = opened;
  }

  /**
   * @param policies One or two, of one game.
   * @throws A2pdError INCOMPATIBLE_ARTEFACT for policies of different games, and what opening a policy throws.
   */
  static async open(policies: readonly ListedPolicy[], seed: number): Promise<Match> {
    const [first, second] = policies as [ListedPolicy, ListedPolicy | undefined];
    if (second && second.game !== first.game) {
      throw expectationError(
        'INCOMPATIBLE_ARTEFACT',
        `a policy of ${first.game}`,
        second.game,
        'compare within a game',
      );
    }
    const opened: Opened[] = [];
    try {
      const teachers: (string | undefined)[] = [];
      const seats: Seat[] = [];
      for (const listed of policies) {
        const known = await teacherFor(listed);
        const teacher = known && (await openTeacher(known.folder)).model;
        if (teacher) opened.push(teacher);
        const policy = await openPolicy(listed.folder);
        opened.push(policy.model);
        const seat = new Seat(listed, policy, teacher);
        opened.push(seat);
        teachers.push(known?.name);
        seats.push(seat);
      }
      const match = new Match(policies, teachers, seats, opened);
      match.restart(seed);
      return match;
    } catch (error) {
      for (const one of opened.toReversed()) one.dispose();
      throw error;
    }
  }

  get isOver(): boolean {
    return this.#seats.every((seat) => seat.isOver);
  }

  /** Whether every policy has one. */
  get #hasTeachers(): boolean {
    return this.teachers.every((teacher) => teacher !== undefined);
  }

  get settings(): AttackSettings {
    return this.#settings;
  }

  get seed(): number {
    return this.#seed;
  }

  get step(): number {
    return this.#step;
  }

  /** Why a command line would not play the same again; null where it would. */
  get caveat(): string | null {
    if (this.#wasControlled) return 'You played some of it yourself, which a command cannot repeat.';
    if (this.#changedAtStep === null) return null;
    return `The attack was changed at step ${this.#changedAtStep}; the command has it from the first step as it is now.`;
  }

  describe(): Omit<OpenedMessage, 'type'> {
    const { game } = this.policies[0]!;
    const actionNames = this.#seats[0]!.actionNames;
    const seats = this.#seats.map(({ entry }) => entry);
    return { game, seed: this.#seed, actionNames, seats, hasTeacher: this.#hasTeachers };
  }

  /** Begins a game of this seed. */
  restart(seed: number): void {
    this.#seed = seed;
    this.#step = 0;
    this.#length = 0;
    this.#attackRng = new Rng(seed);
    this.#attackSeeds = [];
    this.#changedAtStep = null;
    this.#wasControlled = false;
    for (const seat of this.#seats) seat.begin(evaluationSeeds(1, seed)[0]!);
  }

  /** @throws A2pdError INVALID_CONFIG for an attack that is none, or options that it does not take; the settings stay. */
  attackWith(settings: AttackSettings): void {
    attackConfigOf({ ...settings, epsilon: settings.epsilon || 1 / 255 });
    if (settings.labels === 'teacher' && !this.#hasTeachers) {
      throw expectationError('INVALID_ARGUMENT', "a teacher of the game for labels 'teacher'", undefined, "use 'self'");
    }
    const isChanged = JSON.stringify(settings) !== JSON.stringify(this.#settings);
    this.#settings = settings;
    if (isChanged && this.#length > 0) this.#changedAtStep = this.#step;
  }

  /** Asks both policies about the step that comes next. */
  look(): Look {
    const at = { step: this.#step, attackSeed: this.#attackSeed() };
    const views = this.#seats.map((seat) => seat.look(at, this.#settings));
    return {
      header: {
        ...{ step: this.#step, length: this.#length, epsilon: this.#settings.epsilon },
        screen: { width: 160, height: this.#seats[0]!.screenHeight },
        seats: views.map(({ frame }) => frame),
      },
      pictures: views.map(({ pictures }) => pictures),
    };
  }

  /** Does what was chosen at the last look. What had been played beyond this step is forgotten. */
  advance(control: Control | null): void {
    if (control) this.#wasControlled = true;
    this.#seats.forEach((seat, i) => {
      seat.act(control?.seat === i ? control.action : undefined);
    });
    for (const seat of this.#seats) seat.settle();
    this.#step += 1;
    this.#length = this.#step;
  }

  /** To a step that was played; later ones stay until another is played from there. */
  seek(step: number): void {
    const target = Math.min(step, this.#length);
    for (const seat of this.#seats) seat.seek(target);
    this.#step = target;
  }

  #attackSeed(): number {
    while (this.#attackSeeds.length <= this.#step) this.#attackSeeds.push(this.#attackRng.seed());
    return this.#attackSeeds[this.#step]!;
  }

  dispose(): void {
    for (const one of this.#opened.toReversed()) one.dispose();
  }
}
