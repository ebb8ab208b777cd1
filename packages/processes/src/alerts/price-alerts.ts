import { pendingKey } from '@bellwether/domain';
import { defineProcess, type ProcessManager, type Remembered } from '../runtime/process.ts';
import { AlertWatch } from './alert-watch.ts';

/** What a watch of alerts is made of. */
export const ALERT_MEMORY: Remembered<AlertWatch> = {
  InstrumentListed: (watch, { instrumentId, referencePrice }, { position }) =>
    watch.close(instrumentId, referencePrice, position),
  ClosePublished: (watch, { instrumentId, price }, { position }) =>
    watch.close(instrumentId, price, position),
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
  sends: ['ObservePrice'],
  memory: {
    open: () => new AlertWatch(),
    takes: ALERT_MEMORY,
    isIdle: (watch) => watch.isEmpty,
    concerns: (watch, { fact }) =>
      fact.type === 'TradeExecuted' && watch.isWatched(fact.data.instrumentId),
    answered: (watch, { data }) => watch.foresee(data, data),
  },
  on: {
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
  keyOf: ({ fact, stream }) =>
    fact.type === 'TradeExecuted' ? `sales/${fact.data.instrumentId}` : stream,
});
