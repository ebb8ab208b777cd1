import { CommandClient } from '@bellwether/client';
import {
  instantOf,
  parseDate,
  parseDecimal,
  sessionStream,
  wall,
  type AccountId,
  type Command,
  type InstrumentId,
  type TradingFact,
  type Outcome,
} from '@bellwether/domain';
import { eventually, startWriteStack, type WriteStack } from '@bellwether/testkit';
import { StreamNotFoundError } from '@eventstore/db-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TimedProcess } from './support/timed-process.ts';

// What the market does by itself, in a process of its own on the real servers that is killed in the middle of it. The
// process is started again at another time of the same day, as one that was away for a while.

const AMZN = 'AMZN' as InstrumentId;
const [alice, bob] = ['alice', 'bob'] as [AccountId, AccountId];
const monday = parseDate('2026-11-23');
const at = (hours: number, minutes: number, seconds = 0): bigint =>
  instantOf(monday, wall(hours, minutes, seconds));
const usd = parseDecimal;

let stack: WriteStack;
let writer: TimedProcess;
let client: CommandClient;

beforeAll(async () => {
  stack = await startWriteStack();
  writer = new TimedProcess(stack);
  client = new CommandClient({
    connection: await stack.connectAs('cli'),
    user: 'cli',
    deadlineMs: 20_000,
  });
});

afterAll(async () => {
  await writer.kill();
  await stack.stop();
});

const send = (command: Command, id = writer.newId()): Promise<Outcome> =>
  client.send(command, { id });
const accepted = async (command: Command): Promise<string> => {
  const outcome = await send(command);
  expect(outcome).toMatchObject({ status: 'accepted' });
  return outcome.id ?? '';
};

/** What a stream has; nothing before its first fact. */
async function factsIn(stream: string): Promise<readonly { type: string; data: unknown }[]> {
  const facts: { type: string; data: unknown }[] = [];
  try {
    for await (const { event } of stack.eventStoreClient().readStream(stream))
      if (event !== undefined) facts.push({ type: event.type, data: event.data });
  } catch (error) {
    if (!(error instanceof StreamNotFoundError)) throw error;
  }
  return facts;
}

/** The day's own stream: phases by name, other facts by type. */
async function day(): Promise<readonly string[]> {
  const facts = await factsIn(sessionStream(monday));
  return facts.map(({ type, data }) => (data as { phase?: string }).phase ?? type);
}

const journal = (): Promise<readonly TradingFact[]> => writer.journal();

/** The phases that the session led the partition through, and those of the book of AMZN. */
async function phases(): Promise<{ session: readonly string[]; book: readonly string[] }> {
  const facts = await journal();
  return {
    session: facts.flatMap((f) => (f.type === 'SessionPhaseAdopted' ? [f.data.phase] : [])),
    book: facts.flatMap((f) =>
      f.type === 'PhaseChanged' && f.data.instrumentId === AMZN ? [f.data.phase] : [],
    ),
  };
}

const count = (facts: readonly TradingFact[], type: TradingFact['type']): number =>
  facts.filter((fact) => fact.type === type).length;

const reached = (phase: string): Promise<void> =>
  eventually(`the day is in ${phase}`, async () => (await day()).includes(phase), 30_000);
const traded = (phase: string): Promise<void> =>
  eventually(`the book is in ${phase}`, async () => (await phases()).book.at(-1) === phase, 30_000);

const order = (
  accountId: AccountId,
  side: 'BUY' | 'SELL',
  timeInForce: 'DAY' | 'GTC',
  limitPrice: string,
): Command => ({
  type: 'PlaceOrder',
  data: {
    accountId,
    instrumentId: AMZN,
    side,
    type: 'LIMIT',
    timeInForce,
    quantity: 3n,
    limitPrice: usd(limitPrice),
  },
});

describe('a day of the market whose writer and process managers are killed again and again', () => {
  let ends: string;
  let stays: string;

  test('opens once, however often it is begun', async () => {
    writer.start(at(9, 0, 1));
    await reached('PRE_OPEN');
    const terms = { symbol: 'AMZN', tickSize: usd('0.01'), referencePrice: usd('100') };
    await accepted({
      type: 'ListInstrument',
      data: { instrumentId: AMZN, ...terms, maxOrderQuantity: 1_000n },
    });
    for (const accountId of [alice, bob])
      await accepted({ type: 'OpenAccount', data: { accountId } });
    await accepted({ type: 'DepositCash', data: { accountId: alice, amount: usd('5000') } });
    await accepted({
      type: 'DepositSecurities',
      data: { accountId: bob, instrumentId: AMZN, quantity: 50n },
    });
    await accepted(order(alice, 'BUY', 'DAY', '101'));
    await accepted(order(bob, 'SELL', 'DAY', '100'));
    ends = await accepted(order(alice, 'BUY', 'DAY', '99'));
    stays = await accepted(order(alice, 'BUY', 'GTC', '98'));
    await writer.kill();

    writer.start(at(9, 30, 1));
    await reached('OPENING_AUCTION');
    // Somewhere between the step in the day's own stream and what follows from it in the books.
    await writer.kill();
    writer.start(at(9, 30, 5));
    await traded('CONTINUOUS');
    const facts = await journal();
    expect(count(facts, 'TradeExecuted')).toBe(1);
    expect(count(facts, 'AuctionCompleted')).toBe(1);
  });

  test('is halted and resumed once, whoever is killed between command and book', async () => {
    const id = writer.newId();
    const halt: Command = {
      type: 'HaltInstrument',
      data: { instrumentId: AMZN, reason: 'NEWS_PENDING' },
    };
    const sent = send(halt, id);
    await writer.kill();
    writer.start(at(10, 0));
    // Its own repeats reach the second process; the first may or may not have decided it.
    expect(['accepted', 'duplicate']).toContain((await sent).status);
    await traded('HALTED');
    expect(await send(halt, id)).toMatchObject({ status: 'duplicate' });
    await accepted({ type: 'ResumeInstrument', data: { instrumentId: AMZN } });
    await writer.kill();
    writer.start(at(10, 1));
    await traded('CONTINUOUS');
    const facts = await journal();
    expect([count(facts, 'TradingHalted'), count(facts, 'TradingResumed')]).toEqual([1, 1]);
  });

  test('is halted by the index, and resumed by the clock once the time is over', async () => {
    const index = { sessionDate: monday, previousClose: usd('5000') };
    expect(
      await send({ type: 'ReportIndex', data: { ...index, value: usd('4700') } }),
    ).toMatchObject({ status: 'rejected', code: 'NOTHING_TO_CHANGE' });
    await accepted({ type: 'ReportIndex', data: { ...index, value: usd('4600') } });
    await writer.kill();
    writer.start(at(10, 10));
    await traded('MWCB_HALT');
    expect(await send(order(bob, 'SELL', 'GTC', '110'))).toMatchObject({ status: 'accepted' });
    expect(await day()).not.toContain('MarketResumed');
    await writer.kill();
    writer.start(at(10, 17));
    await eventually('the market resumes', async () => (await day()).includes('MarketResumed'));
    await writer.kill();
    writer.start(at(10, 17, 30));
    await traded('CONTINUOUS');
    const facts = await journal();
    expect(count(facts, 'MarketHaltAdopted')).toBe(1);
    expect(count(facts, 'MarketResumptionAdopted')).toBe(1);
  });

  test('buys in once what an account has not delivered, whoever is killed meanwhile', async () => {
    await accepted(order(bob, 'SELL', 'GTC', '100.5'));
    // Two of Wednesday's are late; that is the third settlement day.
    const sold = { sale: 'LONG', failingSince: '2026-11-18', quantity: '2' };
    const of = { accountId: alice, instrumentId: AMZN, runId: '2026-11-23-1' };
    const due = { ...of, ...sold, maxOrderQuantity: '1000' };
    const told = () => factsIn(`buyIns-${alice}`);
    await writer.kill();
    writer.start(at(10, 30), [due]);
    await eventually('it is ordered', async () => (await told()).length > 0, 30_000);
    // The order may have been sent by then, and its answer lost.
    await writer.kill();
    writer.start(at(10, 31), [due]);
    await eventually('it is recorded', async () => (await told()).length === 2, 30_000);
    expect(await told()).toMatchObject([
      { type: 'BuyInOrdered', data: { quantity: '2', sale: 'LONG' } },
      { type: 'BuyInRecorded', data: { placing: 'PLACED' } },
    ]);
    const bought = (await journal()).flatMap((f) =>
      f.type === 'OrderAccepted' && f.data.clientOrderId?.startsWith('BUY_IN-') ? [f.data] : [],
    );
    expect(bought).toMatchObject([{ accountId: alice, side: 'BUY', type: 'MARKET', quantity: 2n }]);
    const traded = (await journal()).flatMap((f) =>
      f.type === 'TradeExecuted' && f.data.buyOrderId === bought[0]?.orderId ? [f.data] : [],
    );
    expect(traded).toMatchObject([{ quantity: 2n, price: usd('100.5'), sellAccountId: bob }]);
  });

  test('ends once: orders of the day expire, the others stay', async () => {
    await writer.kill();
    writer.start(at(16, 20, 1));
    await reached('CLOSING_AUCTION');
    await writer.kill();
    writer.start(at(16, 21));
    await traded('CLOSED');
    // A last start repeats every step of the day.
    await writer.kill();
    writer.start(at(16, 30));
    expect(
      await send({ type: 'DepositCash', data: { accountId: bob, amount: usd('1') } }),
    ).toMatchObject({ status: 'accepted' });
    const facts = await journal();
    const expired = facts.flatMap((f) =>
      f.type === 'OrderCancelled' && f.data.reason === 'EXPIRED' ? [f.data.orderId as string] : [],
    );
    expect(expired).toEqual([ends]);
    expect(
      await send({
        type: 'CancelOrder',
        data: { accountId: alice, instrumentId: AMZN, orderId: stays as never },
      }),
    ).toMatchObject({ status: 'accepted' });
  });

  test('has taken every step once, in order', async () => {
    const steps = [
      'PRE_OPEN',
      'OPENING_AUCTION',
      'CONTINUOUS',
      'CLOSING_AUCTION',
      'POST_CLOSE',
      'CLOSED',
    ];
    expect(await day()).toEqual([
      'SessionScheduled',
      ...steps.slice(0, 3),
      'MarketHalted',
      'MarketResumed',
      ...steps.slice(3),
    ]);
    const { session, book } = await phases();
    expect(session).toEqual(steps);
    expect(book).toEqual([
      'OPENING_AUCTION',
      'CONTINUOUS',
      'HALTED',
      'REOPENING_AUCTION',
      'CONTINUOUS',
      'MWCB_HALT',
      'REOPENING_AUCTION',
      'CONTINUOUS',
      'CLOSING_AUCTION',
      'POST_CLOSE',
      'CLOSED',
    ]);
  });
});
