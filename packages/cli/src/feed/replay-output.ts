import type { ReplayRow } from './replay-rows.ts';
import { summaryText, type ReplaySummary } from './replay-summary.ts';

/** Where a replay is shown, as it goes. */
export interface ReplayOutput {
  row(row: ReplayRow): void;
  end(summary: ReplaySummary): void;
}

type Write = (text: string) => void;

/** Lines for people. */
export function textOutput(write: Write): ReplayOutput {
  return {
    row: (row) => write(`${rowText(row)}\n`),
    end: (summary) => write(`${summaryText(summary)}\n`),
  };
}

/** One JSON document, `{"rows": […], "summary": {…}}`, written as it goes. */
export function jsonOutput(write: Write): ReplayOutput {
  let before = '{"rows":[\n';
  return {
    row(row) {
      write(`${before}${JSON.stringify(row)}`);
      before = ',\n';
    },
    end(summary) {
      const begin = before === ',\n' ? '' : before;
      write(`${begin}\n],\n"summary":${JSON.stringify(summary, null, 2)}}\n`);
    },
  };
}

function rowText({ what, date, time, symbol, ...fields }: ReplayRow): string {
  const begin = `${date} ${time} ${symbol}`;
  if (what === 'market') {
    const { bid, bidSize, ask, askSize, last, volume, vwap, flags } = fields;
    const { extendedLast, extendedVolume } = fields;
    const extra =
      extendedVolume === 0 ? '' : `  extended ${said(extendedLast)} × ${said(extendedVolume)}`;
    const marks = Array.isArray(flags) && flags.length > 0 ? `  [${flags.join(', ')}]` : '';
    const best = `${said(bid)} × ${said(bidSize)}  ${said(ask)} × ${said(askSize)}`;
    return `${begin}  ${best}  last ${said(last)}  volume ${said(volume)}  vwap ${said(vwap)}${extra}${marks}`;
  }
  const { width, kind, ...rest } = fields;
  const values = Object.entries(rest).map(([name, value]) => `${name} ${said(value)}`);
  const mark = kind === 'closed' ? '' : ` ${said(kind)}`;
  return `${begin}  ${said(width)} ${what === 'bar' ? 'bar' : 'indicators'}${mark}  ${values.join('  ')}`;
}

function said(value: ReplayRow[string] | undefined): string {
  return value === null || value === undefined ? '–' : String(value);
}
