/** RELIABILITY row 9 for evaluate: 200 kills, no record lost, doubled or changed. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { evaluateArguments, evaluateThroughKills, readEvaluated } from './evaluation-kills.js';
import { runA2pd } from './run-a2pd.js';
import { saveTinyStudent } from './tiny-policies.js';

const kills = 200;
const killsEach = 8;

it(`${kills} kills of evaluate change nothing`, async () => {
  const runs = await mkdtemp(join(tmpdir(), 'a2pd-evaluate-soak-'));
  const student = join(runs, 'policies', 'student');
  await saveTinyStudent(student);
  await runA2pd(evaluateArguments(student, runs, 'whole'));
  const whole = await readEvaluated(runs, 'whole');
  let killed = 0;
  for (let seed = 0; killed < kills; seed++) {
    const run = `killed-${seed}`;
    const args = evaluateArguments(student, runs, run);
    killed += (await evaluateThroughKills(args, { runs, run }, { kills: killsEach, seed })).killed;
    expect(await readEvaluated(runs, run)).toEqual(whole);
  }
  console.log(`${killed} kills`);
  await rm(runs, { recursive: true });
});
