import { describe, expect, test } from 'vitest';
import type { AccountId } from '../kernel/ids.ts';
import { alertWebhook } from './webhook.ts';

const accountId = 'alice' as AccountId;
const set = (url: string) =>
  alertWebhook.decide({}, { type: 'SetAlertWebhook', data: { accountId, url } });

describe('the webhook of an account', () => {
  test.each([
    'https://example.com/alerts?for=me',
    'https://example.com:8443/',
    'http://127.0.0.1:9000/alerts',
    'http://[::1]/',
  ])('may be %s', (url) => {
    expect(set(url)).toMatchObject({
      ok: true,
      facts: [{ type: 'AlertWebhookSet', data: { url } }],
    });
  });

  test.each([
    ['http://example.com/', 'https'],
    ['https://user:secret@example.com/', 'must not name a user'],
    ['https://example.com/#top', 'fragment'],
    ['https://exa mple.com/', 'no address'],
    ['https://', 'no address'],
  ])('may not be %s', (url, why) => {
    expect(set(url)).toMatchObject({
      ok: false,
      rejection: { code: 'INVALID_WEBHOOK', message: expect.stringContaining(why) },
    });
  });

  test('can be taken away once', () => {
    const remove = { type: 'RemoveAlertWebhook', data: { accountId } } as const;
    const decided = alertWebhook.decide({ url: 'https://example.com/' }, remove);
    expect(decided).toMatchObject({ ok: true, facts: [{ type: 'AlertWebhookRemoved' }] });
    expect(alertWebhook.decide({}, remove)).toMatchObject({
      ok: false,
      rejection: { code: 'NOTHING_TO_CHANGE' },
    });
  });
});
