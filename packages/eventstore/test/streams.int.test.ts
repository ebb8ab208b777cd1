import { END, NO_STREAM, STREAM_EXISTS, binaryEvent, jsonEvent } from '@eventstore/db-client';
import { describe, expect, test } from 'vitest';
import { collect, errorOf, names, numbered, numberedEvents, scene } from './support/server.ts';

/** The client appends through BatchAppend, and through Append where a call has credentials of its own. */
const APPENDS = [
  ['batch', undefined],
  ['classic', { username: 'a', password: 'b' }],
] as const;

describe('appending with the unchanged client', () => {
  test('an append answers with the last revision and its position', async () => {
    await using s = await scene();
    const result = await s.client.appendToStream('order-1', numberedEvents(3));
    expect(result).toMatchObject({ success: true, nextExpectedRevision: 2n });
    const [last] = await collect(
      s.client.readStream('order-1', { direction: 'backwards', fromRevision: END, maxCount: 1 }),
    );
    expect(last?.event?.position).toEqual(result.position);
  });

  test('what was appended is read back: id, type, data, metadata, content type', async () => {
    await using s = await scene();
    const json = jsonEvent({ type: 'a', data: { x: 'ü' }, metadata: { why: 'test' } });
    const binary = binaryEvent({
      type: 'b',
      data: Buffer.from([0, 255, 7]),
      metadata: Buffer.from([9]),
    });
    await s.client.appendToStream('order-ünï-1', [json, binary]);
    const [first, second] = await collect(s.client.readStream('order-ünï-1'));
    expect(first?.event).toMatchObject({
      id: json.id,
      type: 'a',
      isJson: true,
      data: { x: 'ü' },
      metadata: { why: 'test' },
    });
    expect(second?.event).toMatchObject({ id: binary.id, type: 'b', isJson: false });
    expect(Buffer.from(second?.event?.data as Uint8Array)).toEqual(Buffer.from([0, 255, 7]));
    expect(Buffer.from(second?.event?.metadata as Uint8Array)).toEqual(Buffer.from([9]));
  });

  test.each(APPENDS)(
    '%s append: a wrong expected revision is refused with the real one',
    async (_how, credentials) => {
      await using s = await scene();
      await s.client.appendToStream('order-1', numberedEvents(2));
      const options = { expectedRevision: 7n, ...(credentials && { credentials }) };
      const error = await errorOf(s.client.appendToStream('order-1', [numbered(1)], options));
      expect(error).toMatchObject({
        type: 'wrong-expected-version',
        actualVersion: 1n,
        expectedVersion: 7n,
      });
    },
  );

  test('no_stream refuses an existing stream, stream_exists a missing one', async () => {
    await using s = await scene();
    await s.client.appendToStream('order-1', [numbered(1)], { expectedRevision: NO_STREAM });
    const again = s.client.appendToStream('order-1', [numbered(2)], {
      expectedRevision: NO_STREAM,
    });
    expect((await errorOf(again)).type).toBe('wrong-expected-version');
    const missing = s.client.appendToStream('order-2', [numbered(2)], {
      expectedRevision: STREAM_EXISTS,
    });
    expect((await errorOf(missing)).type).toBe('wrong-expected-version');
  });

  test.each([
    ['32 digits', '0a1b2c3d4e5f40718293a4b5c6d7e8f9'],
    ['braces', '{0A1B2C3D-4E5F-4071-8293-A4B5C6D7E8F9}'],
  ])('an event id of %s is the UUID it says', async (_form, id) => {
    await using s = await scene();
    await s.client.appendToStream('order-1', [jsonEvent({ id, type: 'x', data: {} })]);
    const [event] = await collect(s.client.readStream('order-1'));
    expect(event?.event?.id).toBe('0a1b2c3d-4e5f-4071-8293-a4b5c6d7e8f9');
  });

  test.each(APPENDS)(
    '%s append: an id that is no UUID is refused by its text, and others on the connection go on',
    async (_how, credentials) => {
      await using s = await scene();
      const wrong = jsonEvent({ id: 'not-an-id', type: 'x', data: {} });
      const options = { ...(credentials && { credentials }) };
      const [refused, good] = await Promise.all([
        errorOf(s.client.appendToStream('order-1', [wrong], options)),
        s.client.appendToStream('order-2', [numbered(1)], options),
      ]);
      expect(refused.message).toContain("an event id was no UUID: 'not-an-id'");
      expect(good.success).toBe(true);
    },
  );

  test.each(APPENDS)(
    '%s append: the limit of 1 MiB counts data, metadata, and two bytes for each character of a type',
    async (_how, credentials) => {
      await using s = await scene();
      const MEBIBYTE = 1024 * 1024;
      const of = (type: string, data: number, metadata: number) =>
        binaryEvent({ type, data: Buffer.alloc(data), metadata: Buffer.alloc(metadata) });
      const append = (...events: ReturnType<typeof of>[]) =>
        s.client.appendToStream('order-1', events, { ...(credentials && { credentials }) });
      const half = MEBIBYTE / 2;
      await append(of('1234', half - 8, 0), of('ü', 0, half - 2));
      for (const tooLarge of [
        [of('1234', half - 8, 0), of('ü', 0, half - 1)],
        [of('x', 0, MEBIBYTE)],
        [of('x', MEBIBYTE, 0)],
        Array.from({ length: 150 }, () => of('t'.repeat(4000), 0, 0)),
      ])
        expect((await errorOf(append(...tooLarge))).type).toBe('maximum-append-size-exceeded');
      expect(await collect(s.client.readStream('order-1'))).toHaveLength(2);
    },
  );
});

describe('reading', () => {
  test('forwards from N inclusive, backwards from N inclusive, beyond the end nothing', async () => {
    await using s = await scene();
    await s.client.appendToStream('order-1', numberedEvents(5));
    expect(names(await collect(s.client.readStream('order-1', { fromRevision: 3n })))).toEqual([
      'order-1@3',
      'order-1@4',
    ]);
    const back = s.client.readStream('order-1', { direction: 'backwards', fromRevision: 1n });
    expect(names(await collect(back))).toEqual(['order-1@1', 'order-1@0']);
    expect(await collect(s.client.readStream('order-1', { fromRevision: 5n }))).toEqual([]);
    const beyond = s.client.readStream('order-1', {
      direction: 'backwards',
      fromRevision: 99n,
      maxCount: 1,
    });
    expect(names(await collect(beyond))).toEqual(['order-1@4']);
  });

  test('a missing stream is not found', async () => {
    await using s = await scene();
    expect((await errorOf(collect(s.client.readStream('nowhere')))).type).toBe('stream-not-found');
  });
});
