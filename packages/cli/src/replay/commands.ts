import { InvalidArgumentError, type Command } from 'commander';
import { parseCount, parseRevision, parseSymbol } from '../command-line/arguments.ts';

/** The commands that read the log: replay, time travel, streams. */
export function addLogCommands(program: Command): void {
  addReplay(program);
  program
    .command('state')
    .description('an account as it was at a time, position or order: money, shares, open orders')
    .requiredOption('--account <id>', 'account')
    .requiredOption('--as-of <point>', 'time (2026-11-20T14:30:00Z), position or order id')
    .action(async (_, command: Command) =>
      (await import('./state.ts')).state(command.optsWithGlobals()),
    );
  addStream(program);
}

function addReplay(program: Command): void {
  program
    .command('replay')
    .description('tell history again: all of it or a part, at any speed, into whatever takes it')
    .option('--from <point>', 'time (2026-11-20T14:30:00Z), position or order id')
    .option('--to <point>', 'time, position or order id')
    .option('--stream <name>', 'only this stream')
    .option('--category <name>', 'only streams of this category (trading, account, instrument)')
    .option('--account <id>', 'only facts that name this account')
    .option('--symbol <symbol>', 'only facts of this instrument', parseSymbol)
    .option('--type <fact>', 'only facts of this type')
    .option(
      '--rate <speed>',
      '1x, 10x … of the speed at which it happened, or max (facts as fast as they can be read)',
      speed,
      'max',
    )
    .option('--into <target>', 'stdout, file:<path>, nats:replay.<name>, shadow:<read model>')
    .option('--dry-run', 'count, and write nothing')
    .option('--diff', 'compare the replayed state with the live one')
    .option('--restart', 'begin anew instead of going on where an interrupted run was')
    .action(async (_, command: Command) =>
      (await import('./replay.ts')).replayCommand(command.optsWithGlobals()),
    );
}

function addStream(program: Command): void {
  const stream = program.command('stream').description('streams of the event store, decoded');
  stream
    .command('list')
    .option('--category <name>', 'only streams of this category')
    .description('streams with facts, the busiest first')
    .action(async (_, command: Command) =>
      (await import('./stream.ts')).listStreams(command.optsWithGlobals()),
    );
  stream
    .command('show')
    .argument('<stream>', 'such as trading-0 or account-demo')
    .option('--from <revision>', 'first event; the first of all is 0', parseRevision)
    .option('--limit <events>', 'so many events', parseCount)
    .description('the facts of a stream, one JSON document a line')
    .action(async (name: string, _, command: Command) =>
      (await import('./stream.ts')).showStream(name, command.optsWithGlobals()),
    );
  stream
    .command('tail')
    .argument('[stream]', 'default: all')
    .description('facts as they are recorded, until Ctrl-C')
    .action(async (name: string | undefined, _, command: Command) =>
      (await import('./stream.ts')).tailStream(name, command.optsWithGlobals()),
    );
}

function speed(text: string): number | 'max' {
  const match = /^(\d{1,6}(?:\.\d{1,3})?)x$/.exec(text);
  if (text === 'max') return 'max';
  if (match === null || Number(match[1]) === 0) throw new InvalidArgumentError('1x, 10x … or max');
  return Number(match[1]);
}
