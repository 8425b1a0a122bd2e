/** Which of the paper's rows a policy of ours repeats, by how it was trained: not by its name. */
import type { Manifest } from '@a2pd/artefact';
import type { PaperMethod } from '@a2pd/report';

/** Nothing for Rainbow's teachers, which have no row in Table 1, and for methods and defences the paper has no row of. */
export function paperMethodOf({ config }: Manifest): PaperMethod | undefined {
  if (config.training !== undefined) return methodOfTraining(config.training as Trained);
  const method = config.method ?? config.loss;
  const name = typeof method === 'object' && method !== null && 'name' in method ? method.name : undefined;
  if (name === 'a2pd') return 'A2PD';
  // Fischer et al. distil on states that PGD has perturbed.
  return name === 'pgd' ? 'Imitation learning (PGD adversarial training)' : undefined;
}

interface Trained {
  readonly defence?: { readonly name: string } | undefined;
  /** Absent where another algorithm trained it. */
  readonly parts?: { readonly distributional: boolean; readonly noisy: boolean } | undefined;
}

const methodOfDefence: Readonly<Record<string, PaperMethod>> = {
  'adversarial-training': 'DQN adversarial training',
  'sa-pgd': 'SA-DQN (PGD)',
  'sa-convex': 'SA-DQN (convex)',
};

/** What Zhang et al. call vanilla has parts of Rainbow too, but neither distributions nor noise. */
function methodOfTraining({ defence, parts }: Trained): PaperMethod | undefined {
  if (defence !== undefined) return methodOfDefence[defence.name];
  return parts !== undefined && !parts.distributional && !parts.noisy ? 'DQN (vanilla)' : undefined;
}
