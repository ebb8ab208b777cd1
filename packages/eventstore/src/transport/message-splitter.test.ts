import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MessageSplitter } from './message-splitter.ts';

const framed = (message: Uint8Array): Buffer => {
  const frame = Buffer.alloc(5 + message.length);
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, 5);
  return frame;
};

test('messages come out as they went in, however they are cut into pieces', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 10 }),
      fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 1, maxLength: 50 }),
      (messages, sizes) => {
        const bytes = Buffer.concat(messages.map(framed));
        const splitter = new MessageSplitter(3000);
        const seen: Buffer[] = [];
        for (let at = 0, piece = 0; at < bytes.length; piece++) {
          const end = at + sizes[piece % sizes.length]!;
          splitter.push(bytes.subarray(at, end), (message) => seen.push(message));
          at = end;
        }
        expect(seen).toEqual(messages.map((message) => Buffer.from(message)));
        expect([splitter.pending, splitter.held]).toEqual([0, 0]);
      },
    ),
  );
});

test('a message in pieces of one byte holds no more than twice its bytes', () => {
  const splitter = new MessageSplitter(100_000);
  const bytes = framed(Buffer.alloc(100_000));
  for (let at = 0; at < 50_000; at++)
    splitter.push(bytes.subarray(at, at + 1), () => expect.unreachable());
  expect(splitter.pending).toBe(50_000);
  expect(splitter.held).toBeLessThanOrEqual(100_000);
});
