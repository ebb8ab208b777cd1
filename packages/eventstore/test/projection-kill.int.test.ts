import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { RawClient } from '../bench/support/raw-client.ts';
import { SERVER, ServerProcess } from '../bench/support/server-process.ts';
import { temporaryData, until } from './support/events.ts';
import { openForTest, readWhole } from './support/store.ts';
import { startEventStore } from '../src/index.ts';

const KILLS = 8;

test(`${KILLS} kill -9 while system projections run: each event is linked exactly once, in order`, async () => {
  const data = temporaryData();
  const args = ['--port', '0', '--insecure', '--data', data, '--start-standard-projections'];
  for (let kill = 0; kill < KILLS; kill++) {
    const server = await ServerProcess.start(SERVER, args);
    const client = new RawClient(server.port);
    let stopping = false;
    let appended = 0;
    const append = async (lane: number): Promise<void> => {
      // The kill ends the last append of each lane with an error.
      while (!stopping)
        await client.append(`order-${lane}`, 1 + (lane % 3), Buffer.from('{}')).then(
          () => appended++,
          () => {},
        );
    };
    const lanes = Array.from({ length: 10 }, (_, lane) => append(lane));
    // By what was appended, not by time: a slow machine is killed in the middle of as much work as a fast one.
    const enough = 80 + Math.floor(Math.random() * 120);
    await until(`${enough} appends have returned`, async () => appended >= enough);
    stopping = true;
    await server.end('SIGKILL');
    await Promise.all(lanes);
    client.close();
  }
  const server = await startEventStore({ port: 0, data, startStandardProjections: true });
  const links = async (): Promise<number> => {
    const page = await fetch(`http://127.0.0.1:${server.port}/admin/api/projections`);
    const list = (await page.json()) as { name: string; progress: number }[];
    return list.find(({ name }) => name === '$by_category')!.progress;
  };
  await until('the projection is at the end', async () => (await links()) > 99.9);
  await server.stop();
  const store = await openForTest(data, { segmentBytes: 64 * 2 ** 20, memtableEntries: 65_536 });
  const linked = readWhole(store, '$ce-order').map((event) => event.data.toString());
  const wanted: string[] = [];
  const reading = store.allForward(0, { stream: (name) => name.startsWith('order-') });
  for (let more = true; more;) {
    const slice = reading.next(1000);
    wanted.push(...slice.events.map(({ stream, revision }) => `${revision}@${stream}`));
    ({ more } = slice);
  }
  await store.close();
  expect(wanted.length).toBeGreaterThan(1000);
  expect(linked).toEqual(wanted);
  rmSync(data, { recursive: true });
}, 60_000);
