import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

/** A venue's end of the wire, as its documentation has it; what it is asked is kept. */
export class MadeVenue {
  readonly asked: Readonly<Record<string, unknown>>[] = [];
  readonly #server: WebSocketServer;
  #sessions = 0;

  private constructor(server: WebSocketServer) {
    this.#server = server;
  }

  /** @param heard what it says to a message. */
  static async start(
    greet: (socket: WebSocket) => void,
    heard: (message: Readonly<Record<string, unknown>>, socket: WebSocket) => void,
  ): Promise<MadeVenue> {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    const venue = new MadeVenue(server);
    server.on('connection', (socket) => {
      venue.#sessions++;
      socket.on('message', (data) => {
        const message = JSON.parse((data as Buffer).toString()) as Record<string, unknown>;
        venue.asked.push(message);
        heard(message, socket);
      });
      greet(socket);
    });
    await once(server, 'listening');
    return venue;
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}/stream`;
  }

  /** Connections that were made to it, so far. */
  get sessions(): number {
    return this.#sessions;
  }

  /** Ends every session, and takes new ones. */
  drop(): void {
    for (const socket of this.#server.clients) socket.terminate();
  }

  async stop(): Promise<void> {
    this.drop();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
