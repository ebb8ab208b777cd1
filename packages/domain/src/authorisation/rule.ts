/**
 * What somebody may be: a person can be several. `process`: the platform's process managers, and no person. `compliance`
 * works on cases and records, `supervisor` agrees with what compliance does, `auditor` and `regulator` read: the latter what
 * was put into an export room for it.
 */
export const ROLES = [
  'trader',
  'risk',
  'ops',
  'auditor',
  'admin',
  'process',
  'compliance',
  'supervisor',
  'regulator',
] as const;

export type Role = (typeof ROLES)[number];

/** Who may do an action. */
export interface PolicyRule {
  readonly roles: readonly Role[];
  /** Whose accounts: those of the principal, or those of everybody. */
  readonly scope: 'own' | 'all';
  /** Roles that are not bound to the principal's accounts. */
  readonly beyondScope?: readonly Role[];
  /** Takes two: one asks, another one approves. */
  readonly fourEyes?: true;
  /** Roles that need no second one: two have agreed before to what they carry out. */
  readonly agreed?: readonly Role[];
}

/** Each role for the principal's own accounts, those of `beyondScope` for every account. */
export function own(roles: readonly Role[], beyondScope: readonly Role[] = []): PolicyRule {
  return { roles: [...roles, ...beyondScope], scope: 'own', beyondScope };
}

/** Each role, whichever account it concerns. */
export function all(...roles: readonly Role[]): PolicyRule {
  return { roles, scope: 'all' };
}

/** As `all`, but another person with the same right must agree. */
export function two(...roles: readonly Role[]): PolicyRule {
  return { roles, scope: 'all', fourEyes: true };
}

/** As `two`; process managers, which carry out what two have agreed to before, do it alone. */
export function twoOrProcess(...roles: readonly Role[]): PolicyRule {
  return { roles: [...roles, 'process'], scope: 'all', fourEyes: true, agreed: ['process'] };
}
