/** Whether this machine has what the experiment takes; loads none of it before it is asked. */
export { examineMachine } from './examine.js';
export type { Finding } from './finding.js';
