/** Everyone who watches: looks as long as there is somebody, and tells each what is new. */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import type { RunCard, RunsMessage } from '../protocol/watch-messages.js';
import type { PageFile } from '../server/page-files.js';
import { cardOf } from './cards.js';
import { Lookout, type Seen, type Sight, type SweepsSource } from './sight.js';

export interface AudienceOptions {
  readonly runs: string;
  readonly run: string | undefined;
  readonly pollMs: number;
  readonly sweeps: SweepsSource | undefined;
  readonly remark: (sight: Sight) => readonly string[];
  readonly begin: string;
}

type Film = NonNullable<Seen['film']>;

const filmTypes = { gif: 'image/gif', mp4: 'video/mp4' } as const;
const filmAddress = /^film\/([0-9a-f]{16})\//;

export class Audience {
  readonly #options: AudienceOptions;
  readonly #sockets = new Set<WebSocket>();
  /** What was told last, by id. */
  #told = new Map<string, { readonly card: RunCard; readonly text: string }>();
  #films = new Map<string, Film>();
  #watching: AbortController | undefined;

  constructor(options: AudienceOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#sockets.size;
  }

  welcome(socket: WebSocket): void {
    this.#sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#sockets.delete(socket);
      if (this.#sockets.size === 0) this.#stop();
    });
    if (this.#watching === undefined) void this.#watch();
    else if (this.#hasLooked) tell(socket, this.#message([...this.#told.values()].map(({ card }) => card)));
  }

  /** Sends everyone away. */
  dismiss(): void {
    for (const socket of this.#sockets) socket.terminate();
    this.#stop();
  }

  async film(path: string): Promise<PageFile | undefined> {
    const film = this.#films.get(filmAddress.exec(path)?.[1] ?? '');
    if (film === undefined) return undefined;
    const contents = await film.read().catch(() => undefined);
    return contents && { contents: Buffer.from(contents), type: filmTypes[film.type] };
  }

  #hasLooked = false;

  /** Nothing is kept for nobody. */
  #stop(): void {
    this.#watching?.abort();
    this.#watching = undefined;
    this.#told.clear();
    this.#films.clear();
    this.#hasLooked = false;
  }

  async #watch(): Promise<void> {
    const { runs, run, sweeps, pollMs } = this.#options;
    const watching = new AbortController();
    this.#watching = watching;
    const lookout = new Lookout(runs, { run, sweeps });
    while (!watching.signal.aborted) {
      const seen = await lookout.look();
      if (watching.signal.aborted) return;
      this.#tellNews(seen);
      await sleep(pollMs, undefined, { signal: watching.signal }).catch(() => undefined);
    }
  }

  #tellNews(seen: readonly Seen[]): void {
    const films = new Map<string, Film>();
    const cards = seen.map((sight) => this.#card(sight, films));
    const told = new Map(cards.map((card) => [card.id, { card, text: JSON.stringify(card) }]));
    const changed = cards.filter(({ id }) => this.#told.get(id)?.text !== told.get(id)!.text);
    const isOrderNew = [...told.keys()].join('\n') !== [...this.#told.keys()].join('\n');
    this.#told = told;
    this.#films = films;
    if (this.#hasLooked && changed.length === 0 && !isOrderNew) return;
    this.#hasLooked = true;
    const message = this.#message(changed);
    for (const socket of this.#sockets) tell(socket, message);
  }

  #card({ film, ...sight }: Seen, films: Map<string, Film>): RunCard {
    const card = { ...cardOf(sight), remarks: this.#options.remark(sight) };
    if (film === undefined) return { ...card, film: null };
    const name = createHash('sha256').update(card.id).digest('hex').slice(0, 16);
    films.set(name, film);
    const { type, title, writtenAtMs } = film;
    return { ...card, film: { type, title, address: `film/${name}/${writtenAtMs}` } };
  }

  #message(cards: readonly RunCard[]): RunsMessage {
    const { runs, begin } = this.#options;
    return { type: 'runs', place: runs, begin, order: [...this.#told.keys()], cards };
  }
}

function tell(socket: WebSocket, message: RunsMessage): void {
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
}
