/**
 * Modules of users with attacks, methods and defences of their own. A loaded one is known by its file's name and SHA-256, which every
 * manifest that it had a part in repeats: what was made by code that is not in this project says so.
 */
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type PluginReference, readRegularFile, sha256Of } from '@a2pd/artefact';
import { type AttackFactory, findAttack, isAttackFactory, registerAttack } from '@a2pd/attack';
import { A2pdError, messageOf } from '@a2pd/core';
import { findMethod, isMethod, type Method, methodName, registerMethod } from '@a2pd/distill';
import { type DefenceFactory, findDefence, isDefence, registerDefence } from '@a2pd/rainbow';
import type { Hint } from './hint.js';

export interface Plugin extends PluginReference {
  /** The module's file, absolute. */
  readonly file: string;
  /** Names of the attacks, methods and defences that it brought. */
  readonly attacks: readonly string[];
  readonly methods: readonly string[];
  readonly defences: readonly string[];
}

const loaded: Plugin[] = [];

/** In the order in which they were loaded. */
export function loadedPlugins(): readonly Plugin[] {
  return loaded;
}

/**
 * Loads a module and registers what it exports of `defineAttack`, `defineMethod` and `defineDefence`, each by itself or in a list; a
 * module that was loaded already is left as it is. The hash is of this file alone, not of what it imports.
 * @throws A2pdError FILE_UNAVAILABLE, or PLUGIN_UNUSABLE for a module that does not load, exports none of them, or takes a name that
 * exists; nothing of it is registered then.
 */
export async function loadPlugin(path: string): Promise<Plugin> {
  const file = resolve(path);
  const known = loaded.find((plugin) => plugin.file === file);
  if (known) return known;
  const sha256 = sha256Of(await contentsOf(file));
  const exports = await exportsOf(file);
  const attacks = exports.filter(isAttackFactory);
  const methods = exports.filter(isMethod);
  const defences = exports.filter(isDefence);
  if (attacks.length + methods.length + defences.length === 0) {
    const remedy = 'export what defineAttack, defineMethod or defineDefence returns';
    throw unusable(file, 'exports neither an attack nor a method nor a defence', remedy);
  }
  requireNewNames(file, { attacks, methods, defences });
  for (const attack of attacks) registerAttack(attack);
  for (const method of methods) registerMethod(method);
  for (const defence of defences) registerDefence(defence);
  const plugin = {
    ...{ name: basename(file), sha256, file },
    attacks: attacks.map(({ name }) => name),
    methods: methods.map(methodName),
    defences: defences.map(({ name }) => name),
  };
  loaded.push(plugin);
  return plugin;
}

/** The plugins that an attack, a method or a defence of these names comes from. */
export function pluginsOf(names: {
  readonly attacks?: readonly string[];
  readonly method?: string | undefined;
  readonly defence?: string | undefined;
}): PluginReference[] {
  const { attacks = [], method = '', defence = '' } = names;
  return loaded
    .filter(
      (plugin) =>
        plugin.methods.includes(method) ||
        plugin.defences.includes(defence) ||
        attacks.some((name) => plugin.attacks.includes(name)),
    )
    .map(({ name, sha256 }) => ({ name, sha256 }));
}

/** A part of a manifest, left out where no plugin had a part. */
export function pluginsEntry(plugins: readonly PluginReference[]): { readonly plugins?: PluginReference[] } {
  return plugins.length > 0 ? { plugins: [...plugins] } : {};
}

/**
 * @param what Begins a sentence, e.g. "The distillation in runs/pong/student-training".
 * @throws A2pdError INCOMPATIBLE_ARTEFACT naming the first plugin that is not loaded, or not as it was, and its hash.
 */
export function requirePlugins(what: string, needed: readonly PluginReference[] = []): void {
  for (const { name, sha256 } of needed) {
    if (loaded.some((plugin) => plugin.sha256 === sha256)) continue;
    const other = loaded.find((plugin) => plugin.name === name);
    const state = other ? `loaded with other contents (SHA-256 ${other.sha256})` : 'not loaded';
    const remedy = 'load that plugin, as it was';
    const hint: Hint = { next: 'load-plugin', plugin: name };
    const message = `${what} needs the plugin ${name} (SHA-256 ${sha256}), which is ${state}; ${remedy}`;
    throw new A2pdError('INCOMPATIBLE_ARTEFACT', message, { plugin: name, sha256, remedy, hint });
  }
}

async function contentsOf(file: string): Promise<Buffer> {
  return readRegularFile(file).catch((cause) => {
    const remedy = 'name a JavaScript module that can be read';
    const message = `Expected a plugin in ${file} but it cannot be read: ${messageOf(cause)}; ${remedy}`;
    throw new A2pdError('FILE_UNAVAILABLE', message, { path: file, remedy, cause });
  });
}

async function exportsOf(file: string): Promise<unknown[]> {
  try {
    const module = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
    return [...new Set(Object.values(module).flat())];
  } catch (cause) {
    const remedy = 'mend it until node can import it';
    throw unusable(file, `does not load: ${messageOf(cause)}`, remedy, cause);
  }
}

interface Brought {
  readonly attacks: readonly AttackFactory[];
  readonly methods: readonly Method[];
  readonly defences: readonly DefenceFactory[];
}

function requireNewNames(file: string, { attacks, methods, defences }: Brought): void {
  const names = [
    ...attacks.map(({ name }) => ({ kind: 'attack', name, isTaken: findAttack(name) !== undefined })),
    ...methods.map((method) => {
      const name = nameOf(file, method);
      return { kind: 'method', name, isTaken: findMethod(name) !== undefined };
    }),
    ...defences.map(({ name }) => ({ kind: 'defence', name, isTaken: findDefence(name) !== undefined })),
  ];
  for (const [i, { kind, name, isTaken }] of names.entries()) {
    const isTwice = names.some((other, j) => j < i && other.kind === kind && other.name === name);
    if (isTaken || isTwice)
      throw unusable(file, `takes the name ${name}, which another ${kind} has`, 'call it otherwise');
  }
}

function nameOf(file: string, method: Method): string {
  try {
    return methodName(method);
  } catch (cause) {
    throw unusable(file, messageOf(cause), 'begin its schema with name: z.literal("my-method")', cause);
  }
}

function unusable(file: string, how: string, remedy: string, cause?: unknown): A2pdError {
  return new A2pdError('PLUGIN_UNUSABLE', `The plugin ${file} ${how}; ${remedy}`, { path: file, remedy, cause });
}
