import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { standardKey, webhookText } from './webhook.ts';

test('the key is the 32 bytes behind the header of SPKI', () => {
  const { publicKey } = generateKeyPairSync('ed25519');
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const der = publicKey.export({ type: 'spki', format: 'der' });
  expect(standardKey(pem)).toBe(`whpk_${der.subarray(-32).toString('base64')}`);
});

test('a webhook is told with how it went', () => {
  const row = { url: 'https://example.com/', delivered: '3', failed: '1', lastStatus: 503 };
  const key = 'whpk_x';
  expect(webhookText({ key, webhook: { ...row, lastReason: 'HTTP 503' } }).split('\n')).toEqual([
    'key     whpk_x',
    'posted  https://example.com/',
    'taken   3, given up 1; last: HTTP 503',
  ]);
  expect(webhookText({ key, webhook: null })).toContain('nowhere');
});
