import { generateKeyPair, SignatureVerifier, Signer } from '@bellwether/platform/signing';
import { expect, test } from 'vitest';
import { isSignedHead, signHead } from './signed-head.ts';
import type { AuditHead } from './heads.ts';

const { privateKey, publicKey } = generateKeyPair();
const auditor = new SignatureVerifier(publicKey);
const head: Omit<AuditHead, 'signature' | 'signedBy'> = {
  version: 1,
  journal: 'trading-0',
  sequence: 7n,
  hash: 'a'.repeat(64),
  position: 900n,
  at: 5n,
};
const signed = signHead(head, new Signer(privateKey));

test('a head is the auditor’s as it was signed', () => {
  expect(isSignedHead(signed, auditor)).toBe(true);
});

test.each<Partial<AuditHead>>([
  { version: 2 },
  { journal: 'trading-1' },
  { sequence: 8n },
  { hash: 'b'.repeat(64) },
  { position: 901n },
  { at: 6n },
  { signature: '' },
])('and no more with %o', (change) => {
  expect(isSignedHead({ ...signed, ...change }, auditor)).toBe(false);
});

test('nor is one that somebody else has signed', () => {
  const stranger = new Signer(generateKeyPair().privateKey);
  expect(isSignedHead(signHead(head, stranger), auditor)).toBe(false);
});
