import { describe, test } from 'vitest';
import { specificationOf } from '../../test/decider-spec.ts';
import type { CommandId } from '../kernel/ids.ts';
import { approval, type ApprovalDecision } from './approval.ts';
import type { ApprovalFact } from './facts.ts';

const commandId = '0192f3a0-7c1e-7aaa-8bbb-000000000001' as CommandId;
const request = { commandId, requester: 'alice', message: '{}' };
const asked: ApprovalFact = { type: 'ApprovalRequested', data: request };
const ask: ApprovalDecision = { type: 'RequestApproval', data: request };
const granted: ApprovalFact = { type: 'ApprovalGranted', data: { commandId, approver: 'bob' } };
const grantBy = (approver: string): ApprovalDecision => ({
  type: 'GrantApproval',
  data: { commandId, approver },
});
const { given } = specificationOf(approval);

describe('a command that takes two', () => {
  test('waits once it is given', () => given().when(ask).thenRecords(asked));
  test('waits once, however often it is given', () => given(asked).when(ask).thenNothing());
  test('is approved by somebody else', () =>
    given(asked).when(grantBy('bob')).thenRecords(granted));
  test('is not approved by who gave it', () =>
    given(asked).when(grantBy('alice')).thenRejects('NOTHING_TO_CHANGE'));
  test('is not approved by the same person who comes by another way', () =>
    given(asked).when(grantBy('gateway/alice')).thenRejects('NOTHING_TO_CHANGE'));
  test('is approved once', () => given(asked, granted).when(grantBy('carol')).thenNothing());
  test('cannot be approved before it is given', () =>
    given().when(grantBy('bob')).thenRejects('NOTHING_TO_CHANGE'));
});
