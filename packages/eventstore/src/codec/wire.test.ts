import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import streamsPb from '@eventstore/db-client/generated/streams_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { TOMBSTONE_REVISION } from '../event/event.ts';
import { readBatchAppendRequest } from './append-messages.ts';
import { readResponses } from './read-responses.ts';
import { readReadRequest } from './read-messages.ts';
import { parseUuid, uuidText } from '../event/uuid.ts';
import { WireError, WireReader } from './wire-reader.ts';
import { WireWriter } from './wire-writer.ts';

describe('the hand-written codec agrees with the generated one', () => {
  test('BatchAppendReq', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.uint8Array(),
        fc.uint8Array(),
        fc.uuid(),
        fc.nat(),
        fc.boolean(),
        (stream, data, metadata, id, revision, final) => {
          const message = new streamsPb.BatchAppendReq.ProposedMessage();
          const uuid = new shared.UUID();
          uuid.setString(id);
          message.setId(uuid);
          message.setData(data);
          message.setCustomMetadata(metadata);
          message
            .getMetadataMap()
            .set('type', `t-${stream}`)
            .set('content-type', 'application/json');
          const options = new streamsPb.BatchAppendReq.Options();
          const identifier = new shared.StreamIdentifier();
          identifier.setStreamName(Buffer.from(stream));
          options.setStreamIdentifier(identifier);
          options.setStreamPosition(String(revision));
          const request = new streamsPb.BatchAppendReq();
          request.setOptions(options);
          request.setCorrelationId(uuid);
          request.setProposedMessagesList([message]);
          request.setIsFinal(final);
          const read = readBatchAppendRequest(
            new WireReader(Buffer.from(request.serializeBinary())),
          );
          expect(read.options).toMatchObject({ stream, expected: revision });
          expect(read.isFinal).toBe(final);
          expect(read.events[0]).toMatchObject({ type: `t-${stream}`, json: true });
          expect(uuidText(read.events[0]!.id)).toBe(id);
          expect(Buffer.from(read.events[0]!.data)).toEqual(Buffer.from(data));
          expect(Buffer.from(read.events[0]!.metadata)).toEqual(Buffer.from(metadata));
        },
      ),
    );
  });

  test('ReadResp', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.uint8Array({ maxLength: 300 }),
        fc.uuid(),
        fc.maxSafeNat(),
        fc.boolean(),
        fc.boolean(),
        (stream, data, id, n, json, structured) => {
          const event = {
            stream,
            revision: n,
            position: n,
            id: parseUuid(id)!,
            type: 'ß'.repeat(n % 60),
            json,
            created: n % 4e12,
            metadata: Buffer.from('m'),
            data: Buffer.from(data),
          };
          const writer = new WireWriter(16);
          readResponses.event(writer, { event, link: undefined }, structured);
          const read = streamsPb.ReadResp.deserializeBinary(writer.take()).getEvent()!;
          const recorded = read.getEvent()!;
          expect(read.getCommitPosition()).toBe(String(n));
          expect(recorded.getStreamRevision()).toBe(
            String(n === TOMBSTONE_REVISION ? 2n ** 63n - 1n : n),
          );
          expect(Buffer.from(recorded.getStreamIdentifier()!.getStreamName_asU8()).toString()).toBe(
            Buffer.from(stream).toString(),
          );
          expect(Buffer.from(recorded.getData_asU8())).toEqual(Buffer.from(data));
          expect(recorded.getMetadataMap().get('type')).toBe(event.type);
          expect(recorded.getMetadataMap().get('content-type')).toBe(
            json ? 'application/json' : 'application/octet-stream',
          );
          expect(recorded.getMetadataMap().get('created')).toBe(`${event.created}0000`);
          const halves = recorded.getId()!.getStructured();
          expect(
            halves === undefined
              ? recorded.getId()!.getString()
              : BigInt.asUintN(64, BigInt(halves.getMostSignificantBits()))
                  .toString(16)
                  .padStart(16, '0'),
          ).toBe(structured ? id.replaceAll('-', '').slice(0, 16) : id);
        },
      ),
    );
  });
});

test('no bytes make the readers do anything but return or throw a WireError or a typed error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      for (const read of [readBatchAppendRequest, readReadRequest]) {
        try {
          read(new WireReader(Buffer.from(bytes)));
        } catch (error) {
          expect(
            error instanceof WireError || (error as { code: string }).code === 'INVALID_READ',
          ).toBe(true);
        }
      }
    }),
    { numRuns: 2000 },
  );
});

test('varints keep every safe integer', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (n) => {
      const writer = new WireWriter(4);
      writer.varint(n);
      expect(new WireReader(writer.view()).varint()).toBe(n);
    }),
  );
});
