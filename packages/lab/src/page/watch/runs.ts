/** What the page knows of the runs. The server tells what is new; a lost server is looked for again. */
import type { RunCard, RunsMessage } from '../../protocol/watch-messages.js';
import { Observed } from '../observed.js';

const retryMs = 3000;

export class Runs extends Observed {
  presence: 'connecting' | 'here' | 'lost' = 'connecting';
  place = '';
  begin = '';
  cards: readonly RunCard[] = [];
  /** What has just become of a run, in a sentence. */
  news = '';

  connect(): void {
    const address = new URL('runs', location.href);
    address.protocol = 'ws:';
    const socket = new WebSocket(address);
    socket.onmessage = ({ data }: MessageEvent<string>) => this.#hear(JSON.parse(data));
    socket.onclose = () => {
      if (this.presence === 'here') this.presence = 'lost';
      this.changed();
      setTimeout(() => this.connect(), retryMs);
    };
  }

  #hear({ place, begin, order, cards }: RunsMessage): void {
    const before = new Map(this.cards.map((card) => [card.id, card]));
    const now = new Map(this.presence === 'here' ? before : []);
    for (const card of cards) now.set(card.id, card);
    this.cards = order.flatMap((id) => now.get(id) ?? []);
    if (this.presence === 'here') this.news = newsOf(before, this.cards) || this.news;
    this.presence = 'here';
    this.place = place;
    this.begin = begin;
    this.changed();
  }
}

function newsOf(before: ReadonlyMap<string, RunCard>, cards: readonly RunCard[]): string {
  const changes = cards.filter(({ id, status }) => before.get(id)?.status !== status);
  return changes.map(({ title, what, status }) => `${title}, ${what}: ${status}`).join('. ');
}
