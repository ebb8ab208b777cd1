import { describe, expect, test } from 'vitest';
import { specificationOf } from '../../../test/decider-spec.ts';
import type { CommandId } from '../../kernel/ids.ts';
import { surveillanceCase } from './cases.ts';
import type { AlertData, CaseCommand, RuleCommand } from './commands.ts';
import type { CaseFact } from './facts.ts';
import { beneficialOwner } from './owners.ts';
import { surveillanceRules } from './rule-settings.ts';

const alertId = '0192f3a0-7c1e-7aaa-8bbb-000000000001' as CommandId;
const data: AlertData = {
  alertId,
  ruleId: 'spoofing',
  ruleVersion: 1,
  owner: 'ann',
  instrumentId: 'ACME' as never,
  accounts: [],
  from: 1n,
  to: 2n,
  firstPosition: 1n,
  firstIndex: 0,
  lastPosition: 2n,
  lastIndex: 0,
  orders: [],
  trades: [],
  features: [],
  parameters: [],
};
const raised: CaseFact = { type: 'SurveillanceAlertRaised', data };
const assigned: CaseFact = { type: 'CaseAssigned', data: { alertId, assignee: 'bob' } };
const closed: CaseFact = {
  type: 'CaseClosed',
  data: { alertId, disposition: 'NO_ISSUE', reason: 'a hedge' },
};
const does = (type: CaseCommand['type'], more: object): CaseCommand =>
  ({ type, data: { alertId, ...more } }) as CaseCommand;

describe('a case', () => {
  const { given } = specificationOf(surveillanceCase);

  test('is opened by its alert, once however often it is raised', () => {
    given().when({ type: 'RaiseSurveillanceAlert', data }).thenRecords(raised);
    given(raised, closed).when({ type: 'RaiseSurveillanceAlert', data }).thenNothing();
  });
  test('is none without an alert', () =>
    given()
      .when(does('AssignCase', { assignee: 'bob' }))
      .thenRejects('UNKNOWN_ALERT'));
  test('is given to somebody, and to somebody else', () => {
    given(raised)
      .when(does('AssignCase', { assignee: 'bob' }))
      .thenRecords(assigned);
    given(raised, assigned)
      .when(does('AssignCase', { assignee: 'bob' }))
      .thenNothing();
    given(raised, assigned)
      .when(does('AssignCase', { assignee: 'cy' }))
      .thenRecords({ type: 'CaseAssigned', data: { alertId, assignee: 'cy' } });
  });
  test('is escalated once, and closed', () => {
    const reason = 'too large';
    const escalated: CaseFact = { type: 'CaseEscalated', data: { alertId, reason } };
    given(raised).when(does('EscalateCase', { reason })).thenRecords(escalated);
    given(raised, escalated).when(does('EscalateCase', { reason })).thenNothing();
    given(raised, escalated).when(does('CloseCase', closed.data)).thenRecords(closed);
  });
  test('that is closed takes notes, and nothing else until it is reopened', () => {
    const note = does('NoteCase', { note: 'he called' });
    given(raised, closed)
      .when(note)
      .thenRecords({ type: 'CaseNoted', data: { alertId, note: 'he called' } });
    given(raised, closed)
      .when(does('AssignCase', { assignee: 'bob' }))
      .thenRejects('CASE_CLOSED');
    given(raised, closed).when(does('CloseCase', closed.data)).thenRejects('CASE_CLOSED');
    const reopen = does('ReopenCase', { reason: 'new facts' });
    const reopened = { type: 'CaseReopened', data: { alertId, reason: 'new facts' } } as const;
    given(raised, closed).when(reopen).thenRecords(reopened);
    given(raised, closed, reopened).when(does('CloseCase', closed.data)).thenRecords(closed);
    given(raised).when(reopen).thenRejects('NOTHING_TO_CHANGE');
  });
});

test('an owner is set where it is another, or another kind', () => {
  const { given } = specificationOf(beneficialOwner);
  const owner = {
    accountId: 'a' as never,
    owner: 'ann',
    accountKind: 'OMNIBUS',
    reason: 'form 7',
  } as const;
  const set = { type: 'BeneficialOwnerSet', data: owner } as const;
  given().when({ type: 'SetBeneficialOwner', data: owner }).thenRecords(set);
  given(set).when({ type: 'SetBeneficialOwner', data: owner }).thenNothing();
});

test('a rule is set by parameters that it has, above zero', () => {
  const { given } = specificationOf(surveillanceRules);
  const setting = (ruleId: string, name: string, value: bigint): RuleCommand =>
    ({
      type: 'SetSurveillanceRule',
      data: { ruleId, parameters: [{ name, value }], enabled: true, reason: 'too many' },
    }) satisfies RuleCommand;
  const good = setting('spoofing', 'cycles', 4n);
  given().when(good).thenRecords({ type: 'SurveillanceRuleSet', data: good.data });
  for (const bad of [
    setting('spoofing', 'cycle', 4n),
    setting('spoof', 'cycles', 4n),
    setting('spoofing', 'cycles', 0n),
  ])
    given().when(bad).thenRejects('INVALID_RULE_SETTING');
  expect(good.data.parameters).toHaveLength(1);
});
