import type { CommandClient } from '@bellwether/client';
import {
  OWN_VENUE,
  parseDecimal,
  type AccountId,
  type Command,
  type InstrumentId,
  type Outcome,
} from '@bellwether/domain';
import { derivedId } from '@bellwether/platform/runtime';

/** An instrument of the demo market. */
export interface DemoInstrument {
  readonly instrumentId: InstrumentId;
  /** Where its price starts, in ticks of a cent. */
  readonly startTicks: number;
}

export const TICK = 100n;

const instrument = (id: string, startTicks: number): DemoInstrument => ({
  instrumentId: id as InstrumentId,
  startTicks,
});

/** What is traded in the demo market. */
export const INSTRUMENTS: readonly DemoInstrument[] = [
  instrument('ACME', 10_000),
  instrument('GLOBEX', 4_525),
  instrument('INITECH', 25_180),
];

/** A term of their own: installations that are older than it have listed the instruments already. */
const SECTORS: Readonly<Record<string, string>> = {
  ACME: 'Industrials',
  GLOBEX: 'Utilities',
  INITECH: 'Information Technology',
};

/** The visitor's own account. */
export const VISITOR = 'demo' as AccountId;
/** Accounts of the bots. */
export const MAKERS: readonly AccountId[] = ['maker-1', 'maker-2'] as AccountId[];
export const TAKERS: readonly AccountId[] = ['taker-1', 'taker-2', 'taker-3'] as AccountId[];

/** The demo market could not be set up. */
export class SeedError extends Error {
  override readonly name = 'SeedError';
  readonly code = 'DEMO_SEED';
}

/** What makers get back: rebates are below zero. */
const MAKER_FEES = { [OWN_VENUE]: -2_000n, XDMN: -2_500n, XDMS: 0n };

/**
 * Lists the instruments and opens and funds the accounts. Ids follow from what is done, so setting the market up again
 * changes nothing.
 * @throws SeedError
 */
export async function seedMarket(client: CommandClient): Promise<void> {
  for (const { instrumentId, startTicks } of INSTRUMENTS) {
    const referencePrice = BigInt(startTicks) * TICK;
    const terms = {
      symbol: instrumentId,
      tickSize: TICK,
      referencePrice,
      maxOrderQuantity: 10_000n,
    };
    await seed(client, { type: 'ListInstrument', data: { instrumentId, ...terms } });
  }
  for (const [instrumentId, sector] of Object.entries(SECTORS)) {
    const data = { instrumentId: instrumentId as InstrumentId, sector };
    await seed(client, { type: 'ReviseInstrument', data });
  }
  await Promise.all([
    fund(client, VISITOR, '100000', 1_000n),
    ...[...MAKERS, ...TAKERS].map((account) => fund(client, account, '50000000', 500_000n)),
  ]);
  await charge(client);
  await target(client);
  // Something to watch: a market that wanders fires one of them within moments.
  for (const { instrumentId } of INSTRUMENTS) {
    const terms = { condition: 'MOVE_UP', moveBasisPoints: 25, hysteresisBasisPoints: 25 } as const;
    const data = { accountId: VISITOR, instrumentId, ...terms, repeats: true };
    await seed(client, { type: 'SetPriceAlert', data });
  }
}

/** What the visitor's account should hold: far enough from what it has that there is a plan to look at. */
async function target(client: CommandClient): Promise<void> {
  const modelId = 'thirds';
  const terms = { others: 'SELL', driftBand: 50, cashBuffer: 500 } as const;
  const targets = INSTRUMENTS.map(({ instrumentId }) => ({ instrumentId, weight: 3_000 }));
  const minimumTrade = parseDecimal('100');
  await seed(client, {
    type: 'SetModelPortfolio',
    data: { modelId, ...terms, targets, minimumTrade },
  });
  await seed(client, { type: 'SetRebalancing', data: { accountId: VISITOR, modelId } });
}

/** What a retail account pays, and what the own book and the venues of the demo take, micro-USD a share. */
async function charge(client: CommandClient): Promise<void> {
  const product = 'STOCK';
  const commission = {
    product,
    perOrder: 0n,
    perUnit: 5_000n,
    minimum: parseDecimal('1'),
  } as const;
  const commissions = [{ ...commission, maximumBasisPoints: 100 }];
  await seed(client, { type: 'SetCommissions', data: { accountId: VISITOR, commissions } });
  for (const [venue, maker] of Object.entries(MAKER_FEES)) {
    const fees = [{ product, taker: 3_000n, maker, auction: 1_000n } as const];
    await seed(client, { type: 'SetVenueFees', data: { venue, fees } });
  }
}

async function fund(
  client: CommandClient,
  accountId: AccountId,
  cash: string,
  shares: bigint,
): Promise<void> {
  await seed(client, { type: 'OpenAccount', data: { accountId } });
  await seed(client, { type: 'DepositCash', data: { accountId, amount: parseDecimal(cash) } });
  for (const { instrumentId } of INSTRUMENTS)
    await seed(client, {
      type: 'DepositSecurities',
      data: { accountId, instrumentId, quantity: shares },
    });
}

async function seed(client: CommandClient, command: Command): Promise<void> {
  const {
    accountId = '',
    instrumentId = '',
    venue = '',
  } = command.data as Readonly<Partial<Record<'accountId' | 'instrumentId' | 'venue', string>>>;
  const id = derivedId(`demo/${command.type}/${accountId}/${instrumentId}${venue}`);
  const outcome = await client.send(command, { id, deadlineMs: 20_000 });
  if (!isDone(outcome))
    throw new SeedError(
      `${command.type} ${accountId}${instrumentId}${venue}: ${JSON.stringify(outcome)}`,
    );
}

function isDone(outcome: Outcome): boolean {
  return (
    outcome.status === 'accepted' ||
    (outcome.status === 'duplicate' && outcome.original.status === 'accepted')
  );
}
