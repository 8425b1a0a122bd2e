import { A2pdError } from '@a2pd/core';
import type { Distribution } from './distribution.js';
import { lastLines } from './run.js';

interface Cause {
  readonly pattern: RegExp;
  readonly what: string;
  readonly remedy: (distribution: Distribution) => string;
}

/** What pip's words mean, the most telling first. */
const causes: readonly Cause[] = [
  {
    pattern: /No space left on device|ENOSPC|Disk quota exceeded/i,
    what: 'the disk is full',
    remedy: ({ approximateBytes }) =>
      `free at least ${Math.ceil((3 * approximateBytes) / 1e6)} MB and run the command again`,
  },
  {
    pattern: /DO NOT MATCH THE HASHES/i,
    what: 'the file is not the pinned one',
    remedy: () => 'look at your package mirror, then try again with PIP_NO_CACHE_DIR=1',
  },
  {
    pattern:
      /NewConnectionError|Name or service not known|getaddrinfo|timed out|Connection (refused|reset|aborted)|Max retries exceeded|SSLError|ProxyError|Retrying \(|from versions: none/i,
    what: 'the package index cannot be reached',
    remedy: () =>
      'check the network, or tell pip its mirror or proxy (PIP_INDEX_URL, HTTPS_PROXY), and run the command again',
  },
  {
    pattern: /No matching distribution found/i,
    what: 'the package index does not offer it',
    remedy: () => 'check that pip uses a complete index (`python3 -m pip config list`)',
  },
];

/** DOWNLOAD_FAILED from what pip printed, naming the likely cause and its remedy, with pip's last lines as detail. */
export function downloadError(distribution: Distribution, pipOutput: string): A2pdError {
  const cause = causes.find(({ pattern }) => pattern.test(pipOutput));
  const what = cause?.what ?? 'pip failed';
  const remedy = cause?.remedy(distribution) ?? 'read what pip says below and run the command again';
  const pipSaid = lastLines(pipOutput, 8);
  return new A2pdError(
    'DOWNLOAD_FAILED',
    `Expected to download ${distribution.requirement} but ${what}; ${remedy}\n${pipSaid}`,
    {
      expected: distribution.fileName,
      received: what,
      remedy,
      pipSaid,
    },
  );
}
