import type { CommandId, JournalEntry } from '@bellwether/domain';
import { createInlineEngine } from '@bellwether/engine';
import { SYSTEM } from '../../src/engine-port/request.ts';
import { commandsOf, messagesOf, NOON, openMarket, requestOf } from './open-market.ts';

const TURN = 500;

/** What a partition records of an endless flow of orders, as it would go to the journal: first the market's opening. */
export async function* recordedMarket(): AsyncGenerator<JournalEntry> {
  const { partition, opening } = await openMarket(createInlineEngine());
  for (const [index, facts] of opening.entries()) yield { ...systemEntry(index + 1), facts };
  for (const message of messagesOf(TURN)) {
    const decided = await partition.decide(commandsOf(message).map(requestOf));
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
