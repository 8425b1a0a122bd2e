// A stage in the tests of jobs: `node stage.mjs RUN_FOLDER MILLISECONDS [fail|stopped|locked]` takes its time, notes that it ran to the
// end, leaves an artefact and prints where, as the commands of a2pd do.
import { appendFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { lockFolder, writeArtefact } from '@a2pd/artefact';

const [stage, folder, milliseconds, fate] = process.argv.slice(2);
appendFileSync(`${folder}/begun.txt`, `${stage}\n`);
writeFileSync(`${folder}/pid.txt`, String(process.pid));
await sleep(Number(milliseconds));
if (fate === 'fail') {
  console.error(JSON.stringify({ error: { code: 'NOT_FINITE', message: 'the loss is NaN' } }));
  process.exit(1);
}
if (fate === 'stopped') process.exit(130);
if (fate === 'locked') {
  const lock = await lockFolder(folder, 'the run').catch(({ code, message }) => {
    console.error(JSON.stringify({ error: { code, message } }));
    process.exit(1);
  });
  await lock.release();
}
const artefact = `${folder}/${stage}`;
await writeArtefact(artefact, { kind: 'policy', game: 'pong', config: {}, seeds: {} }, {});
appendFileSync(`${folder}/finished.txt`, `${stage}\n`);
console.log(JSON.stringify({ artefact }));
