/** Somebody else's agent goes through every command, and ours leave. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Rng } from '@a2pd/core';
import { readStateDict, writeStateDict } from '@a2pd/exchange';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectDone, expectRefused, runA2pd } from './run-a2pd.js';

let folder: string;
const a2pd = (...args: string[]) =>
  runA2pd([...args, '--json'], { folder, environment: { A2PD_ZOO: join(folder, 'zoo') } });

/** Untrained, of narrow layers: as CleanRL saves it when `prefix` is "network.", as SA-DQN does when it is empty. */
async function savedFile(prefix: string, frames: number, numActions: number): Promise<Buffer> {
  const rng = new Rng(1);
  const shapes: Record<string, number[]> = {
    0: [3, frames, 8, 8],
    2: [4, 3, 4, 4],
    4: [5, 4, 3, 3],
    7: [16, 245],
    9: [numActions, 16],
  };
  const tensors = Object.entries(shapes).flatMap(([index, shape]) => {
    const name = `${prefix}${index}`;
    const inputs = shape.slice(1).reduce((product, extent) => product * extent, 1);
    const draw = (size: number) => new Float32Array(size).map(() => (2 * rng.uniform() - 1) / Math.sqrt(inputs));
    return [
      [`${name}.weight`, { shape, data: draw(inputs * shape[0]!) }] as const,
      [`${name}.bias`, { shape: [shape[0]!], data: draw(shape[0]!) }] as const,
    ];
  });
  return writeStateDict(Object.fromEntries(tensors));
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'a2pd-exchange-'));
  await writeFile(join(folder, 'dqn.pth'), await savedFile('network.', 4, 6));
  const imported = expectDone(
    await a2pd('import', 'dqn.pth', '--as', 'cleanrl-dqn', '--game', 'ALE/Pong-v5', '--run', 'mine'),
  );
  expect(imported).toMatchObject({
    game: 'pong',
    preset: 'cleanrl',
    architecture: { name: 'nature-dqn', numActions: 6, hiddenUnits: 16, filters: [3, 4, 5] },
    imported: { from: 'dqn.pth', as: 'cleanrl-dqn', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
  });
});
afterAll(() => rm(folder, { recursive: true }));

/** docs/exchange.md has the rest of the way, at its own sizes. */
describe('an imported policy', () => {
  it('says in its manifest where it came from, and is not replaced unasked', async () => {
    const manifest = JSON.parse(await readFile(join(folder, 'runs/mine/student/manifest.json'), 'utf8'));
    expect(manifest.config).toMatchObject({ preset: 'cleanrl', imported: { from: 'dqn.pth', as: 'cleanrl-dqn' } });
    const again = ['import', 'dqn.pth', '--game', 'pong', '--run', 'mine'];
    expectDone(await a2pd(...again, '--as', 'cleanrl-dqn'));
    expect(expectRefused(await a2pd(...again, '--as', 'nature-dqn')).code).toBe('INVALID_STATE');
  });

  it.each([
    ['evaluate --run mine --policy student --attack pgd --epsilon 1/255 --episodes 1 --max-agent-steps 5'],
    ['play --run mine --policy student --max-agent-steps 5'],
    ['certify --run mine --policy student --states 2 --epsilons 1/255'],
    ['collect --run mine --teacher student --pairs 40 --environments 2'],
    ['distill --run mine --student learned --max-epochs 1'],
  ])('is taken by %s', async (command) => {
    expectDone(await a2pd(...command.split(' ')));
  });

  it('becomes an entry of the zoo', async () => {
    const added = await a2pd(
      ...'zoo add pong/other --run mine --policy student --episodes 1 --max-agent-steps 20'.split(' '),
    );
    expectDone(added);
    expectDone(await a2pd('zoo', 'verify', 'pong/other'));
  });

  it('leaves as it came', async () => {
    const leave = 'export --run mine --policy student --to pytorch --output out.pth'.split(' ');
    expectDone(await a2pd(...leave));
    expectDone(await a2pd(...leave));
    const [came, leaves] = await Promise.all(
      ['dqn.pth', 'out.pth'].map(async (name) => readStateDict(await readFile(join(folder, name)))),
    );
    expect(Object.values(leaves!)).toEqual(Object.values(came!));
  });

  it('goes to the Hub in a folder that is a policy itself, with a card of what was measured', async () => {
    const leave = 'export --run mine --policy student --to huggingface --output hub'.split(' ');
    expectDone(await a2pd(...leave));
    const card = await readFile(join(folder, 'hub/README.md'), 'utf8');
    expect(card).toMatch(/^---\nlibrary_name: a2pd\n[\s\S]*\nmodel-index:\n[\s\S]*value: -?\d+\.00 \+\/- 0\.00\n/);
    expect(card).toContain('PongNoFrameskip-v4');
    expect(await readFile(join(folder, 'hub/model.onnx'), 'latin1')).toContain('written by a2pd');
    expectDone(await a2pd('play', '--policy', 'hub', '--max-agent-steps', '3'));
    expect(expectRefused(await a2pd(...leave, '--film', 'dqn.pth')).code).toBe('INVALID_ARGUMENT');
    const filmed = 'export --run mine --policy student --to onnx --output out.onnx --film dqn.gif'.split(' ');
    expect(expectRefused(await a2pd(...filmed)).message).toContain('--film with --to huggingface alone');
  });
});

describe('an agent of SA-DQN', () => {
  it('sees and plays the game as it was trained, through every command', async () => {
    await writeFile(join(folder, 'sa.pth'), await savedFile('', 1, 4));
    const imported = await a2pd('import', 'sa.pth', '--as', 'sa-dqn', '--game', 'pong', '--run', 'sa');
    expect(expectDone(imported)).toMatchObject({ preset: 'sa-dqn', architecture: { numActions: 4 } });
    const brief = '--run sa --policy student --episodes 1 --max-agent-steps 20 --seed 1';
    const evaluated = expectDone(await a2pd(...`evaluate ${brief} --attack fgsm --epsilon 1/255`.split(' ')));
    expect(evaluated).toMatchObject({ summary: { attackedStates: 20 } });
    const proved = await a2pd(...`certify ${brief} --play --epsilons 1/255 --search-states 5`.split(' '));
    expect(expectDone(proved)).toMatchObject({ agentSteps: 20 });
    expectDone(await a2pd(...'collect --run sa --teacher student --pairs 40 --environments 2'.split(' ')));
  });
});

describe('import refuses', () => {
  it.each([
    ['another number of actions', 'freeway', 'Expected a network of 3 actions, as freeway has'],
    ['a game that is none', 'pongg', 'a game that ALE knows'],
  ])('%s', async (_, game, message) => {
    const refused = await a2pd('import', 'dqn.pth', '--as', 'cleanrl-dqn', '--game', game, '--run', 'refused');
    expect(refused.status).not.toBe(0);
    expect(refused.stderr).toContain(message);
  });

  it('a network of SA-DQN that has other actions than it plays the game with', async () => {
    await writeFile(join(folder, 'six.pth'), await savedFile('', 1, 6));
    const refused = await a2pd('import', 'six.pth', '--as', 'sa-dqn', '--game', 'pong', '--run', 'refused');
    expect(expectRefused(refused).message).toContain(
      'Expected a network of 4 actions, as pong has with the preset sa-dqn',
    );
  });

  it('a file that is cut off, and one that is not there', async () => {
    await writeFile(join(folder, 'cut.pth'), (await readFile(join(folder, 'dqn.pth'))).subarray(0, 10_000));
    const refuse = async (file: string) =>
      expectRefused(await a2pd('import', file, '--as', 'cleanrl-dqn', '--game', 'pong', '--run', 'refused')).code;
    expect(await refuse('cut.pth')).toBe('CORRUPT_ARTEFACT');
    expect(await refuse('absent.pth')).toBe('FILE_UNAVAILABLE');
  });
});
