import { factId } from '@bellwether/platform/runtime';
import { checkFact, type SignatureVerifier } from '@bellwether/platform/signing';
import type { AllStreamRecordedEvent } from '@eventstore/db-client';
import { Invariant } from '../result.ts';

/** Streams whose facts are not in batches: each names its cause in its metadata. */
const BATCHED = /^trading(Parts)?-/;

/**
 * Checks who wrote each event (I14), in the order of the log. An installation that is older than signing begins with facts without one;
 * behind the first that is signed all are. A signed fact of an aggregate also bears the id that follows from its stream and the command that
 * it names as its cause.
 */
export class SignatureAudit {
  readonly invariant: Invariant = new Invariant(
    'I14',
    'every fact was written by the writer: its signature holds',
  );
  readonly #writer: SignatureVerifier;
  #signing = false;

  /** @param writer the keys that count. */
  constructor(writer: SignatureVerifier) {
    this.#writer = writer;
  }

  add(event: AllStreamRecordedEvent): void {
    const found = checkFact({ ...event, stream: event.streamId }, this.#writer);
    if (found === 'unsigned' && !this.#signing) {
      this.invariant.count('events from before signing');
      return;
    }
    this.#signing = true;
    this.invariant.count('events signed');
    this.invariant.check(found !== 'unsigned', () => `${nameOf(event)} is not signed`);
    this.invariant.check(
      found !== 'forged',
      () => `${nameOf(event)} has a signature that is not the writer’s for what stands there`,
    );
    if (found === 'signed' && !BATCHED.test(event.streamId)) this.#checkCause(event);
  }

  /** A command leaves one fact in an aggregate's stream. */
  #checkCause(event: AllStreamRecordedEvent): void {
    const { $causationId: cause } = event.metadata as { readonly $causationId?: unknown };
    this.invariant.check(
      event.id === factId(`${event.streamId}/${String(cause)}`, 0),
      () => `${nameOf(event)} does not follow from command ${String(cause)}`,
    );
  }
}

function nameOf({ type, streamId, revision, position }: AllStreamRecordedEvent): string {
  return `${type} ${streamId}@${revision} (position ${position.commit})`;
}
