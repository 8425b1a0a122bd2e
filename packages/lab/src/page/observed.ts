/** What components draw, and draw again whenever it changes. */
import { useLayoutEffect, useState } from 'preact/hooks';

export abstract class Observed {
  readonly #observers = new Set<() => void>();

  /** Returns what ends it. */
  observe(observer: () => void): () => void {
    this.#observers.add(observer);
    return () => this.#observers.delete(observer);
  }

  protected changed(): void {
    for (const observer of this.#observers) observer();
  }
}

/** Draws the component again whenever the observed changes. */
export function useObserved(observed: Observed): void {
  const [, redraw] = useState({});
  // An effect after the paint would come too late: what the server says until then would never be drawn.
  useLayoutEffect(() => observed.observe(() => redraw({})), [observed]);
}
