/** Where training's time goes: the methods that a stage consists of are timed while the real Trainer runs. */
import { AtariVectorEnvironment } from '@a2pd/atari';
import { expectationError } from '@a2pd/core';
import { Actor, Learner } from '@a2pd/rainbow';
import { PrioritizedReplay } from '@a2pd/replay';

type Method = readonly [owner: { readonly prototype: object }, name: string];

/** Each method belongs to one stage, and none of them calls another. */
const stages = {
  learning: [[Learner, 'learn']],
  acting: [[Actor, 'explore']],
  sampling: [
    [PrioritizedReplay, 'sample'],
    [PrioritizedReplay, 'updatePriorities'],
  ],
  storing: [
    [PrioritizedReplay, 'begin'],
    [PrioritizedReplay, 'append'],
  ],
  environment: [
    [AtariVectorEnvironment, 'stepAsync'],
    [AtariVectorEnvironment, 'stepWait'],
    [AtariVectorEnvironment, 'reset'],
  ],
} as const satisfies Record<string, readonly Method[]>;

type TimedStage = keyof typeof stages;
export type Stage = TimedStage | 'other';

/** Milliseconds of each stage in `work`; `environment` is what training waits for it, not what overlaps with learning. */
export function timeStages(work: () => void): Readonly<Record<Stage, number>> {
  const times = { learning: 0, acting: 0, sampling: 0, storing: 0, environment: 0 };
  const undo = Object.entries(stages).flatMap(([stage, methods]: [string, readonly Method[]]) =>
    methods.map((method) =>
      timeMethod(method, (ms) => {
        times[stage as TimedStage] += ms;
      }),
    ),
  );
  const began = performance.now();
  try {
    work();
  } finally {
    for (const restore of undo) restore();
  }
  const timed = Object.values(times).reduce((sum, ms) => sum + ms, 0);
  return { ...times, other: performance.now() - began - timed };
}

/** Puts a clock before a method of a class; returns what takes it away again. */
function timeMethod([{ prototype }, name]: Method, add: (ms: number) => void): () => void {
  const method: unknown = Reflect.get(prototype, name);
  if (typeof method !== 'function') throw expectationError('INVALID_STATE', `a method ${name} to time`, method);
  function timed(this: unknown, ...args: unknown[]): unknown {
    const began = performance.now();
    try {
      return Reflect.apply(method as () => unknown, this, args);
    } finally {
      add(performance.now() - began);
    }
  }
  Reflect.set(prototype, name, timed);
  return () => Reflect.set(prototype, name, method);
}
