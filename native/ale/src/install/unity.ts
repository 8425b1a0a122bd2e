/**
 * Gathers ALE's hundred and sixty sources into three: they compile in a quarter of the time, and the compiler can put
 * the processor's, the bus's and the video chip's functions into each other as link-time optimisation would.
 */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What needs SDL; what cpp/shims/left_out.cc stands for; and ALE's own interface, whose work cpp/console.cc does. */
const leftOut = /(SDL|DynamicLoad|ScreenExporter|phosphor_blend|ale_interface)/;

/** Writes `<sources>/unity/*.cc`, which include what is in `<sources>/ale`. */
export async function writeUnity(sources: string): Promise<void> {
  const machine = (
    await Promise.all(['emucore', 'environment', 'common'].map((room) => listSources(sources, room)))
  ).flat();
  // Its header leaves a brace outside its include guard, so that it cannot be read twice.
  const alone = machine.filter((file) => file.endsWith('NullDev.cxx'));
  const units = {
    machine: machine.filter((file) => !alone.includes(file)),
    games: [...(await listSources(sources, join('games', 'supported'))), ...(await listSources(sources, 'games'))],
    null_device: alone,
  };
  await mkdir(join(sources, 'unity'), { recursive: true });
  for (const [name, files] of Object.entries(units)) {
    const text = files.map((file) => `#include "${file.replaceAll('\\', '/')}"\n`).join('');
    await writeFile(join(sources, 'unity', `${name}.cc`), text);
  }
}

async function listSources(sources: string, room: string): Promise<string[]> {
  const names = await readdir(join(sources, 'ale', room));
  const chosen = names.filter((name) => /\.(cpp|cxx)$/.test(name) && !leftOut.test(name));
  return chosen.sort().map((name) => join('ale', room, name));
}
