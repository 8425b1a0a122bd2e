/** The tables that sweeps leave behind, without what makes them. */
export { describePoint } from '../describe-point.js';
export { attackOfReturn, provedShareMetric } from './metrics.js';
export { type ReadTable, readTable } from './read-table.js';
export type { Cell, SweepTable, TableRow } from './table.js';
