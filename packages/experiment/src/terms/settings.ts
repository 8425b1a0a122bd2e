/** `a.b=value`: single values of a configuration, checked later by the configuration's own schema. */
import { expectationError } from '@a2pd/core';

type Tree = { readonly [key: string]: unknown };

/** `base` with every "path=value" put in; values are JSON, or text where they are not. */
export function readSettings(settings: readonly string[], base: Tree): Tree {
  return settings.reduce((tree, setting) => {
    const match = /^([A-Za-z][\w.]{0,200})=(.*)$/s.exec(setting);
    if (!match) throw expectationError('INVALID_ARGUMENT', 'a setting as key=value', setting, 'e.g. batchSize=64');
    return withValue(tree, match[1]!.split('.'), parseValue(match[2]!));
  }, base);
}

function withValue(tree: Tree, [key, ...rest]: readonly string[], value: unknown): Tree {
  if (key === undefined) return tree;
  const child = Object.hasOwn(tree, key) ? tree[key] : undefined;
  const branch = typeof child === 'object' && child !== null && !Array.isArray(child) ? (child as Tree) : {};
  // Built from entries: a key such as __proto__ stays an ordinary, unknown key.
  return Object.fromEntries([...Object.entries(tree), [key, rest.length > 0 ? withValue(branch, rest, value) : value]]);
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: a word.
    return text;
  }
}
