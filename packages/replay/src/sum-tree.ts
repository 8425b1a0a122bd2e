/**
 * Binary tree of sums over non-negative priorities: O(log n) update and sampling in proportion to them
 * (Schaul et al., "Prioritized Experience Replay", 2016, appendix B.2.1).
 */
import { expectationError } from '@a2pd/core';

export class SumTree {
  readonly capacity: number;
  readonly #firstLeaf: number;
  /** Node 1 is the root, node i has children 2i and 2i + 1; node 0 is unused. */
  readonly #nodes: Float64Array;

  constructor(capacity: number) {
    if (!Number.isSafeInteger(capacity) || capacity < 1) {
      throw expectationError('INVALID_ARGUMENT', 'a sum tree capacity of at least 1', capacity);
    }
    this.capacity = capacity;
    this.#firstLeaf = leafCount(capacity);
    this.#nodes = new Float64Array(2 * this.#firstLeaf);
  }

  /** Bytes a tree of `capacity` leaves occupies. */
  static bytes(capacity: number): number {
    return 2 * leafCount(capacity) * Float64Array.BYTES_PER_ELEMENT;
  }

  get total(): number {
    return this.#nodes[1]!;
  }

  /** All priorities, as a view that later updates show through; [capacity]. */
  get leaves(): Float64Array {
    return this.#nodes.subarray(this.#firstLeaf, this.#firstLeaf + this.capacity);
  }

  get(index: number): number {
    return this.#nodes[this.#firstLeaf + this.#checked(index)]!;
  }

  set(index: number, priority: number): void {
    if (!(priority >= 0 && priority < Infinity)) {
      throw expectationError('NOT_FINITE', 'a finite priority of at least 0', priority);
    }
    let node = this.#firstLeaf + this.#checked(index);
    const nodes = this.#nodes;
    nodes[node] = priority;
    // Each sum is formed anew from its children: adding differences would drift over millions of updates.
    for (node >>= 1; node >= 1; node >>= 1) nodes[node] = nodes[2 * node]! + nodes[2 * node + 1]!;
  }

  /**
   * The leaf in whose share of the total `mass` falls; never one of priority 0.
   * @param mass in [0, total).
   */
  find(mass: number): number {
    if (!(this.total > 0)) throw expectationError('INVALID_STATE', 'a priority above 0 to sample from', this.total);
    const nodes = this.#nodes;
    let node = 1;
    while (node < this.#firstLeaf) {
      node *= 2;
      const left = nodes[node]!;
      // Rounding may leave a little mass at the right edge: an empty right branch is never entered.
      if (mass >= left && nodes[node + 1]! > 0) {
        mass -= left;
        node++;
      }
    }
    return node - this.#firstLeaf;
  }

  /** Replaces all priorities. */
  load(leaves: Float64Array): void {
    if (leaves.length !== this.capacity) {
      throw expectationError('INVALID_BUFFER', `${this.capacity} priorities`, leaves);
    }
    if (!leaves.every((priority) => priority >= 0 && priority < Infinity)) {
      throw expectationError('NOT_FINITE', 'finite priorities of at least 0', leaves);
    }
    const nodes = this.#nodes;
    nodes.set(leaves, this.#firstLeaf);
    for (let node = this.#firstLeaf - 1; node >= 1; node--) nodes[node] = nodes[2 * node]! + nodes[2 * node + 1]!;
  }

  #checked(index: number): number {
    if (Number.isSafeInteger(index) && index >= 0 && index < this.capacity) return index;
    throw expectationError('INVALID_ARGUMENT', `a leaf in [0, ${this.capacity})`, index);
  }
}

function leafCount(capacity: number): number {
  return 2 ** Math.ceil(Math.log2(capacity));
}
