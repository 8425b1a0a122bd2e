/**
 * One visitor's session: takes commands in their order, plays at the speed that was asked for, and sends frames no faster than
 * they are shown.
 */
import { setImmediate } from 'node:timers/promises';
import { A2pdError, messageOf } from '@a2pd/core';
import { isArtefact } from '@a2pd/experiment';
import { Rate } from '@a2pd/experiment/watch';
import type { AttackSettings, Command, Seat } from '../protocol/commands.js';
import type { Message } from '../protocol/messages.js';
import { packFilm, packFrame } from '../protocol/packet.js';
import { noAttack } from '../protocol/settings.js';
import { attackEntries, Catalogue, type CataloguePlaces } from './catalogue.js';
import { Film } from './film.js';
import { Match } from './match.js';
import { repeatCommands } from './repeat-commands.js';

export interface SessionOptions extends CataloguePlaces {
  /** Of the first game. */
  readonly seed: number;
  /** Files with attacks of the user's, which are loaded. */
  readonly plugins: readonly string[];
  /** What starts the command that a visitor may copy, e.g. "npx a2pd". */
  readonly launcher: string;
}

export interface Outlet {
  say(message: Message): void;
  show(packet: Uint8Array): void;
}

/** Frames that may be on their way. */
const mostUnshown = 3;
const policyLookPeriodMs = 1000;
const rateWindowMs = 2000;

export class Session {
  readonly #options: SessionOptions;
  readonly #outlet: Outlet;
  readonly #commands: Command[] = [];
  #catalogue: Catalogue | undefined;
  #match: Match | undefined;
  #film = new Film(0);
  #settings: AttackSettings = noAttack;
  #controlled: Seat | null = null;
  #pressed = 0;
  #isPlaying = false;
  #stepPeriodMs = 1000 / 30;
  #frame = 0;
  #shown = 0;
  #rate = rateOfLateSteps();
  #stepsTaken = 0;
  #dueAtMs = 0;
  #lookedAtPoliciesAtMs = 0;
  #isStale = false;
  #isEnded = false;
  #wake: () => void = () => {};

  constructor(options: SessionOptions, outlet: Outlet) {
    this.#options = options;
    this.#outlet = outlet;
  }

  take(command: Command): void {
    if (command.type === 'shown') this.#shown = Math.max(this.#shown, command.frame);
    else if (command.type === 'press') this.#pressed = command.action;
    else this.#commands.push(command);
    this.#wake();
  }

  end(): void {
    this.#isEnded = true;
    this.#wake();
  }

  /** Until `end` is called. Whatever goes wrong with a command is told, and the session goes on. */
  async run(): Promise<void> {
    this.#catalogue = await Catalogue.read(this.#options);
    const opening = { policies: this.#catalogue.opening(), seed: this.#options.seed };
    this.#outlet.say({ type: 'catalogue', games: this.#catalogue.games(), attacks: attackEntries(), opening });
    while (!this.#isEnded) {
      await this.#guarded(() => this.#turn());
      // Messages arrive between turns alone.
      await setImmediate();
      await this.#rest();
    }
    this.#match?.dispose();
  }

  async #turn(): Promise<void> {
    const command = this.#commands.shift();
    if (command) await this.#obey(command);
    else if (this.#isStale) this.#showFrame();
    else if (this.#isPlaying && this.#hasRoom() && performance.now() >= this.#dueAtMs) this.#play();
  }

  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#setPlaying(false);
      this.#isStale = false;
      const { code, remedy } = error instanceof A2pdError ? error : { code: 'INTERNAL', remedy: undefined };
      this.#outlet.say({ type: 'problem', code, message: messageOf(error), remedy: remedy ?? null });
    }
  }

  async #obey(command: Command): Promise<void> {
    switch (command.type) {
      case 'open':
        return this.#open(command.policies, command.seed);
      case 'speed':
        this.#stepPeriodMs = 1000 / command.stepsPerSecond;
        return;
      case 'control':
        this.#controlled = command.seat;
        return;
    }
    const match = this.#match;
    if (!match) return;
    switch (command.type) {
      case 'play':
        return this.#setPlaying(command.isPlaying && !match.isOver);
      case 'step':
        this.#setPlaying(false);
        return match.isOver ? undefined : this.#advance(match);
      case 'restart':
        this.#requirePolicies(match);
        match.restart(command.seed);
        return this.#begin(match);
      case 'seek':
        this.#setPlaying(false);
        match.seek(command.step);
        this.#isStale = true;
        return;
      case 'attack':
        match.attackWith(command.settings);
        this.#settings = command.settings;
        this.#isStale = true;
        return;
      case 'film': {
        const { seats, actionNames } = match.describe();
        return this.#outlet.show(
          packFilm(
            this.#film.gif(
              seats.map(({ policy }) => policy.name),
              actionNames,
            ),
          ),
        );
      }
      case 'repeat':
        return this.#sayCommands(match);
    }
  }

  async #open(ids: readonly string[], seed: number): Promise<void> {
    const policies = ids.map((id) => this.#catalogue!.find(id));
    this.#setPlaying(false);
    // Where the next one cannot be opened, the last one goes on.
    const match = await Match.open(policies, seed);
    this.#match?.dispose();
    this.#match = match;
    if (this.#settings.labels === 'teacher' && !match.describe().hasTeacher) {
      this.#settings = { ...this.#settings, labels: 'self' };
    }
    match.attackWith(this.#settings);
    this.#begin(match);
  }

  #begin(match: Match): void {
    this.#film = new Film(match.seed);
    this.#outlet.say({ type: 'opened', ...match.describe() });
    this.#isStale = true;
  }

  #play(): void {
    const match = this.#match!;
    const nowMs = performance.now();
    if (nowMs - this.#lookedAtPoliciesAtMs > policyLookPeriodMs) {
      this.#lookedAtPoliciesAtMs = nowMs;
      this.#requirePolicies(match);
    }
    // Late steps are not caught up with.
    this.#dueAtMs = Math.max(this.#dueAtMs + this.#stepPeriodMs, nowMs);
    this.#advance(match);
    if (match.isOver) this.#setPlaying(false);
  }

  #advance(match: Match): void {
    // A step is of what was chosen under the settings as they are.
    if (this.#isStale) this.#showFrame();
    this.#stepsTaken += 1;
    this.#rate.see({ atMs: performance.now(), count: this.#stepsTaken });
    match.advance(this.#controlled === null ? null : { seat: this.#controlled, action: this.#pressed });
    this.#showFrame();
  }

  #showFrame(): void {
    this.#isStale = false;
    const match = this.#match;
    if (!match) return;
    const { header, pictures } = match.look();
    this.#frame += 1;
    const frame = { header: { ...header, frame: this.#frame, rate: this.#rate.perSecond ?? 0 }, pictures };
    this.#film.add(frame);
    this.#outlet.show(packFrame(frame));
  }

  #sayCommands(match: Match): void {
    const { launcher, plugins } = this.#options;
    const { seed, step, settings, teachers } = match;
    const policies = match.policies.map(({ id }) => id);
    const request = { policies, settings, seed, steps: step, teachers, plugins, launcher };
    const { lines, caveat } = repeatCommands(request);
    this.#outlet.say({ type: 'repeat', lines, caveat: match.caveat ?? caveat });
  }

  /** @throws A2pdError FILE_UNAVAILABLE for a policy that was taken away while it played. */
  #requirePolicies(match: Match): void {
    for (const { id, folder } of match.policies) {
      if (isArtefact(folder)) continue;
      const remedy = 'put it back, or choose another one';
      const message = `The policy ${id} has disappeared from ${folder} while it played; ${remedy}`;
      throw new A2pdError('FILE_UNAVAILABLE', message, { path: folder, remedy });
    }
  }

  #setPlaying(isPlaying: boolean): void {
    // A pause is no slow step.
    if (isPlaying && !this.#isPlaying) this.#rate = rateOfLateSteps();
    this.#isPlaying = isPlaying;
    this.#dueAtMs = performance.now();
    this.#outlet.say({ type: 'state', isPlaying, isOver: this.#match?.isOver ?? false });
  }

  #hasRoom(): boolean {
    return this.#frame - this.#shown < mostUnshown;
  }

  /** Until there is something to do. */
  async #rest(): Promise<void> {
    if (this.#isEnded || this.#commands.length > 0 || this.#isStale) return;
    const waitMs = this.#isPlaying && this.#hasRoom() ? this.#dueAtMs - performance.now() : Number.POSITIVE_INFINITY;
    if (waitMs <= 0) return;
    await new Promise<void>((resolve) => {
      const timer = Number.isFinite(waitMs) ? setTimeout(resolve, waitMs) : undefined;
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = () => {};
  }
}

function rateOfLateSteps(): Rate {
  return new Rate((sightings) => sightings.at(-1)!.atMs - sightings[0]!.atMs >= rateWindowMs);
}
