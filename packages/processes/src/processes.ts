import { alertWebhooks } from './alerts/alert-webhooks.ts';
import { priceAlerts } from './alerts/price-alerts.ts';
import { shortSaleBan } from './close-outs/short-sale-ban.ts';
import { corporateActions } from './corporate-actions/corporate-actions.ts';
import { expirations } from './expiration/expirations.ts';
import { marginLiquidation } from './margin/margin-liquidation.ts';
import { marketHalt } from './market-halt.ts';
import { marketSession } from './market-session.ts';
import { rebalancing } from './rebalancing/rebalancing.ts';
import type { WebhookPoster } from './alerts/webhook-poster.ts';
import type { ProcessManager } from './runtime/process.ts';

/** Whether the market follows the exchanges' calendar, or trades without end. */
export type Sessions = 'CALENDAR' | 'CONTINUOUS';

/** The process managers of an installation. A new one is a line here. @param poster absent: no alert is posted. */
export function processesOf(sessions: Sessions, poster?: WebhookPoster): readonly ProcessManager[] {
  return [
    marketHalt,
    priceAlerts,
    ...(poster === undefined ? [] : [alertWebhooks(poster)]),
    expirations,
    corporateActions,
    rebalancing,
    marginLiquidation,
    shortSaleBan,
    ...(sessions === 'CALENDAR' ? [marketSession] : []),
  ];
}
