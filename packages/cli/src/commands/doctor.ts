/** `a2pd doctor`: what this machine has and lacks, each lack with its remedy. */

import type { Finding } from '@a2pd/experiment/machine';
import { examineMachine } from '@a2pd/experiment/machine';
import type { Command } from 'commander';
import { launcher } from '../command-line.js';

const marks = { ok: '✓', warning: '!', missing: '✗' } as const;

export function configure(command: Command): Command {
  return command
    .option('--json', 'print the findings as one JSON object')
    .addHelpText('after', '\nExamples:\n  $ a2pd doctor\n  $ a2pd doctor --json | jq .findings')
    .action(async ({ json }: { json?: boolean }) => {
      const findings = await examineMachine();
      const fit = findings.every(({ status }) => status !== 'missing');
      if (json) console.log(JSON.stringify({ fit, findings }, null, 2));
      else printFindings(findings, fit);
      process.exitCode = fit ? 0 : 1;
    });
}

function printFindings(findings: readonly Finding[], fit: boolean): void {
  const width = Math.max(...findings.map(({ name }) => name.length));
  for (const { name, status, detail, remedy } of findings) {
    console.log(`${marks[status]} ${name.padEnd(width)}  ${detail}`);
    if (remedy) console.log(`  ${' '.repeat(width)}  → ${remedy}`);
  }
  console.log(
    fit
      ? `\nReady. Next: ${launcher} a2pd pipeline`
      : `\nSomething is missing: follow the arrows, then run ${launcher} a2pd doctor again.`,
  );
}
