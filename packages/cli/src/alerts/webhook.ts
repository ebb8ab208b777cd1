import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { publicKeyFile } from '@bellwether/local';
import type { AccountId } from '@bellwether/domain';
import { settingsOf } from '../command-line/options.ts';
import { answerTo } from '../messages/answer-to.ts';
import { report } from '../output/report.ts';
import { sent } from '../messages/sent.ts';
import type { AlertOptions } from './alerts.ts';

/** Where alerts are posted to, as the question answers it. */
export interface WebhookRow {
  readonly url: string | null;
  /** Digits. */
  readonly delivered: string;
  readonly failed: string;
  readonly lastStatus: number | null;
  readonly lastReason: string | null;
}

/** Prints where alerts are posted to, and the key by which a receiver checks them. @throws CommandFailure where it is refused. */
export async function showWebhook(options: AlertOptions): Promise<void> {
  const { directory } = settingsOf(options);
  const key = standardKey(readFileSync(publicKeyFile(directory, 'webhooks'), 'utf8'));
  const row = await answerTo('alert.webhook', { accountId: options.account }, options);
  report({ webhook: row as WebhookRow | null, key }, options.json === true, webhookText);
}

/** @throws CommandFailure where rules refuse the address. */
export async function setWebhook(url: string, options: AlertOptions): Promise<void> {
  const data = { accountId: options.account as AccountId, url };
  await sent({ type: 'SetAlertWebhook', data }, options);
}

/** @throws CommandFailure where there is none. */
export async function removeWebhook(options: AlertOptions): Promise<void> {
  const data = { accountId: options.account as AccountId };
  await sent({ type: 'RemoveAlertWebhook', data }, options);
}

/** A public key as receivers' libraries take it (Standard Webhooks): `whpk_` and its 32 bytes. @param pem SPKI. */
export function standardKey(pem: string): string {
  const { x = '' } = createPublicKey(pem).export({ format: 'jwk' });
  return `whpk_${Buffer.from(x, 'base64url').toString('base64')}`;
}

export function webhookText({
  webhook,
  key,
}: {
  readonly webhook: WebhookRow | null;
  readonly key: string;
}): string {
  const lines = [`key     ${key}`];
  if (webhook?.url === null || webhook === null)
    return [
      ...lines,
      'posted  nowhere; set it with: ./bellwether alerts webhook set https://…',
    ].join('\n');
  const { url, delivered, failed, lastStatus, lastReason } = webhook;
  const last = lastReason ?? (lastStatus === null ? 'nothing yet' : `HTTP ${lastStatus}`);
  return [
    ...lines,
    `posted  ${url}`,
    `taken   ${delivered}, given up ${failed}; last: ${last}`,
  ].join('\n');
}
