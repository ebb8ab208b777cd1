import {
  emptyTradingState,
  type AccountFact,
  type AccountId,
  type CommandId,
  type FollowedFact,
  type InstrumentFact,
  type InstrumentId,
  type JournalEntry,
} from '@bellwether/domain';
import { createInlineEngine } from '@bellwether/engine';
import { fingerprint } from '../../src/intake/fingerprint.ts';
import { isInvalid, readMessage } from '../../src/intake/message.ts';
import { CommandIndex } from '../../src/partition/command-index.ts';
import { openPartition } from '../../src/partition/open-partition.ts';
import { SYSTEM } from '../../src/partition/request.ts';
import { ACCOUNTS, accountOf, instrumentOf, INSTRUMENTS, OrderFlow } from './order-flow.ts';

const TURN = 500;
/** 15:00 UTC of a trading day in 2026: rules hold from days on. */
const NOON = 1_784_041_200_000_000_000n;

/** What a partition records of an endless flow of orders, as it would go to the journal: first the market's opening. */
export async function* recordedMarket(): AsyncGenerator<JournalEntry> {
  let now = NOON;
  const folded = { state: emptyTradingState(), commands: new CommandIndex() };
  const partition = await openPartition(0, folded, createInlineEngine(), () => ++now);
  let position = 0n;
  for (const fact of openingFacts()) {
    const facts = await partition.follow(fact, ++position);
    yield { ...systemEntry(Number(position)), facts };
  }
  const flow = new OrderFlow(1, 0x019f_0000_0000);
  for (;;) {
    const texts = Array.from({ length: TURN }, () => flow.next());
    const read = readMessage(new TextEncoder().encode(`{"commands":[${texts.join(',')}]}`));
    if (!read.ok) throw new Error(read.error.message);
    const decided = await partition.decide(
      read.commands.map((sent) => {
        if (isInvalid(sent)) throw new Error(sent.message);
        const { command } = sent;
        return {
          command,
          fingerprint: fingerprint(command),
          principal: 'bots',
          receivedAt: NOON,
          answer: () => undefined,
        };
      }),
    );
    for (const { entry } of decided) {
      partition.commands.complete(entry, 1n);
      yield entry;
    }
  }
}

function systemEntry(n: number): Omit<JournalEntry, 'facts'> {
  const commandId = `00000000-0000-5000-8000-${`${n}`.padStart(12, '0')}` as CommandId;
  return { commandId, principal: SYSTEM, fingerprint: 0n, receivedAt: NOON };
}

function openingFacts(): readonly FollowedFact[] {
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
