import { createServer } from 'node:net';

/**
 * Where servers for a while listen: below the ports that systems give to outgoing connections (from 32,768 on Linux, from
 * 49,152 elsewhere), of which one could take a port between its choice and its use.
 */
const [FIRST, LAST] = [20_000, 32_000];
const ATTEMPTS = 100;
/** Ports that this process has given away: they may not be listened on yet. */
const given = new Set<number>();

/** A port on loopback that nothing listens on right now. @throws RangeError where a hundred are taken. */
export function freePort(): Promise<number> {
  return freePorts(1);
}

/** The first of `count` ports in a row on loopback that nothing listens on right now. @throws RangeError as above. */
export async function freePorts(count: number): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const first = FIRST + Math.floor(Math.random() * (LAST - FIRST - count));
    const row = Array.from({ length: count }, (_, n) => first + n);
    if (row.some((port) => given.has(port))) continue;
    for (const port of row) given.add(port);
    const free = await Promise.all(row.map((port) => portIsFree('127.0.0.1', port)));
    if (free.every(Boolean)) return first;
  }
  throw new RangeError(`no ${count} free ports in a row found`);
}

/** Whether `port` of `host` can be bound. */
export async function portIsFree(host: string, port: number): Promise<boolean> {
  const probe = createServer();
  return new Promise((resolve) => {
    probe.once('error', () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}
