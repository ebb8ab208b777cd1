import { formatDecimal, type InstrumentId, type TradeId } from '@bellwether/domain';
import type { InstallationOptions } from '../command-line/options.ts';
import { answerTo } from '../messages/answer-to.ts';
import { sent } from '../messages/sent.ts';
import { report, table } from '../output/report.ts';

/** Trades that are shown: the latest. */
const SHOWN = 50;

interface TradeRow {
  readonly tradeId: string;
  readonly instrumentId: string;
  readonly price: string;
  readonly quantity: string;
  readonly buyAccountId?: string | null;
  readonly sellAccountId?: string | null;
  readonly venue: string | null;
  readonly busted: boolean;
}

/** Prints the latest trades. @throws CommandFailure */
export async function listTrades(
  options: InstallationOptions & { readonly instrument?: string; readonly account?: string },
): Promise<void> {
  const { instrument: instrumentId, account: accountId } = options;
  const of = {
    ...(instrumentId === undefined ? {} : { instrumentId }),
    ...(accountId === undefined ? {} : { accountId }),
  };
  const { rows } = (await answerTo('trade.list', { ...of, first: SHOWN }, options)) as {
    readonly rows: readonly TradeRow[];
  };
  report(rows, options.json === true, tradesText);
}

/** Trades for people, a line each; sides that are not the asker's are not told. */
function tradesText(rows: readonly TradeRow[]): string {
  if (rows.length === 0) return 'no trades';
  return table([
    ['trade', 'instrument', 'quantity', 'price', 'buyer', 'seller', ''],
    ...rows.map((row) => [
      row.tradeId,
      row.instrumentId,
      row.quantity,
      formatDecimal(BigInt(row.price)),
      row.buyAccountId ?? row.venue ?? '',
      row.sellAccountId ?? row.venue ?? '',
      row.busted ? 'taken back' : '',
    ]),
  ]);
}

/** @throws CommandFailure where it is refused. */
export function bustTrade(
  trade: string,
  options: InstallationOptions & { readonly instrument: string; readonly reason: string },
): Promise<void> {
  const { instrument, reason } = options;
  const data = { instrumentId: instrument as InstrumentId, tradeId: trade as TradeId, reason };
  return sent({ type: 'BustTrade', data }, options);
}
