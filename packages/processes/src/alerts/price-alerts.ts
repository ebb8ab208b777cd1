import { pendingKey, priceAfter, ratioOf } from '@bellwether/domain';
import type { Fact } from '@bellwether/projections/facts';
import { defineProcess, type ProcessManager, type Remembered } from '../runtime/process.ts';
import { AlertWatch } from './alert-watch.ts';

/** What a watch of alerts is made of. */
export const ALERT_MEMORY: Remembered<AlertWatch> = {
  InstrumentListed: (watch, { instrumentId, referencePrice }, { position }) =>
    watch.close(instrumentId, referencePrice, position),
  ClosePublished: (watch, { instrumentId, price }, { position }) =>
    watch.close(instrumentId, price, position),
  CorporateActionEffective(watch, data, { position }) {
    const { instrumentId, previousClose } = data;
    const ratio = ratioOf(data);
    watch.close(instrumentId, previousClose, position);
    if (ratio === undefined) return;
    for (const alert of watch.waitingFor(instrumentId))
      watch.restate(alert, priceAfter(alert.price, data, ratio), position);
  },
  PriceAlertRestated: (watch, data) => watch.restate(data, data.price, data.position),
  PriceAlertSet: (watch, { alertId, ...terms }, { position }) =>
    watch.add(alertId, terms, position),
  PriceAlertFired: (watch, data) => watch.changed(data, false, data),
  PriceAlertArmed: (watch, data) => watch.changed(data, true, data),
  PriceAlertEnded: (watch, data) => watch.remove(data),
};

/**
 * Watches every sale for the price alerts that it fires or arms again. The alert itself decides what the sale means for it;
 * what is watched here says which alerts have to be asked.
 */
export const priceAlerts: ProcessManager = defineProcess({
  name: 'price-alerts',
  description: 'Fires price alerts',
  sends: ['ObservePrice', 'RestatePriceAlert', 'EndPriceAlert'],
  memory: {
    open: () => new AlertWatch(),
    takes: ALERT_MEMORY,
    isIdle: (watch) => watch.isEmpty,
    concerns: (watch, { fact }) => isOfInstrument(fact) && watch.isWatched(fact.data.instrumentId),
    answered(watch, command) {
      if (command.type === 'ObservePrice') watch.foresee(command.data, command.data);
    },
  },
  on: {
    // What is known has the prices after it already: here each alert is told its own.
    CorporateActionEffective(data, { position }, watch) {
      const { instrumentId, actionId } = data;
      if (ratioOf(data) === undefined) return [];
      return watch.waitingFor(instrumentId).map(({ accountId, alertId, price }) => ({
        name: pendingKey(accountId, alertId),
        command: {
          type: 'RestatePriceAlert',
          data: { accountId, alertId, actionId, price, position },
        },
      }));
    },
    InstrumentDelisted: ({ instrumentId }, _, watch) =>
      watch.alertsOf(instrumentId).map(({ accountId, alertId }) => ({
        name: pendingKey(accountId, alertId),
        command: {
          type: 'EndPriceAlert',
          data: { accountId, alertId, reason: `${instrumentId} is delisted` },
        },
      })),
    TradeExecuted({ instrumentId, price, tradeId }, { position, index, at }, watch) {
      const previousClose = watch.closeBefore(instrumentId, position) ?? price;
      const sale = { position, index };
      return watch.reached(instrumentId, price, sale).map(({ alertId, accountId }) => ({
        name: pendingKey(accountId, alertId),
        command: {
          type: 'ObservePrice',
          data: { accountId, alertId, price, previousClose, tradeId, ...sale, at },
        },
      }));
    },
  },
  // Sales of one instrument count in their order.
  keyOf: ({ fact, stream }) => (isOfInstrument(fact) ? `sales/${fact.data.instrumentId}` : stream),
});

type OfInstrument = 'TradeExecuted' | 'CorporateActionEffective' | 'InstrumentDelisted';

function isOfInstrument(fact: Fact): fact is Extract<Fact, { readonly type: OfInstrument }> {
  const { type } = fact;
  return (
    type === 'TradeExecuted' || type === 'CorporateActionEffective' || type === 'InstrumentDelisted'
  );
}
