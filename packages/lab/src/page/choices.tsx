/** Which game, and which one or two policies play it. */
import type { CatalogueMessage, OpenedMessage, PolicyEntry } from '../protocol/messages.js';
import type { Lab } from './lab.js';
import { titleOf } from './words.js';

export function Choices({ lab }: { readonly lab: Lab }) {
  const { catalogue, opened } = lab;
  if (!catalogue || catalogue.games.length === 0) return null;
  const { game, seed, seats } = opened ?? notOpened(catalogue);
  const [left = '', right] = seats.map(({ policy }) => policy.id);
  const policies = catalogue.games.find((entry) => entry.game === game)?.policies ?? [];
  const openGame = (game: string) => {
    const of = catalogue.games.find((entry) => entry.game === game)?.policies ?? [];
    const other = of.find(({ name }) => name === 'student-certified') ?? of[1];
    lab.open(
      [of[0], other === of[0] ? undefined : other].flatMap((policy) => (policy ? [policy.id] : [])),
      seed,
    );
  };
  return (
    <div class="choices">
      <label>
        Game
        <select value={game} onChange={({ currentTarget }) => openGame(currentTarget.value)}>
          {catalogue.games.map(({ game }) => (
            <option key={game} value={game}>
              {titleOf(game)}
            </option>
          ))}
        </select>
      </label>
      <label>
        Left
        <select
          value={left}
          onChange={({ currentTarget }) => lab.open([currentTarget.value, ...(right ? [right] : [])], seed)}
        >
          {left === '' && <option value="">nobody yet</option>}
          <PolicyOptions policies={policies} />
        </select>
      </label>
      <label>
        Right
        <select
          value={right ?? ''}
          onChange={({ currentTarget }) =>
            lab.open(
              [left, currentTarget.value].filter((id) => id !== ''),
              seed,
            )
          }
        >
          <option value="">nobody</option>
          <PolicyOptions policies={policies} />
        </select>
      </label>
    </div>
  );
}

/** What is chosen where nothing could be opened: the game of what was to be. */
function notOpened({
  games,
  opening: { policies, seed },
}: CatalogueMessage): Pick<OpenedMessage, 'game' | 'seed' | 'seats'> {
  const asked = games.find((entry) => entry.policies.some(({ id }) => id === policies[0])) ?? games[0]!;
  return { game: asked.game, seed, seats: [] };
}

function PolicyOptions({ policies }: { readonly policies: readonly PolicyEntry[] }) {
  const origins = [...new Set(policies.map(({ origin }) => origin))];
  return (
    <>
      {origins.map((origin) => (
        <optgroup key={origin} label={origin === 'zoo' ? 'Zoo' : `Run ${origin}`}>
          {policies
            .filter((policy) => policy.origin === origin)
            .map(({ id, name }) => (
              <option key={id} value={id}>
                {titleOf(name)}
              </option>
            ))}
        </optgroup>
      ))}
    </>
  );
}
