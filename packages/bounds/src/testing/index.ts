export { type ExampleNetwork, exampleNetwork } from './example-networks.js';
