/** The process of one visitor: emulators, policies and attacks, whose work would keep a server from answering. */
import { loadPlugin } from '@a2pd/experiment';
import type { Command } from '../protocol/commands.js';
import { Session, type SessionOptions } from './session.js';

export type ToSession = { readonly options: SessionOptions } | { readonly command: Command };

process.once('message', async (first: ToSession) => {
  if (!('options' in first)) return;
  const { options } = first;
  for (const file of options.plugins) await loadPlugin(file);
  const session = new Session(options, {
    say: (message) => process.send?.({ message }),
    show: (packet) => process.send?.({ packet }),
  });
  process.on('message', (next: ToSession) => {
    if ('command' in next) session.take(next.command);
  });
  await session.run();
});
// The server, or the visitor, has gone.
process.on('disconnect', () => process.exit());
