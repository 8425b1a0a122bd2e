/** Every policy of the zoo with its first figures. */
import { Artefact } from '@a2pd/artefact';
import { readRecords } from '../records/zoo-records.js';
import { entryFolder, listZoo, type ZooName } from '../run/zoo-folder.js';
import { headlineEpsilon, headlineOf } from './headline.js';
import { isSmallNetwork } from './network-size.js';

export type ZooEntry = Awaited<ReturnType<typeof describeEntry>>;

/** By game and name. @throws A2pdError CORRUPT_ARTEFACT or INCOMPATIBLE_ARTEFACT for an entry that cannot be read. */
export function zooEntries(): Promise<ZooEntry[]> {
  return Promise.all(listZoo().map(describeEntry));
}

async function describeEntry(entry: ZooName) {
  const artefact = await Artefact.open(entryFolder(entry), 'policy');
  const { clean, worst, proved } = headlineOf(await readRecords(artefact));
  const { config, files, scaledDown = null } = artefact.manifest;
  return {
    policy: `zoo:${entry.game}/${entry.name}`,
    network: isSmallNetwork(config.architecture) ? 'small' : 'paper',
    meanReturn: clean?.meanReturn ?? null,
    episodes: clean?.episodes ?? null,
    worst: worst && { epsilon: headlineEpsilon, meanReturn: worst.returns.mean, attacks: worst.attackLabels },
    proved: proved && { epsilon: headlineEpsilon, ...proved },
    megabytes: files.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6,
    scaledDown,
  };
}
