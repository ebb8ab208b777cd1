// Names and fields are storage formats: change them only compatibly, or add a version with an upcaster.
import { define, type MessageOf } from '../contracts/schema/definition.ts';
import { commandId, record } from '../contracts/schema/fields.ts';
import { RecordReport, RequestReport } from './commands.ts';

const reportId = () => commandId('The report');

export const ReportRequested = define(
  'ReportRequested',
  'Somebody, or the calendar, wants a report.',
  record({ ...RequestReport.schema.properties, reportId: reportId() }),
);

export const ReportGenerated = define(
  'ReportGenerated',
  'A report was made. Made again as of the same position it has the same bytes.',
  record({ ...RequestReport.schema.properties, ...RecordReport.schema.properties }),
);

export const REPORT_FACTS = [ReportRequested, ReportGenerated] as const;

export type ReportFact = MessageOf<(typeof REPORT_FACTS)[number]>;
