/** The queue's address, and how its connections behave: they wait for a broker that restarts, but not for one that never was. */
import { A2pdError, expectationError, messageOf } from '@a2pd/core';
import type { ConnectionOptions } from 'bullmq';
import { Redis } from 'ioredis';

export const queueName = 'a2pd-sweep';

const longestRetryMs = 2_000;

/**
 * @param signal Aborted, a broker that is away is waited for no longer: what was asked of it fails.
 * @throws A2pdError INVALID_ARGUMENT for what is not the address of a Redis.
 */
export function connectionOf(address: string, signal?: AbortSignal): ConnectionOptions {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !['redis:', 'rediss:'].includes(url.protocol) || url.hostname === '') {
    const remedy = 'e.g. --queue redis://localhost:6379';
    throw expectationError('INVALID_ARGUMENT', 'the address of a Redis', withoutPassword(address), remedy);
  }
  return {
    url: address,
    maxRetriesPerRequest: null,
    retryStrategy: (attempts: number) =>
      signal?.aborted ? null : Math.min(100 * 2 ** Math.min(attempts, 6), longestRetryMs),
  };
}

/** @throws A2pdError TOOL_UNAVAILABLE when no Redis answers, or it refuses. */
export async function requireBroker(address: string): Promise<void> {
  connectionOf(address);
  const client = new Redis(address, {
    lazyConnect: true,
    connectTimeout: 5_000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let problem: unknown;
  client.on('error', (error) => {
    problem ??= error;
  });
  try {
    await client.connect();
    await client.ping();
  } catch (error) {
    const cause = problem ?? error;
    const why = messageOf(cause);
    const remedy = 'start one (redis-server --appendonly yes), or mend the address';
    const message = `No Redis at ${withoutPassword(address)}: ${why}; ${remedy}`;
    throw new A2pdError('TOOL_UNAVAILABLE', message, { remedy, cause });
  } finally {
    client.disconnect();
  }
}

/** Whether a Redis answers now. */
export function brokerAnswers(address: string): Promise<boolean> {
  return requireBroker(address).then(
    () => true,
    () => false,
  );
}

/** The address as it may be shown. */
function withoutPassword(address: string): string {
  return address.replace(/(\/\/[^:/@]*:)[^@]*@/, '$1***@');
}
