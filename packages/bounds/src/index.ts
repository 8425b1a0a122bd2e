export { alphaCrownLeads } from './alpha-crown-leads.js';
export { type CrownIbpOptions, crownIbpLeads } from './crown-ibp-leads.js';
export { crownLeads } from './crown-leads.js';
export { type Interval, pixelBox, throughAffine, throughRelu } from './interval.js';
export { intervalLeads } from './interval-leads.js';
export { type AffineLayer, type AffineParts, type ReluModel, type ReluNetwork, requireReluNetwork } from './network.js';
export { smallestLead } from './smallest-lead.js';
export { type BoundedLogits, boundedLogits, worstLogits } from './training-leads.js';
