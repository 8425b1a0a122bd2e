import { useEffect, useState } from 'preact/hooks';
import type { RunCard } from '../../protocol/watch-messages.js';
import { useObserved } from '../observed.js';
import { Card } from './card.js';
import type { Runs } from './runs.js';

/** Of those that do not run: what was done last is what one wants to see. */
const fewOthers = 6;

export function App({ runs }: { readonly runs: Runs }) {
  useObserved(runs);
  const [showsAll, setShowsAll] = useState(false);
  const { cards, presence, place, news } = runs;
  const atWork = cards.filter(isAtWork);
  const others = cards.filter((card) => !isAtWork(card));
  useEffect(() => {
    document.title = `${countOf(atWork.length)} · A2PD watch`;
  }, [atWork.length]);
  const shown = showsAll ? others : others.slice(0, fewOthers);
  return (
    <>
      <header class="top">
        <h1>
          A2PD <span>watch</span>
        </h1>
        <p class="muted">
          {presence === 'connecting' ? 'Looking …' : `${countOf(atWork.length)} in ${place}`}
          {presence === 'lost' && <strong class="lost">Connection lost: start the command again</strong>}
        </p>
      </header>
      <main data-lost={presence === 'lost'}>
        {presence !== 'connecting' && atWork.length === 0 && <Nothing begin={runs.begin} />}
        {atWork.length > 0 && <h2 class="hidden">Running</h2>}
        <Cards cards={atWork} label="Running" isWide />
        {others.length > 0 && (
          <>
            <h2 class="part">Not running</h2>
            <Cards cards={shown} label="Not running" />
            {others.length > fewOthers && (
              <button type="button" class="all" aria-expanded={showsAll} onClick={() => setShowsAll(!showsAll)}>
                {showsAll ? 'Show fewer' : `Show all ${others.length}`}
              </button>
            )}
          </>
        )}
      </main>
      <p class="hidden" role="status" aria-live="polite">
        {news}
      </p>
    </>
  );
}

interface CardsProps {
  readonly cards: readonly RunCard[];
  readonly label: string;
  /** Whether few of them share the whole width. */
  readonly isWide?: boolean;
}

function Cards({ cards, label, isWide = false }: CardsProps) {
  if (cards.length === 0) return null;
  return (
    <ul class="cards" data-wide={isWide} aria-label={label}>
      {cards.map((card) => (
        <Card key={card.id} card={card} />
      ))}
    </ul>
  );
}

function Nothing({ begin }: { readonly begin: string }) {
  return (
    <div class="nothing">
      <p>Nothing is running. Start one with</p>
      <pre>{begin}</pre>
    </div>
  );
}

function isAtWork({ status }: RunCard): boolean {
  return status === 'running' || status === 'waiting';
}

function countOf(running: number): string {
  return running === 0 ? 'Nothing running' : `${running} running`;
}
