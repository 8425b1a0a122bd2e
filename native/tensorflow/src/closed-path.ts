/** Where the way to a file is closed to this user. */
import { accessSync, constants } from 'node:fs';
import { dirname, parse } from 'node:path';

/** Of the way down to a file, what this user may not read or go through; undefined where it is open, or ends before. */
export function firstClosed(file: string): string | undefined {
  const { root } = parse(file);
  const way: string[] = [];
  for (let path = file; path !== root; path = dirname(path)) way.unshift(path);
  return way.find((path) => {
    try {
      accessSync(path, path === file ? constants.R_OK : constants.X_OK);
      return false;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EACCES';
    }
  });
}
