import { describe, test } from 'vitest';
import { specificationOf } from '../../test/decider-spec.ts';
import type { AccountId, CommandId } from '../kernel/ids.ts';
import type { FundsTransferFact } from './facts.ts';
import { fundsTransfer, type FundsTransferDecision } from './funds-transfer.ts';

const parties = {
  transferId: '0192f3a0-7c1e-7aaa-8bbb-000000000001' as CommandId,
  accountId: 'alice' as AccountId,
  fromPartition: 0,
  toPartition: 1,
};
const request: FundsTransferDecision = {
  type: 'RequestTransfer',
  data: { ...parties, amount: 500n },
};
const requested: FundsTransferFact = {
  type: 'FundsTransferRequested',
  data: { ...parties, amount: 500n },
};
const sent: FundsTransferFact = { type: 'FundsTransferSent', data: { ...parties, amount: 500n } };
const refused: FundsTransferFact = {
  type: 'FundsTransferRefused',
  data: { ...parties, code: 'INSUFFICIENT_FUNDS' },
};
const completed: FundsTransferFact = {
  type: 'FundsTransferCompleted',
  data: { ...parties, amount: 500n },
};
const send: FundsTransferDecision = { type: 'SendTransfer', data: { amount: 500n } };
const receive: FundsTransferDecision = { type: 'ReceiveTransfer' };
const { given } = specificationOf(fundsTransfer);

describe('a transfer between partitions', () => {
  test('is asked for', () => given().when(request).thenRecords(requested));
  test('is asked for once', () => given(requested).when(request).thenNothing());
  test('goes somewhere else', () =>
    given()
      .when({ ...request, data: { ...request.data, toPartition: 0 } })
      .thenRejects('NOTHING_TO_CHANGE'));
  test('is sent by who has the cash', () => given(requested).when(send).thenRecords(sent));
  test('is sent once', () => given(requested, sent).when(send).thenNothing());
  test('is refused where the cash is not free', () =>
    given(requested)
      .when({ type: 'RefuseTransfer', data: { code: 'INSUFFICIENT_FUNDS' } })
      .thenRecords(refused));
  test('is not sent after it was refused', () =>
    given(requested, refused).when(send).thenNothing());
  test('arrives as it was sent', () => given(requested, sent).when(receive).thenRecords(completed));
  test('arrives once', () => given(requested, sent, completed).when(receive).thenNothing());
  test('does not arrive before it was sent', () => given(requested).when(receive).thenNothing());
  test('is nobody’s to send that nobody asked for', () =>
    given().when(send).thenRejects('NOTHING_TO_CHANGE'));
});
