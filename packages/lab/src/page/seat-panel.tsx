/** One policy at play: the game, what is shown to it, what it is about to do, and what is proved of that. */
import type { Seat } from '../protocol/commands.js';
import type { SeatEntry, SeatFrame, SeatPictures, Unprovable } from '../protocol/messages.js';
import { Decision } from './decision.js';
import type { Lab } from './lab.js';
import { paintChange, paintScreen, paintShown } from './paint.js';
import { Picture } from './picture.js';
import { epsilonWords, titleOf } from './words.js';

export interface SeatPanelProps {
  readonly lab: Lab;
  readonly seat: Seat;
  readonly entry: SeatEntry;
  readonly frame: SeatFrame | undefined;
  readonly pictures: SeatPictures | undefined;
}

export function SeatPanel({ lab, seat, entry, frame, pictures }: SeatPanelProps) {
  const { policy } = entry;
  const isControlled = lab.controlled === seat;
  const isProved = frame?.possibleActions?.length === 1;
  const isFlipped = frame !== undefined && frame.attackedScores !== null && frame.action !== frame.cleanAction;
  const screen = lab.frame?.header.screen;
  return (
    <section
      class="seat"
      aria-label={`${seat === 0 ? 'Left' : 'Right'}: ${titleOf(policy.name)}`}
      data-proved={isProved}
      data-flipped={isFlipped}
    >
      <header>
        <div>
          <h2>{isControlled ? 'You' : titleOf(policy.name)}</h2>
          <p class="muted">
            {[policy.training, policy.origin === 'zoo' ? 'zoo' : policy.origin].filter(Boolean).join(' · ')}
          </p>
        </div>
        <p class="score">
          <span class="muted">Score</span> <strong data-testid={`score-${seat}`}>{frame?.score ?? 0}</strong>
        </p>
      </header>
      <div class="pictures">
        <figure class="game">
          <Picture
            label={`The game as ${titleOf(policy.name)} plays it`}
            width={160}
            height={210}
            paint={
              pictures && screen && ((canvas) => paintScreen(canvas, pictures.screen, screen.width, screen.height))
            }
          />
          {frame?.isOver && <figcaption class="over">Game over</figcaption>}
        </figure>
        <div class="small">
          <figure>
            <Picture
              label="What the policy is shown: the newest of four frames"
              paint={pictures && ((canvas) => paintShown(canvas, pictures, frame?.largestChange ?? 0))}
            />
            <figcaption>What it is shown</figcaption>
          </figure>
          <figure>
            <Picture
              label="What the attack changes, amplified"
              paint={pictures && ((canvas) => paintChange(canvas, pictures))}
            />
            <figcaption>
              {frame?.largestChange ? `Changes of ${epsilonWords(frame.largestChange)}, amplified` : 'No change'}
            </figcaption>
          </figure>
          <Flips frame={frame} seat={seat} />
        </div>
      </div>
      <Proof lab={lab} entry={entry} frame={frame} />
      {frame && lab.opened && (
        <Decision frame={frame} actionNames={lab.opened.actionNames} hasQValues={entry.hasQValues} />
      )}
      <div class="controls">
        <button
          type="button"
          class="quiet"
          aria-pressed={isControlled}
          onClick={() => lab.control(isControlled ? null : seat)}
        >
          {isControlled ? 'Give the controls back' : 'Take the controls'}
        </button>
        {isControlled && <p class="muted">Arrow keys and space. The bars show what the policy would do.</p>}
      </div>
    </section>
  );
}

function Flips({ frame, seat }: { readonly frame: SeatFrame | undefined; readonly seat: Seat }) {
  const share = frame && frame.attacked > 0 ? `${Math.round((100 * frame.flips) / frame.attacked)}%` : '–';
  return (
    <p class="flips">
      <strong>{share}</strong>
      <span class="muted">
        of actions changed <span data-testid={`flips-${seat}`}>({frame?.flips ?? 0})</span>
      </span>
    </p>
  );
}

const whyUnprovable: Readonly<Record<Unprovable, string>> = {
  network: 'bounds do not go through this network',
  machine: 'bounds need float32 on the processor, which a2pd lab was not started with',
};

function Proof({ lab, entry, frame }: Pick<SeatPanelProps, 'lab' | 'entry' | 'frame'>) {
  const epsilon = lab.frame?.header.epsilon ?? 0;
  const possible = frame?.possibleActions?.length;
  const within = `within ${epsilonWords(epsilon)}`;
  const words =
    epsilon === 0 || frame === undefined || frame.isOver
      ? 'Nothing is attacked'
      : entry.unprovable !== null
        ? `No proof: ${whyUnprovable[entry.unprovable]}`
        : possible === 1
          ? `Proved: no attack ${within} changes this action`
          : `Not proved ${within}`;
  return <p class="proof">{words}</p>;
}
