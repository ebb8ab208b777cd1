import { ruleOf, type Action } from '@bellwether/domain';

/** Who may do something, in words, as the policy has it. `admin` has every role, and is not named each time. */
export function whoMay(action: Action): string {
  const { roles, scope, beyondScope = [], fourEyes } = ruleOf(action);
  const own = scope === 'own' ? roles.filter((role) => !beyondScope.includes(role)) : [];
  const all = scope === 'own' ? beyondScope : roles;
  const words = [
    ...(own.length === 0 ? [] : [`${own.join(', ')} of the account`]),
    ...(all.length === 0 ? [] : [all.join(', ')]),
  ].join('; ');
  return fourEyes === true ? `${words}; takes two` : words;
}
