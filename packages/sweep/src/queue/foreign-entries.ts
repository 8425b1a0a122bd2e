/**
 * Entries of the queue that no version of ours put there and BullMQ itself cannot read: it would try them again and again. They
 * are taken out of the way and kept under another name, for whoever knows what they are.
 */
import type { Redis } from 'ioredis';
import { queueName, withClient } from './connection.js';

/** What BullMQ reads as JSON of an entry's hash, before any of our code sees it. */
const jsonFields = ['data', 'opts', 'progress', 'parent'];

/** @returns The names of those that this call set aside: `<prefix>:<queue>:set-aside:<name>` is where they lie now. */
export function setAsideForeign(address: string, prefix: string): Promise<string[]> {
  const keyOf = (name: string) => `${prefix}:${queueName}:${name}`;
  return withClient(address, async (client) => {
    const setAside: string[] = [];
    for (const list of ['active', 'wait'].map(keyOf)) {
      for (const name of await client.lrange(list, 0, -1)) {
        if (await isReadable(client, keyOf(name))) continue;
        // Of two workers that see it, one removes it.
        if ((await client.lrem(list, 0, name)) === 0) continue;
        await client.del(keyOf(`${name}:lock`));
        await client.rename(keyOf(name), keyOf(`set-aside:${name}`));
        setAside.push(name);
      }
    }
    return setAside;
  });
}

async function isReadable(client: Redis, key: string): Promise<boolean> {
  try {
    for (const field of await client.hmget(key, ...jsonFields)) JSON.parse(field || '{}');
    return true;
  } catch {
    return false;
  }
}
