export { Artefact } from './artefact.js';
export { makeFolder, putFileInPlace, syncDirectory, writeFileAtomically } from './atomic-file.js';
export { parseConfig } from './config.js';
export { type ConfigOption, optionsOf } from './config-option.js';
export { partialPath, removeArtefact } from './leftovers.js';
export {
  isArtefactLocked,
  isFolderLocked,
  type Lock,
  lockArtefact,
  lockFile,
  lockFolder,
  removeUnseenLocks,
} from './lock.js';
export { makerMark } from './maker-mark.js';
export {
  type ArtefactDescription,
  type ArtefactKind,
  type Manifest,
  originSchema,
  type ParentReference,
  type PluginReference,
  weightsFile,
} from './manifest.js';
export { peekManifest } from './manifest-peek.js';
export { optionTable } from './option-table.js';
export { type OutputPlace, requireWritable } from './output-place.js';
export { isRunning, isStillRunning, ownIdentity, type ProcessIdentity } from './process-identity.js';
export { atMost, openRegularFile, readRegularFile, readRegularText } from './read-file.js';
export { absentOnSharedFolder, readIfPresent, readTextIfPresent } from './read-if-present.js';
export { parseRecord } from './record.js';
export { requireFilePlace } from './replaceable.js';
export { schemaByName } from './schema-by-name.js';
export { openPerhapsSealedJson, openSealedJson, sealJson } from './sealed-json.js';
export { sha256Of } from './sha256.js';
export { currentPrecision, describeTool } from './tool.js';
export { ArtefactWriter, writeArtefact } from './writer.js';
