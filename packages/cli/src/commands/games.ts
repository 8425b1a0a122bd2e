/** `a2pd games`: what can be played, and what it looks like. */
import { Emulator, listGames, listGamesForTwo } from '@a2pd/ale';
import { listZoo } from '@a2pd/experiment/folders';
import type { Command } from 'commander';
import { jsonOption } from '../options.js';

interface ListedGame {
  /** As `--game` takes it. */
  readonly name: string;
  /** Of its own, the fewest there are; 18 in all games with the full set. */
  readonly numActions: number;
  /** In pixels, [height, width]. */
  readonly screen: readonly [height: number, width: number];
  /** Names of its policies in the zoo. */
  readonly zoo: readonly string[];
}

export function configure(command: Command): Command {
  return command
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
--game takes ALE's name in any writing, and the ids of Gym and Gymnasium: PongNoFrameskip-v4, PongDeterministic-v4 and ALE/Pong-v5
are pong. Of an id only the game is taken: --preset says how screens become observations.

Examples:
  $ a2pd games
  $ a2pd games --json | jq -r .games[].name`,
    )
    .action(({ json }: { json?: boolean }) => {
      const games = listed();
      const notOffered = listGamesForTwo();
      if (json) console.log(JSON.stringify({ games, notOffered }));
      else
        console.log(
          `${tableOf(games)}\n\n${games.length} games. Not offered, for two players only: ${notOffered.join(', ')}.`,
        );
    });
}

function listed(): ListedGame[] {
  const zoo = listZoo();
  return listGames()
    .map(({ name }) => ({
      name,
      ...looksOf(name),
      zoo: zoo.filter(({ game }) => game === name).map((entry) => entry.name),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function looksOf(game: string): Pick<ListedGame, 'numActions' | 'screen'> {
  const emulator = new Emulator({ game });
  try {
    return { numActions: emulator.actions.length, screen: [emulator.screenHeight, Emulator.screenWidth] };
  } finally {
    emulator.close();
  }
}

function tableOf(games: readonly ListedGame[]): string {
  const width = Math.max(...games.map(({ name }) => name.length));
  return games
    .map(({ name, numActions, screen, zoo }) => {
      const policies = zoo.length > 0 ? `  zoo: ${zoo.join(', ')}` : '';
      return `${name.padEnd(width)}  ${String(numActions).padStart(2)} actions  ${screen.join('x')}${policies}`;
    })
    .join('\n');
}
