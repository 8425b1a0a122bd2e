/** Policies from and for other projects: their files in, ours out. */
export { type FormatName, formatNames, formats } from './formats/formats.js';
export { type Architecture, architectureSchema, type Network } from './network.js';
export { type OnnxWords, writeOnnx } from './onnx/write-onnx.js';
export { readNetwork } from './read-network.js';
export { type PolicyFileOptions, readPolicyFile } from './read-policy-file.js';
export { readStateDict } from './torch/read-state-dict.js';
export { torchModule } from './torch/torch-module.js';
export { torchWeights } from './torch/torch-weights.js';
export { writeStateDict } from './torch/write-state-dict.js';
