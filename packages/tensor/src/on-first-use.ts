/**
 * Stands for what `load` gives until something of it is asked for. `load` is meant to put the real thing in its place, so that
 * whoever imports the variable has that from then on.
 */
export function onFirstUse<T extends object>(load: () => T): T {
  return new Proxy({} as T, {
    get: (_, name) => Reflect.get(load(), name),
    set: (_, name, value) => Reflect.set(load(), name, value),
  });
}
