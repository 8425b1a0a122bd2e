import { AtariVectorEnvironment } from '@a2pd/atari';

const environment = new AtariVectorEnvironment({ game: 'pong', preset: 'rainbow', numEnvironments: 8 });
environment.reset({ seed: 1 });
const { observations, rewards } = environment.step(new Int32Array(8));
console.log(observations.length, rewards); // uint8[8, 4, 84, 84], float64[8]
