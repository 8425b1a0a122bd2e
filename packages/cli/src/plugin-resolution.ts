/**
 * Node's resolution of imports, as plugins need it: a module of the user's may lie anywhere. What it imports of this project is
 * what the command itself uses, since a second copy would bring a second TensorFlow; so is zod, where it has none of its own.
 */
import type { InitializeHook, ResolveHook } from 'node:module';

let from: string;

export const initialize: InitializeHook<{ readonly from: string }> = (data) => {
  from = data.from;
};

export const resolve: ResolveHook = async (specifier, context, nextResolve) => {
  // A copy: Node writes what the next step is given into the context itself.
  const theirs = { ...context };
  const ours = { ...context, parentURL: from };
  const [first, second] = specifier.startsWith('@a2pd/') ? [ours, theirs] : [theirs, ours];
  try {
    return await nextResolve(specifier, first);
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND';
    if (!isMissing || !/^(@a2pd\/|zod($|\/))/.test(specifier)) throw error;
    return nextResolve(specifier, second);
  }
};
