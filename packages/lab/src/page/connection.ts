/** The page's end of the socket: words and pictures in, commands out. */
import type { Command } from '../protocol/commands.js';
import type { Message } from '../protocol/messages.js';
import { type Packet, unpack } from '../protocol/packet.js';

export interface Listener {
  hear(message: Message): void;
  see(packet: Packet): void;
  /** The socket is gone; it does not come back by itself. */
  lose(): void;
}

export class Connection {
  readonly #socket: WebSocket;

  /** @param takesOver Whether another tab that has the lab is sent away. */
  constructor(listener: Listener, takesOver: boolean) {
    const address = new URL(takesOver ? 'session?take' : 'session', location.href);
    address.protocol = 'ws:';
    this.#socket = new WebSocket(address);
    this.#socket.binaryType = 'arraybuffer';
    this.#socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (typeof data === 'string') listener.hear(JSON.parse(data));
      else listener.see(unpack(new Uint8Array(data)));
    };
    this.#socket.onclose = () => listener.lose();
  }

  /** Ends it, and nothing more is heard of it. */
  leave(): void {
    this.#socket.onmessage = null;
    this.#socket.onclose = null;
    this.#socket.close();
  }

  send(command: Command): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(command));
  }
}
