import { expect, it } from 'vitest';
import { gatePassed } from './gate.js';
import type { LearningRecord } from './learning-record.js';
import { rainbowReference } from './rainbow-reference.js';
import { renderLearningPage } from './render-learning-page.js';

const record: LearningRecord = {
  command: 'a2pd report --training --run pong-small',
  game: 'pong',
  algorithm: 'Rainbow',
  agentStepsBefore: 0,
  reachedAgentSteps: 1_200_000,
  totalAgentSteps: 3_000_000,
  evaluations: [
    { agentSteps: 200_000, meanReturn: -20.5, interval95: null, seconds: 900 },
    { agentSteps: 900_000, meanReturn: -3, interval95: [-6, 0.5], seconds: 4000 },
    { agentSteps: 1_200_000, meanReturn: 12.25, interval95: [9, 15], seconds: null },
  ],
  evaluationEpisodes: 10,
  training: [
    { agentSteps: 250_000, meanReturn: -20 },
    { agentSteps: 1_100_000, meanReturn: 4 },
  ],
  resumedAtAgentSteps: [500_000],
  seconds: 5400,
  differences: [
    { name: 'hiddenUnits', own: 256, paper: 512 },
    { name: 'learningRate', own: 2e-4, paper: 6.25e-5 },
  ],
  origin: { seed: '1', commit: 'abc | <script>' },
};

/** The cells of the first row that begins so. */
function row(page: string, begin: string): string[] {
  const line = page.split('\n').find((text) => text.startsWith(`| ${begin} |`)) ?? '';
  return line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim());
}

it('sets the run beside Rainbow at equal frames, and leaves open what it has not reached', async () => {
  const page = (await renderLearningPage(record))['training-curve-pong.md']!;
  expect(row(page, '1 M')).toEqual(['1 M', '250,000', '−20.4', '−20.5', '−20.0']);
  expect(row(page, '4 M')).toEqual(['4 M', '1,000,000', '−16.5', '−3.0 [−6.0, 0.5]', '−20.0']);
  expect(row(page, '10 M')).toEqual(['10 M', '2,500,000', '15.2', '–', '–']);
  expect(page).toContain('1,200,000 of 3,000,000 agent steps, 4.8 M emulator frames, in 1.50 hours');
  expect(page).toContain('best evaluation: 12.3 [9.0, 15.0] at 1,200,000 agent steps, over 10 episodes');
});

it('tells how the run differs from the paper, and where it was resumed', async () => {
  const page = (await renderLearningPage(record))['training-curve-pong.md']!;
  expect(row(page, 'hiddenUnits')).toEqual(['hiddenUnits', '256', '512']);
  expect(row(page, 'learningRate')).toEqual(['learningRate', '0.0002', '0.0000625']);
  expect(page).toContain('Stopped and resumed at 500,000 agent steps.');
  expect(page).toContain('- commit: abc \\| &lt;script\\>');
});

it('says where the run started from another', async () => {
  const page = (await renderLearningPage({ ...record, agentStepsBefore: 150_000 }))['training-curve-pong.md']!;
  expect(page).toContain('It started from the weights of a teacher of 150,000 agent steps, which all counts include');
});

it('says when the run was good enough, and names what is not Rainbow', async () => {
  const pageOf = async (own: Partial<LearningRecord>) =>
    Object.entries(await renderLearningPage({ ...record, ...own }))[0]!;
  expect((await pageOf({}))[1]).toContain('It has not been at the gate of 18.0 yet.');
  const evaluations = [
    { agentSteps: 900_000, meanReturn: 18.5, interval95: null, seconds: 450 },
    { agentSteps: 950_000, meanReturn: 20, interval95: null, seconds: 500 },
  ];
  const [name, page] = await pageOf({ evaluations, algorithm: 'PQN' });
  expect(name).toBe('training-curve-pong-pqn.md');
  expect(page).toMatch(/^# Pong: how the teacher learned, by PQN/);
  expect(page).toContain('It was at the gate of 18.0 after 900,000 agent steps and 0.13 hours.');
  expect(row(page, '950,000')).toEqual(['950,000', '3.8 M', '0.14', '20.0']);
  expect(gatePassed({ ...record, evaluations })).toEqual({ gate: 18, agentSteps: 900_000, seconds: 450 });
  // What began elsewhere says nothing of a recipe.
  expect(gatePassed({ ...record, evaluations, agentStepsBefore: 1 })).toBeNull();
});

it('draws evaluations with intervals over steps and frames', async () => {
  const svg = (await renderLearningPage(record))['training-curve-pong.svg']!;
  expect(svg).toMatch(/^<svg[^>]*xmlns=/);
  expect(svg).toContain('frames');
  expect(svg).toContain('agent steps, and emulator frames below');
  expect(svg).toContain('Rainbow elsewhere');
  expect(svg).not.toContain('NaN');
});

it('has a page for a run of which little is known', async () => {
  const empty = { ...record, game: 'breakout', evaluations: [], training: [], resumedAtAgentSteps: [], seconds: null };
  const files = await renderLearningPage({ ...empty, differences: [] });
  expect(Object.keys(files)).toEqual(['md', 'svg', 'json'].map((ending) => `training-curve-breakout.${ending}`));
  expect(files['training-curve-breakout.md']).toContain('No evaluation yet');
  expect(files['training-curve-breakout.md']).toContain('no published curve');
});

it('knows the five games of the paper', () => {
  expect(rainbowReference('pong').map(({ frames, low }) => [frames, low])).toContainEqual([10e6, 15.2]);
  expect(rainbowReference('bank_heist').at(-1)).toEqual({ frames: 40e6, low: 1080, high: 1204 });
  for (const game of ['freeway', 'boxing', 'road_runner']) expect(rainbowReference(game)).toHaveLength(5);
  expect(rainbowReference('toString')).toEqual([]);
});
