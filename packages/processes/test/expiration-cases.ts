import type { CommandClient } from '@bellwether/client';
import {
  instantOf,
  parseDate,
  parseDecimal,
  wall,
  type AccountId,
  type Command,
  type InstrumentId,
  type TradingFact,
} from '@bellwether/domain';
import { eventually } from '@bellwether/testkit';
import { describe, expect, test } from 'vitest';
import type { TimedProcess } from './support/timed-process.ts';

const [BIG, CALL] = ['BIG', 'BIG_C'] as InstrumentId[] as [InstrumentId, InstrumentId];
const [monday, tuesday] = [parseDate('2026-11-30'), parseDate('2026-12-01')];
const usd = parseDecimal;
const ACCOUNTS = 4;
const named = (prefix: string) =>
  Array.from({ length: ACCOUNTS }, (_, n) => `${prefix}${n}` as AccountId);
const [LONGS, SHORTS] = [named('long'), named('short')];

type Data<T extends TradingFact['type']> = Extract<TradingFact, { type: T }>['data'];

/** Calls on BIG, which is at 160, at a strike of 150: one each, bought and sold on Monday; Tuesday is their last day. */
export function expirationCases(writerOf: () => TimedProcess, clientOf: () => CommandClient): void {
  const accepted = async (command: Command): Promise<void> => {
    const outcome = await clientOf().send(command, { id: writerOf().newId() });
    expect(outcome).toMatchObject({ status: 'accepted' });
  };
  async function factsOf<T extends TradingFact['type']>(type: T): Promise<readonly Data<T>[]> {
    const facts = await writerOf().journal();
    return facts.flatMap((fact) => (fact.type === type ? [fact.data as Data<T>] : []));
  }
  const recorded = (type: TradingFact['type'], times: number): Promise<void> =>
    eventually(`${times} ${type}`, async () => (await factsOf(type)).length >= times, 30_000);
  const phaseIs = (phase: string): Promise<void> =>
    eventually(
      `the market is ${phase}`,
      async () => (await factsOf('SessionPhaseAdopted')).at(-1)?.phase === phase,
      30_000,
    );
  const place = (accountId: AccountId, side: 'BUY' | 'SELL'): Command => {
    const terms = { side, type: 'LIMIT', timeInForce: 'GTC', limitPrice: usd('12') } as const;
    const data = { accountId, instrumentId: CALL, quantity: 1n, ...terms };
    return { type: 'PlaceOrder', data };
  };

  const opened = async (accountId: AccountId): Promise<void> => {
    await accepted({ type: 'OpenAccount', data: { accountId, accountType: 'MARGIN' } });
    await accepted({ type: 'DepositCash', data: { accountId, amount: usd('50000') } });
    const assetClasses: ('EQUITY' | 'OPTION')[] = ['EQUITY', 'OPTION'];
    const permissions = { assetClasses, optionLevel: 4, shortSelling: true };
    await accepted({ type: 'SetTradingPermissions', data: { accountId, ...permissions } });
  };

  describe('an option on its last day', () => {
    test('is traded on the day before', async () => {
      await writerOf().kill();
      writerOf().start(instantOf(monday, wall(10)));
      await phaseIs('CONTINUOUS');
      const option = {
        underlyingId: BIG,
        underlyingKind: 'STOCK',
        right: 'CALL',
        strike: usd('150'),
        expiresOn: tuesday,
        style: 'AMERICAN',
        settlement: 'PHYSICAL',
      } as const;
      const terms = { symbol: 'BIGC', tickSize: usd('0.01'), referencePrice: usd('12') };
      const contract = { assetClass: 'OPTION', multiplier: 100, option } as const;
      const data = { instrumentId: CALL, ...terms, maxOrderQuantity: 10n, ...contract };
      await accepted({ type: 'ListInstrument', data });
      await Promise.all([...LONGS, ...SHORTS].map(opened));
      await Promise.all(SHORTS.map((accountId) => accepted(place(accountId, 'SELL'))));
      await Promise.all(LONGS.map((accountId) => accepted(place(accountId, 'BUY'))));
      await accepted({
        type: 'InstructExpiration',
        data: { accountId: LONGS[0]!, instrumentId: CALL, contracts: 0n },
      });
      // Nothing is traded on Tuesday: the process is away when the market would open.
      for (const instrumentId of [BIG, CALL])
        await accepted({
          type: 'HaltInstrument',
          data: { instrumentId, reason: 'OPERATIONAL' },
        });
      await writerOf().kill();
    });

    test('is exercised and assigned once, and taken off the list, whoever is killed meanwhile', async () => {
      const delisted = (await factsOf('DelistingAdopted')).length;
      for (const [second, [type, times]] of [
        ['ExpirationApplied', 1],
        ['DelistingAdopted', delisted + 1],
      ].entries() as Iterable<[number, [TradingFact['type'], number]]>) {
        writerOf().start(instantOf(tuesday, wall(17, 30, second)));
        await recorded(type, times);
        await writerOf().kill();
      }
      expect(await factsOf('ExpirationApplied')).toMatchObject([
        { kind: 'EXPIRATION', price: usd('160'), exercised: 3n, assigned: 3n, positions: 5 },
      ]);
      const deliveries = await factsOf('OptionExercised');
      expect(new Set(deliveries.map((one) => one.buyAccountId))).toEqual(new Set(LONGS.slice(1)));
      expect(new Set(deliveries.map((one) => one.sellAccountId)).size).toBe(3);
      // Who said so has not exercised, and one who is short was not assigned: both contracts are worth nothing.
      const lapsed = await factsOf('PositionExpired');
      expect(lapsed.map(({ cash }) => cash)).toEqual([0n, 0n]);
      expect(lapsed.map(({ quantityBefore }) => quantityBefore)).toEqual([1n, -1n]);
      const parties = [...deliveries.map((one) => one.sellAccountId), lapsed[1]?.accountId];
      expect(new Set([...parties, lapsed[0]?.accountId])).toEqual(new Set([...SHORTS, LONGS[0]]));
    }, 60_000);
  });
}
