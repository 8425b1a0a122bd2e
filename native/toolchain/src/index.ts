export { type BuildAddonOptions, buildAddon } from './build-addon.js';
export { type Distribution, downloadDistribution } from './download.js';
export { type ExtractOptions, extract } from './extract.js';
export { folderBytes } from './folder-bytes.js';
export { describeBytes, describeSeconds, type Log } from './log.js';
export { type OnceBuiltOptions, onceBuilt } from './once-built.js';
export { findCompiler, findMake, findPip, findPython, type Tool } from './probes.js';
export { type RunResult, run } from './run.js';
export { sha256OfFile } from './sha256.js';
