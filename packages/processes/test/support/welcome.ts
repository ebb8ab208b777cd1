import { parseDecimal, type KnownPrincipal } from '@bellwether/domain';
import { defineProcess, type ProcessManager } from '../../src/index.ts';

/** Pays something into each new account; accounts of this name it cannot bear. */
export const POISON = 'poison';

/** A process manager of the tests: it wants each account greeted exactly once. */
export const welcome: ProcessManager = defineProcess({
  name: 'welcome',
  description: 'Greets new accounts, and those whose limits change',
  sends: ['DepositCash'],
  on: {
    AccountOpened: ({ accountId }) => {
      if (accountId === POISON) throw new Error('cannot bear it');
      return [{ command: { type: 'DepositCash', data: { accountId, amount: parseDecimal('1') } } }];
    },
    RiskLimitsSet: ({ accountId }) => [
      { command: { type: 'DepositCash', data: { accountId, amount: parseDecimal('2') } } },
    ],
  },
});

/** Its principal may pay in. */
export const PRINCIPALS: readonly KnownPrincipal[] = [
  { name: 'cli', roles: ['admin'], accounts: '*', alone: true },
  { name: 'ops', roles: ['ops'], accounts: [] },
  { name: 'bots', roles: ['trader'], accounts: [] },
  { name: 'processes', roles: ['process', 'ops'], accounts: [] },
];
