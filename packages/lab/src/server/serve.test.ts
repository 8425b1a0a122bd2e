import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { serve } from './serve.js';

it('outlives peers that are refused and gone, and messages that are too long', async () => {
  const served = await serve({ page: 'lab', port: 0, socket: 'session', receive: (socket) => socket.close() });
  const upgrade = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
  try {
    for (let i = 0; i < 20; i++) {
      const peer = connect(served.port, '127.0.0.1').on('error', () => {});
      await once(peer, 'connect');
      peer.write(upgrade);
      peer.resetAndDestroy();
    }
    const visitor = new WebSocket(`${served.url.replace('http', 'ws')}session`, {
      origin: `http://127.0.0.1:${served.port}`,
    });
    await once(visitor, 'open');
    visitor.send('x'.repeat(20_000));
    await once(visitor, 'close');
    expect((await fetch(served.url)).status).toBe(200);
  } finally {
    served.close();
  }
});
