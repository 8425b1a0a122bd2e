/** The bounds that a certificate can rest on, by name, from the loosest and cheapest to the tightest. */
import { alphaCrownLeads, crownLeads, intervalLeads, type ReluNetwork } from '@a2pd/bounds';
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@a2pd/tensor';

/** Sound lower bounds of the label's lead over each action, as `intervalLeads` has them; float32[N, A]. */
export type LeadBounds = (network: ReluNetwork, input: Tensor4D, labels: Tensor1D, epsilon: Tensor) => Tensor2D;

export const leadBounds = {
  ibp: intervalLeads,
  crown: crownLeads,
  'alpha-crown': alphaCrownLeads,
} as const satisfies Record<string, LeadBounds>;

export type BoundsName = keyof typeof leadBounds;

export const boundsNames = Object.keys(leadBounds) as readonly BoundsName[];

/** Observations that each is best asked of at once: ways back take the processor as they are, whatever their number. */
export const batchSizes: Readonly<Record<BoundsName, number>> = { ibp: 64, crown: 1, 'alpha-crown': 1 };

/** How records call them. */
export const boundsTitles = {
  ibp: 'interval bound propagation',
  crown: 'CROWN',
  'alpha-crown': 'α-CROWN',
} as const satisfies Record<BoundsName, string>;
