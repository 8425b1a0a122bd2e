import { expect, it } from 'vitest';
import { parseMetrics, Recent } from './metrics.js';

it('reads what a run reports', () => {
  const line = { kind: 'episode', agentSteps: 17, return: -21, episodeAgentSteps: 17 };
  expect(parseMetrics(JSON.stringify(line))).toEqual(line);
});

it.each(['null', '1', '[]', '{}', '"words"', '{"kind":"mood","agentSteps":1}', '{"kind":"end"}', '{"kind":"end', ''])(
  'passes over %s',
  (line) => expect(parseMetrics(line)).toBeUndefined(),
);

it('goes on from a state of before there were defences', () => {
  const recent = new Recent();
  recent.restore({ updates: 1, lossSum: 3, gradientNormSum: 5, returns: [] });
  recent.addUpdate({ loss: 1, gradientNorm: 3, defenceTerm: 0.5 });
  expect(recent.takeMeans()).toEqual({ loss: 2, gradientNorm: 4, defenceTerm: 0.25 });
});
