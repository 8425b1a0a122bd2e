/** A small curve with its newest value, or that under the pointer. The report's figures are Vega's; here a line must do. */
import { useState } from 'preact/hooks';
import type { CurveEntry, CurveLine } from '../../protocol/watch-messages.js';

/** Of the drawing's own coordinates: it is stretched to its place, its lines are not. */
const [width, height, margin] = [100, 100, 6] as const;

export function Curve({ curve }: { readonly curve: CurveEntry }) {
  const { title, unit, lines } = curve;
  const [pointed, setPointed] = useState<number>();
  const [main, beside] = lines as readonly [CurveLine, CurveLine?];
  const bounds = boundsOf(curve);
  const index = pointed === undefined ? main.points.length - 1 : nearest(main, pointed, bounds);
  const [at, value] = main.points[index]!;
  const digits = bounds.high - bounds.low < 0.002 ? 2 : 1;
  const write = (of: number) => (curve.isShare ? `${(100 * of).toFixed(digits)}%` : figure(of));
  return (
    <figure class="curve">
      <figcaption>
        <span>
          {title}
          {bounds.isLogarithmic && <small> (log)</small>}
        </span>
        <strong>{write(value)}</strong>
      </figcaption>
      <div class="plot">
        <p class="range">
          <span>{bounds.high > bounds.low && write(bounds.high)}</span>
          <span>{write(bounds.low)}</span>
        </p>
        <svg
          viewBox={`0 0 ${width} ${height}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={describe(curve, main, write)}
          onPointerMove={({ currentTarget, clientX }) => {
            const box = currentTarget.getBoundingClientRect();
            setPointed((clientX - box.left) / box.width);
          }}
          onPointerLeave={() => setPointed(undefined)}
        >
          {beside && <path class="line beside" d={pathOf(beside, bounds)} />}
          <path class="line main" d={pathOf(main, bounds)} />
          <path class="dot" d={`M${x(at, bounds)} ${y(value, bounds)}h0`} />
        </svg>
        <p class="ends">
          <span>{pointed === undefined ? bounds.right > bounds.left && figure(bounds.left) : `at ${figure(at)}`}</span>
          {beside && (
            <span>
              <i class="key" /> {beside.name}
            </span>
          )}
          <span>
            {figure(bounds.right)} {unit}
          </span>
        </p>
      </div>
    </figure>
  );
}

interface Bounds {
  readonly left: number;
  readonly right: number;
  readonly low: number;
  readonly high: number;
  readonly isLogarithmic: boolean;
}

/** From so much more than the least on, what is small would be drawn flat. */
const wideRange = 100;

function boundsOf({ lines, isLoss }: CurveEntry): Bounds {
  const points = lines.flatMap(({ points }) => points);
  const least = (of: readonly number[]) => of.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const most = (of: readonly number[]) => of.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const [ats, values] = [points.map(([at]) => at), points.map(([, value]) => value)];
  const [low, high] = [least(values), most(values)];
  return { left: least(ats), right: most(ats), low, high, isLogarithmic: isLoss && low > 0 && high > wideRange * low };
}

/** In the middle where there is nothing to spread. */
function x(at: number, { left, right }: Bounds): number {
  return right > left ? rounded(((at - left) / (right - left)) * width) : width;
}

function y(value: number, { low, high, isLogarithmic }: Bounds): number {
  if (high <= low) return height / 2;
  const scale = isLogarithmic ? Math.log : Number;
  const share = (scale(value) - scale(low)) / (scale(high) - scale(low));
  return rounded(height - margin - share * (height - 2 * margin));
}

function pathOf({ points }: CurveLine, bounds: Bounds): string {
  return `M${points.map(([at, value]) => `${x(at, bounds)} ${y(value, bounds)}`).join('L')}`;
}

function nearest({ points }: CurveLine, share: number, bounds: Bounds): number {
  const distance = ([at]: readonly [number, number]) => Math.abs(x(at, bounds) - share * width);
  return points.reduce((best, point, i) => (distance(point) < distance(points[best]!) ? i : best), 0);
}

/** For whoever cannot see it. */
function describe({ title, unit }: CurveEntry, { points }: CurveLine, write: (of: number) => string): string {
  const [first, last] = [points[0]!, points.at(-1)!];
  const best = points.reduce((most, point) => (point[1] > most[1] ? point : most));
  const least = points.reduce((low, point) => (point[1] < low[1] ? point : low));
  if (points.length === 1) return `${title}: ${write(last[1])} at ${figure(last[0])} ${unit}`;
  return (
    `${title}: from ${write(first[1])} at ${figure(first[0])} to ${write(last[1])} at ${figure(last[0])} ${unit}; ` +
    `least ${write(least[1])}, most ${write(best[1])}`
  );
}

/** Three digits; thousands and millions by their letters. */
function figure(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e6) return `${Number((value / 1e6).toPrecision(3))}M`;
  if (size >= 1e4) return `${Number((value / 1e3).toPrecision(3))}k`;
  if (Number.isInteger(value)) return value.toLocaleString('en');
  return size < 1e-3 ? value.toExponential(1) : String(Number(value.toPrecision(3)));
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
