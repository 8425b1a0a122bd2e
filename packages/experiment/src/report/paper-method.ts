/** Which of the paper's rows a policy of ours repeats, by how it was trained: not by its name. */
import type { Manifest } from '@a2pd/artefact';
import type { PaperMethod } from '@a2pd/report';

/** Nothing for teachers and for methods the paper has no row of. */
export function paperMethodOf({ config }: Manifest): PaperMethod | undefined {
  const method = config.method ?? config.loss;
  const name = typeof method === 'object' && method !== null && 'name' in method ? method.name : undefined;
  if (name === 'a2pd') return 'A2PD';
  // Fischer et al. distil on states that PGD has perturbed.
  return name === 'pgd' ? 'Imitation learning (PGD adversarial training)' : undefined;
}
