/** Opens a policy from disk or from the zoo, whichever network it is. */
import { Artefact, type ParentReference } from '@a2pd/artefact';
import { type PresetName, presets } from '@a2pd/atari';
import { A2pdError, expectationError } from '@a2pd/core';
import { loadStudent } from '@a2pd/distill';
import { loadPolicy as loadTeacher, type RainbowModel } from '@a2pd/rainbow';
import type { Model } from '@a2pd/tensor';
import { policyFolder } from './zoo-folder.js';

export interface OpenedPolicy<M extends Model = Model> {
  readonly model: M;
  readonly game: string;
  /** Environment preset that the policy was made for. */
  readonly preset: PresetName;
  readonly reference: ParentReference;
}

/**
 * A student or a teacher.
 * @param policy A folder, or `zoo:<game>/<name>`.
 * @throws A2pdError FILE_UNAVAILABLE, CORRUPT_ARTEFACT or INCOMPATIBLE_ARTEFACT.
 */
export async function openPolicy(policy: string): Promise<OpenedPolicy> {
  const directory = policyFolder(policy);
  const artefact = await Artefact.open(directory, 'policy');
  const name = architectureName(artefact);
  if (name === 'rainbow') return { model: await loadTeacher(directory), ...originOf(artefact) };
  if (name === 'nature-dqn') return { model: (await loadStudent(directory)).student, ...originOf(artefact) };
  throw expectationError('INCOMPATIBLE_ARTEFACT', 'a policy of architecture "rainbow" or "nature-dqn"', name);
}

/** For which game and preset a policy was made; nothing of its network is loaded. Throws as `openPolicy`. */
export async function originOfPolicy(policy: string): Promise<Pick<OpenedPolicy, 'game' | 'preset'>> {
  return originOf(await Artefact.open(policyFolder(policy), 'policy'));
}

/** A Rainbow teacher, whose Q-values can be asked for; named and failing as a policy. */
export async function openTeacher(policy: string, temperature = 1): Promise<OpenedPolicy<RainbowModel>> {
  const directory = policyFolder(policy);
  const artefact = await Artefact.open(directory, 'policy');
  return { model: await loadTeacher(directory, { name: 'teacher', temperature }), ...originOf(artefact) };
}

/** An adversary, which chooses what an attack leads to; named and failing as a policy, also where it is one that plays. */
export async function openAdversary(adversary: string): Promise<OpenedPolicy<RainbowModel>> {
  const directory = policyFolder(adversary);
  const artefact = await Artefact.open(directory, 'adversary');
  return { model: await loadTeacher(directory, { name: 'adversary', kind: 'adversary' }), ...originOf(artefact) };
}

/** Waits for a policy that is being opened, and disposes of it when the `withPolicies` around it ends. */
export type Keep = <Policy extends OpenedPolicy>(opening: Promise<Policy>) => Promise<Policy>;

/** Lets `use` open policies; none stays open when it ends, also where the next one could not be opened. */
export async function withPolicies<Result>(use: (keep: Keep) => Promise<Result>): Promise<Result> {
  const opened: OpenedPolicy[] = [];
  const keep: Keep = async (opening) => {
    const policy = await opening;
    opened.push(policy);
    return policy;
  };
  try {
    return await use(keep);
  } finally {
    for (const { model } of opened) model.dispose();
  }
}

/** @throws A2pdError INCOMPATIBLE_ARTEFACT unless all see and play the same: one game, its screens made alike, the same actions. */
export function requireSameGame([first, ...others]: readonly OpenedPolicy[]): void {
  const describe = ({ game, preset, model }: OpenedPolicy) => `${game} (${preset}) with ${model.numActions} actions`;
  for (const other of others) {
    if (describe(other) === describe(first!)) continue;
    const expected = `a policy of ${describe(first!)}, as ${first!.model.name} is`;
    const remedy = 'name policies of one game and preset';
    throw expectationError('INCOMPATIBLE_ARTEFACT', expected, `${other.model.name} of ${describe(other)}`, remedy);
  }
}

function architectureName({ manifest }: Artefact): unknown {
  const architecture = manifest.config.architecture;
  return typeof architecture === 'object' && architecture !== null && 'name' in architecture
    ? architecture.name
    : undefined;
}

function originOf({ directory, manifest, reference }: Artefact): Omit<OpenedPolicy, 'model'> {
  const { game, config } = manifest;
  const preset = config.preset;
  if (game === undefined || typeof preset !== 'string' || !Object.hasOwn(presets, preset)) {
    const remedy = 'make it again with this version';
    throw new A2pdError(
      'CORRUPT_ARTEFACT',
      `The policy in ${directory} does not say for which game and preset it is; ${remedy}`,
      { remedy },
    );
  }
  return { game, preset: preset as PresetName, reference };
}
