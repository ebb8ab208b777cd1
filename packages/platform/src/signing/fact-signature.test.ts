import { describe, expect, test } from 'vitest';
import { checkFact, signFact, type PlacedEvent } from './fact-signature.ts';
import { generateKeyPair, SignatureVerifier, Signer } from './signing.ts';

const ours = generateKeyPair();
const signer = new Signer(ours.privateKey);
const verifier = new SignatureVerifier(ours.publicKey);

const deposit = {
  stream: 'account-alice',
  revision: 4n,
  id: '6d1f6a0e-9d5e-5c0b-8a58-0b7a3c6f2e11',
  type: 'CashDeposited',
  data: { accountId: 'alice', amount: '5.00', 7: null },
  metadata: { $causationId: 'c1', principal: 'bots', fingerprint: '1' },
};
const signed = { ...deposit, metadata: signFact(deposit, signer) };

test('a fact as the writer has placed it is signed, also after the store has given it back', () => {
  expect(checkFact(signed, verifier)).toBe('signed');
  const back: PlacedEvent = {
    ...signed,
    data: JSON.parse(JSON.stringify(signed.data)),
    metadata: JSON.parse(JSON.stringify(signed.metadata)),
  };
  expect(checkFact(back, verifier)).toBe('signed');
});

test('so is a batch of bytes', () => {
  const batch = { ...deposit, type: 'TradingBatch', data: Buffer.from([0, 255, 1]) };
  const metadata = signFact(batch, signer);
  expect(checkFact({ ...batch, metadata }, verifier)).toBe('signed');
  const changed = { ...batch, metadata, data: Buffer.from([0, 255, 2]) };
  expect(checkFact(changed, verifier)).toBe('forged');
});

describe('a signature does not hold for', () => {
  test.each<[string, Partial<PlacedEvent>]>([
    ['another stream', { stream: 'account-bob' }],
    ['another revision', { revision: 5n }],
    ['another id', { id: '6d1f6a0e-9d5e-5c0b-8a58-0b7a3c6f2e12' }],
    ['another type', { type: 'CashWithdrawn' }],
    ['other data', { data: { ...deposit.data, amount: '777777.00' } }],
    ['another cause', { metadata: { ...signed.metadata, $causationId: 'c2' } }],
    ['another principal', { metadata: { ...signed.metadata, principal: 'ops' } }],
    ['metadata with something more', { metadata: { ...signed.metadata, more: true } }],
    ['no key', { metadata: { ...signed.metadata, signedBy: undefined } }],
    ['a signature that is no text', { metadata: { ...signed.metadata, signature: 7 } }],
  ])('%s', (_, change) => {
    expect(checkFact({ ...signed, ...change }, verifier)).toBe('forged');
  });

  test('the key of somebody else', () => {
    const stranger = new Signer(generateKeyPair().privateKey);
    const metadata = signFact(deposit, stranger);
    expect(checkFact({ ...deposit, metadata }, verifier)).toBe('forged');
  });
});

test.each([
  ['no signature', deposit.metadata],
  ['no metadata', undefined],
])('a fact with %s is unsigned', (_, metadata) => {
  expect(checkFact({ ...deposit, metadata }, verifier)).toBe('unsigned');
});
