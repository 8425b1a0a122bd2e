export { type ExampleNetwork, exampleNetwork } from './example-networks.js';
export { type Affine, type Box, crownIbpReference } from './reference.js';
export { tinyInputShape, tinyLayers, tinyMatrices, tinyModel, tinyTensors, tinyWeights } from './tiny-networks.js';
