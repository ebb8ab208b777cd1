import {
  emptyTradingState,
  type AccountFact,
  type AccountId,
  type InstrumentFact,
  type InstrumentId,
  type TradingFact,
} from '@bellwether/domain';
import type { Engine } from '@bellwether/engine';
import { fingerprint } from '../../src/intake/fingerprint.ts';
import { isInvalid, readMessage } from '../../src/intake/message.ts';
import { CommandIndex } from '../../src/command-index/command-index.ts';
import { openPartition } from '../../src/partition/open-partition.ts';
import type { TradingPartition } from '../../src/partition/partition.ts';
import type { TradingRequest } from '../../src/engine-port/request.ts';
import { ACCOUNTS, accountOf, instrumentOf, INSTRUMENTS, OrderFlow } from './order-flow.ts';

/** 2026-11-20 15:00 UTC, ns: rules hold from days on. */
export const NOON = 1_795_186_800_000_000_000n;
const NS_PER_MS = 1_000_000n;

/** A partition in this process, and what it was told of accounts and instruments. */
export interface OpenMarket {
  readonly partition: TradingPartition;
  /** What the partition recorded of each fact that it follows. */
  readonly opening: readonly (readonly TradingFact[])[];
}

/** A partition that lists the instruments and knows the accounts of the order flow. Its clock ticks by the nanosecond. */
export async function openMarket(engine: Engine): Promise<OpenMarket> {
  const folded = { state: emptyTradingState(), commands: new CommandIndex() };
  let now = NOON;
  const partition = await openPartition(0, folded, engine, () => ++now);
  const opening = [];
  for (const [index, fact] of referenceFacts().entries())
    opening.push(await partition.follow(fact, BigInt(index + 1)));
  return { partition, opening };
}

/** An endless flow of orders as messages of so many commands each, a millisecond apart. @param cancels share of cancels. */
export function* messagesOf(commands: number, cancels?: number): Generator<Uint8Array> {
  let ms = Number(NOON / NS_PER_MS);
  const flow = new OrderFlow(1, ms, cancels);
  for (; ; flow.stamp(++ms)) {
    const texts = Array.from({ length: commands }, () => flow.next());
    yield new TextEncoder().encode(`{"commands":[${texts.join(',')}]}`);
  }
}

/** The commands of a message. @throws where one of them is not valid. */
export function commandsOf(message: Uint8Array): readonly TradingRequest['command'][] {
  const read = readMessage(message);
  if (!read.ok) throw new Error(read.error.message);
  return read.commands.map((sent) => {
    if (isInvalid(sent)) throw new Error(sent.message);
    return sent.command;
  });
}

/** A command as a partition takes it in. Whatever is not recorded is an error here. */
export function requestOf(command: TradingRequest['command']): TradingRequest {
  return {
    command,
    fingerprint: fingerprint(command),
    principal: 'bots',
    receivedAt: NOON,
    answer: (outcome) => {
      throw new Error(`not recorded: ${JSON.stringify(outcome)}`);
    },
  };
}

function referenceFacts(): readonly (AccountFact | InstrumentFact)[] {
  const instruments = Array.from(
    { length: INSTRUMENTS },
    (_, i) => instrumentOf(i) as InstrumentId,
  );
  const accounts = Array.from({ length: ACCOUNTS }, (_, i) => accountOf(i) as AccountId);
  return [
    ...instruments.map((instrumentId): InstrumentFact => ({
      type: 'InstrumentListed',
      data: {
        instrumentId,
        symbol: instrumentId,
        tickSize: 100n,
        referencePrice: 1_000_000n,
        maxOrderQuantity: 1_000_000n,
      },
    })),
    ...accounts.flatMap((accountId): AccountFact[] => [
      { type: 'AccountOpened', data: { accountId } },
      { type: 'CashDeposited', data: { accountId, amount: 10n ** 13n } },
      ...instruments.map((instrumentId): AccountFact => ({
        type: 'SecuritiesDeposited',
        data: { accountId, instrumentId, quantity: 999_999_999n },
      })),
    ]),
  ];
}
