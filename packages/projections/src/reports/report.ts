import { createHash } from 'node:crypto';
import { buildReport, parseDate, type ReportKind } from '@bellwether/domain';
import { atOneMoment } from '../performance/moment.ts';
import type { ReadModels } from '../read-model/read-models.ts';
import { confirmedExecutions } from './confirmed.ts';
import { reportLedger } from './ledger.ts';

/** A report as text, and how it is known again. */
export interface MadeReport {
  readonly inputsPosition: bigint;
  readonly sha256: string;
  readonly bytes: number;
  /** JSON of a `ReportDocument`: the bytes that the hash is of. */
  readonly text: string;
}

export interface ReportAsked {
  readonly accountId: string;
  readonly kind: ReportKind;
  readonly from: string;
  readonly to: string;
  /** The report that it corrects. */
  readonly replaces?: string | undefined;
  /** As of which commit position; default: as far as the read models are. */
  readonly position?: bigint | undefined;
}

/**
 * Makes a report from the read models, as of a position that they have passed.
 * @throws TooManyRowsError, DateSyntaxError; RangeError for a position that they have not.
 */
export function makeReport(
  models: Pick<ReadModels, 'db'>,
  { accountId, kind, from, to, replaces, position: asked }: ReportAsked,
): Promise<MadeReport> {
  return atOneMoment(models, async (sql, now) => {
    const position = asked ?? now.position;
    if (position > now.position)
      throw new RangeError(`the read models are at ${now.position}, before ${position}`);
    const through = parseDate(to);
    const asOf = { through, position };
    const ledger = {
      ...(await reportLedger(sql, accountId, asOf)),
      ...(kind === 'CONFIRMATION'
        ? { confirmed: await confirmedExecutions(sql, accountId, from, asOf) }
        : {}),
    };
    const terms = { kind, accountId, from, to, inputsPosition: `${position}`, replaces };
    const text = JSON.stringify(buildReport(ledger, terms));
    const data = Buffer.from(text);
    const sha256 = createHash('sha256').update(data).digest('hex');
    return { inputsPosition: position, sha256, bytes: data.length, text };
  });
}
