import {
  checkFact,
  generateKeyPair,
  SignatureVerifier,
  Signer,
} from '@bellwether/platform/signing';
import { ANY, binaryEvent, jsonEvent, NO_STREAM } from '@eventstore/db-client';
import { expect, test } from 'vitest';
import { MemoryStore } from '../../test/support/memory-store.ts';
import type { EventStore } from './event-store.ts';
import { signedStore } from './signed-store.ts';

const { privateKey, publicKey } = generateKeyPair();
const verifier = new SignatureVerifier(publicKey);
const memory = new MemoryStore();
const store = signedStore(memory as unknown as EventStore, new Signer(privateKey));
const batch = (n: number) =>
  binaryEvent({ type: 'TradingBatch', data: Buffer.from([n]), metadata: { n } });

test('each event is signed for the revision that it takes', async () => {
  await store.appendToStream('trading-0', batch(0), { expectedRevision: NO_STREAM });
  await store.appendToStream('trading-0', batch(1), { expectedRevision: 0n });
  const found: string[] = [];
  for await (const { event } of store.readStream('trading-0')) {
    if (event === undefined) continue;
    const at = (revision: bigint): string =>
      checkFact({ ...event, stream: 'trading-0', revision }, verifier);
    found.push(`${at(event.revision)}, elsewhere ${at(event.revision + 1n)}`);
  }
  expect(found).toEqual(['signed, elsewhere forged', 'signed, elsewhere forged']);
});

test('an append that does not say which revision it expects is not signed', () => {
  const fact = jsonEvent({ type: 'AccountOpened', data: {}, metadata: {} });
  for (const options of [undefined, {}, { expectedRevision: ANY } as const])
    expect(() => store.appendToStream('account-x', fact, options)).toThrow(/which revision/);
});

test('nor is an event without metadata', () => {
  const fact = jsonEvent({ type: 'AccountOpened', data: {} });
  expect(() => store.appendToStream('account-x', fact, { expectedRevision: NO_STREAM })).toThrow(
    /metadata/,
  );
});
