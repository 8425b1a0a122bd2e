/** What the page may ask for. Whatever else arrives is refused: the words come from outside of this process. */
import { expectationError } from '@a2pd/core';
import { z } from 'zod';
import { largestEpsilon, speeds } from './settings.js';

/** As long as a path may be. */
const policyId = z.string().min(1).max(4096);
const seed = z.int().min(0).max(1_000_000);
const step = z.int().min(0).max(1_000_000);
/** One of the two panels. */
const seat = z.union([z.literal(0), z.literal(1)]);

/** On which steps the attack strikes; a gap is that of the clean prescription. */
const timing = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('always') }),
  z.strictObject({ kind: z.literal('every'), steps: z.int().min(2).max(1000) }),
  z.strictObject({ kind: z.literal('gap-above'), gap: z.number().min(0).max(1) }),
  z.strictObject({ kind: z.literal('gap-below'), gap: z.number().min(0).max(1) }),
]);

const attackSettings = z.strictObject({
  name: z.string().min(1).max(60),
  /** 0 is no attack. */
  epsilon: z.number().min(0).max(largestEpsilon),
  /** Other options of the attack, by their names. */
  options: z.record(z.string().max(60), z.union([z.number(), z.string().max(60), z.boolean()])),
  labels: z.enum(['self', 'teacher']),
  timing,
});

const commandSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('open'), policies: z.array(policyId).min(1).max(2), seed }),
  z.strictObject({ type: z.literal('play'), isPlaying: z.boolean() }),
  z.strictObject({ type: z.literal('step') }),
  z.strictObject({ type: z.literal('restart'), seed }),
  z.strictObject({ type: z.literal('seek'), step }),
  z.strictObject({ type: z.literal('speed'), stepsPerSecond: z.union(speeds.map((speed) => z.literal(speed))) }),
  z.strictObject({ type: z.literal('attack'), settings: attackSettings }),
  z.strictObject({ type: z.literal('control'), seat: seat.nullable() }),
  z.strictObject({ type: z.literal('press'), action: z.int().min(0).max(17) }),
  z.strictObject({ type: z.literal('film') }),
  z.strictObject({ type: z.literal('repeat') }),
  /** Acknowledges a frame, so that no more are sent than the page can show. */
  z.strictObject({ type: z.literal('shown'), frame: z.int().min(0) }),
]);

export type Command = z.output<typeof commandSchema>;
export type AttackSettings = z.output<typeof attackSettings>;
export type Timing = z.output<typeof timing>;
export type Seat = z.output<typeof seat>;

/**
 * What a lab begins with, which its own page will ask for.
 * @param first The seed of the first game.
 * @throws A2pdError INVALID_ARGUMENT
 */
export function requireBeginning(policies: readonly string[], first: number): void {
  if (policies.length > 2) throw expectationError('INVALID_ARGUMENT', 'one or two policies', policies);
  const { success } = seed.safeParse(first);
  if (!success) throw expectationError('INVALID_ARGUMENT', 'a seed from 0 to 1,000,000', first, 'choose another seed');
}

/** @throws A2pdError INVALID_ARGUMENT for text that is no command. */
export function parseCommand(text: string): Command {
  const { success, data, error } = commandSchema.safeParse(parsed(text));
  if (success) return data;
  const [issue] = error.issues;
  const place = issue?.path.join('.') || 'the message';
  throw expectationError('INVALID_ARGUMENT', `a command of the lab (${place}: ${issue?.message})`, text);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
