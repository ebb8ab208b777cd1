import { defineAggregate, type Aggregate } from '../contracts/schema/aggregate.ts';
import { accept, refuse, type Decision } from '../kernel/decider.ts';
import type { CommandId } from '../kernel/ids.ts';
import { reject } from '../kernel/rejection.ts';
import { REPORT_COMMANDS, type ReportCommand } from './commands.ts';
import { REPORT_FACTS, type ReportFact } from './facts.ts';

/** How many reports of one account may wait to be made; a choice of the house. */
export const REPORTS_MAX = 50;

/** Reports of an account that wait, by their ids. */
export type ReportsState = ReadonlyMap<
  CommandId,
  Extract<ReportFact, { type: 'ReportRequested' }>['data']
>;

/** A command with its own id, which names the report that it asks for. */
export type ReportDecision = { readonly commandId: CommandId } & ReportCommand;

const NOTHING_WAITS: ReportsState = new Map();

function decide(waiting: ReportsState, command: ReportDecision): Decision<ReportFact> {
  if (command.type === 'RequestReport') {
    const { data, commandId: reportId } = command;
    if (data.from > data.to)
      return refuse(reject('INVALID_REPORT_TERMS', 'it ends before it begins'));
    if (waiting.size >= REPORTS_MAX)
      return refuse(reject('TOO_MANY_REPORTS', `${REPORTS_MAX} reports wait to be made already`));
    return accept({ type: 'ReportRequested', data: { ...data, reportId } });
  }
  const asked = waiting.get(command.data.reportId);
  // It was recorded already: made twice, it says the same.
  if (asked === undefined) return accept();
  return accept({ type: 'ReportGenerated', data: { ...asked, ...command.data } });
}

function evolve(waiting: ReportsState, { type, data }: ReportFact): ReportsState {
  const next = new Map(waiting);
  if (type === 'ReportRequested') next.set(data.reportId, data);
  else next.delete(data.reportId);
  return next;
}

/** The reports of an account: what was asked for, and what each came to. */
export const reports: Aggregate<
  typeof REPORT_COMMANDS,
  typeof REPORT_FACTS,
  ReportsState,
  ReportDecision
> = defineAggregate({
  description: 'Reports of accounts',
  category: 'reports',
  route: { context: 'report', by: 'accountId' },
  commands: REPORT_COMMANDS,
  facts: REPORT_FACTS,
  followedByTrading: false,
  initial: NOTHING_WAITS,
  decide,
  evolve,
});
