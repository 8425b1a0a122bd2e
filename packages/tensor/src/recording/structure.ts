import { type Tensor, tf } from '../tf.js';

/** What a compiled function returns: a tensor, or arrays and records of them. */
export type TensorResult = Tensor | readonly TensorResult[] | { readonly [name: string]: TensorResult };

/** Puts tensors, in the order of `flatten`, into the structure of the result they came from. */
export type Rebuild = (tensors: readonly Tensor[]) => TensorResult;

/** The tensors of a result, and how to make such a result of others. */
export function flatten(result: TensorResult): { readonly tensors: readonly Tensor[]; readonly rebuild: Rebuild } {
  if (result instanceof tf.Tensor) return { tensors: [result], rebuild: ([tensor]) => tensor! };
  const names = Object.keys(result);
  const parts = Object.values(result).map(flatten);
  const isArray = Array.isArray(result);
  return {
    tensors: parts.flatMap((part) => part.tensors),
    rebuild: (tensors) => {
      const values: TensorResult[] = [];
      let begin = 0;
      for (const part of parts) {
        const end = begin + part.tensors.length;
        values.push(part.rebuild(tensors.slice(begin, end)));
        begin = end;
      }
      return isArray ? values : Object.fromEntries(values.map((value, i) => [names[i]!, value]));
    },
  };
}
