/** Whether ALE loads, whether the ROMs are the ones it knows, and whether a game runs. */
import { Emulator, listGames, paperGames, romMd5 } from '@a2pd/ale';
import { type Finding, probe } from './finding.js';

export async function examineEmulator(): Promise<Finding[]> {
  return [
    await probe('ALE', () => {
      const emulator = new Emulator({ game: 'pong' });
      for (let frame = 0; frame < 60; frame++) emulator.act(emulator.actions[0]!);
      emulator.close();
      return `${listGames().length} games, pong plays`;
    }),
    await probe('ROMs', () => paperGames.map((game) => `${game} ${romMd5(game).slice(0, 8)}`).join(', ')),
  ];
}
