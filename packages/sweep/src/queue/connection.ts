/** The queue's address, and how its connections behave: they wait for a broker that restarts, but not for one that never was. */
import { once } from 'node:events';
import { A2pdError, expectationError, messageOf, throwIfAborted } from '@a2pd/core';
import type { ConnectionOptions } from 'bullmq';
import { Redis } from 'ioredis';

export const queueName = 'a2pd-sweep';

const longestRetryMs = 2_000;
/** To a broker that is asked whether it is there at all. */
const patienceMs = 5_000;
const watchPeriodMs = 10_000;
/** For the other end to close a connection that is given up here. */
const farewellMs = 200;

/**
 * @param signal Aborted, a broker that is away is waited for no longer: what was asked of it fails.
 * @throws A2pdError INVALID_ARGUMENT for what is not the address of a Redis.
 */
export function connectionOf(address: string, signal?: AbortSignal): ConnectionOptions {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !['redis:', 'rediss:'].includes(url.protocol) || url.hostname === '') {
    const remedy = 'e.g. redis://localhost:6379';
    throw expectationError('INVALID_ARGUMENT', 'the address of a Redis', withoutPassword(address), remedy);
  }
  return {
    url: address,
    maxRetriesPerRequest: null,
    // Otherwise nothing tells us that the other end has silently gone.
    keepAlive: 10_000,
    disconnectTimeout: farewellMs,
    retryStrategy: (attempts: number) =>
      signal?.aborted ? null : Math.min(100 * 2 ** Math.min(attempts, 6), longestRetryMs),
  };
}

/**
 * @throws A2pdError TOOL_UNAVAILABLE when no Redis answers within seconds, or it refuses; INTERRUPTED when the signal is aborted
 * first.
 */
export async function requireBroker(address: string, signal?: AbortSignal): Promise<void> {
  connectionOf(address);
  try {
    await withClient(address, (client) => client.ping(), { signal });
  } catch (cause) {
    throwIfAborted(signal);
    const why = messageOf(cause);
    const remedy = 'start one (redis-server --appendonly yes), or mend the address';
    const message = `No Redis at ${withoutPassword(address)}: ${why}; ${remedy}`;
    throw new A2pdError('TOOL_UNAVAILABLE', message, { remedy, cause });
  }
}

/** Whether a Redis answers now; a silent one takes the connection and says nothing. */
export async function askBroker(address: string, forMs = 2_000): Promise<'answers' | 'silent' | 'away'> {
  try {
    await withClient(address, (client) => client.ping(), { forMs });
    return 'answers';
  } catch (error) {
    return error instanceof Silence ? 'silent' : 'away';
  }
}

/** Tells once when the broker falls silent: of that, unlike of a broken connection, no event is heard. */
export function watchBroker(address: string, onProblem: ((message: string) => void) | undefined): { end(): void } {
  let wasSilent = false;
  const timer = setInterval(async () => {
    const isSilent = (await askBroker(address, patienceMs)) === 'silent';
    if (isSilent && !wasSilent) onProblem?.(`no answer from ${withoutPassword(address)}`);
    wasSilent = isSilent;
  }, watchPeriodMs);
  return { end: () => clearInterval(timer) };
}

class Silence extends Error {}

/**
 * Asks a broker something on a connection of its own.
 * @param options.forMs How long an answer may take in all.
 */
export async function withClient<T>(
  address: string,
  ask: (client: Redis) => Promise<T>,
  { forMs = patienceMs, signal }: { forMs?: number; signal?: AbortSignal | undefined } = {},
): Promise<T> {
  const client = new Redis(address, {
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    disconnectTimeout: farewellMs,
  });
  let problem: unknown;
  client.on('error', (error) => {
    problem ??= error;
  });
  const timeUp = AbortSignal.timeout(forMs);
  const givenUp = signal ? AbortSignal.any([timeUp, signal]) : timeUp;
  const answered = client.connect().then(() => ask(client));
  try {
    return await Promise.race([answered, aborted(givenUp)]);
  } catch (error) {
    answered.catch(() => undefined);
    throw timeUp.aborted ? new Silence(`it has not answered for ${forMs / 1000} s`) : (problem ?? error);
  } finally {
    client.disconnect();
  }
}

/** Never resolves; rejects as soon as the signal is aborted. */
export async function aborted(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort');
  throw signal.reason;
}

/** The address as it may be shown. */
function withoutPassword(address: string): string {
  return address.replace(/(\/\/[^:/@]*:)[^@]*@/, '$1***@');
}
