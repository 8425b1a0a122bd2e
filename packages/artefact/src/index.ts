export { Artefact } from './artefact.js';
export { makeFolder, syncDirectory, unwritable, writeFileAtomically } from './atomic-file.js';
export { parseConfig } from './config.js';
export { type FolderLock, lockFolder } from './folder-lock.js';
export type { ArtefactDescription, ArtefactKind, Manifest, ParentReference } from './manifest.js';
export { describeTool } from './tool.js';
export { ArtefactWriter, writeArtefact } from './writer.js';
