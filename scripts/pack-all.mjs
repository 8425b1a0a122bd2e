/** `pnpm pack:all`: makes tarballs of all packages in `packed/`, for `npm install` in any other folder. */
import './require-node.mjs';
import { statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './build.mjs';
import { packAll } from './pack.mjs';

for (const file of packAll(join(root, 'packed'), { zoo: true })) {
  console.log(`${relative(root, file)}  ${(statSync(file).size / 1e6).toFixed(2)} MB`);
}
console.log('\nIn another folder: npm install PATH/a2pd-*.tgz');
