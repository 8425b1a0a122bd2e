/** What a search has still to follow, the least promising for the player first. */
export class Frontier<Item> {
  readonly #byBound = new Map<number, Item[]>();

  /** The least bound of any item; +Infinity where there is none. */
  get lowest(): number {
    return Math.min(...this.#byBound.keys());
  }

  add(bound: number, item: Item): void {
    const items = this.#byBound.get(bound);
    if (items) items.push(item);
    else this.#byBound.set(bound, [item]);
  }

  /** Removes up to `count` items of the least bounds; of equal ones the newest, which are the deepest. */
  take(count: number): Item[] {
    const taken: Item[] = [];
    while (taken.length < count && this.#byBound.size > 0) {
      const bound = this.lowest;
      const items = this.#byBound.get(bound)!;
      const some = items.splice(Math.max(0, items.length - (count - taken.length)));
      if (items.length === 0) this.#byBound.delete(bound);
      taken.push(...some);
    }
    return taken;
  }
}
