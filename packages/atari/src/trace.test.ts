import { expect, it } from 'vitest';
import { traceEpisode } from './trace.js';

it.each([-1, 3])('refuses action %d, which ale-py could not repeat', (action) => {
  const request = { game: 'freeway', preset: 'rainbow', start: 1, actions: () => Int32Array.of(0, action, 1) } as const;
  expect(() => traceEpisode(request, () => undefined)).toThrow(expect.objectContaining({ code: 'ILLEGAL_ACTION' }));
});
