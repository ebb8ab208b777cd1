import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../contracts/registry/registry.ts';
import { can, type Action, type Principal } from './policy.ts';
import { ROLES } from './rule.ts';

const who = (
  roles: Principal['roles'],
  accounts: Principal['accounts'] = ['alice'],
): Principal => ({
  name: 'somebody',
  roles,
  accounts,
});
const alices = { accountId: 'alice' };
const bobs = { accountId: 'bob' };

describe('who may do what', () => {
  test('nobody may do anything without a role, an unknown person nothing at all', () => {
    for (const action of COMMANDS.keys()) {
      expect(can(who([], '*'), action as Action, alices)).toBe('denied');
      expect(can(undefined, action as Action, alices)).toBe('denied');
    }
  });

  test('what no rule names nobody may, whatever it is called', () => {
    for (const action of ['PrintMoney', '__proto__', 'constructor', 'toString', ''])
      expect(can(who([...ROLES], '*'), action as Action, alices)).toBe('denied');
  });

  test('every command is somebody’s to give', () => {
    for (const action of COMMANDS.keys())
      expect(can(who(['admin'], '*'), action as Action, alices)).not.toBe('denied');
  });

  test.each<[Action, Principal['roles'], string, string]>([
    ['PlaceOrder', ['trader'], 'allowed', 'denied'],
    ['PlaceOrder', ['ops', 'risk', 'auditor'], 'denied', 'denied'],
    ['PlaceOrder', ['admin'], 'allowed', 'denied'],
    ['CancelOrder', ['trader'], 'allowed', 'denied'],
    ['CancelOrder', ['risk'], 'allowed', 'allowed'],
    ['DepositCash', ['trader'], 'denied', 'denied'],
    ['DepositCash', ['ops'], 'allowed', 'allowed'],
    ['SetRiskLimits', ['ops'], 'denied', 'denied'],
    ['SetRiskLimits', ['risk'], 'allowed', 'allowed'],
    ['ReadAccount', ['trader'], 'allowed', 'denied'],
    ['ReadAccount', ['auditor'], 'allowed', 'allowed'],
    ['SetKillSwitch', ['auditor'], 'denied', 'denied'],
    ['SetKillSwitch', ['risk'], 'allowed', 'allowed'],
  ])('%s by %j: %s for the own account, %s for another one', (action, roles, mine, others) => {
    expect(can(who(roles), action, alices)).toBe(mine);
    expect(can(who(roles), action, bobs)).toBe(others);
  });

  test('what concerns one account is denied where nobody says which', () => {
    expect(can(who(['trader'], '*'), 'PlaceOrder')).toBe('denied');
  });

  test.each<Action>(['HaltInstrument', 'ResumeInstrument', 'DelistInstrument', 'ResetLossBreaker'])(
    '%s takes two, unless somebody answers for acting alone',
    (action) => {
      expect(can(who(['admin']), action)).toBe('approval');
      expect(can({ ...who(['admin']), alone: true }, action)).toBe('allowed');
      expect(can({ ...who(['trader']), alone: true }, action)).toBe('denied');
    },
  );
});
