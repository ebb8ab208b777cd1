import { report, table } from '../output/report.ts';
import { rowsOf, type RecordRow, type ScopeOptions } from './rows.ts';

/**
 * Facts that set something anew: what they say replaces what the last of their type has said of the same. Whose they are follows
 * from the field that is named.
 */
const SETTINGS: Readonly<Record<string, readonly string[]>> = {
  InstrumentListed: ['instrumentId'],
  InstrumentRevised: ['instrumentId'],
  InstrumentRestricted: ['instrumentId'],
  InstrumentDelisted: ['instrumentId'],
  SymbolChanged: ['instrumentId'],
  AccountOpened: ['accountId'],
  TradingPermissionsSet: ['accountId'],
  RiskLimitsSet: ['accountId'],
  CommissionsSet: ['accountId'],
  AccountRestricted: ['accountId'],
  AccountInstrumentRestricted: ['accountId', 'instrumentId'],
  LossBreakerReset: ['accountId'],
  BeneficialOwnerSet: ['accountId'],
  KillSwitchSet: ['scope', 'accountId'],
  VenueFeesSet: ['venue'],
  SurveillanceRuleSet: ['ruleId'],
  LegalHoldPlaced: ['holdId'],
  LegalHoldReleased: ['holdId'],
  DisposalAuthorised: ['disposalId'],
  ExportRoomOpened: ['roomId'],
  ExportRoomClosed: ['roomId'],
};

interface Change {
  readonly at: string;
  readonly type: string;
  readonly of: string;
  readonly principal: string;
  readonly commandId: string;
  readonly reason: string | null;
  readonly before: unknown;
  readonly after: unknown;
}

/** Prints changes of settings, each with what was there before. @throws CommandFailure */
export async function listChanges(options: ScopeOptions): Promise<void> {
  // What was before the first day shows what it replaced: all of it is read, and the days are cut afterwards.
  const { from, ...all } = options;
  const changes = changesIn(await rowsOf(all), from);
  report(changes, options.json === true, (rows) =>
    rows.length === 0
      ? 'no changes'
      : table([
          ['time (UTC)', 'what', 'of', 'by', 'reason', 'before', 'after'],
          ...rows.map((row) => [
            row.at,
            row.type,
            row.of,
            row.principal,
            row.reason ?? '',
            row.before === null ? '' : JSON.stringify(row.before),
            JSON.stringify(row.after),
          ]),
        ]),
  );
}

/** Changes in rows of the audit log. @param from the first day that is told. */
export function changesIn(rows: readonly RecordRow[], from = ''): readonly Change[] {
  const last = new Map<string, unknown>();
  return rows.flatMap((row): readonly Change[] => {
    const fields = SETTINGS[row.type];
    if (fields === undefined) return [];
    const data = JSON.parse(row.data) as Readonly<Record<string, unknown>>;
    const { reason, ...after } = data as { readonly reason?: string };
    const of = fields
      .map((field) => data[field])
      .filter((id) => typeof id === 'string')
      .join(' ');
    const key = `${row.type}/${of}`;
    const before = last.get(key) ?? null;
    last.set(key, after);
    const at = new Date(Number(BigInt(row.at) / 1_000_000n)).toISOString();
    const { type, principal, commandId } = row;
    const change = { at, type, of, principal, commandId, reason: reason ?? null, before, after };
    return row.tradeDate >= from ? [change] : [];
  });
}
