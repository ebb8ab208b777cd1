import { SECOND } from '../../../time/new-york.ts';
import { keyed, valueOf, type Keyed } from '../keyed.ts';
import { defineRule, distinct, duration, ownerKey } from '../rule.ts';

/** FINRA 5210.02: both sides of a trade are one owner’s. */
export const washTrade = defineRule({
  ruleId: 'wash-trade',
  version: 1,
  description: 'Buyer and seller of a trade are one owner.',
  parameters: {
    quiet: duration(60n * SECOND, 'After an alert, further trades of the owner belong to it'),
  },
  open: (): Keyed<{ alertedAt: bigint | undefined }> => keyed(),
  take(event, { state, set, raise }) {
    if (event.kind !== 'traded') return;
    const { buy, sell, tradeId, quantity, price } = event.trade;
    if (buy === undefined || sell === undefined || buy.owner !== sell.owner) return;
    // Behind an omnibus account are several owners: that they meet is no wash trade of its holder.
    if (buy.kind === 'OMNIBUS' || sell.kind === 'OMNIBUS') return;
    const { at, place, instrument } = event;
    const key = ownerKey(buy.owner, instrument);
    const seen = valueOf<{ alertedAt: bigint | undefined }>(state, key, at, set.quiet, () => ({
      alertedAt: undefined,
    }));
    if (seen.alertedAt !== undefined && at - seen.alertedAt < set.quiet) return;
    seen.alertedAt = at;
    raise({
      owner: buy.owner,
      accounts: distinct([buy.accountId, sell.accountId]),
      from: place,
      fromAt: at,
      orders: [buy.orderId, sell.orderId],
      trades: [tradeId],
      features: { quantity, price },
    });
  },
});
