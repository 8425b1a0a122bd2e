/** One training, distillation or sweep: what it is, how far it is, and its curves. */
import type { RunCard } from '../../protocol/watch-messages.js';
import { Curve } from './curve.js';
import { Film } from './film.js';

export function Card({ card }: { readonly card: RunCard }) {
  const { title, what, status, share, extent, pace, curves, film, remarks } = card;
  return (
    <li class="card" data-status={status}>
      <header>
        <div>
          <h3>{title}</h3>
          <p class="muted">{what}</p>
        </div>
        <p class="status">{status === 'waiting' ? 'begins' : status}</p>
      </header>
      <div class="progress">
        {share !== null && status !== 'finished' && (
          <progress aria-label={`Progress of ${title}`} max={1} value={share} />
        )}
        <p>
          <strong>{extent}</strong>
          {pace.map((words) => (
            <span key={words}>{words}</span>
          ))}
        </p>
      </div>
      {(curves.length > 0 || film) && (
        <div class="curves">
          {curves.map((curve) => (
            <Curve key={curve.title} curve={curve} />
          ))}
          {film && <Film key={film.address} film={film} />}
        </div>
      )}
      {remarks.map((remark) => (
        <p key={remark} class="muted remark">
          {remark}
        </p>
      ))}
    </li>
  );
}
