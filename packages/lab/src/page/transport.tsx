/** Play, pause, step, jump: where the match stands, and how fast it goes. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Lab } from './lab.js';
import type { Moment } from './timeline.js';

export function Transport({ lab }: { readonly lab: Lab }) {
  const { opened, frame, isPlaying } = lab;
  const { step = 0, length = 0, rate = 0 } = frame?.header ?? {};
  const isReady = opened !== undefined && !lab.isOpening;
  return (
    <footer class="transport">
      <div class="buttons">
        <button type="button" class="primary" onClick={() => lab.play(!isPlaying)} disabled={!isReady}>
          {isPlaying ? 'Pause' : lab.isOver ? 'Play again' : 'Play'}
        </button>
        <button type="button" onClick={() => lab.step()} disabled={!isReady || lab.isOver}>
          Step
        </button>
        <label>
          Speed
          <select
            value={lab.stepsPerSecond}
            onChange={({ currentTarget }) => lab.hurry(Number(currentTarget.value) as Lab['stepsPerSecond'])}
          >
            <option value={5}>slow</option>
            <option value={15}>as on an Atari</option>
            <option value={30}>twice as fast</option>
            <option value={60}>four times</option>
          </select>
        </label>
        <Seed lab={lab} isReady={isReady} />
        <span class="save">
          <button type="button" onClick={() => lab.film()} disabled={!isReady || lab.isFilming}>
            {lab.isFilming ? 'Saving …' : 'Save GIF'}
          </button>
          <button type="button" onClick={() => lab.askHowToRepeat()} disabled={!isReady}>
            Command
          </button>
        </span>
      </div>
      <div class="timeline">
        <Chart moments={lab.timeline.seats} length={Math.max(length, 1)} />
        <input
          type="range"
          aria-label="Step of the game"
          min={0}
          max={Math.max(length, 1)}
          value={step}
          aria-valuetext={`step ${step} of ${length}`}
          disabled={!isReady}
          onInput={({ currentTarget }) => lab.seek(currentTarget.valueAsNumber)}
        />
        <p class="muted">
          <span>
            Step <output data-testid="step">{step}</output>
          </span>
          <span class="keys">red: the attack changed the action · green: proved</span>
          <span>{isPlaying && rate > 0 ? `${rate.toFixed(0)} steps a second` : isPlaying ? '' : 'paused'}</span>
        </p>
      </div>
    </footer>
  );
}

function Seed({ lab, isReady }: { readonly lab: Lab; readonly isReady: boolean }) {
  const [seed, setSeed] = useState<number>();
  const value = seed ?? lab.opened?.seed ?? 0;
  return (
    <form
      class="seed"
      onSubmit={(event) => {
        event.preventDefault();
        lab.restart(value);
        setSeed(undefined);
      }}
    >
      <label>
        Seed
        <input
          type="number"
          min={0}
          max={1_000_000}
          step={1}
          required
          value={value}
          onInput={({ currentTarget }) => setSeed(currentTarget.valueAsNumber || 0)}
        />
      </label>
      <button type="submit" disabled={!isReady}>
        Restart
      </button>
    </form>
  );
}

const chartHeight = 34;
const laneHeight = 17;

/** A lane for each policy: its score as a line, with marks where it was proved and where the attack changed its action. */
function Chart({
  moments,
  length,
}: {
  readonly moments: readonly (readonly (Moment | undefined)[])[];
  readonly length: number;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const element = canvas.current!;
    const ratio = devicePixelRatio;
    const width = element.clientWidth;
    element.width = width * ratio;
    element.height = chartHeight * ratio;
    const context = element.getContext('2d')!;
    context.scale(ratio, ratio);
    const colour = (name: string) => getComputedStyle(element).getPropertyValue(name);
    const scores = moments.flat().map((moment) => moment?.score ?? 0);
    const [low, high] = [Math.min(0, ...scores), Math.max(1, ...scores)];
    moments.forEach((lane, seat) => {
      const bottom = (seat + 1) * laneHeight - 2;
      const x = (step: number) => (step / length) * width;
      const tick = Math.max(1, width / length);
      lane.forEach((moment, step) => {
        if (moment?.isProved || moment?.isFlipped) {
          context.fillStyle = colour(moment.isFlipped ? '--red' : '--green');
          context.fillRect(x(step), bottom, tick, 2);
        }
      });
      context.strokeStyle = colour('--ink');
      context.lineWidth = 1.25;
      context.beginPath();
      lane.forEach((moment, step) => {
        if (moment) context.lineTo(x(step), bottom - 2 - ((moment.score - low) / (high - low)) * (laneHeight - 6));
      });
      context.stroke();
    });
  });
  return (
    <canvas ref={canvas} class="chart" height={chartHeight} role="img" aria-label="Scores, flips and proofs by step" />
  );
}
