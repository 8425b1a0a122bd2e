export { type TensorFlowInformation, tensorFlowInformation } from './information.js';
export { loadTensorFlow, type TensorFlow } from './load.js';
