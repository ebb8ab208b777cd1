import { InvalidArgumentError, type Command } from 'commander';

/** Surveillance: what its rules have seen, and what is done about it. */
export function addSurveillanceCommands(program: Command): void {
  const surveillance = program
    .command('surveillance')
    .description('market abuse: alerts and their cases, the rules that raise them, and replays');
  addLists(surveillance);
  addCases(surveillance);
  addRules(surveillance);
  surveillance
    .command('replay')
    .description('run the rules over history again: by the same parameters the same alerts')
    .option('--from <point>', 'alerts from a time or position on')
    .option('--to <point>', 'up to a time or position')
    .option('--rule <rule>', 'only this rule')
    .option('--set <parameter=value>', 'such as window=1h, or spoofing.window=1h', collect, [])
    .action(async (_, command: Command) =>
      (await import('./replay.ts')).replayRules(command.optsWithGlobals()),
    );
  surveillance
    .command('plant')
    .argument('<pattern>', 'wash-trade, spoofing, layering or fat-finger')
    .description(
      'misbehave on the running platform, in accounts of its own, and see what comes of it',
    )
    .option('--symbol <symbol>', 'where', 'ACME')
    .action(async (pattern: string, _, command: Command) =>
      (await import('./plant.ts')).plant(pattern, command.optsWithGlobals()),
    );
}

function addLists(surveillance: Command): void {
  surveillance
    .command('alerts', { isDefault: true })
    .description('alerts, the latest change first')
    .option('--rule <rule>', 'of one rule')
    .option('--owner <owner>', 'of one beneficial owner')
    .action(async (_, command: Command) =>
      (await import('./surveillance.ts')).listAlerts({}, command.optsWithGlobals()),
    );
  surveillance
    .command('cases')
    .description('alerts whose cases are not closed')
    .option('--rule <rule>', 'of one rule')
    .option('--owner <owner>', 'of one beneficial owner')
    .action(async (_, command: Command) =>
      (await import('./surveillance.ts')).listAlerts({ open: true }, command.optsWithGlobals()),
    );
  surveillance
    .command('show')
    .argument('<alert>', 'its id')
    .option('--replay', 'with orders, book and trades around it on one time line')
    .description('an alert: its evidence, and what was done with its case')
    .action(async (alert: string, _, command: Command) =>
      (await import('./surveillance.ts')).showAlert(alert, command.optsWithGlobals()),
    );
}

function addCases(surveillance: Command): void {
  const run = async (alertId: string, what: string, command: Command, words: object) =>
    (await import('./case.ts')).change(what, { alertId, ...words }, command.optsWithGlobals());
  surveillance
    .command('assign')
    .argument('<alert>', 'its id')
    .argument('<person>', 'who looks into it')
    .description('give a case to somebody')
    .action((alert: string, assignee: string, _, command: Command) =>
      run(alert, 'AssignCase', command, { assignee }),
    );
  surveillance
    .command('note')
    .argument('<alert>', 'its id')
    .argument('<words>', 'what is to be known')
    .description('write something down in a case')
    .action((alert: string, note: string, _, command: Command) =>
      run(alert, 'NoteCase', command, { note }),
    );
  for (const [name, type, description] of [
    ['escalate', 'EscalateCase', 'pass a case on to those above'],
    ['reopen', 'ReopenCase', 'take up again a case that was closed'],
  ] as const)
    surveillance
      .command(name)
      .argument('<alert>', 'its id')
      .argument('<reason>', 'why')
      .description(description)
      .action((alert: string, reason: string, _, command: Command) =>
        run(alert, type, command, { reason }),
      );
  surveillance
    .command('close')
    .argument('<alert>', 'its id')
    .argument('<disposition>', 'no-issue, explained, warned, restricted or reported')
    .argument('<reason>', 'why')
    .description('end a case; it takes two')
    .action((alert: string, disposition: string, reason: string, _, command: Command) =>
      run(alert, 'CloseCase', command, {
        disposition: disposition.toUpperCase().replaceAll('-', '_'),
        reason,
      }),
    );
}

function addRules(surveillance: Command): void {
  surveillance
    .command('rules')
    .description('every rule, with its parameters')
    .action(async (_, command: Command) =>
      (await import('./rules.ts')).listRules(command.optsWithGlobals()),
    );
  surveillance
    .command('set-rule')
    .argument('<rule>', 'such as spoofing')
    .argument('<reason>', 'why')
    .option(
      '--set <parameter=value>',
      'such as window=1h; what is not set is as the rule has it',
      collect,
      [],
    )
    .option('--disable', 'it raises nothing any more')
    .description('what a rule goes by from now on; it takes two')
    .action(async (rule: string, reason: string, _, command: Command) =>
      (await import('./rules.ts')).setRule(rule, reason, command.optsWithGlobals()),
    );
  surveillance
    .command('owner')
    .argument('<account>', 'which account')
    .argument('<owner>', 'whose it is: accounts of one owner are one party')
    .argument('<kind>', 'customer, proprietary, employee, market-maker or omnibus', kindOf)
    .argument('<reason>', 'why')
    .description('to whom an account belongs, and what it is to us; it takes two')
    .action(
      async (
        accountId: string,
        owner: string,
        accountKind: string,
        reason: string,
        _,
        command: Command,
      ) =>
        (await import('./case.ts')).change(
          'SetBeneficialOwner',
          { accountId, owner, accountKind, reason },
          command.optsWithGlobals(),
        ),
    );
}

function collect(value: string, before: readonly string[]): readonly string[] {
  if (!/^[A-Za-z.-]+=\S+$/.test(value))
    throw new InvalidArgumentError('give a parameter and its value, such as window=1h');
  return [...before, value];
}

function kindOf(text: string): string {
  return text.toUpperCase().replaceAll('-', '_');
}
