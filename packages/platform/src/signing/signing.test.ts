import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { generateKeyPair, SignatureVerifier, Signer, SigningKeyError } from './signing.ts';

// RFC 8032, section 7.1, test 1: a secret key, its public key, and the signature of the empty text.
const RFC_SECRET = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60';
const RFC_PUBLIC = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a';
const RFC_SIGNATURE =
  'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b';

const pem = (label: string, prefix: string, key: string): string =>
  `-----BEGIN ${label}-----\n${Buffer.from(prefix + key, 'hex').toString('base64')}\n-----END ${label}-----\n`;
const privatePem = pem('PRIVATE KEY', '302e020100300506032b657004220420', RFC_SECRET);
const publicPem = pem('PUBLIC KEY', '302a300506032b6570032100', RFC_PUBLIC);

test('signatures are those of RFC 8032', () => {
  const signer = new Signer(privatePem);
  const signature = Buffer.from(RFC_SIGNATURE, 'hex').toString('base64url');
  expect(signer.sign('')).toBe(signature);
  expect(new SignatureVerifier(publicPem).verifies(signer.keyId, '', signature)).toBe(true);
});

describe('a signature', () => {
  const [ours, next, foreign] = [generateKeyPair(), generateKeyPair(), generateKeyPair()];
  const signer = new Signer(ours.privateKey);
  const verifier = new SignatureVerifier(ours.publicKey + next.publicKey);
  const signature = signer.sign('a deposit of 5.00');

  test('holds for its text, under each key that counts', () => {
    const other = new Signer(next.privateKey);
    expect(verifier.verifies(signer.keyId, 'a deposit of 5.00', signature)).toBe(true);
    expect(verifier.verifies(other.keyId, 'x', other.sign('x'))).toBe(true);
  });

  test.each([
    ['another text', signer.keyId, 'a deposit of 6.00', signature],
    ['another key of ours', new Signer(next.privateKey).keyId, 'a deposit of 5.00', signature],
    ['a key of nobody', 'ffffffffffffffff', 'a deposit of 5.00', signature],
    ['no signature', signer.keyId, 'a deposit of 5.00', ''],
    ['half of it', signer.keyId, 'a deposit of 5.00', signature.slice(0, 43)],
  ])('does not hold for %s', (_, keyId, text, signed) => {
    expect(verifier.verifies(keyId, text, signed)).toBe(false);
  });

  test('of a stranger does not hold, whatever key it names', () => {
    const stranger = new Signer(foreign.privateKey);
    for (const keyId of [signer.keyId, stranger.keyId])
      expect(verifier.verifies(keyId, 'x', stranger.sign('x'))).toBe(false);
  });
});

test.each([
  ['nothing', ''],
  ['noise', 'noise'],
  [
    'a key of another kind',
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    }) as string,
  ],
])('%s is refused as a key, without a word of what is in it', (_, text) => {
  for (const make of [() => new Signer(text), () => new SignatureVerifier(text)])
    expect(make).toThrow(SigningKeyError);
});
