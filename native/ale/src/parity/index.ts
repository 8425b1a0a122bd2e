export { atariRequirements, firstDifference, type ParityCase, type Recording, runReference } from './reference.js';
export { actionTape, Tape } from './tape.js';
