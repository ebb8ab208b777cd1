import { EventStoreDBClient, binaryEvent, jsonEvent } from '@eventstore/db-client';
import { describe, expect, test } from 'vitest';
import { SERVER, ServerProcess } from '../bench/support/server-process.ts';
import { temporaryData } from './support/events.ts';
import {
  collect,
  errorOf,
  names,
  numbered,
  numberedEvents,
  scene,
  until,
  type Scene,
} from './support/server.ts';

const count = async (s: Scene, stream: string): Promise<number> =>
  (await collect(s.client.readStream(stream, { resolveLinkTos: true })).catch(() => [])).length;

const status = async (s: Scene, name: string): Promise<string> =>
  (await s.client.getProjectionStatus(name)).projectionStatus;

describe('system projections', () => {
  test('exist stopped, and start by option or by a client', async () => {
    await using s = await scene();
    const list = await s.client.listProjections();
    expect(list.map(({ name, projectionStatus }) => [name, projectionStatus])).toEqual([
      ['$streams', 'Stopped'],
      ['$by_category', 'Stopped'],
      ['$stream_by_category', 'Stopped'],
      ['$by_event_type', 'Stopped'],
      ['$by_correlation_id', 'Stopped'],
    ]);
    await s.client.enableProjection('$by_category');
    await until('it runs', async () => (await status(s, '$by_category')) === 'Running');
  });

  test('link to events by category, type, correlation and first event; links resolve to the originals', async () => {
    await using s = await scene({ startStandardProjections: true });
    const metadata = { $correlationId: 'c1' };
    await s.client.appendToStream('order-1', [jsonEvent({ type: 'Placed', data: {}, metadata })]);
    await s.client.appendToStream('order-2', [jsonEvent({ type: 'Placed', data: {} })]);
    await s.client.appendToStream('order-1', [jsonEvent({ type: 'Filled', data: {}, metadata })]);
    await until('all are linked', async () => (await count(s, '$ce-order')) === 3);
    const byCategory = await collect(s.client.readStream('$ce-order', { resolveLinkTos: true }));
    expect(names(byCategory)).toEqual(['order-1@0', 'order-2@0', 'order-1@1']);
    expect(byCategory[0]?.link?.metadata).toMatchObject({
      $causedBy: byCategory[0]?.event?.id,
      $correlationId: 'c1',
      $o: 'order-1',
    });
    await until('types', async () => (await count(s, '$et-Placed')) === 2);
    await until('correlations', async () => (await count(s, '$bc-c1')) === 2);
    await until('categories', async () => (await count(s, '$category-order')) === 2);
    const streams = await collect(s.client.readStream('$streams'));
    expect(
      streams.map(({ event }) => String(Buffer.from(event?.data as unknown as Uint8Array))),
    ).toContain('0@order-2');
  });

  test('each event is linked once, although the server was stopped and started again', async () => {
    const data = temporaryData();
    for (let run = 1; run <= 3; run++) {
      await using s = await scene({ data, startStandardProjections: true });
      for (let i = 0; i < 5; i++) await s.client.appendToStream(`order-${run}`, [numbered(i)]);
      await until('all are linked', async () => (await count(s, '$ce-order')) >= run * 5);
      expect(await count(s, '$ce-order')).toBe(run * 5);
    }
  });
});

describe('projections in JavaScript', () => {
  test('keep state for each stream of a category, and give it and its transformed result', async () => {
    await using s = await scene({ startStandardProjections: true });
    await s.client.createProjection(
      'totals',
      `fromCategory('order').foreachStream().when({
         $init() { return { total: 0 }; },
         happened(state, event) { state.total += event.data.n; },
       }).transformBy((state) => ({ doubled: state.total * 2 })).outputState()`,
    );
    for (const n of [1, 2, 3]) await s.client.appendToStream('order-1', [numbered(n)]);
    const partition = 'order-1';
    await until('it has seen all', async () => {
      const state = await s.client.getProjectionState<{ total?: number }>('totals', { partition });
      return state.total === 6;
    });
    expect(await s.client.getProjectionResult('totals', { partition })).toEqual({ doubled: 12 });
    expect(await count(s, '$projections-totals-order-1-result')).toBe(3);
  });

  test('emit, link and copy exactly once, and again in full after a reset', async () => {
    await using s = await scene();
    await s.client.createProjection(
      'writer',
      `fromStream('source').when({ happened(state, event) {
         emit('emitted', 'Copied', { n: event.data.n }); linkTo('linked', event); copyTo('copied', event);
       } })`,
      { emitEnabled: true, trackEmittedStreams: true },
    );
    await s.client.appendToStream('source', [numbered(1)]);
    await until('it emits', async () => (await count(s, 'emitted')) > 0);
    await s.client.resetProjection('writer');
    expect(await status(s, 'writer')).toBe('Running');
    await s.client.appendToStream('other', [jsonEvent({ type: 'unrelated', data: {} })]);
    await until('linked', async () => (await count(s, 'linked')) === 1);
    expect(await count(s, '$projections-writer-emittedstreams')).toBe(3);
  });

  test('partition a category by the stream that was categorised, not by what its links point to', async () => {
    await using s = await scene({ startStandardProjections: true });
    await s.client.appendToStream('order-1', [numbered(7)]);
    await s.client.appendToStream('basket-1', [
      binaryEvent({ type: '$>', data: Buffer.from('0@order-1') }),
    ]);
    await s.client.createProjection(
      'baskets',
      `fromCategory('basket').foreachStream().when({
         $init: () => ({ seen: [] }), happened(state, event) { state.seen.push(event.data.n); },
       })`,
    );
    const seen = (partition: string): Promise<object> =>
      s.client.getProjectionState('baskets', { partition });
    await until('it is seen', async () => 'seen' in (await seen('basket-1')));
    expect(await seen('basket-1')).toEqual({ seen: [7] });
    expect(await seen('order-1')).toEqual({});
  });

  test('of a stream see only what it still has', async () => {
    await using s = await scene();
    const streams = ['counted', 'truncated', 'deleted', 'returned', 'tombstoned', 'whole'];
    for (const stream of streams)
      await s.client.appendToStream(stream, [numbered(1), numbered(2), numbered(3)]);
    await s.client.setStreamMetadata('counted', { maxCount: 1 });
    await s.client.setStreamMetadata('truncated', { truncateBefore: 1 });
    await s.client.deleteStream('deleted');
    await s.client.deleteStream('returned');
    await s.client.appendToStream('returned', [numbered(4)]);
    await s.client.tombstoneStream('tombstoned');
    const query = (source: string): string =>
      `${source}.when({ $init: () => ({ seen: [] }), $any(state, { streamId, data }) { state.seen.push([streamId, data.n]); } })`;
    await s.client.createProjection(
      'remaining',
      query(`fromStreams(${JSON.stringify([...streams, 'last'])})`),
    );
    await s.client.appendToStream('last', [numbered(0)]);
    const seen = async (): Promise<unknown[]> =>
      (await s.client.getProjectionState<{ seen?: unknown[] }>('remaining')).seen ?? [];
    await until('it is at the end', async () => JSON.stringify(await seen()).includes('last'));
    expect(await seen()).toEqual([
      ['counted', 3],
      ['truncated', 2],
      ['truncated', 3],
      ['whole', 1],
      ['whole', 2],
      ['whole', 3],
      ['returned', 4],
      ['last', 0],
    ]);
  });

  test('every order is answered when its state is reached, also of many at once', async () => {
    await using s = await scene();
    const query = 'fromAll().when({})';
    await s.client.createProjection('p', query);
    expect(await status(s, 'p')).toBe('Running');
    await s.client.disableProjection('p');
    expect(await status(s, 'p')).toBe('Stopped');
    await s.client.enableProjection('p');
    expect(await status(s, 'p')).toBe('Running');
    await s.client.updateProjection('p', 'fromAll(');
    expect(await status(s, 'p')).toBe('Faulted');
    await s.client.updateProjection('p', query);
    expect(await status(s, 'p')).toBe('Running');
    await s.client.abortProjection('p');
    expect(await status(s, 'p')).toBe('Aborted');
    for (let round = 0; round < 5; round++) {
      const orders = [
        s.client.enableProjection('p'),
        s.client.disableProjection('p'),
        s.client.enableProjection('p'),
        s.client.updateProjection('p', query),
      ];
      await Promise.all(orders);
      expect(await status(s, 'p')).toBe('Running');
    }
    await Promise.all([s.client.disableProjection('p'), s.client.deleteProjection('p')]);
    expect((await errorOf(s.client.getProjectionStatus('p'))).message).toContain('NOT_FOUND');
    await s.client.createProjection('broken', 'fromAll(');
    expect(await status(s, 'broken')).toBe('Faulted');
  });

  test('the limit for one event counts processor time: a server that stood still goes on', async () => {
    const server = await ServerProcess.start(SERVER, ['--port', '0', '--insecure', '--mem']);
    const client = EventStoreDBClient.connectionString(`esdb://127.0.0.1:${server.port}?tls=false`);
    try {
      await client.appendToStream('source', numberedEvents(16));
      await client.createProjection(
        'busy',
        `fromStream('source').when({ $init: () => ({ n: 0 }),
           happened(state) { for (let i = 0, x = 0; i < 600000; i++) x += i; state.n++; } })`,
      );
      for (let stop = 0; stop < 2; stop++) {
        server.signal('SIGSTOP');
        await new Promise((resolve) => setTimeout(resolve, 400));
        server.signal('SIGCONT');
      }
      await until('it has seen all', async () => {
        const { projectionStatus, stateReason } = await client.getProjectionStatus('busy');
        expect([projectionStatus, stateReason]).toEqual(['Running', '']);
        return (await client.getProjectionState<{ n: number }>('busy')).n === 16;
      });
    } finally {
      await client.dispose();
      await server.end('SIGTERM');
    }
  });

  test.each([
    ['endless', `fromAll().when({ $any() { while (true) {} } })`, 'ran for more than'],
    ['greedy', `fromAll().when({ $any() { let s = 'x'; for (;;) s += s; } })`, ''],
    ['broken', `fromAll(`, 'SyntaxError'],
    ['thrower', `fromAll().when({ $any() { throw new Error('oops'); } })`, 'oops'],
    ['silent', `fromAll().when({ $any() { emit('a', 'b', {}); } })`, 'emit'],
    [
      'curious',
      `fromAll().when({ $any() { return { found: typeof process + typeof require }; } })`,
      undefined,
    ],
  ])(
    '%s code cannot harm the server; what fails is Faulted with its reason',
    async (name, query, reason) => {
      await using s = await scene();
      await s.client.appendToStream('source', [numbered(1)]);
      await s.client.createProjection(name, query);
      const wanted = reason === undefined ? 'Running' : 'Faulted';
      await until(wanted, async () => (await status(s, name)) === wanted);
      const { stateReason } = await s.client.getProjectionStatus(name);
      expect(stateReason).toContain(reason ?? '');
      if (reason === undefined)
        await until(
          'it ran',
          async () =>
            JSON.stringify(await s.client.getProjectionState(name)) ===
            '{"found":"undefinedundefined"}',
        );
      await s.client.appendToStream('source', [numbered(2)]);
    },
  );

  test('a script cannot write to system streams, which the server would do with rights that its author lacks', async () => {
    await using s = await scene();
    await s.client.appendToStream('source', [numbered(1)]);
    const query = `fromAll().when({ $any() { emit('$settings', 'x', {}); } })`;
    await s.client.createProjection('climber', query, { emitEnabled: true });
    await until('it is stopped', async () => (await status(s, 'climber')) === 'Faulted');
    expect(await count(s, '$settings')).toBe(0);
  });

  test('update goes on with the new query, delete needs it disabled, a missing one is not found', async () => {
    await using s = await scene();
    await s.client.createProjection(
      'p',
      `fromAll().when({ $init: () => ({ n: 0 }), happened(s) { s.n++; } })`,
    );
    await s.client.appendToStream('source', [numbered(1)]);
    await until(
      'one',
      async () => JSON.stringify(await s.client.getProjectionState('p')) === '{"n":1}',
    );
    await s.client.updateProjection(
      'p',
      `fromAll().when({ $init: () => ({ n: 0 }), happened(s) { s.n += 10; } })`,
    );
    await s.client.appendToStream('source', [numbered(2)]);
    await until(
      'eleven',
      async () => JSON.stringify(await s.client.getProjectionState('p')) === '{"n":11}',
    );
    await errorOf(s.client.deleteProjection('p'));
    await s.client.disableProjection('p');
    expect(await status(s, 'p')).toBe('Stopped');
    await s.client.deleteProjection('p');
    expect((await errorOf(s.client.getProjectionStatus('p'))).message).toContain('NOT_FOUND');
    await using old = await scene({ version: '23.10.8' });
    expect((await errorOf(old.client.getProjectionStatus('p'))).message).toContain('UNKNOWN');
  });

  test('abort leaves it Aborted; a fresh one without events has the state {}', async () => {
    await using s = await scene();
    await s.client.createProjection('p', `fromStream('none').when({ $any() {} })`);
    await until('runs', async () => (await status(s, 'p')) === 'Running');
    expect(await s.client.getProjectionState('p')).toEqual({});
    await s.client.abortProjection('p');
    expect(await status(s, 'p')).toBe('Aborted');
  });
});
