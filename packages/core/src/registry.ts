/** Things of one kind by their names: those of the project, and those that somebody registered. */
import { expectationError } from './errors.js';

export class Registry<Item> {
  readonly #kind: string;
  readonly #known: Map<string, Item>;

  /** @param kind What errors call one of them, e.g. "attack". */
  constructor(kind: string, builtIn: Iterable<readonly [name: string, item: Item]>) {
    this.#kind = kind;
    this.#known = new Map(builtIn);
  }

  /** In the order in which help and tables list them. */
  entries(): [name: string, item: Item][] {
    return [...this.#known];
  }

  get(name: string): Item | undefined {
    return this.#known.get(name);
  }

  /** The same one may be added again. @throws A2pdError INVALID_ARGUMENT where another one has the name. */
  add(name: string, item: Item): void {
    const known = this.#known.get(name);
    if (known === item) return;
    if (known !== undefined) {
      throw expectationError('INVALID_ARGUMENT', `a name that no ${this.#kind} has yet`, name, 'call it otherwise');
    }
    this.#known.set(name, item);
  }
}
