/** Where a step's time goes: it is run operation by operation, and each operation's own time is added up by name. */
import { tf } from '@a2pd/tensor';

/** The part of tfjs-node's binding that runs operations, each to its end before it returns (on the CPU). */
interface Binding {
  executeOp(name: string, ...rest: unknown[]): unknown;
}

/** Milliseconds of each operation a run of `work`, which must not be compiled; means over `runs` runs. */
export function timeOperations(work: () => void, runs: number): ReadonlyMap<string, number> {
  const backend = tf.backend() as unknown as { binding: Binding };
  const { binding } = backend;
  const times = new Map<string, number>();
  const executeOp: Binding['executeOp'] = (name, ...rest) => {
    const start = performance.now();
    const outputs = binding.executeOp(name, ...rest);
    times.set(name, (times.get(name) ?? 0) + (performance.now() - start) / runs);
    return outputs;
  };
  // The binding's own properties cannot be written, so the clock stands before it.
  backend.binding = Object.create(binding, { executeOp: { value: executeOp } }) as Binding;
  try {
    for (let run = 0; run < runs; run++) work();
  } finally {
    backend.binding = binding;
  }
  return times;
}
