import {
  emptyTradingState,
  evolve,
  instantOf,
  parseDate,
  parseDecimal,
  wall,
  type AccountId,
  type Command,
  type CommandId,
  type FollowedFact,
  type InstrumentId,
  type JournalEntry,
  type OrderId,
  type TradingFact,
  type TradingState,
  type VenueQuote,
  type Outcome,
} from '@bellwether/domain';
import { createInlineEngine, type Engine } from '@bellwether/engine';
import { expect, onTestFinished } from 'vitest';
import { fingerprint } from '../../src/intake/fingerprint.ts';
import { CommandIndex } from '../../src/command-index/command-index.ts';
import type { TradingPartition } from '../../src/partition/partition.ts';
import { openPartition } from '../../src/partition/open-partition.ts';
import type { TradingRequest } from '../../src/engine-port/request.ts';
import { stateHash } from '../../src/replica/state-hash.ts';

// A partition with an inline engine and no store: commands in, facts out, everything durable at once.

export const AMZN = 'AMZN' as InstrumentId;
export const alice = 'alice' as AccountId;
export const bob = 'bob' as AccountId;

/** The n-th command's id, which is also its order's. */
export const id = (n: number): CommandId =>
  `0192f3a0-7c1e-7aaa-8bbb-${`${n}`.padStart(12, '0')}` as CommandId;

export interface Market {
  readonly partition: TradingPartition;
  /** Every entry recorded so far. */
  readonly journal: JournalEntry[];
  /** Decides commands in one turn and returns their outcomes in order. */
  send(...commands: readonly Sent[]): Promise<readonly Outcome[]>;
  /** Takes over a fact of another stream. */
  follow(fact: FollowedFact): Promise<void>;
  /** Whether nothing but `evolve` has changed the state; asked after every test. */
  hasOneWriter(): boolean;
  /** Takes a venue's quote of AMZN. Returns what there was to record. */
  quote(quote: VenueQuote): Promise<readonly TradingFact[]>;
}

export interface Sent {
  readonly id: CommandId;
  readonly command: Command;
  readonly principal?: string;
}

const reference: readonly FollowedFact[] = [
  {
    type: 'InstrumentListed',
    data: {
      instrumentId: AMZN,
      symbol: 'AMZN',
      tickSize: 100n,
      referencePrice: parseDecimal('100'),
      maxOrderQuantity: 1_000n,
    },
  },
  { type: 'AccountOpened', data: { accountId: alice } },
  { type: 'AccountOpened', data: { accountId: bob } },
  { type: 'CashDeposited', data: { accountId: alice, amount: parseDecimal('10000') } },
  { type: 'SecuritiesDeposited', data: { accountId: bob, instrumentId: AMZN, quantity: 100n } },
];

/** Ten in the morning of Friday, 20 November 2026. */
export const TEN_O_CLOCK: bigint = instantOf(parseDate('2026-11-20'), wall(10));

/** What a venue quotes on both sides at ten o'clock; prices in USD. */
export const quote = (venue: string, bid: string, offer: string, quantity = 100n): VenueQuote => ({
  venue,
  bid: parseDecimal(bid),
  bidQuantity: quantity,
  offer: parseDecimal(offer),
  offerQuantity: quantity,
  at: TEN_O_CLOCK,
});

/** Large enough for a test, and quick to make. */
export const smallEngine = (): Engine =>
  createInlineEngine({ orderCapacity: 2_048, symbolCapacity: 2 });

/** AMZN at 100.00 with a cent tick; Alice has 10,000 USD, Bob 100 shares. */
export async function openMarket(engine: Engine = smallEngine()): Promise<Market> {
  const commands = new CommandIndex();
  let now = TEN_O_CLOCK;
  const partition = await openPartition(
    0,
    { state: emptyTradingState(), commands },
    engine,
    () => ++now,
  );
  const journal: JournalEntry[] = [];
  let position = 0n;
  const record = (facts: readonly TradingFact[], entry: Omit<JournalEntry, 'facts'>): void => {
    journal.push({ ...entry, facts });
  };
  const take = async (fact: FollowedFact): Promise<void> => {
    const followed = await partition.follow(fact, ++position);
    record(followed, { commandId: id(0), principal: 'system', fingerprint: 0n, receivedAt: 0n });
  };
  for (const fact of reference) await take(fact);
  const hasOneWriter = (): boolean => isFold(partition.state, journal);
  onTestFinished(() => expect(hasOneWriter()).toBe(true));
  return {
    partition,
    journal,
    follow: take,
    hasOneWriter,
    async quote(quote) {
      const refuse = (error: Error): never => {
        throw error;
      };
      const facts = await partition.quote([{ instrumentId: AMZN, ...quote }], refuse);
      record(facts, { commandId: id(0), principal: 'system', fingerprint: 0n, receivedAt: 0n });
      return facts;
    },
    async send(...sent) {
      const outcomes: Outcome[] = [];
      const requests = sent.map((one, index): TradingRequest =>
        request(one, (outcome) => (outcomes[index] = outcome)),
      );
      for (const { entry, request: decided } of await partition.decide(requests)) {
        journal.push(entry);
        decided.answer(commands.complete(entry, ++position));
      }
      return outcomes;
    },
  };
}

/** Whether what is known is what the facts fold to. A test that takes facts from the partition itself is not asked. */
function isFold(live: TradingState, journal: readonly JournalEntry[]): boolean {
  const facts = journal.flatMap((entry) => entry.facts);
  if (BigInt(facts.length) !== live.sequence) return true;
  const folded = emptyTradingState();
  for (const fact of facts) evolve(folded, fact);
  return stateHash(live) === stateHash(folded);
}

function request(
  { id: commandId, command, principal = 'trader' }: Sent,
  answer: (outcome: Outcome) => void,
): TradingRequest {
  return {
    command: { id: commandId, ...command },
    fingerprint: fingerprint(command),
    principal,
    receivedAt: TEN_O_CLOCK,
    answer,
  };
}

interface Terms {
  readonly type?: 'MARKET' | 'LIMIT';
  readonly tif?: 'GTC' | 'IOC' | 'FOK' | 'DAY';
  readonly account?: AccountId;
}

/** `buy(1, 10n, '99')`: command 1 of Alice buys 10 at 99. */
export const buy = (n: number, quantity: bigint, price?: string, terms: Terms = {}): Sent =>
  place(n, 'BUY', quantity, price, { account: alice, ...terms });

/** `sell(2, 10n, '101')`: command 2 of Bob sells 10 at 101. */
export const sell = (n: number, quantity: bigint, price?: string, terms: Terms = {}): Sent =>
  place(n, 'SELL', quantity, price, { account: bob, ...terms });

function place(
  n: number,
  side: 'BUY' | 'SELL',
  quantity: bigint,
  price: string | undefined,
  terms: Terms,
): Sent {
  const limit = price === undefined ? {} : { limitPrice: parseDecimal(price) };
  const type = terms.type ?? (price === undefined ? 'MARKET' : 'LIMIT');
  const timeInForce = terms.tif ?? (type === 'MARKET' ? 'IOC' : 'GTC');
  const data = {
    accountId: terms.account ?? alice,
    instrumentId: AMZN,
    side,
    type,
    timeInForce,
    quantity,
    ...limit,
  };
  return { id: id(n), command: { type: 'PlaceOrder', data } };
}

export const cancel = (n: number, order: number, account: AccountId = alice): Sent => ({
  id: id(n),
  command: {
    type: 'CancelOrder',
    data: { accountId: account, instrumentId: AMZN, orderId: id(order) as string as OrderId },
  },
});

export const replace = (
  n: number,
  order: number,
  quantity: bigint,
  price: string,
  account: AccountId = alice,
): Sent => ({
  id: id(n),
  command: {
    type: 'ReplaceOrder',
    data: {
      accountId: account,
      instrumentId: AMZN,
      orderId: id(order) as string as OrderId,
      quantity,
      limitPrice: parseDecimal(price),
    },
  },
});

/** An outcome in a few words. */
export function told(outcome: Outcome | undefined): string {
  if (outcome === undefined) return 'no answer';
  if (outcome.status === 'duplicate') return `duplicate of ${told(outcome.original)}`;
  if (outcome.status !== 'accepted') return `${outcome.status} ${outcome.code}`;
  return outcome.order === undefined
    ? 'accepted'
    : `accepted ${outcome.order.executed}/${outcome.order.leaves}`;
}

/** Facts of the journal's last entry in a few words. */
export function factsOf(entry: JournalEntry | undefined): readonly string[] {
  return (entry?.facts ?? []).map((fact) => {
    switch (fact.type) {
      case 'TradeExecuted':
        return `trade ${fact.data.quantity} @ ${fact.data.price / 10_000n} ${short(fact.data.buyOrderId)}<-${short(fact.data.sellOrderId)}`;
      case 'OrderCancelled':
        return `cancelled ${short(fact.data.orderId)} ${fact.data.quantity} ${fact.data.reason}`;
      case 'OrderReplaced':
        return `replaced ${short(fact.data.orderId)} ${fact.data.leaves} left ${fact.data.priorityKept ? 'in place' : 'requeued'}`;
      case 'OrderRejected':
      case 'CancelRejected':
      case 'ReplaceRejected':
        return `${fact.type} ${fact.data.code}`;
      default:
        return fact.type;
    }
  });
}

const short = (text: string): string => `${Number(text.slice(-12))}`;

/** Money and shares of an account: `cash reserved | shares reserved`. */
export function ledger(market: Market, account: AccountId): string {
  const risk = market.partition.state.accounts.get(account)?.risk;
  const exposure = risk?.exposures.get(AMZN);
  const usd = (units = 0n): string => `${units / 10_000n}`;
  return `${usd(risk?.cash)} ${usd(risk?.reserved)} | ${exposure?.quantity ?? 0n} ${exposure?.sells.quantity ?? 0n}`;
}
