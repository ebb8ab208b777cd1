import type { Command } from 'commander';
import { parseDay, parseOrderId } from '../command-line/arguments.ts';

/** Records: what is kept, held and due, and what is handed out with its proof. */
export function addRecordsCommands(program: Command): void {
  const records = program
    .command('records')
    .description(
      'records: retention, legal holds, export rooms, and exports that prove themselves',
    );
  records
    .command('register', { isDefault: true })
    .description('legal holds, disposals and export rooms')
    .action(async (_, command: Command) =>
      (await import('./register.ts')).listRegister(command.optsWithGlobals()),
    );
  records
    .command('retention')
    .option('--day <day>', 'as of this day (default: today)', parseDay)
    .description('what is due by its class, and what holds it; it touches nothing')
    .action(async (_, command: Command) =>
      (await import('./register.ts')).showRetention(command.optsWithGlobals()),
    );
  addRegisterChanges(records);
  addExports(records);
}

function scoped(command: Command): Command {
  return command
    .option('--account <account>', 'of one account')
    .option('--instrument <instrument>', 'of one instrument')
    .option('--from <day>', 'of this day and later ones', parseDay)
    .option('--to <day>', 'of this day and earlier ones', parseDay);
}

function addRegisterChanges(records: Command): void {
  const change = async (type: string, data: object, command: Command) =>
    (await import('./register.ts')).change(type, data, command.optsWithGlobals());
  scoped(records.command('hold').argument('<name>', 'of the hold').argument('<reason>', 'why'))
    .description('hold records, whatever their age')
    .action((holdId: string, reason: string, _, command: Command) =>
      change('PlaceLegalHold', { holdId, reason }, command),
    );
  records
    .command('release')
    .argument('<name>', 'of the hold')
    .argument('<reason>', 'why')
    .description('end a legal hold; it takes two')
    .action((holdId: string, reason: string, _, command: Command) =>
      change('ReleaseLegalHold', { holdId, reason }, command),
    );
  records
    .command('dispose')
    .argument('<name>', 'of the disposal')
    .argument('<class>', 'blotter, order-ticket, supervision or other')
    .argument('<through>', 'records of this day and earlier ones', parseDay)
    .argument('<reason>', 'why')
    .description('let copies of records be disposed of that are due and not held; it takes two')
    .action(
      (disposalId: string, kind: string, through: string, reason: string, _, command: Command) => {
        const retentionClass = kind.toUpperCase().replaceAll('-', '_');
        return change(
          'AuthoriseDisposal',
          { disposalId, retentionClass, through, reason },
          command,
        );
      },
    );
  scoped(
    records
      .command('room')
      .argument('<name>', 'of the room')
      .argument('<reader>', 'who reads, with the role regulator')
      .argument('<hours>', 'until it closes by itself')
      .argument('<reason>', 'why'),
  )
    .description('let a reader read records of a scope for a time; it takes two')
    .action((roomId: string, reader: string, hours: string, reason: string, _, command: Command) =>
      change('OpenExportRoom', { roomId, reader, hours, reason }, command),
    );
  records
    .command('close-room')
    .argument('<name>', 'of the room')
    .argument('<reason>', 'why')
    .description('end a reader’s access before its time')
    .action((roomId: string, reason: string, _, command: Command) =>
      change('CloseExportRoom', { roomId, reason }, command),
    );
}

function addExports(records: Command): void {
  scoped(records.command('export').argument('<directory>', 'a new one'))
    .option('--order <order>', 'of one order', parseOrderId)
    .option('--room <room>', 'in an export room')
    .description('records as NDJSON and CSV, with schema, hashes, and what proves each row')
    .action(async (directory: string, _, command: Command) =>
      (await import('./export.ts')).exportRecords(directory, command.optsWithGlobals()),
    );
  records
    .command('verify-export')
    .argument('<directory>', 'as `export` wrote it')
    .option('--key <file>', 'the auditor’s public key, from elsewhere than the export')
    .description('prove an export against the anchors of the audit log; nothing else is needed')
    .action(async (directory: string, _, command: Command) =>
      (await import('./verify-export.ts')).verifyExport(directory, command.optsWithGlobals()),
    );
  scoped(records.command('changes'))
    .description('changes of reference data, limits and settings: before, after, who and why')
    .action(async (_, command: Command) =>
      (await import('./changes.ts')).listChanges(command.optsWithGlobals()),
    );
  records
    .command('reads')
    .option('--account <account>', 'whose')
    .description('who has looked at customers’ data that is not their own, the latest first')
    .action(async (_, command: Command) =>
      (await import('./register.ts')).listReads(command.optsWithGlobals()),
    );
  records
    .command('blotter')
    .argument('<kind>', 'trades or orders')
    .argument('<file>', 'ends with .csv or .pdf')
    .requiredOption('--day <day>', 'which day', parseDay)
    .description('the blotter of a day (SEC Rule 17a-3(a)(1), (6))')
    .action(async (kind: string, file: string, _, command: Command) =>
      (await import('./blotter.ts')).writeBlotter(kind, file, command.optsWithGlobals()),
    );
}
