// Prints the C++ sources of the folders named, for binding.gyp.
import { readdirSync } from 'node:fs';

for (const folder of process.argv.slice(2)) {
  const files = readdirSync(folder, { recursive: true }).map((name) => `${folder}/${name.replaceAll('\\', '/')}`);
  for (const name of files.filter((file) => file.endsWith('.cc')).sort()) console.log(name);
}
