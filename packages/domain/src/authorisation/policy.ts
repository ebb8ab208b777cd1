import type { Command } from '../registry/registry.ts';

/** What somebody may be: a person can be several. */
export const ROLES = ['trader', 'risk', 'ops', 'auditor', 'admin'] as const;

export type Role = (typeof ROLES)[number];

/** Somebody who asks for something: a person, or a program with an account of its own. */
export interface Principal {
  readonly name: string;
  readonly roles: readonly Role[];
  /** Accounts that it may act for; `*`: all of them. */
  readonly accounts: '*' | readonly string[];
  /** It may do alone what takes two, because somebody answers for that. */
  readonly alone?: boolean;
}

/** What can be asked for: every command, the ways of reading, and what is done with dead letters. */
export type Action =
  | Command['type']
  | 'ReadAccount'
  | 'ReadMarket'
  | 'ReadJournal'
  | 'Explain'
  | 'ReadDeadLetters'
  | 'RetryDeadLetter'
  | 'DropDeadLetter';

/** What it is asked of. */
export interface Resource {
  /** The account concerned, if it is one account's matter. */
  readonly accountId?: string | undefined;
}

/** `approval`: somebody else with the same right must agree. */
export type Permission = 'allowed' | 'approval' | 'denied';

/** Who may do an action. */
export interface PolicyRule {
  readonly roles: readonly Role[];
  /** Whose accounts: those of the principal, or those of everybody. */
  readonly scope: 'own' | 'all';
  /** Roles that are not bound to the principal's accounts. */
  readonly beyondScope?: readonly Role[];
  /** Takes two: one asks, another one approves. */
  readonly fourEyes?: true;
}

const own = (roles: readonly Role[], beyondScope: readonly Role[] = []): PolicyRule => ({
  roles: [...roles, ...beyondScope],
  scope: 'own',
  beyondScope,
});
const all = (...roles: readonly Role[]): PolicyRule => ({ roles, scope: 'all' });
const two = (...roles: readonly Role[]): PolicyRule => ({ roles, scope: 'all', fourEyes: true });

/** Who may do what. What is not listed nobody may; the type sees to it that every command is listed. */
const RULES: Readonly<Record<Action, PolicyRule>> = {
  PlaceOrder: own(['trader']),
  // Taking risk out of the market is also for those who watch over it.
  CancelOrder: own(['trader'], ['risk', 'ops']),
  ReplaceOrder: own(['trader']),
  OpenAccount: all('ops'),
  DepositCash: all('ops'),
  AllocateFunds: all('risk', 'ops'),
  WithdrawCash: own(['trader'], ['ops']),
  DepositSecurities: all('ops'),
  SetTradingPermissions: all('risk'),
  SetRiskLimits: all('risk'),
  RestrictAccount: all('risk'),
  RestrictAccountInstrument: all('risk'),
  RecordLocate: all('risk', 'ops'),
  ResetLossBreaker: two('risk'),
  ListInstrument: all('ops'),
  ReviseInstrument: all('ops'),
  ChangeSymbol: all('ops'),
  PublishClose: all('ops'),
  DelistInstrument: two('ops'),
  RestrictInstrument: all('risk'),
  MoveInstrument: two('ops'),
  HaltInstrument: two('risk', 'ops'),
  ResumeInstrument: two('risk', 'ops'),
  ScheduleSession: all('ops'),
  EnterSessionPhase: all('ops'),
  // What follows from it is the rule's to say, nobody's choice.
  ReportIndex: all('risk', 'ops'),
  // Stopping everything must not wait for a second person.
  SetKillSwitch: all('risk', 'ops'),
  ApproveCommand: all('risk', 'ops'),
  ReadDeadLetters: all('ops', 'auditor'),
  RetryDeadLetter: all('ops'),
  DropDeadLetter: all('ops'),
  ReadAccount: own(['trader'], ['risk', 'ops', 'auditor']),
  ReadMarket: all('trader', 'risk', 'ops', 'auditor'),
  ReadJournal: all('auditor', 'ops'),
  Explain: own(['trader'], ['risk', 'ops', 'auditor']),
};

/** Who may do an action, for those who describe the policy. */
export function ruleOf(action: Action): PolicyRule {
  return RULES[action];
}

/**
 * Whether somebody may do something: the one place that says so, for every door of the platform. An unknown principal
 * and an unknown action are denied. `admin` has every role, but not everybody's accounts, and is one pair of eyes.
 */
export function can(
  principal: Principal | undefined,
  action: Action,
  resource: Resource = {},
): Permission {
  const rule = Object.hasOwn(RULES, action) ? RULES[action] : undefined;
  if (principal === undefined || rule === undefined) return 'denied';
  const held = (roles: readonly Role[]): boolean =>
    principal.roles.includes('admin') || roles.some((role) => principal.roles.includes(role));
  if (!held(rule.roles)) return 'denied';
  if (rule.scope === 'own' && !inScope(principal, resource)) {
    const beyond = rule.beyondScope ?? [];
    if (!beyond.some((role) => principal.roles.includes(role))) return 'denied';
  }
  return rule.fourEyes === true && principal.alone !== true ? 'approval' : 'allowed';
}

function inScope({ accounts }: Principal, { accountId }: Resource): boolean {
  return accountId !== undefined && (accounts === '*' || accounts.includes(accountId));
}
