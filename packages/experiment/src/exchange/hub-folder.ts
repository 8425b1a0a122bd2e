/**
 * A folder for the Hugging Face Hub: the policy as it is here, which every command opens, and beside it what others read: a card
 * with its figures, weights for PyTorch with their module, and an ONNX model.
 */
import { extname } from 'node:path';
import { type Artefact, makerMark, writeArtefact } from '@a2pd/artefact';
import { expectationError } from '@a2pd/core';
import { type Network, torchModule, torchWeights, writeOnnx } from '@a2pd/exchange';
import { encodeSafetensors } from '@a2pd/tensor';
import { joinRecords } from '../records/join-records.js';
import { gatherRunRecords } from '../records/run-records.js';
import { readOwnRecords, withPolicyName, type ZooRecords } from '../records/zoo-records.js';
import { readNamedFile } from '../run/named-file.js';
import { describeOrigin, manifestHashes } from '../zoo/entry-summary.js';
import type { ExportRequest } from './export-policy.js';
import { renderHubCard } from './hub-card.js';

/** @returns how many bytes it takes. @throws A2pdError FILE_UNAVAILABLE, INVALID_ARGUMENT for a film of another kind. */
export async function writeHubFolder(
  { policy, output, run, film }: ExportRequest,
  artefact: Artefact,
  network: Network,
): Promise<number> {
  const { manifest, reference } = artefact;
  const replay = film === undefined ? undefined : await readFilm(film);
  const records = withPolicyName(await recordsOf(artefact, policy.name, run), policy.name);
  const own = await Promise.all(
    manifest.files.map(async ({ path }) => [path, new Uint8Array(await artefact.read(path))] as const),
  );
  const metadata = { software: makerMark, manifestSha256: reference.manifestSha256 };
  const files = {
    ...Object.fromEntries(own),
    ...(replay ? { [replay.name]: replay.bytes } : {}),
    'model.safetensors': encodeSafetensors(torchWeights(network), { format: 'pt', ...metadata }),
    'model.onnx': writeOnnx(network, { producer: 'a2pd', description: makerMark, metadata }),
    'policy.py': torchModule(network),
    'README.md': renderHubCard({ manifest, policyName: policy.name, records, film: replay?.name }),
  };
  const described = { ...describeOrigin(manifest), parents: [reference] };
  const written = await writeArtefact(
    output,
    manifest.summary === undefined ? described : { ...described, summary: manifest.summary },
    files,
  );
  return written.files.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** What lies beside the weights, as in the zoo, and what a run measured. */
async function recordsOf(artefact: Artefact, name: string, run: ExportRequest['run']): Promise<ZooRecords> {
  const own = await readOwnRecords(artefact);
  if (run === undefined) return own;
  return joinRecords(own, await gatherRunRecords(run, artefact, name, manifestHashes(artefact)));
}

async function readFilm(file: string): Promise<{ name: string; bytes: Uint8Array }> {
  const extension = extname(file).toLowerCase();
  if (!['.mp4', '.gif'].includes(extension)) {
    throw expectationError('INVALID_ARGUMENT', 'a film, *.mp4 or *.gif', file, 'make one with play');
  }
  return { name: `replay${extension}`, bytes: await readNamedFile(file) };
}
