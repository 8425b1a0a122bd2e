/** The documentation as a static site, with its search: `pnpm docs`. A link that leads nowhere fails the build. */
import { defineConfig } from 'vitepress';

const using = [
  ['Commands', '/commands'],
  ['The lab', '/lab'],
  ['Training a teacher', '/training'],
  ['Distilling a student', '/distilling'],
  ['Attacks', '/attacks'],
  ['Evaluation and audit', '/evaluation'],
  ['Certification', '/certification'],
  ['Sweeps', '/sweeps'],
  ['Data sets', '/data-sets'],
  ['Your own agents', '/exchange'],
  ['Words', '/glossary'],
] as const;

const extending = [
  ['Your own attacks and methods', '/extending'],
  ['Architecture', '/architecture'],
  ['Compiled steps', '/compiled-steps'],
] as const;

const decisions = [
  ['ALE from its sources', '/decisions/0001-ale-from-source'],
  ['TensorFlow from its wheel', '/decisions/0002-tensorflow-from-wheel'],
  ['Distillation', '/decisions/0003-distillation'],
  ['Rooms and commands', '/decisions/0004-rooms-and-commands'],
  ['Sweeps', '/decisions/0005-sweeps'],
  ['Bounds', '/decisions/0006-bounds'],
  ['Packages', '/decisions/0007-packages'],
  ['Precision', '/decisions/0008-precision'],
  ['Games', '/decisions/0009-games-are-ales'],
  ['PQN', '/decisions/0010-pqn'],
] as const;

const measuredGames = ['pong', 'freeway', 'boxing', 'road_runner', 'bank_heist'].map((game) => ({
  game,
  name: game.replace('_', ' '),
}));

const results = [
  ['The paper and this project', '/results/'],
  ['Tables over all games', '/results/tables'],
  ...measuredGames.map(({ game, name }) => [`Game: ${name}`, `/results/game-${game}`] as const),
  ['Does A2PD hold?', '/results/does-a2pd-hold'],
  ['Does mixed precision learn the same?', '/results/precision'],
  ['Distillation at full size', '/results/distillation'],
  ['Speed: environments', '/results/bench-env'],
  ['Speed: training', '/results/bench-train'],
  ['Speed: learner', '/results/bench-learner'],
  ['Speed: distillation', '/results/bench-distill'],
  ['Speed: attacks', '/results/bench-attack'],
  ...measuredGames.map(({ game, name }) => [`Training curve: ${name}`, `/results/training-curve-${game}`] as const),
  ['Training curve: pong by PQN', '/results/training-curve-pong-pqn'],
  ['Training curve: freeway by PQN', '/results/training-curve-freeway-pqn'],
  ['Training curve: bank heist by PQN', '/results/training-curve-bank_heist-pqn'],
] as const;

const group = (text: string, pages: readonly (readonly [string, string])[]) => ({
  text,
  items: pages.map(([title, link]) => ({ text: title, link })),
});

export default defineConfig({
  title: 'A2PD',
  description: 'Robust deep reinforcement learning on Atari: agents, attacks and proofs.',
  srcExclude: ['examples/**'],
  rewrites: { 'results/README.md': 'results/index.md' },
  // The repository's own files, which are no pages of the site.
  ignoreDeadLinks: [/^(\.\/|\.\.\/)+(README|CONTRIBUTING|zoo|packages|native|bench|LICENSE)/, /examples\//],
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    sidebar: [
      group('Use', using),
      group('Extend', extending),
      group('Results', results),
      group('Decisions', decisions),
    ],
  },
});
