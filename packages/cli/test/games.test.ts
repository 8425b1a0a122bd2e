/** `a2pd games`, and the names that `--game` understands. */
import { expect, it } from 'vitest';
import { runA2pd } from './run-a2pd.js';

it('lists every game with its actions and its screen, and those that are not offered', async () => {
  const { status, stdout } = await runA2pd(['games', '--json']);
  expect(status).toBe(0);
  const { games, notOffered } = JSON.parse(stdout);
  expect(games).toHaveLength(104);
  expect(games).toContainEqual({
    name: 'pong',
    id: 'ALE/Pong-v5',
    numActions: 6,
    screen: [210, 160],
    reference: { random: -20.7, human: 14.6 },
    zoo: expect.arrayContaining(['teacher']),
  });
  const measured = games.filter(({ reference }: { reference: object | null }) => reference !== null);
  expect(measured).toHaveLength(57);
  // Thirteen games have more lines than most.
  expect(games.filter(({ screen }: { screen: number[] }) => screen[0]! > 210)).toHaveLength(13);
  expect(notOffered).toContain('joust');
  const { stdout: text } = await runA2pd(['games']);
  expect(text).toMatch(
    /^bank_heist +ALE\/BankHeist-v5 +18 actions {2}210x160 {2}random 14.2, human 753.1 {2}zoo: teacher, /m,
  );
});

it.each(['PongNoFrameskip-v4', 'PongDeterministic-v4', 'ALE/Pong-v5', 'Pong'])('--game %s is pong', async (game) => {
  const trace = (name: string) => runA2pd(['trace', '--game', name, '--random', '2']);
  const [named, plain] = await Promise.all([trace(game), trace('pong')]);
  expect(named.stdout).toBe(plain.stdout);
});

it.each([
  [['trace', '--random', '1'], 'montezuma', 'did you mean montezuma_revenge,'],
  [['train', '--run', 'x'], 'WarlordsNoFrameskip-v4', 'a game for one player'],
  [['perturb', '--input', 'x.npy', '--output', 'y.npy', '--attack', 'fgsm'], 'nonsense', 'did you mean'],
])('%j --game %s is answered in the usual words', async (args, game, words) => {
  const { status, stderr } = await runA2pd([...args, '--game', game, '--json']);
  expect(status).toBe(2);
  expect(JSON.parse(stderr).error).toMatchObject({ code: 'UNKNOWN_GAME', message: expect.stringContaining(words) });
});
