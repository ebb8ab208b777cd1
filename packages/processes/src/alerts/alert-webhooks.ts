import { formatDecimal, type AccountId, type PriceObservation } from '@bellwether/domain';
import { defineProcess, type ProcessManager } from '../runtime/process.ts';
import type { WebhookPoster } from './webhook-poster.ts';

/** Where the alerts of each account are posted to. */
class Webhooks {
  readonly byAccount = new Map<AccountId, string>();
}

type Fired = PriceObservation & { readonly instrumentId: string };

/** What a receiver reads. Prices in USD as text, times as ISO 8601. */
function bodyOf(fired: Fired): string {
  const { accountId, alertId, instrumentId, price, previousClose, tradeId, at } = fired;
  const timestamp = new Date(Number(at / 1_000_000n)).toISOString();
  const prices = { price: formatDecimal(price), previousClose: formatDecimal(previousClose) };
  const data = { accountId, alertId, instrumentId, ...prices, tradeId: tradeId ?? null };
  return JSON.stringify({ type: 'alert.fired', timestamp, data });
}

/**
 * Posts the alerts that have fired to where their accounts want them, and records what became of it. Each is posted at least
 * once, and again after a crash before it was recorded: a receiver knows it by `webhook-id`.
 */
export function alertWebhooks(poster: WebhookPoster): ProcessManager {
  return defineProcess({
    name: 'alert-webhooks',
    description: 'Posts price alerts that have fired',
    sends: ['RecordAlertDelivery'],
    memory: {
      open: () => new Webhooks(),
      takes: {
        AlertWebhookSet: ({ byAccount }, { accountId, url }) => void byAccount.set(accountId, url),
        AlertWebhookRemoved: ({ byAccount }, { accountId }) => void byAccount.delete(accountId),
      },
      answered: () => undefined,
    },
    on: {
      PriceAlertFired({ accountId, alertId }, { position, index }, { byAccount }) {
        const url = byAccount.get(accountId);
        if (url === undefined) return [];
        const data = { accountId, alertId, position, index, url, delivered: false, attempts: 0 };
        return [{ name: 'post', command: { type: 'RecordAlertDelivery', data } }];
      },
    },
    async before({ type, data }, { fact, position, index }, signal) {
      const { url, alertId } = data;
      const id = `${alertId}.${position}.${index}`;
      const posted = await poster.post({ url, id, body: bodyOf(fact.data as Fired) }, signal);
      return { type, data: { ...data, ...posted } };
    },
    // Alerts of one account are posted in their order, and those of another do not wait for them.
    keyOf: ({ fact, stream }) =>
      fact.type === 'PriceAlertFired' ? `webhook/${fact.data.accountId}` : stream,
  });
}
