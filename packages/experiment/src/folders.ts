/** Where runs and policies lie. Loads no TensorFlow: it is the door for what only looks at folders. */
export { peekManifest } from '@a2pd/artefact';
export { algorithmOf } from './records/algorithm.js';
export {
  type NamedPolicy,
  namedPolicy,
  newStudentFolder,
  policyNames,
} from './run/policy-name.js';
export { isRunName, type RunFolder, runFolder, runFolderAt } from './run/run-folder.js';
export {
  entryFolder,
  isArtefact,
  isZooPolicy,
  listZoo,
  parseZooName,
  policyFolder,
  type ZooName,
  zooFolder,
  zooTeacher,
} from './run/zoo-folder.js';
