/** A data set of the example game, for tests of whatever reads one. */
import { join } from 'node:path';
import { collect } from '../data/collect.js';
import { parseCollectConfig } from '../data/collect-config.js';
import { ExampleEnvironment, exampleTeacher } from './example-environment.js';

/** 120 pairs in three shards. @returns The data set's folder. */
export async function collectExample(folder: string, name: string): Promise<string> {
  const directory = join(folder, name);
  const config = parseCollectConfig({ pairs: 120, pairsPerShard: 50, explorationEpsilon: 0.05 });
  await collect({ teacher: exampleTeacher, environments: [new ExampleEnvironment(2)], config, seed: 3, directory });
  return directory;
}
