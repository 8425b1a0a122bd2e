/** Which plugins a command is run with: those after --plugin, and those that the nearest package.json names. */
import { dirname, join, resolve } from 'node:path';
import { readTextIfPresent } from '@a2pd/artefact';
import { A2pdError, expectationError } from '@a2pd/core';
import { Option } from 'commander';

export const pluginOption = () =>
  new Option('--plugin <file>', 'a module with attacks, methods or defences of your own; may be given again').argParser(
    (file: string, earlier: readonly string[] = []) => [...earlier, file],
  );

/**
 * Loads them before a command is assembled: their names are choices of its options.
 * @throws A2pdError INVALID_CONFIG for a package.json that names none rightly, or whatever `loadPlugin` throws.
 */
export async function loadPluginsFor(argv: readonly string[]): Promise<void> {
  const files = [...(await filesInPackage(process.cwd())), ...filesIn(argv)];
  if (files.length === 0) return;
  await import('./register-plugin-resolution.js');
  const { loadPlugin } = await import('@a2pd/experiment');
  for (const file of files) await loadPlugin(file);
}

/** Commander cannot be asked yet: what it is to know depends on them. */
function filesIn(argv: readonly string[]): string[] {
  return argv.flatMap((word, i) => {
    if (word.startsWith('--plugin=')) return [word.slice('--plugin='.length)];
    const next = argv[i + 1];
    return word === '--plugin' && next !== undefined && !next.startsWith('-') ? [next] : [];
  });
}

/** Of `a2pd.plugins` in the package.json of the folder, or of the nearest one above that has one. */
async function filesInPackage(folder: string): Promise<string[]> {
  const file = join(folder, 'package.json');
  const text = await readTextIfPresent(file, 'make it readable, or call a2pd from another folder');
  if (text !== undefined) return pluginsIn(file, text).map((path) => resolve(folder, path));
  const above = dirname(folder);
  return above === folder ? [] : filesInPackage(above);
}

function pluginsIn(file: string, text: string): readonly string[] {
  const { plugins = [] } = (parsed(file, text).a2pd ?? {}) as { plugins?: unknown };
  if (Array.isArray(plugins) && plugins.every((path) => typeof path === 'string')) return plugins;
  const remedy = 'e.g. "a2pd": { "plugins": ["./my-attacks.mjs"] }';
  throw expectationError('INVALID_CONFIG', `a list of paths as a2pd.plugins of ${file}`, plugins, remedy);
}

function parsed(file: string, text: string): { readonly a2pd?: unknown } {
  try {
    return Object(JSON.parse(text));
  } catch (cause) {
    const remedy = 'mend it, or call a2pd from another folder';
    throw new A2pdError('INVALID_CONFIG', `${file} is not JSON; ${remedy}`, { path: file, remedy, cause });
  }
}
