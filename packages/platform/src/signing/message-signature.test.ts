import { expect, test } from 'vitest';
import { generateKeyPair, SignatureVerifier, Signer } from './signing.ts';
import { isSigned, signMessage } from './message-signature.ts';

const { privateKey, publicKey } = generateKeyPair();
const [signer, verifier] = [new Signer(privateKey), new SignatureVerifier(publicKey)];
const data = Buffer.from('{"commands":[]}');
const signature = signMessage(signer, 'gateway', data);

test('a signed message is known by its bytes and its sender', () => {
  expect(isSigned(verifier, 'gateway', data, signature)).toBe(true);
});

test.each([
  ['said by another user', 'cli', data, signature],
  ['that was changed', 'gateway', Buffer.from('{"commands":[ ]}'), signature],
  ['without a signature', 'gateway', data, ''],
  ['under a header that is none', 'gateway', data, 'a.b.c'],
  ['signed as something else', 'gateway', data, `${signer.keyId}.${signer.sign(String(data))}`],
])('one %s is not', (_, user, bytes, header) => {
  expect(isSigned(verifier, user, bytes, header)).toBe(false);
});
