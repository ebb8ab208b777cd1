import type { SignatureVerifier } from '@bellwether/platform/signing';
import { FACT_STREAMS, readEvents } from '@bellwether/projections';
import type { EventStoreDBClient } from '@eventstore/db-client';
import { SignatureAudit } from './log/signature-audit.ts';
import type { Parts } from './parts.ts';
import type { Invariant } from './result.ts';

/** Facts, and the beginnings of batches that are too large for one append. */
const SIGNED_STREAMS = [...FACT_STREAMS, 'tradingParts-'];

/** Reads every event as it is stored and checks who wrote it (I14). */
export async function checkSignatures(
  parts: Parts,
  eventStore: EventStoreDBClient,
  writer: SignatureVerifier,
): Promise<Invariant> {
  const audit = new SignatureAudit(writer);
  const work = async (): Promise<void> => {
    const progress = parts.progress.begin('signatures of the facts', 'events');
    for await (const page of readEvents(eventStore, { prefixes: SIGNED_STREAMS })) {
      for (const event of page) {
        parts.goOn();
        audit.add(event);
      }
      progress.add(page.length);
    }
    progress.end();
  };
  await parts.run('signatures of the facts', work, audit.invariant);
  return audit.invariant;
}
