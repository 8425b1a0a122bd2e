/** How fast something counts up, from what was seen of it now and then. */

interface Sighting {
  readonly atMs: number;
  readonly count: number;
}

export class Rate {
  readonly #isStale: (sightings: readonly Sighting[]) => boolean;
  #sightings: Sighting[] = [];

  /** @param isStale Whether the first of the sightings counts no more; there are three of them or more. */
  constructor(isStale: (sightings: readonly Sighting[]) => boolean) {
    this.#isStale = isStale;
  }

  /** A count that went down begins anew. */
  see(sighting: Sighting): void {
    const last = this.#sightings.at(-1);
    if (last?.count === sighting.count) return;
    if (last !== undefined && sighting.count < last.count) this.#sightings = [];
    this.#sightings.push(sighting);
    while (this.#sightings.length > 2 && this.#isStale(this.#sightings)) this.#sightings.shift();
  }

  /** Null where no time has passed between two sightings. */
  get perSecond(): number | null {
    const [first, last] = [this.#sightings[0], this.#sightings.at(-1)];
    if (!first || !last || last.atMs <= first.atMs) return null;
    return ((last.count - first.count) * 1000) / (last.atMs - first.atMs);
  }
}
