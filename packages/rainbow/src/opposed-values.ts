/** A network that wants the opposite: its values are those of another with the opposite sign. */
import type { HostTensors } from '@a2pd/tensor';

/**
 * Where an adversary may begin: it then leads to the action that a teacher thinks worst.
 * @param means Of a network's weights, whose outputs are values and no distributions; they are left as they are.
 */
export function opposedValues(means: HostTensors): HostTensors {
  const isLast = (name: string) => /\.output\.(kernel|bias)$/.test(name);
  return Object.fromEntries(
    Object.entries(means).map(([name, { shape, data }]) => [
      name,
      { shape, data: isLast(name) ? Float32Array.from(data, (value) => 0 - value) : data },
    ]),
  );
}
