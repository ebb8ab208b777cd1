import type { InstrumentRestriction } from '@bellwether/domain';
import { defineProcess, type ProcessManager } from '../runtime/process.ts';

/** What is held against an account in an instrument, by `<account>/<instrument>`. */
type Held = Map<string, InstrumentRestriction>;

const REASON =
  'Rule 204(b): a fail to deliver was not closed out in time; no short sales until risk lifts this';

/**
 * Holds short sales of what an account has not delivered, once it was not bought in on the day on which it had to be: Rule 204(b) asks for
 * borrowed shares then, and locates here are no borrows. Who lifts it is risk. What is held already is left as it is.
 */
export const shortSaleBan: ProcessManager = defineProcess({
  name: 'short-sale-ban',
  description: 'Holds short sales of what was not bought in in time',
  sends: ['RestrictAccountInstrument'],
  memory: {
    open: (): Held => new Map(),
    takes: {
      AccountInstrumentRestricted: (held, { accountId, instrumentId, restriction }) =>
        held.set(`${accountId}/${instrumentId}`, restriction),
    },
  },
  on: {
    BuyInRecorded({ accountId, instrumentId, placing }, _, held) {
      const known = held.get(`${accountId}/${instrumentId}`) ?? 'NONE';
      if (placing === 'PLACED' || known !== 'NONE') return [];
      const restriction = 'NO_SHORT_SALES';
      const data = { accountId, instrumentId, restriction, reason: REASON } as const;
      return [{ command: { type: 'RestrictAccountInstrument', data }, name: 'hold' }];
    },
  },
});
