/** The small trained teachers that come with the project, one folder a game. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const zoo = fileURLToPath(new URL('../../../zoo', import.meta.url));

/** The folder of a game's teacher, if the zoo has one. */
export function zooTeacher(game: string): string | undefined {
  const folder = join(zoo, game);
  return existsSync(join(folder, 'manifest.json')) ? folder : undefined;
}
