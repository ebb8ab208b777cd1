import type { Filter, ResolvedEvent } from '@eventstore/db-client';
import { describe, expect, test } from 'vitest';
import type { EventStoreOptions } from '../../src/index.ts';
import { sceneFor, type PublishedClient } from './clients.ts';
import { collect, errorOf, names, temporaryData, until } from './events.ts';

/** Streams that clients wrote; a fresh node has system events of its own. */
const ofUsers = (events: readonly ResolvedEvent[]): string[] =>
  names(events).filter((name) => !name.startsWith('$'));

/** What every published client must see. Each client is loaded alone: two of them in one process overwrite each other's messages. */
export function semantics(published: PublishedClient): void {
  const {
    START,
    END,
    NO_STREAM,
    STREAM_EXISTS,
    jsonEvent,
    binaryEvent,
    eventTypeFilter,
    streamNameFilter,
  } = published.module;
  const open = (options: EventStoreOptions = {}) => sceneFor(published, options);
  const numbered = (n: number, type = 'happened') => jsonEvent({ type, data: { n } });
  const numberedEvents = (count: number) => Array.from({ length: count }, (_, n) => numbered(n));
  const binaryLink = (target: string) => binaryEvent({ type: '$>', data: Buffer.from(target) });
  /** The newer client calls the expected revision the state of the stream. */
  const expecting = (state: bigint | 'any' | 'no_stream' | 'stream_exists') => ({
    expectedRevision: state,
    streamState: state,
  });

  describe('idempotency', () => {
    test('the same events again with no_stream, with any and after a restart answer as the first time', async () => {
      const data = temporaryData();
      const events = numberedEvents(3);
      const first = await (async () => {
        await using s = await open({ data });
        const result = await s.client.appendToStream('order-1', events, expecting(NO_STREAM));
        expect(await s.client.appendToStream('order-1', events, expecting(NO_STREAM))).toEqual(
          result,
        );
        expect(await s.client.appendToStream('order-1', events)).toEqual(result);
        return result;
      })();
      await using s = await open({ data });
      expect(await s.client.appendToStream('order-1', events, expecting(NO_STREAM))).toEqual(first);
      expect(await s.client.appendToStream('order-1', events)).toEqual(first);
      expect(await collect(s.client.readStream('order-1'))).toHaveLength(3);
    });

    test('the same id at the exact current revision is stored twice', async () => {
      await using s = await open();
      const event = numbered(1);
      await s.client.appendToStream('order-1', [event], expecting(NO_STREAM));
      await s.client.appendToStream('order-1', [event], expecting(0n));
      expect(await collect(s.client.readStream('order-1'))).toHaveLength(2);
    });
  });

  describe('truncation', () => {
    test('$maxCount and $tb leave the last events readable, and $all shows everything', async () => {
      await using s = await open();
      await s.client.appendToStream('order-1', numberedEvents(5));
      await s.client.setStreamMetadata('order-1', { maxCount: 2 });
      expect(names(await collect(s.client.readStream('order-1')))).toEqual([
        'order-1@3',
        'order-1@4',
      ]);
      await s.client.setStreamMetadata('order-1', { truncateBefore: 4 });
      expect(names(await collect(s.client.readStream('order-1')))).toEqual(['order-1@4']);
      const all = ofUsers(await collect(s.client.readAll()));
      expect(all.filter((name) => name.startsWith('order-1'))).toHaveLength(5);
    });

    test('$maxAge hides what the clock says is too old; a stream of nothing but old events is empty, not missing', async () => {
      let now = Date.now();
      await using s = await open({ now: () => now });
      await s.client.appendToStream('order-1', [numbered(0)]);
      await s.client.setStreamMetadata('order-1', { maxAge: 60 });
      now += 30_000;
      await s.client.appendToStream('order-1', [numbered(1)]);
      now += 40_000;
      expect(names(await collect(s.client.readStream('order-1')))).toEqual(['order-1@1']);
      now += 60_000;
      expect(await collect(s.client.readStream('order-1'))).toEqual([]);
    });

    test('metadata is read back, and a metadata stream keeps its last event only', async () => {
      await using s = await open();
      await s.client.setStreamMetadata('order-1', { maxCount: 1 });
      await s.client.setStreamMetadata('order-1', { maxCount: 2, maxAge: 7 });
      expect((await s.client.getStreamMetadata('order-1')).metadata).toMatchObject({
        maxCount: 2,
        maxAge: 7,
      });
      expect(names(await collect(s.client.readStream('$$order-1')))).toEqual(['$$order-1@1']);
    });
  });

  describe('deletion', () => {
    test('a soft-deleted stream is missing, and comes back after its last revision', async () => {
      await using s = await open();
      await s.client.appendToStream('order-1', numberedEvents(3));
      await s.client.deleteStream('order-1');
      expect((await errorOf(collect(s.client.readStream('order-1')))).type).toBe(
        'stream-not-found',
      );
      const exists = s.client.appendToStream('order-1', [numbered(9)], expecting(STREAM_EXISTS));
      expect((await errorOf(exists)).type).toBe('stream-deleted');
      const result = await s.client.appendToStream('order-1', [numbered(9)], expecting(NO_STREAM));
      expect(result.nextExpectedRevision).toBe(3n);
      expect(names(await collect(s.client.readStream('order-1')))).toEqual(['order-1@3']);
      expect((await s.client.getStreamMetadata('order-1')).metadata).toMatchObject({
        truncateBefore: 3,
      });
    });

    test('a tombstoned stream is gone for reads, appends, subscriptions and further deletions', async () => {
      await using s = await open();
      await s.client.appendToStream('order-1', numberedEvents(2));
      const live = s.client.subscribeToStream('order-1');
      const errors: { type: string }[] = [];
      live.on('error', (error) => errors.push(error as never)).on('data', () => {});
      await s.client.tombstoneStream('order-1');
      await until('the live subscription ends', () => errors.length === 1);
      expect(errors[0]?.type).toBe('stream-deleted');
      expect((await errorOf(collect(s.client.readStream('order-1')))).type).toBe('stream-deleted');
      expect((await errorOf(s.client.appendToStream('order-1', [numbered(1)]))).type).toBe(
        'stream-deleted',
      );
      expect((await errorOf(s.client.tombstoneStream('order-1'))).type).toBe('stream-deleted');
      const all = await collect(s.client.readAll());
      expect(all.at(-1)?.event).toMatchObject({ type: '$streamDeleted', revision: 2n ** 63n - 1n });
    });

    test('deleting with a wrong revision, or what never was, is refused', async () => {
      await using s = await open();
      await s.client.appendToStream('order-ß', numberedEvents(2));
      expect(
        (
          await errorOf(
            s.client.deleteStream(
              'order-ß',
              expecting(7n) as {
                expectedRevision: bigint;
              },
            ),
          )
        ).type,
      ).toBe('wrong-expected-version');
      expect((await errorOf(s.client.deleteStream('nothing'))).type).toBe('wrong-expected-version');
    });
  });

  describe('links', () => {
    test('resolve to their target; what is missing, deleted or truncated leaves the link alone', async () => {
      await using s = await open();
      await s.client.appendToStream('a@b', numberedEvents(2));
      await s.client.appendToStream('links', [
        binaryLink('1@a@b'),
        binaryLink('7@a@b'),
        binaryLink('nonsense'),
      ]);
      const [found, missing, broken] = await collect(
        s.client.readStream('links', { resolveLinkTos: true }),
      );
      expect(found).toMatchObject({
        event: { streamId: 'a@b', revision: 1n },
        link: { streamId: 'links', revision: 0n },
      });
      expect([missing?.event, missing?.link?.revision, broken?.event]).toEqual([
        undefined,
        1n,
        undefined,
      ]);
      const [raw] = await collect(s.client.readStream('links'));
      expect(raw?.event).toMatchObject({ type: '$>', streamId: 'links' });
    });
  });

  describe('$all', () => {
    test('an unknown position continues with the next event; backwards it is exclusive', async () => {
      await using s = await open();
      for (let i = 0; i < 3; i++) await s.client.appendToStream('order-1', [numbered(i)]);
      const second = (await collect(s.client.readAll())).filter(
        ({ event }) => event?.streamId === 'order-1',
      )[1];
      const { commit } = second!.event!.position!;
      const before = { commit: commit - 1n, prepare: commit - 1n };
      expect(ofUsers(await collect(s.client.readAll({ fromPosition: before })))).toEqual([
        'order-1@1',
        'order-1@2',
      ]);
      expect(
        ofUsers(await collect(s.client.readAll({ fromPosition: before, direction: 'backwards' }))),
      ).toEqual(['order-1@0']);
    });

    test('filters choose by prefix or expression, of stream or type', async () => {
      await using s = await open();
      await s.client.appendToStream('order-1', [numbered(1, 'placed'), numbered(2, 'filled')]);
      await s.client.appendToStream('trade-1', [numbered(3, 'placed')]);
      const matching = async (filter: Filter): Promise<string[]> => {
        const seen: ResolvedEvent[] = [];
        let caughtUp = false;
        const subscription = s.client.subscribeToAll({ fromPosition: START, filter });
        subscription.on('data', (event: ResolvedEvent) => seen.push(event));
        subscription.on('caughtUp', () => (caughtUp = true)).on('error', () => {});
        await until('history has been read', () => caughtUp);
        await subscription.unsubscribe();
        return ofUsers(seen);
      };
      expect(await matching(streamNameFilter({ prefixes: ['trade-'] }))).toEqual(['trade-1@0']);
      expect(await matching(streamNameFilter({ regex: '^or' }))).toEqual([
        'order-1@0',
        'order-1@1',
      ]);
      expect(await matching(eventTypeFilter({ prefixes: ['fill', 'none'] }))).toEqual([
        'order-1@1',
      ]);
      expect(await matching(eventTypeFilter({ regex: 'd$' }))).toHaveLength(3);
    });
  });

  describe('subscriptions', () => {
    test('history, then live, without gap or duplicate while others write', async () => {
      await using s = await open();
      await s.client.appendToStream('order-0', numberedEvents(300));
      const seen: string[] = [];
      const one: string[] = [];
      const all = s.client.subscribeToAll({
        fromPosition: START,
        filter: streamNameFilter({ prefixes: ['order-'] }),
      });
      all.on('data', (event: ResolvedEvent) => seen.push(...names([event]))).on('error', () => {});
      const stream = s.client.subscribeToStream('order-0', { fromRevision: START });
      stream
        .on('data', (event: ResolvedEvent) => one.push(...names([event])))
        .on('error', () => {});
      for (let i = 0; i < 100; i++)
        await s.client.appendToStream(`order-${i % 3}`, numberedEvents(2));
      const expected = ofUsers(await collect(s.client.readAll()));
      await until('everything has arrived', () => seen.length >= expected.length);
      expect(seen).toEqual(expected);
      await until('the stream has arrived', () => one.length >= 368);
      expect(one).toEqual(expected.filter((name) => name.startsWith('order-0@')));
    });

    test('from a revision or position is exclusive, end is only what is new, a missing stream waits', async () => {
      await using s = await open();
      await s.client.appendToStream('order-1', numberedEvents(3));
      const seen: Record<string, string[]> = { after: [], end: [], missing: [] };
      const into = (key: string) => (event: ResolvedEvent) =>
        void seen[key]!.push(...names([event]));
      s.client
        .subscribeToStream('order-1', { fromRevision: 1n })
        .on('data', into('after'))
        .on('error', () => {});
      s.client
        .subscribeToStream('order-1', { fromRevision: END })
        .on('data', into('end'))
        .on('error', () => {});
      s.client
        .subscribeToStream('order-2')
        .on('data', into('missing'))
        .on('error', () => {});
      await until('history', () => seen['after']!.length === 1);
      await new Promise((resolve) => setTimeout(resolve, 50));
      await s.client.appendToStream('order-1', [numbered(3)]);
      await s.client.appendToStream('order-2', [numbered(0)]);
      await until(
        'live',
        () =>
          seen['after']!.length === 2 && seen['end']!.length === 1 && seen['missing']!.length === 1,
      );
      expect(seen).toEqual({
        after: ['order-1@2', 'order-1@3'],
        end: ['order-1@3'],
        missing: ['order-2@0'],
      });
    });

    test('checkpoints come though nothing matches, and resuming from one misses nothing', async () => {
      await using s = await open();
      const checkpoints: { commit: bigint; prepare: bigint }[] = [];
      const filter = streamNameFilter({
        prefixes: ['wanted-'],
        maxSearchWindow: 10,
        checkpointInterval: 1,
        checkpointReached: (
          _subscription: unknown,
          position: { commit: bigint; prepare: bigint },
        ) => checkpoints.push(position),
      } as never);
      const first = s.client.subscribeToAll({ fromPosition: START, filter });
      first.on('data', () => {}).on('error', () => {});
      await s.client.appendToStream('other-1', numberedEvents(100));
      await until('checkpoints arrive', () => checkpoints.length > 0);
      await s.client.appendToStream('wanted-1', [numbered(1)]);
      const seen: string[] = [];
      const fromPosition = checkpoints[0]!;
      s.client
        .subscribeToAll({ fromPosition, filter })
        .on('data', (event: ResolvedEvent) => seen.push(...names([event])))
        .on('error', () => {});
      await until('the event after the checkpoint arrives', () => seen.length === 1);
      expect(seen).toEqual(['wanted-1@0']);
    });
  });

  test('the server stops with open subscriptions and tells them so', async () => {
    const s = await open();
    const errors: unknown[] = [];
    s.client
      .subscribeToAll()
      .on('data', () => {})
      .on('error', (error) => errors.push(error));
    await s.client.appendToStream('order-1', [jsonEvent({ type: 'x', data: {} })]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await s.server.stop();
    await until('the subscription has ended', () => errors.length > 0);
    await s.client.dispose();
  });
}
