/** `a2pd zoo`: the trained policies that come with the project. */
import { Artefact } from '@a2pd/artefact';
import { A2pdError, expectationError, formatBytes, formatEpsilon, percent } from '@a2pd/core';
import {
  addEntry,
  cardFile,
  headlineEpsilon,
  isArtefact,
  listZoo,
  namedPolicy,
  parseZooName,
  policyFolder,
  policyNames,
  runFolder,
  updateEntry,
  type VerifiedEntry,
  verifyEntry,
  type ZooEntry,
  zooEntries,
  zooFolder,
} from '@a2pd/experiment';
import { type Command, Option } from 'commander';
import { runJob } from '../job.js';
import { integer, jsonOption, runOption, runsOption, seedOption } from '../options.js';

interface JsonOptions {
  readonly json?: boolean;
}

interface AddOptions extends JsonOptions {
  readonly run: string;
  readonly runs: string;
  readonly policy: string;
  readonly episodes: number;
  readonly maxAgentSteps?: number;
  readonly seed: number;
  readonly note?: string;
  readonly scaledDown?: string;
}

interface UpdateOptions extends JsonOptions {
  readonly run: string;
  readonly runs: string;
  readonly note?: string;
}

export function configure(command: Command): Command {
  command.addHelpText(
    'after',
    `
Every command that takes a policy takes zoo:<game>/<name> as well. The zoo is the package @a2pd/zoo, which a checkout
has, or the folder $A2PD_ZOO.

Examples:
  $ a2pd zoo list
  $ a2pd zoo show pong/teacher
  $ a2pd zoo verify
  $ a2pd zoo add pong/student-a2pd --run pong
  $ a2pd zoo update pong/teacher --run attacks
  $ a2pd play --policy zoo:pong/student-a2pd --attack pgd --epsilon 1/255 --output attacked.gif`,
  );
  const subcommand = (name: string, description: string) =>
    command.command(name).description(description).exitOverride().addOption(jsonOption());
  subcommand('list', 'Name every policy of the zoo, with its returns').action((options: JsonOptions) => list(options));
  subcommand('show', 'Print the model card of a policy')
    .argument('<policy>', 'game/name')
    .action((policy: string, options: JsonOptions) => show(policy, options));
  subcommand('verify', 'Hash every file again, and ask every policy whether it still does what it did')
    .argument('[policies...]', 'game/name; all of the zoo when absent')
    .action((policies: string[], options: JsonOptions) => verify(policies, options));
  subcommand('add', 'Make an entry from a policy of a run and what the run measured of it')
    .argument('<entry>', 'game/name, e.g. pong/student-a2pd')
    .addOption(runOption())
    .addOption(runsOption())
    .addOption(new Option('--policy <name>', `${policyNames}; by the name of the entry when absent`))
    .addOption(
      new Option('--episodes <n>', 'played to compare float16 with float32').default(50).argParser(integer(1, 10_000)),
    )
    .addOption(new Option('--max-agent-steps <n>', 'cut these episodes here').argParser(integer(1)))
    .addOption(seedOption(0))
    .addOption(new Option('--note <text>', 'what a reader must know first, e.g. that its gate was not reached'))
    .addOption(
      new Option('--scaled-down <text>', "how it is smaller than the paper's protocol, where its manifest is mistaken"),
    )
    .addHelpText(
      'after',
      `
Examples:
  $ a2pd zoo add pong/teacher --run pong
  $ a2pd zoo add pong/student-pgd10 --run pong --policy student-pgd`,
    )
    .action((entry: string, options: AddOptions) => add(entry, options));
  subcommand('update', 'Let an entry take up what a run measured of it since it was made')
    .argument('<entry>', 'game/name, e.g. pong/student-a2pd')
    .addOption(runOption())
    .addOption(runsOption())
    .addOption(new Option('--note <text>', 'what a reader must know first, instead of what the card says now'))
    .addHelpText(
      'after',
      `
Of evaluations under the same attack the one of whole games and most episodes stays, of equal ones the run's; of worst cases the
lower one, unless the same attacks were played more often.

Examples:
  $ a2pd evaluate --run attacks --policy zoo:pong/teacher --attack pgd --steps 50 --epsilon 1/255
  $ a2pd zoo update pong/teacher --run attacks`,
    )
    .action((entry: string, options: UpdateOptions) => update(entry, options));
  return command;
}

async function list(options: JsonOptions): Promise<void> {
  await runJob(options, async () => {
    const entries = await zooEntries();
    const empty = `The zoo in ${zooFolder()} is empty: install @a2pd/zoo from its tarball, or let A2PD_ZOO name another.`;
    const text = entries.length > 0 ? [listTitles, ...entries.map(listLine), listNote].join('\n') : empty;
    const next = entries.length > 0 ? `a2pd zoo show ${entries[0]!.policy}` : 'a2pd zoo add --help';
    return { json: { folder: zooFolder(), entries }, text, next };
  });
}

/** Width of each column but the first, which is set to the left. */
const listWidths = [38, 7, 8, 10, 10, 10, 10];

const listTitles = listRow(['policy', 'network', 'size', 'clean', 'worst', 'certified', 'proved']);

const listNote = `
clean: mean return without an attack; worst: under the worst attack within ${formatEpsilon(headlineEpsilon)} that was tried; certified: at least so much is
left by any attack within ${formatEpsilon(headlineEpsilon)}; proved: share of decisions that none can change. –: not measured.`;

function listLine({ policy, network, megabytes, meanReturn, worst, proved }: ZooEntry): string {
  const figure = (value: number | null | undefined) => (value == null ? '–' : value.toFixed(1));
  return listRow([
    ...[policy, network, `${megabytes.toFixed(1)} MB`, figure(meanReturn), figure(worst?.meanReturn)],
    ...[figure(proved?.certifiedReturn), proved ? percent(proved.actionCertificationRate) : '–'],
  ]);
}

function listRow(cells: readonly string[]): string {
  const padded = cells.map((cell, i) => (i === 0 ? cell.padEnd(listWidths[i]!) : cell.padStart(listWidths[i]!)));
  return `  ${padded.join(' ')}`;
}

async function show(policy: string, options: JsonOptions): Promise<void> {
  await runJob(options, async () => {
    const { game, name } = parseZooName(policy);
    const artefact = await Artefact.open(policyFolder(`zoo:${game}/${name}`), 'policy');
    const card = (await artefact.read(cardFile)).toString('utf8');
    const next = `a2pd play --policy zoo:${game}/${name} --output ${game}.gif`;
    return { json: { manifest: artefact.manifest, card }, text: card.trimEnd(), next };
  });
}

async function verify(policies: readonly string[], options: JsonOptions): Promise<void> {
  const entries = policies.length > 0 ? policies.map(parseZooName) : listZoo();
  await runJob(options, async ({ signal, onProgress }) => {
    const verified: VerifiedEntry[] = [];
    const report = () =>
      onProgress({ stage: 'verify', completed: verified.length, total: entries.length, unit: 'policies' });
    report();
    for (const entry of entries) {
      verified.push(await verifyEntry(entry, signal));
      report();
    }
    const damaged = verified.filter(({ intact }) => !intact);
    const lines = verified.map(describeVerified);
    if (damaged.length > 0) {
      const remedy = 'restore the zoo: git checkout zoo, or install @a2pd/zoo again';
      const names = damaged.map(({ entry }) => `${entry.game}/${entry.name}`).join(', ');
      throw new A2pdError('CORRUPT_ARTEFACT', `${names} cannot be trusted:\n${lines.join('\n')}\n${remedy}`, {
        remedy,
        verified,
      });
    }
    return { json: { verified }, text: lines.length > 0 ? lines.join('\n') : `The zoo in ${zooFolder()} is empty.` };
  });
}

function describeVerified({ entry, intact, files, bytes, fingerprint, complaint }: VerifiedEntry): string {
  const name = `${entry.game}/${entry.name}`;
  if (!intact || !fingerprint) return `✗ ${name}: ${complaint}`;
  const acts = `acts as it did in all ${fingerprint.states} stored states`;
  return `✓ ${name}: ${files} files, ${formatBytes(bytes)}; ${acts}`;
}

async function add(entryName: string, options: AddOptions): Promise<void> {
  const entry = parseZooName(entryName);
  const run = runFolder(options.runs, options.run);
  const policy = namedPolicy(options.policy ?? entry.name, run);
  if (options.policy === undefined && !isArtefact(policy.folder)) {
    const remedy = 'name the policy, e.g. --policy student';
    throw expectationError('FILE_UNAVAILABLE', `a policy ${entry.name} in the run ${run.name}`, undefined, remedy);
  }
  const { episodes, seed, note, scaledDown, maxAgentSteps: maxEpisodeAgentSteps } = options;
  const request = { entry, policy: policy.folder, run, episodes, seed, note, scaledDown, maxEpisodeAgentSteps };
  await runJob(options, async (context) => {
    const added = await addEntry(request, context);
    const { verdict, differingActions, states } = added.precision;
    const text = [
      `Added zoo:${entry.game}/${entry.name}: ${formatBytes(added.bytes)}, mean return ${added.meanReturn.toFixed(2)}, ${added.evaluations} evaluations.`,
      `Weights in ${added.floats === 'F16' ? 'float16' : 'float32'}: ${verdict}, float16 acts otherwise in ${differingActions} of ${states} states.`,
      `Entry: ${added.folder}`,
    ].join('\n');
    return { json: added, text, next: `a2pd zoo verify ${entry.game}/${entry.name}` };
  });
}

async function update(entryName: string, { run, runs, note, ...options }: UpdateOptions): Promise<void> {
  const entry = parseZooName(entryName);
  await runJob(options, async (context) => {
    const updated = await updateEntry({ entry, run: runFolder(runs, run), note }, context);
    const text = `zoo:${entry.game}/${entry.name} took up ${updated.taken} evaluations and has ${updated.evaluations} now.`;
    return { json: updated, text, next: `a2pd zoo show ${entry.game}/${entry.name}` };
  });
}
