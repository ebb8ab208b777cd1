import WebSocket from 'ws';
import { noFindings, type Findings } from './findings.ts';
import { mutated } from './mutate.ts';
import type { Random } from './random.ts';

const FRAMES = (token: string): readonly object[] => [
  { type: 'connection_init', payload: { Authorization: `Bearer ${token}` } },
  {
    type: 'subscribe',
    id: '1',
    payload: { query: 'subscription { tradeExecuted(instrumentId: "Y") { id } }' },
  },
  {
    type: 'subscribe',
    id: '2',
    payload: { query: 'subscription { orderUpdated(accountId: "alice") { id } }' },
  },
  { type: 'complete', id: '1' },
  { type: 'ping', payload: {} },
];
/** Of RFC 6455, and of the protocol graphql-transport-ws. */
const CLOSED_WITH = /^(1000|1002|1003|1005|1006|1007|1009|4400|4401|4403|4408|4409|4429)$/;

/** Conversations as nobody should have them. @returns wrong: codes that no protocol knows, and answers that are no frames. */
export async function misuseSockets(
  address: string,
  token: string,
  random: Random,
  count: number,
): Promise<Findings> {
  const { wrong, seen } = noFindings();
  for (let n = 0; n < count; n += 10)
    await Promise.all(
      Array.from({ length: 10 }, async () => {
        const url = `${address.replace('http', 'ws')}/graphql`;
        const socket = new WebSocket(url, random.below(9) === 0 ? 'x' : 'graphql-transport-ws');
        socket.on('error', () => undefined);
        socket.on('message', (data: Buffer) => {
          if (!isFrame(data.toString())) wrong.push(data.toString().slice(0, 300));
        });
        const closed = new Promise<string>((resolve) =>
          socket.on('close', (code) => resolve(`${code}`)),
        );
        await Promise.race([new Promise((resolve) => socket.on('open', resolve)), closed]);
        const [init, ...others] = FRAMES(token);
        if (random.below(3) > 0) socket.send(JSON.stringify(init));
        for (
          let frames = random.below(6);
          frames > 0 && socket.readyState === WebSocket.OPEN;
          frames--
        ) {
          const bytes = mutated(random.of(others), random);
          socket.send(random.below(8) === 0 ? bytes : bytes.toString('utf8'));
        }
        if (socket.readyState === WebSocket.OPEN) socket.close();
        const code = await closed;
        seen.add(code);
        if (!CLOSED_WITH.test(code)) wrong.push(`closed with ${code}`);
      }),
    );
  return { wrong, seen };
}

function isFrame(text: string): boolean {
  const { type, payload } = JSON.parse(text) as { type: string; payload?: unknown };
  if (type !== 'error') return /^(connection_ack|pong|ping|next|complete)$/.test(type);
  return (payload as readonly { extensions?: { code?: string } }[]).every(({ extensions }) =>
    /^(?!INTERNAL)[A-Z_]+$/.test(extensions?.code ?? ''),
  );
}
