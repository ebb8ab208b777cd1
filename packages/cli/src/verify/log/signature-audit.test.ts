import { factId } from '@bellwether/platform/runtime';
import { generateKeyPair, SignatureVerifier, signFact, Signer } from '@bellwether/platform/signing';
import type { AllStreamRecordedEvent } from '@eventstore/db-client';
import { expect, test } from 'vitest';
import { SignatureAudit } from './signature-audit.ts';

const [ours, theirs] = [generateKeyPair(), generateKeyPair()];
const writer = new Signer(ours.privateKey);
const stream = 'account-alice';

interface Deposit {
  readonly revision: bigint;
  readonly cause?: string;
  readonly amount?: string;
  readonly id?: string;
}

/** A deposit as it is read back; unsigned without a signer. */
function deposit(
  { revision, cause = `c${revision}`, amount = '5.00', id }: Deposit,
  signer?: Signer,
): AllStreamRecordedEvent {
  const event = {
    stream,
    revision,
    id: id ?? factId(`${stream}/${cause}`, 0),
    type: 'CashDeposited',
    data: { accountId: 'alice', amount },
    metadata: { $causationId: cause, principal: 'bots' },
  };
  const metadata = signer === undefined ? event.metadata : signFact(event, signer);
  const position = { commit: 100n + revision, prepare: 100n + revision };
  return { ...event, metadata, streamId: stream, position } as unknown as AllStreamRecordedEvent;
}

function resultOf(...events: readonly AllStreamRecordedEvent[]) {
  const audit = new SignatureAudit(new SignatureVerifier(ours.publicKey));
  for (const event of events) audit.add(event);
  return audit.invariant.result;
}

test('what the writer has signed holds', () => {
  const { ok, counts } = resultOf(
    deposit({ revision: 0n }, writer),
    deposit({ revision: 1n }, writer),
  );
  expect([ok, counts]).toEqual([true, { 'events signed': 2, violations: 0 }]);
});

test('a log that is older than signing begins without: those are counted', () => {
  const { ok, counts } = resultOf(
    deposit({ revision: 0n }),
    deposit({ revision: 1n }),
    deposit({ revision: 2n }, writer),
  );
  expect([ok, counts]).toEqual([
    true,
    { 'events from before signing': 2, 'events signed': 1, violations: 0 },
  ]);
});

test('behind the first that is signed, one without is a violation', () => {
  const { violations } = resultOf(deposit({ revision: 0n }, writer), deposit({ revision: 1n }));
  expect(violations).toEqual(['CashDeposited account-alice@1 (position 101) is not signed']);
});

test('a signature that does not hold is one wherever it stands, and ends what is from before', () => {
  const { violations } = resultOf(
    deposit({ revision: 0n }, new Signer(theirs.privateKey)),
    deposit({ revision: 1n }),
  );
  expect(violations).toEqual([
    expect.stringMatching(/^CashDeposited account-alice@0 .* not the writer’s/),
    expect.stringMatching(/^CashDeposited account-alice@1 .* is not signed/),
  ]);
});

test('a signed fact that is put elsewhere, or repeated with another amount, is a violation', () => {
  const first = deposit({ revision: 0n }, writer);
  const moved = { ...first, revision: 1n };
  const changed = { ...first, data: { accountId: 'alice', amount: '777777.00' } };
  const copied = { ...first, streamId: 'account-bob' };
  for (const forged of [moved, changed, copied])
    expect(resultOf(forged as AllStreamRecordedEvent).violations).toEqual([
      expect.stringMatching(/has a signature that is not the writer’s/),
    ]);
});

test('a fact whose id does not follow from the command that it names has another cause', () => {
  const { violations } = resultOf(deposit({ revision: 0n, cause: 'c9', id: 'x' }, writer));
  expect(violations).toEqual([
    'CashDeposited account-alice@0 (position 100) does not follow from command c9',
  ]);
});
