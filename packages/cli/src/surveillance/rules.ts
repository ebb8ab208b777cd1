import { SURVEILLANCE_RULES, surveillanceRule } from '@bellwether/domain/surveillance';
import { CommandFailure } from '../command-line/exit.ts';
import type { InstallationOptions } from '../command-line/options.ts';
import { report } from '../output/report.ts';
import { change } from './case.ts';
import { overridesOf, valueText } from './settings.ts';

/** Prints every rule with its parameters, as they are by themselves. */
export function listRules(options: InstallationOptions): void {
  const rules = SURVEILLANCE_RULES.map(({ ruleId, version, description, parameters }) => ({
    ruleId,
    version,
    description,
    parameters,
  }));
  report(rules, options.json === true, (all) =>
    all
      .map(({ ruleId, version, description, parameters }) => {
        const lines = Object.entries(parameters).map(
          ([name, { value, unit, description: what }]) =>
            `    ${name.padEnd(18)} ${valueText(value, unit).padEnd(14)} ${what}`,
        );
        return [`${ruleId}, version ${version}: ${description}`, ...lines].join('\n');
      })
      .join('\n\n'),
  );
}

/** Sets what a rule goes by. @throws CommandFailure */
export async function setRule(
  ruleId: string,
  reason: string,
  options: InstallationOptions & { readonly set: readonly string[]; readonly disable?: boolean },
): Promise<void> {
  const rule = surveillanceRule(ruleId);
  if (rule === undefined) throw new CommandFailure(`there is no rule ${ruleId}`);
  const values = overridesOf(options.set, [rule])[ruleId] ?? {};
  const parameters = Object.entries(values).map(([name, value]) => ({ name, value: `${value}` }));
  const data = { ruleId, parameters, enabled: options.disable !== true, reason };
  await change('SetSurveillanceRule', data, options);
}
