/** `a2pd games`: what can be played, and what it looks like. */
import { Emulator, gymId, listGames, listGamesForTwo } from '@a2pd/ale';
import { type ReferenceReturns, referenceReturns } from '@a2pd/core';
import { listZoo } from '@a2pd/experiment/folders';
import type { Command } from 'commander';
import { jsonOption } from '../options.js';

interface ListedGame {
  /** As `--game` takes it. */
  readonly name: string;
  /** Gymnasium's id. */
  readonly id: string;
  /** Of its own, the fewest there are; 18 in all games with the full set. */
  readonly numActions: number;
  /** In pixels, [height, width]. */
  readonly screen: readonly [height: number, width: number];
  /** Mean returns of the random agent and of a human; null beyond the 57 games that have been measured so. */
  readonly reference: ReferenceReturns | null;
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
      id: `ALE/${gymId(name)}-v5`,
      ...looksOf(name),
      reference: referenceReturns(name) ?? null,
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
  const widest = (words: readonly string[]) => Math.max(...words.map(({ length }) => length));
  const [nameWidth, idWidth] = [widest(games.map(({ name }) => name)), widest(games.map(({ id }) => id))];
  return games
    .map(({ name, id, numActions, screen, reference, zoo }) => {
      const returns = reference === null ? '' : `  random ${reference.random}, human ${reference.human}`;
      const policies = zoo.length > 0 ? `  zoo: ${zoo.join(', ')}` : '';
      const actions = `${String(numActions).padStart(2)} actions`;
      return `${name.padEnd(nameWidth)}  ${id.padEnd(idWidth)}  ${actions}  ${screen.join('x')}${returns}${policies}`;
    })
    .join('\n');
}
