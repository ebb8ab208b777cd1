import { instantOf, parseDate, wall } from '@bellwether/domain';
import { beforeAll, describe, expect, test } from 'vitest';
import { PROJECTIONS } from '../../src/capabilities/capabilities.ts';
import { positionLots } from '../../src/positions/position-lots.ts';
import { netting } from '../../src/settlement/netting.ts';
import { pendingOf } from '../../src/settlement/pending.ts';
import { PostgresProjector } from '../../src/stores/postgres/projector.ts';
import type { ReadModelStores } from '../read-stores.ts';
import { recorded, type Told } from '../story.ts';

const [THURSDAY, FRIDAY] = ['2027-03-11', '2027-03-12'].map(parseDate) as [never, never];
/** Positions behind those of the other suites. */
const FIRST = 9_000_000;

const listed = (instrumentId: string, more: object = {}): Told => ({
  type: 'InstrumentListed',
  data: {
    instrumentId,
    symbol: instrumentId.replace('_', ''),
    tickSize: 1n,
    referencePrice: 100n,
    maxOrderQuantity: 1_000n,
    ...more,
  },
});

/** Three calls of ten shares at 90 that Eve buys of Finn for 4 a share. */
const bought: Told = {
  type: 'TradeExecuted',
  data: {
    tradeId: '8-1',
    instrumentId: 'E_C',
    price: 4n,
    quantity: 3n,
    principal: 120n,
    aggressor: 'BUY',
    buyOrderId: '0192f3a0-7c1e-7aaa-8bbb-000000008001',
    buyAccountId: 'eve',
    buyLeaves: 0n,
    buyReleased: 0n,
    sellOrderId: '0192f3a0-7c1e-7aaa-8bbb-000000008002',
    sellAccountId: 'finn',
    sellLeaves: 0n,
    tradeDate: THURSDAY,
    settlementDate: FRIDAY,
  },
};

const exercised = (n: number, contracts: bigint, sellAccountId?: string): Told => ({
  type: 'OptionExercised',
  data: {
    instrumentId: 'E_C',
    expirationId: '0192f3a0-7c1e-7aaa-8bbb-000000008009',
    tradeId: `8-${n}`,
    right: 'CALL',
    contracts,
    underlyingId: 'E',
    price: 90n,
    quantity: 10n * contracts,
    principal: 900n * contracts,
    underlyingPrice: 100n,
    buyAccountId: 'eve',
    ...(sellAccountId === undefined ? {} : { sellAccountId }),
    tradeDate: THURSDAY,
    settlementDate: FRIDAY,
  },
});

/** What is exercised, on a real Postgres, against tables worked out by hand. */
export function describeExpirations(stores: () => ReadModelStores): void {
  describe('exercised options', () => {
    let projector: PostgresProjector;
    let position = FIRST;

    async function told(day: never, facts: readonly Told[]): Promise<void> {
      const at = instantOf(day, wall(12));
      const all = recorded(facts, position).map((one) => ({ ...one, at: at + one.at }));
      position += facts.length;
      await projector.apply({ facts: all, position: all.at(-1)!.position });
    }

    beforeAll(async () => {
      projector = new PostgresProjector(stores().sql, PROJECTIONS);
      await projector.takeOver();
      const terms = { underlyingId: 'E', right: 'CALL', strike: 90n, expiresOn: THURSDAY };
      const option = { underlyingKind: 'STOCK', style: 'AMERICAN', settlement: 'PHYSICAL' };
      await told(THURSDAY, [
        listed('E'),
        listed('E_C', { assetClass: 'OPTION', multiplier: 10, option: { ...terms, ...option } }),
        ...['eve', 'finn'].map((accountId): Told => ({
          type: 'AccountOpened',
          data: { accountId },
        })),
        bought,
        // Two of Finn, one of somebody outside.
        exercised(2, 2n, 'finn'),
        exercised(3, 1n),
        {
          type: 'PositionExpired',
          data: {
            instrumentId: 'E_C',
            expirationId: '0192f3a0-7c1e-7aaa-8bbb-000000008009',
            accountId: 'finn',
            quantityBefore: -1n,
            quantity: 0n,
            exercised: 0n,
            cash: 0n,
            multiplier: 10,
          },
        },
      ]);
    });

    test('have lots of shares that cost strike and premium; what was written and lapsed is a gain', async () => {
      const { db } = stores().models;
      const shares = await positionLots(db, 'eve', 'E');
      // 20 at 90 and two premiums of 40; 10 at 90 and one.
      expect(shares.rows.map(({ lotId, quantity, cost }) => [lotId, quantity, cost])).toEqual([
        ['8-2', 20n, 1_880n],
        ['8-3', 10n, 940n],
      ]);
      expect(await positionLots(db, 'eve', 'E_C')).toMatchObject({ rows: [], realised: 0n });
      expect(await positionLots(db, 'finn', 'E')).toMatchObject({
        rows: [{ quantity: -20n, cost: -1_880n }],
      });
      expect(await positionLots(db, 'finn', 'E_C')).toMatchObject({ rows: [], realised: 40n });
    });

    test('are still to be settled, and in the next run netted with trades, with those outside', async () => {
      const pending = await pendingOf(stores().models, 'eve');
      expect(pending.map((one) => [one.instrumentId, one.quantity, one.amount])).toEqual([
        ['E', 30n, -2_700n],
        ['E_C', 3n, -120n],
      ]);
      const run = { counterparty: 'CCP', settlementDate: FRIDAY, run: 1, runId: '2027-03-12-1' };
      await told(FRIDAY, [{ type: 'SettlementStarted', data: run }]);
      const found = await netting(stores().models, '2027-03-12-1');
      const lines = found!.lines.filter(({ instrumentId }) => instrumentId.startsWith('E'));
      expect(lines.map((one) => [one.participant, one.quantity, one.amount])).toEqual([
        ['@OCC', -10n, 900n],
        ['eve', 30n, -2_700n],
        ['finn', -20n, 1_800n],
        ['eve', 3n, -120n],
        ['finn', -3n, 120n],
      ]);
      expect(await pendingOf(stores().models, 'eve')).toEqual([]);
    });

    test('are in no run behind it', async () => {
      const totals = { lines: 0, late: 0, delivered: 0n, paid: 0n, fees: 0n, hash: '' };
      const day = { counterparty: 'CCP', settlementDate: FRIDAY };
      await told(FRIDAY, [
        { type: 'SettlementCompleted', data: { ...day, runId: '2027-03-12-1', ...totals } },
        { type: 'SettlementStarted', data: { ...day, run: 2, runId: '2027-03-12-2' } },
      ]);
      const found = await netting(stores().models, '2027-03-12-2');
      expect(found!.lines.filter(({ instrumentId }) => instrumentId.startsWith('E'))).toEqual([]);
    });
  });
}
