import { headers, ServiceErrorHeader, type NatsConnection } from 'nats';
import { expect, test } from 'vitest';
import { allRowsBy, askAs, askOver } from './ask.ts';

/** A connection whose requests are answered by a function; undefined: refused as STALE. */
function answering(answer: (input: object) => unknown) {
  const asked: string[] = [];
  const nats = {
    request: async (subject: string, data: string, { timeout }: { timeout: number }) => {
      asked.push(`${subject} ${data} ${timeout}`);
      const found = answer(JSON.parse(data) as object);
      const why = headers();
      if (found === undefined) why.set(ServiceErrorHeader, 'STALE');
      return { headers: why, json: () => found ?? (found === null ? null : STALE) };
    },
  } as unknown as NatsConnection;
  return { nats, asked };
}

const STALE = { code: 'STALE', message: 'behind' };
const asking = { user: 'processes', timeoutMs: 7 };

test('a question goes out under the name of who asks, and is waited for as long as was said', async () => {
  const { nats, asked } = answering(() => ({ isDue: true }));
  expect(await askAs(nats, asking)('settlement.due', { n: 1 })).toEqual({ isDue: true });
  expect(asked).toEqual(['qry.settlement.due.processes {"n":1} 7']);
});

test('what is refused throws the code that the service named', async () => {
  const { nats } = answering(() => undefined);
  await expect(askOver(nats, asking, 'x.y', {})).rejects.toMatchObject({
    code: 'STALE',
    message: 'x.y is not answered: STALE behind',
  });
});

test('nothing is an answer, unless something is needed', async () => {
  const { nats } = answering(() => null);
  expect(await askOver(nats, asking, 'x.y', {})).toBeNull();
  await expect(askAs(nats, asking)('x.y', {})).rejects.toMatchObject({ code: 'NOTHING' });
});

test('pages are asked for one behind the other, each by the cursor of the one before', async () => {
  const pages: Record<string, object> = {
    first: { rows: [1, 2], next: 'b' },
    b: { rows: [], next: 'c' },
    c: { rows: [3] },
  };
  const { nats, asked } = answering(
    (input) => pages[(input as { cursor?: string }).cursor ?? 'first'],
  );
  expect(await allRowsBy<number>(askAs(nats, asking), 'x.y', { day: 'd' })).toEqual([1, 2, 3]);
  expect(asked.map((line) => line.split(' ')[1])).toEqual([
    '{"day":"d"}',
    '{"day":"d","cursor":"b"}',
    '{"day":"d","cursor":"c"}',
  ]);
});
