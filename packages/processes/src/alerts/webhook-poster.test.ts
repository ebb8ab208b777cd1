import { createPublicKey, verify } from 'node:crypto';
import { generateKeyPair, Signer } from '@bellwether/platform/signing';
import { describe, expect, test } from 'vitest';
import { WebhookPoster } from './webhook-poster.ts';
import { AddressNotAllowedError, type WebhookRequest } from './webhook-request.ts';

const keys = generateKeyPair();
const posting = { url: 'https://example.com/alerts', id: 'alert.1', body: '{}' };
const { signal } = new AbortController();

/** A poster whose receiver answers so, one after the other, and whose time passes by its own waits alone. */
function posterTo(...answers: readonly (number | Error)[]) {
  const asked: WebhookRequest[] = [];
  const waits: number[] = [];
  let now = 0;
  const poster = new WebhookPoster({
    signer: new Signer(keys.privateKey),
    allowedHosts: new Set(),
    clock: {
      clock: () => 1_795_186_800_000_000_000n,
      monotonicMs: () => now,
      pause: (ms) => {
        waits.push(ms);
        now += ms;
        return Promise.resolve();
      },
    },
    postOnce: (request) => {
      asked.push(request);
      const answer = answers[asked.length - 1] ?? 200;
      return typeof answer === 'number' ? Promise.resolve(answer) : Promise.reject(answer);
    },
  });
  return { poster, asked, waits, pass: (ms: number) => (now += ms) };
}

describe('an alert is posted', () => {
  test('once, where it is taken', async () => {
    const { poster, asked } = posterTo(204);
    expect(await poster.post(posting, signal)).toEqual({
      delivered: true,
      attempts: 1,
      status: 204,
    });
    const { headers = {}, body } = asked[0] ?? {};
    const [, signature = ''] = headers['webhook-signature']?.split(',') ?? [];
    const text = `alert.1.1795186800.${body}`;
    const key = createPublicKey(keys.publicKey);
    expect(verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64'))).toBe(true);
  });

  test('again after one, five and twenty-five seconds, where it may help', async () => {
    const { poster, asked, waits } = posterTo(new Error('connection refused'), 503, 429, 200);
    expect(await poster.post(posting, signal)).toMatchObject({ delivered: true, attempts: 4 });
    expect(waits).toEqual([1_000, 5_000, 25_000]);
    expect(new Set(asked.map(({ headers }) => headers['webhook-id']))).toEqual(
      new Set(['alert.1']),
    );
  });

  test.each([
    ['what the receiver refuses', 410, { attempts: 1, status: 410, reason: 'HTTP 410' }],
    ['a redirect', 302, { attempts: 1, status: 302, reason: 'HTTP 302' }],
    [
      'an address inside',
      new AddressNotAllowedError('10.0.0.1 is no public address'),
      { attempts: 1, reason: '10.0.0.1 is no public address' },
    ],
  ])('not again for %s', async (_, answer, told) => {
    const { poster } = posterTo(answer);
    expect(await poster.post(posting, signal)).toMatchObject({ delivered: false, ...told });
  });

  test('not for a minute where that has failed, so that others do not wait', async () => {
    const { poster, asked, pass } = posterTo(500, 500, 500, 500, 200);
    expect(await poster.post(posting, signal)).toMatchObject({ delivered: false, attempts: 4 });
    pass(59_000);
    expect(await poster.post(posting, signal)).toMatchObject({ delivered: false, attempts: 0 });
    expect(await poster.post({ ...posting, url: 'https://example.org/' }, signal)).toMatchObject({
      delivered: true,
    });
    pass(1_000);
    expect(await poster.post(posting, signal)).toMatchObject({ delivered: true, attempts: 1 });
    expect(asked).toHaveLength(6);
  });

  test('no more once the service stops', async () => {
    const { poster, asked } = posterTo();
    const stopped = AbortSignal.abort(new Error('stopped'));
    await expect(poster.post(posting, stopped)).rejects.toThrow('stopped');
    expect(asked).toEqual([]);
  });
});
