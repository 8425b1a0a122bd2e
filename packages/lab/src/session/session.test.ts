/** A session as the page meets it, but for the socket. */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { policyFolder } from '@a2pd/experiment/folders';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Command } from '../protocol/commands.js';
import type { Message } from '../protocol/messages.js';
import { type Packet, unpack } from '../protocol/packet.js';
import { noAttack } from '../protocol/settings.js';
import { Session } from './session.js';

let folder: string;
let visitor: Visitor;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'a2pd-lab-'));
  await cp(policyFolder('zoo:pong/student-certified'), join(folder, 'mine', 'student'), { recursive: true });
  visitor = new Visitor(folder);
  await visitor.said('catalogue');
});
afterEach(async () => {
  await visitor.leave();
  await rm(folder, { recursive: true });
});

const mine = () => join(folder, 'mine', 'student');

it('lists the policies of zoo and runs, and opens nothing else', async () => {
  const { games, attacks } = await visitor.said('catalogue');
  const pong = games.find(({ game }) => game === 'pong')!;
  expect(pong.policies.map(({ id }) => id)).toEqual(expect.arrayContaining(['zoo:pong/teacher', mine()]));
  expect(attacks.map(({ name }) => name)).toEqual(expect.arrayContaining(['pgd', 'square', 'jsma']));
  visitor.ask({ type: 'open', policies: [join(folder, '..')], seed: 0 });
  expect(await visitor.said('problem')).toMatchObject({ code: 'FILE_UNAVAILABLE' });
});

it('plays no faster than frames are shown', async () => {
  visitor.isBlind = true;
  visitor.ask({ type: 'open', policies: [mine()], seed: 0 });
  visitor.ask({ type: 'speed', stepsPerSecond: 60 });
  visitor.ask({ type: 'play', isPlaying: true });
  await visitor.saw(({ header }) => header.step === 2);
  // Three are on their way, and a fourth would come first of all if one came at all.
  visitor.ask({ type: 'repeat' });
  await visitor.said('repeat');
  expect(visitor.frames).toHaveLength(3);
  visitor.ask({ type: 'shown', frame: 1 });
  await visitor.saw(({ header }) => header.step === 3);
});

it('says how fast it plays, and takes no pause for a slow step', async () => {
  visitor.ask({ type: 'open', policies: [mine()], seed: 0 });
  visitor.ask({ type: 'speed', stepsPerSecond: 60 });
  visitor.ask({ type: 'play', isPlaying: true });
  const rateAt = async (step: number) => (await visitor.saw(({ header }) => header.step === step)).header.rate;
  expect(await rateAt(1)).toBe(0);
  expect(await rateAt(5)).toBeGreaterThan(0);
  visitor.ask({ type: 'play', isPlaying: false });
  visitor.ask({ type: 'repeat' });
  await visitor.said('repeat');
  const { step } = visitor.frames.at(-1)!.header;
  visitor.ask({ type: 'play', isPlaying: true });
  expect(await rateAt(step + 1)).toBe(0);
  expect(await rateAt(step + 2)).toBeGreaterThan(0);
});

it('saves a film, and says the command', async () => {
  visitor.ask({ type: 'open', policies: [mine()], seed: 5 });
  visitor.ask({ type: 'attack', settings: { ...noAttack, epsilon: 1 / 255, options: { steps: 1 } } });
  visitor.ask({ type: 'step' });
  await visitor.saw(({ header }) => header.step === 1);
  visitor.ask({ type: 'film' });
  expect(Buffer.from((await visitor.filmed()).slice(0, 6)).toString()).toBe('GIF89a');
  visitor.ask({ type: 'repeat' });
  const { lines, caveat } = await visitor.said('repeat');
  expect(lines).toEqual([
    expect.stringMatching(/^npx a2pd play --policy .*student --attack pgd --epsilon 1\/255 --steps 1 --seed 5/),
  ]);
  expect(caveat).toBeNull();
});

it('leads each policy away from its own teacher, and the command says so', async () => {
  const policies = ['zoo:boxing/student-certified-pqn', 'zoo:boxing/student-certified'];
  visitor.ask({ type: 'open', policies, seed: 0 });
  expect(await visitor.said('opened')).toMatchObject({ hasTeacher: true });
  const settings = { ...noAttack, epsilon: 1 / 255, options: { steps: 1 }, labels: 'teacher' } as const;
  visitor.ask({ type: 'attack', settings });
  visitor.ask({ type: 'step' });
  await visitor.saw(({ header }) => header.step === 1);
  visitor.ask({ type: 'repeat' });
  const { lines } = await visitor.said('repeat');
  expect(lines).toEqual([
    expect.stringContaining(' --policy zoo:boxing/student-certified-pqn --teacher zoo:boxing/teacher-pqn '),
    expect.stringContaining(' --policy zoo:boxing/student-certified --teacher zoo:boxing/teacher '),
  ]);
});

it('stops and says so when a policy disappears while it plays', async () => {
  visitor.ask({ type: 'open', policies: [mine()], seed: 0 });
  visitor.ask({ type: 'play', isPlaying: true });
  await visitor.saw(({ header }) => header.step === 1);
  await rm(mine(), { recursive: true });
  const problem = await visitor.said('problem');
  expect(problem).toMatchObject({ code: 'FILE_UNAVAILABLE', message: expect.stringContaining('disappeared') });
  expect(visitor.heard('state').at(-1)).toMatchObject({ isPlaying: false });
  visitor.ask({ type: 'open', policies: ['zoo:pong/student-certified'], seed: 0 });
  await visitor.saw(({ header }) => header.step === 0);
});

it('goes on with the last match where the next one cannot be opened', async () => {
  visitor.ask({ type: 'open', policies: [mine()], seed: 0 });
  await visitor.saw(({ header }) => header.step === 0);
  const weights = join(folder, 'mine', 'student', 'weights.safetensors');
  await writeFile(weights, 'no weights');
  visitor.ask({ type: 'open', policies: [mine()], seed: 1 });
  expect(await visitor.said('problem')).toMatchObject({ code: 'CORRUPT_ARTEFACT' });
  visitor.ask({ type: 'step' });
  await visitor.saw(({ header }) => header.step === 1);
});

class Visitor {
  isBlind = false;
  readonly messages: Message[] = [];
  readonly packets: Packet[] = [];
  readonly #session: Session;
  readonly #run: Promise<void>;
  #news: () => void = () => {};

  constructor(runs: string) {
    const options = { runs, named: [], seed: 0, plugins: [], launcher: 'npx a2pd' };
    this.#session = new Session(options, {
      say: (message) => {
        this.messages.push(message);
        this.#news();
      },
      show: (bytes) => {
        const packet = unpack(bytes);
        this.packets.push(packet);
        if (packet.kind === 'frame' && !this.isBlind) this.ask({ type: 'shown', frame: packet.frame.header.frame });
        this.#news();
      },
    });
    this.#run = this.#session.run();
  }

  get frames() {
    return this.packets.flatMap((packet) => (packet.kind === 'frame' ? [packet.frame] : []));
  }

  ask(command: Command): void {
    this.#session.take(command);
  }

  heard<Type extends Message['type']>(type: Type) {
    return this.messages.filter((message): message is Extract<Message, { type: Type }> => message.type === type);
  }

  said<Type extends Message['type']>(type: Type) {
    return this.#until(() => this.heard(type).at(-1));
  }

  saw(isIt: (frame: Visitor['frames'][number]) => boolean) {
    return this.#until(() => this.frames.find(isIt));
  }

  filmed() {
    return this.#until(() => this.packets.flatMap((packet) => (packet.kind === 'film' ? [packet.gif] : []))[0]);
  }

  async leave(): Promise<void> {
    this.#session.end();
    await this.#run;
  }

  async #until<T>(look: () => T | undefined): Promise<T> {
    for (let found = look(); ; found = look()) {
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        this.#news = resolve;
      });
    }
  }
}
