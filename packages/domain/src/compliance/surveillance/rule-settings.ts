import { defineAggregate, type Aggregate } from '../../contracts/schema/aggregate.ts';
import { accept, refuse, type Decision } from '../../kernel/decider.ts';
import { reject } from '../../kernel/rejection.ts';
import { RULE_COMMANDS, type RuleCommand } from './commands.ts';
import { RULE_FACTS, type RuleFact } from './facts.ts';
import { surveillanceRule } from './rules.ts';

function decide(_: null, { data }: RuleCommand): Decision<RuleFact> {
  const rule = surveillanceRule(data.ruleId);
  if (rule === undefined)
    return refuse(reject('INVALID_RULE_SETTING', `there is no rule ${data.ruleId}`));
  for (const { name, value } of data.parameters) {
    if (!Object.hasOwn(rule.parameters, name))
      return refuse(reject('INVALID_RULE_SETTING', `${data.ruleId} has no parameter ${name}`));
    if (value <= 0n) return refuse(reject('INVALID_RULE_SETTING', `${name} has to be above zero`));
  }
  return accept({ type: 'SurveillanceRuleSet', data });
}

/** What rules of surveillance go by, from a place in the log on. */
export const surveillanceRules: Aggregate<
  typeof RULE_COMMANDS,
  typeof RULE_FACTS,
  null,
  RuleCommand
> = defineAggregate({
  description: 'Settings of the rules of surveillance',
  category: 'surveillanceRule',
  route: { context: 'surveillance', by: 'ruleId' },
  commands: RULE_COMMANDS,
  facts: RULE_FACTS,
  followedByTrading: false,
  initial: null,
  decide,
  evolve: () => null,
});
