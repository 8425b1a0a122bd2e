/** What can be played: the policies of the zoo, those of runs, and those that were named; by game. */
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { attackFactories } from '@a2pd/attack';
import { expectationError } from '@a2pd/core';
import {
  algorithmOf,
  isArtefact,
  listZoo,
  type NamedPolicy,
  peekManifest,
  policyFolder,
} from '@a2pd/experiment/folders';
import type { AttackEntry, GameEntry, PolicyEntry } from '../protocol/messages.js';

export interface CataloguePlaces {
  /** The folder of all runs. */
  readonly runs: string;
  /** Policies of other folders. */
  readonly named: readonly NamedPolicy[];
}

export interface ListedPolicy extends PolicyEntry {
  readonly game: string;
  readonly folder: string;
}

/** Only what is listed here can be opened: the page names policies, never folders. */
export class Catalogue {
  readonly #policies: readonly ListedPolicy[];
  readonly #named: readonly NamedPolicy[];

  private constructor(policies: readonly ListedPolicy[], named: readonly NamedPolicy[]) {
    this.#policies = policies;
    this.#named = named;
  }

  /** What lies there now. A folder that is no policy is passed over. */
  static async read({ runs, named }: CataloguePlaces): Promise<Catalogue> {
    const ofZoo = listZoo().map(({ game, name }) => {
      const id = `zoo:${game}/${name}`;
      return { id, name, origin: 'zoo', folder: policyFolder(id) };
    });
    const ofRuns = (await foldersIn(runs)).map(async (run) => {
      const names = (await foldersIn(join(runs, run))).filter((name) => isArtefact(join(runs, run, name)));
      return names.map((name) => ({
        id: `${join(runs, run, name)}`,
        name,
        origin: run,
        folder: join(runs, run, name),
      }));
    });
    const others = named
      .filter(({ folder }) => !ofZoo.some((entry) => entry.folder === folder))
      .map(({ folder }) => ({ id: folder, name: basename(folder), origin: 'folder', folder }));
    const places = [...ofZoo, ...(await Promise.all(ofRuns)).flat(), ...others];
    const unique = places.filter(({ folder }, i) => places.findIndex((other) => other.folder === folder) === i);
    const policies = unique.flatMap((place) => {
      const about = aboutPolicy(place.folder);
      return about === undefined ? [] : [{ ...place, ...about }];
    });
    return new Catalogue(policies, named);
  }

  games(): GameEntry[] {
    const names = [...new Set(this.#policies.map(({ game }) => game))].sort();
    return names.map((game) => ({
      game,
      policies: this.#policies.filter((policy) => policy.game === game).map(entryOf),
    }));
  }

  /** @throws A2pdError FILE_UNAVAILABLE for what is not listed. */
  find(id: string): ListedPolicy {
    const policy = this.#policies.find((listed) => listed.id === id);
    if (policy) return policy;
    throw expectationError('FILE_UNAVAILABLE', 'a policy that the lab lists', id, 'reload the page to look again');
  }

  /** The policies that were named, else those that show most at once, else the first. */
  opening(): string[] {
    const named = this.#named.flatMap(({ folder }) => this.#policies.find((listed) => listed.folder === folder) ?? []);
    const first = named.length > 0 ? named : this.#policies.filter(({ id }) => showpieces.includes(id));
    return (first.length > 0 ? first : this.#policies).slice(0, first.length > 0 ? 2 : 1).map(({ id }) => id);
  }
}

/** The teacher stops crossing the road within 1/255; the student does not. */
const showpieces = ['zoo:freeway/teacher', 'zoo:freeway/student-certified'];

export function entryOf({ id, name, origin, training }: ListedPolicy): PolicyEntry {
  return { id, name, origin, training };
}

/** All that there are now, those of plugins included. */
export function attackEntries(): AttackEntry[] {
  return attackFactories()
    .filter(({ name }) => name !== 'none')
    .map(({ name, summary, source, options }) => ({ name, summary, source, options }));
}

function aboutPolicy(folder: string): { game: string; training: string } | undefined {
  const { kind, game, config } = peekManifest(folder) ?? {};
  if (kind !== 'policy' || typeof game !== 'string') return undefined;
  return { game, training: trainingOf(config as Trained | undefined) };
}

interface Trained {
  readonly method?: { readonly name?: unknown };
  readonly training?: unknown;
}

function trainingOf(config: Trained | undefined): string {
  if (typeof config?.method?.name === 'string') return `distilled by ${config.method.name}`;
  return config?.training === undefined ? '' : algorithmOf(config.training);
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort();
}
