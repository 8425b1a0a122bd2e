import { expect, it } from 'vitest';
import { parseMetrics } from './metrics.js';

it('reads what a run reports', () => {
  const line = { kind: 'episode', agentSteps: 17, return: -21, episodeAgentSteps: 17 };
  expect(parseMetrics(JSON.stringify(line))).toEqual(line);
});

it.each(['null', '1', '[]', '{}', '"words"', '{"kind":"mood","agentSteps":1}', '{"kind":"end"}', '{"kind":"end', ''])(
  'passes over %s',
  (line) => expect(parseMetrics(line)).toBeUndefined(),
);
