/** Whether ALE loads, under which licence, whether the ROMs are the ones it knows, and whether a game runs. */
import { createRequire } from 'node:module';
import { Emulator, listGames, paperGames, romMd5 } from '@a2pd/ale';
import { type Finding, probe } from './finding.js';

const { license } = createRequire(import.meta.url)('@a2pd/ale/package.json') as { license: string };

export async function examineEmulator(): Promise<Finding[]> {
  return [
    await probe('ALE', () => {
      const emulator = new Emulator({ game: 'pong' });
      for (let frame = 0; frame < 60; frame++) emulator.act(emulator.actions[0]!);
      emulator.close();
      return `${listGames().length} games, pong plays; licence ${license}`;
    }),
    await probe('ROMs', () => paperGames.map((game) => `${game} ${romMd5(game).slice(0, 8)}`).join(', ')),
  ];
}
