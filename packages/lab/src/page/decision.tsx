/** The policy's prescription, on what the game shows and on what an attack makes of it; or the scores behind it. */
import { useState } from 'preact/hooks';
import type { SeatFrame } from '../protocol/messages.js';
import { gapOf, softmax } from './words.js';

export interface DecisionProps {
  readonly frame: SeatFrame;
  readonly actionNames: readonly string[];
  readonly hasQValues: boolean;
}

export function Decision({ frame, actionNames, hasQValues }: DecisionProps) {
  const [showsScores, setShowsScores] = useState(hasQValues);
  const { cleanScores, attackedScores, cleanAction, action, possibleActions } = frame;
  const scoresTitle = hasQValues ? 'Q-values' : 'Logits';
  const values = (scores: readonly number[]) => (showsScores ? scores : softmax(scores));
  const [clean, attacked] = [values(cleanScores), attackedScores && values(attackedScores)];
  const all = [...clean, ...(attacked ?? [])];
  const [low, high] = showsScores ? [Math.min(...all, 0), Math.max(...all, 0)] : [0, 1];
  const place = (value: number) => ({
    left: `${(100 * (Math.min(value, 0) - low)) / (high - low || 1)}%`,
    width: `${(100 * Math.abs(value)) / (high - low || 1)}%`,
  });
  const gap = gapOf(cleanScores, cleanAction);
  return (
    <div class="decision">
      <div class="decision-head">
        <h3>Decision</h3>
        <fieldset class="segments">
          <legend class="hidden">What the bars show</legend>
          <button type="button" aria-pressed={!showsScores} onClick={() => setShowsScores(false)}>
            Probabilities
          </button>
          <button type="button" aria-pressed={showsScores} onClick={() => setShowsScores(true)}>
            {scoresTitle}
          </button>
        </fieldset>
      </div>
      <ol class="actions" data-many={actionNames.length > 6}>
        {actionNames.map((name, i) => (
          <li
            key={name}
            data-clean={i === cleanAction}
            data-taken={i === action}
            data-flipped={i === action && action !== cleanAction}
          >
            <span class="name">{name.toLowerCase()}</span>
            <span class="bars">
              <span class="bar clean" style={place(clean[i]!)} />
              {attacked && <span class="bar attacked" style={place(attacked[i]!)} />}
            </span>
            <span class="value">{(attacked ?? clean)[i]!.toFixed(2)}</span>
            <span
              class="mark"
              title={possibleActions ? 'Some attack within epsilon might bring this about' : undefined}
            >
              {possibleActions?.includes(i) ? '◦' : ''}
            </span>
          </li>
        ))}
      </ol>
      <p class="legend muted">
        <span>
          <i class="key clean" /> as the game shows it
        </span>
        <span>
          <i class="key attacked" /> as attacked
        </span>
        <span>
          Gap {gap.toFixed(2)}
          {attackedScores && ` → ${gapOf(attackedScores, cleanAction).toFixed(2)}`}
        </span>
      </p>
    </div>
  );
}
