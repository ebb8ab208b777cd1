import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { Transform } from 'node:stream';

/** A wire on which the server's answers come through only as far as they are let. */
export interface MeteredProxy {
  readonly port: number;
  /** Lets at most so many bytes more through, over all connections. */
  allow(bytes: number): void;
  stop(): Promise<void>;
}

/** @param target port on this machine. */
export async function startMeteredProxy(target: number): Promise<MeteredProxy> {
  const sockets = new Set<Socket>();
  let allowed = 0;
  /** Each goes on with what it has to say, as far as it may. */
  const held = new Set<() => void>();
  const meter = (): Transform =>
    new Transform({
      transform(chunk: Buffer, _, done) {
        let rest = chunk;
        const goOn = (): void => {
          const part = rest.subarray(0, allowed);
          allowed -= part.length;
          rest = rest.subarray(part.length);
          if (part.length > 0) this.push(part);
          if (rest.length > 0) return void held.add(goOn);
          held.delete(goOn);
          done();
        };
        goOn();
      },
    });
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    client.pipe(upstream);
    upstream.pipe(meter()).pipe(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    allow(bytes) {
      allowed = Math.max(allowed, bytes);
      held.forEach((goOn) => goOn());
    },
    async stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}
