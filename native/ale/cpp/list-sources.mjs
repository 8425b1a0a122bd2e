// Prints the C++ sources of the folders named, for binding.gyp: of ALE's, all but the parts that need SDL, those that
// cpp/shims/left_out.cc stands for, and its own interface, whose work console.cc does.
import { readdirSync } from 'node:fs';

const leftOut = /(SDL|DynamicLoad|ScreenExporter|phosphor_blend|ale_interface)/;

for (const folder of process.argv.slice(2)) {
  const files = readdirSync(folder, { recursive: true }).map((name) => `${folder}/${name.replaceAll('\\', '/')}`);
  const sources = files.filter((name) => /\.(cc|cpp|cxx)$/.test(name) && !leftOut.test(name));
  for (const name of sources.sort()) console.log(name);
}
