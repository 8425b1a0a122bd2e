/**
 * The order of operations that no data orders. A graph runs its operations in any order their inputs allow; a step that
 * reads a variable, changes it and reads it again must do so in that order, as must operations with a hidden state.
 */

/** Operations that draw from a generator of their own or print. */
const hasHiddenState = /^(Random|Multinomial|TruncatedNormal|ParameterizedTruncatedNormal|Print|Write)/;

interface Uses {
  lastWrite: string | undefined;
  readonly readsSince: string[];
}

export class SideEffectOrder {
  readonly sideEffects: string[] = [];
  readonly #usesOfVariable = new Map<number, Uses>();
  #lastHidden: string | undefined;

  /** The nodes that must have run before an operation on these variables. */
  before(operation: string, variables: readonly number[]): string[] {
    const nodes = new Set<string>();
    for (const variable of variables) {
      const { lastWrite, readsSince } = this.#uses(variable);
      if (lastWrite !== undefined) nodes.add(lastWrite);
      if (!isRead(operation)) for (const read of readsSince) nodes.add(read);
    }
    if (this.#lastHidden !== undefined && hasHiddenState.test(operation)) nodes.add(this.#lastHidden);
    return [...nodes];
  }

  /** Takes a node into account that was just added. */
  add(node: string, operation: string, variables: readonly number[], numOutputs: number): void {
    for (const variable of variables) {
      if (isRead(operation)) this.#uses(variable).readsSince.push(node);
      else this.#usesOfVariable.set(variable, { lastWrite: node, readsSince: [] });
    }
    if (hasHiddenState.test(operation)) this.#lastHidden = node;
    if (numOutputs === 0) this.sideEffects.push(node);
  }

  #uses(variable: number): Uses {
    let uses = this.#usesOfVariable.get(variable);
    if (uses === undefined) {
      uses = { lastWrite: undefined, readsSince: [] };
      this.#usesOfVariable.set(variable, uses);
    }
    return uses;
  }
}

function isRead(operation: string): boolean {
  return operation === 'ReadVariableOp';
}
