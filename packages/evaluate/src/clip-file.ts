/**
 * A clip as one compressed file: deflate of a length (uint32, little-endian), a JSON header of that length, and the
 * pictures one after the other in the header's order.
 */
import { deflateSync, inflateSync } from 'node:zlib';
import { A2pdError, type Clip, type ClipStep, frameSize } from '@a2pd/core';
import { z } from 'zod';

/** No clip of 600 steps comes near; a damaged or hostile file must not fill the memory. */
const mostInflatedBytes = 256 * 2 ** 20;

const headerSchema = z.strictObject({
  seed: z.int(),
  steps: z.array(
    z.strictObject({
      agentStep: z.int().nonnegative(),
      screen: z.strictObject({ width: z.int().min(1).max(1024), height: z.int().min(1).max(1024) }).nullable(),
      isPerturbed: z.boolean(),
      perturbationUnit: z.number(),
      cleanAction: z.int().nonnegative(),
      action: z.int().nonnegative(),
      reward: z.number(),
      prescription: z.array(z.number()),
      /** Absent in clips of the first version. */
      cleanPrescription: z.array(z.number()).nullable().default(null),
    }),
  ),
});
type StepHeader = z.infer<typeof headerSchema>['steps'][number];

export function encodeClip(clip: Clip): Buffer {
  const steps = clip.steps.map(({ screen, perturbation, observation: _, ...step }): StepHeader => {
    const size = screen && { width: screen.width, height: screen.height };
    const prescription = [...step.prescription];
    const cleanPrescription = step.cleanPrescription && [...step.cleanPrescription];
    return { ...step, screen: size, isPerturbed: perturbation !== null, prescription, cleanPrescription };
  });
  const header = Buffer.from(JSON.stringify({ seed: clip.seed, steps }));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.byteLength);
  const pictures = clip.steps.flatMap(({ screen, observation, perturbation }) => [
    ...(screen ? [screen.rgb] : []),
    observation,
    ...(perturbation ? [bytesOf(perturbation)] : []),
  ]);
  return deflateSync(Buffer.concat([length, header, ...pictures]));
}

/** @throws A2pdError CORRUPT_ARTEFACT when the bytes are not a whole clip. */
export function decodeClip(file: Uint8Array): Clip {
  try {
    const bytes = inflateSync(file, { maxOutputLength: mostInflatedBytes });
    const pictures = 4 + bytes.readUInt32LE(0);
    const header = headerSchema.parse(JSON.parse(bytes.subarray(4, pictures).toString('utf8')));
    let next = pictures;
    const take = (size: number) => {
      if (next + size > bytes.byteLength) throw corrupt('it ends early');
      next += size;
      return new Uint8Array(bytes.subarray(next - size, next));
    };
    const clip = { seed: header.seed, steps: header.steps.map((step) => decodeStep(step, take)) };
    if (next !== bytes.byteLength) throw corrupt('it is longer than its header says');
    return clip;
  } catch (cause) {
    throw cause instanceof A2pdError ? cause : corrupt('it cannot be unpacked', cause);
  }
}

function decodeStep(
  { screen, isPerturbed, prescription, cleanPrescription, ...step }: StepHeader,
  take: (size: number) => Uint8Array,
): ClipStep {
  return {
    ...step,
    screen: screen && { ...screen, rgb: take(screen.width * screen.height * 3) },
    observation: take(frameSize),
    perturbation: isPerturbed ? new Int8Array(take(frameSize).buffer) : null,
    prescription: Float32Array.from(prescription),
    cleanPrescription: cleanPrescription && Float32Array.from(cleanPrescription),
  };
}

function bytesOf(values: Int8Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function corrupt(why: string, cause?: unknown): A2pdError {
  const remedy = 'make the evaluation again';
  return new A2pdError('CORRUPT_ARTEFACT', `clip.bin is damaged: ${why}; ${remedy}`, { remedy, cause });
}
