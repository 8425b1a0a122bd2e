/** A made-up clip for the tests of this package. */
import { type Clip, type ClipStep, frameSize, Rng } from '@a2pd/core';

/** A ball that flies across a field. */
export function exampleClip(epsilon: number | null, agentSteps: number): Clip {
  const rng = new Rng(5);
  const stepAt = (agentStep: number): ClipStep => {
    const isFlipped = epsilon !== null && agentStep % 5 === 0;
    return {
      agentStep,
      screen: { width: 160, height: 210, rgb: fieldWithBall(160, 210, 3, agentStep) },
      observation: fieldWithBall(84, 84, 1, agentStep / 2),
      perturbation: epsilon === null ? null : Int8Array.from({ length: frameSize }, () => (rng.integer(3) - 1) * 127),
      perturbationUnit: (epsilon ?? 0) / 127,
      cleanAction: 2,
      action: isFlipped ? 3 : 2,
      reward: agentStep === 12 ? 1 : 0,
      prescription: Float32Array.from([0.02, 0.02, isFlipped ? 0.3 : 0.8, isFlipped ? 0.62 : 0.1, 0.03, 0.01]),
      cleanPrescription: epsilon === null ? null : Float32Array.from([0.02, 0.02, 0.8, 0.1, 0.03, 0.03]),
    };
  };
  return { seed: 1000, steps: Array.from({ length: agentSteps }, (_, i) => stepAt(i)) };
}

function fieldWithBall(width: number, height: number, channels: 1 | 3, step: number): Uint8Array {
  const picture = new Uint8Array(width * height * channels).fill(87);
  if (channels === 3) picture.set([144, 72, 17]);
  if (channels === 3) for (let done = 3; done < picture.length; done *= 2) picture.copyWithin(done, 0, done);
  const [ballX, ballY] = [Math.round((20 + step * 4) % width), Math.round((40 + step * 3) % height)];
  const white = (x: number, y: number) => {
    if (x < width && y < height) picture.fill(236, (y * width + x) * channels, (y * width + x + 1) * channels);
  };
  for (let y = 0; y < height / 50; y++) for (let x = 0; x < width / 80; x++) white(ballX + x, ballY + y);
  for (let y = 0; y < height / 12; y++)
    for (let x = 0; x < width / 40; x++) white(Math.round(width * 0.88) + x, Math.round(height * 0.4) + y);
  return picture;
}
