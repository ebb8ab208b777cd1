import { InvalidArgumentError, Option, type Command } from 'commander';
import { parseCount, parseDay } from '../command-line/arguments.ts';

const ACCOUNT = ['--account <account>', 'whose', 'demo'] as const;

/** What people do to bring accounts to their targets. */
export function addRebalanceCommands(program: Command): void {
  const rebalance = program
    .command('rebalance')
    .description('targets of accounts, and plans that bring them there');
  addModelCommands(rebalance.command('model').description('targets that accounts share'));
  withTerms(rebalance.command('targets'))
    .description('what an account should hold: a model, or targets of its own')
    .option(...ACCOUNT)
    .option('--model <model>', 'what this model says')
    .option('--none', 'nothing any more')
    .addOption(
      new Option('--lots <method>', 'which lots sales take; specific: those of the least tax')
        .choices(['fifo', 'specific'])
        .default('fifo'),
    )
    .action(async (_, command: Command) =>
      (await import('./targets.ts')).setTargets(command.optsWithGlobals()),
    );
  for (const [name, description] of [
    ['plan', 'what would be traded now; nothing happens'],
    ['propose', 'plan, and propose it; somebody else must agree'],
  ] as const)
    rebalance
      .command(name)
      .description(description)
      .option(...ACCOUNT)
      .option('--allow-stale', 'count with prices of days before, too')
      .option('--until <day>', 'last day of the plan (default: tomorrow in New York)', parseDay)
      .action(async (_, command: Command) => {
        const { proposePlan, showDryRun } = await import('./plan.ts');
        return (name === 'plan' ? showDryRun : proposePlan)(command.optsWithGlobals());
      });
  rebalance
    .command('list')
    .description('plans of an account, the latest first')
    .option(...ACCOUNT)
    .action(async (_, command: Command) =>
      (await import('./plans.ts')).listPlans(command.optsWithGlobals()),
    );
  addPlanCommands(rebalance);
}

function addModelCommands(model: Command): void {
  withTerms(model.command('set'))
    .argument('<model>', 'its name')
    .description('say what accounts should hold that follow a model')
    .action(async (name: string, _, command: Command) =>
      (await import('./targets.ts')).setModel(name, command.optsWithGlobals()),
    );
  model
    .command('list')
    .description('models, and what they say')
    .action(async (_, command: Command) =>
      (await import('./targets.ts')).listModels(command.optsWithGlobals()),
    );
}

function addPlanCommands(rebalance: Command): void {
  for (const [name, description] of [
    ['show', 'a plan, its orders and what became of each'],
    ['parent', 'the plan that has asked for an order'],
  ] as const)
    rebalance
      .command(name)
      .argument(name === 'show' ? '<plan>' : '<order>', 'its id')
      .description(description)
      .action(async (id: string, _, command: Command) => {
        const { showParent, showPlan } = await import('./plans.ts');
        return (name === 'show' ? showPlan : showParent)(id, command.optsWithGlobals());
      });
  rebalance
    .command('approve')
    .argument('<plan>', 'as `list` shows it')
    .description('agree to what somebody else has proposed: its orders are sent')
    .action(async (id: string, _, command: Command) =>
      (await import('./plans.ts')).approvePlan(id, command.optsWithGlobals()),
    );
  for (const [name, description] of [
    ['reject', 'turn a plan down that waits'],
    ['cancel', 'end a plan: what is open of its orders is cancelled'],
  ] as const)
    rebalance
      .command(name)
      .argument('<plan>', 'as `list` shows it')
      .description(description)
      .requiredOption('--reason <words>', 'why')
      .action(async (id: string, _, command: Command) => {
        const { cancelPlan, rejectPlan } = await import('./plans.ts');
        return (name === 'reject' ? rejectPlan : cancelPlan)(id, command.optsWithGlobals());
      });
}

function withTerms(command: Command): Command {
  return command
    .option(
      '--target <instrument=part...>',
      'what should be held, as ACME=25% or ACME=100 shares',
      collectTargets,
    )
    .option('--sell-others', 'sell shares that no target names (default: keep them)')
    .option('--band <percent>', 'what is not further from its target is left alone', parsePercent)
    .option('--buffer <percent>', 'part of the worth that stays cash', parsePercent)
    .option('--minimum <usd>', 'trades worth less are left out', parseAmount)
    .option('--round-to <shares>', 'trade in multiples', parseCount)
    .option('--tolerance <percent>', 'how far from its mark an order may trade', parsePercent);
}

function collectTargets(text: string, before: readonly string[] = []): readonly string[] {
  if (!/^[A-Z0-9][A-Z0-9_]{0,23}=(\d{1,3}(\.\d{1,2})?%|\d{1,9})$/.test(text))
    throw new InvalidArgumentError('as ACME=25% of the worth, or ACME=100 shares');
  return [...before, text];
}

function parsePercent(text: string): number {
  if (!/^\d{1,3}(\.\d{1,2})?%?$/.test(text)) throw new InvalidArgumentError('per cent, as 2.5');
  return basisPoints(text);
}

/** Per cent with two decimals at most, as basis points. */
function basisPoints(percent: string): number {
  const [whole = '', part = ''] = percent.replace('%', '').split('.');
  return Number(whole) * 100 + Number(part.padEnd(2, '0'));
}

function parseAmount(text: string): string {
  if (!/^\d{1,12}(\.\d{1,2})?$/.test(text)) throw new InvalidArgumentError('USD, as 100');
  return text;
}
