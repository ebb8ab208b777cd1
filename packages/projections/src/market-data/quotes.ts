import type { ClickHouseTable } from '../runtime/click-house-table.ts';
import type { QuoteLevel } from './book-side.ts';
import type { QuoteRow } from './quote-fold.ts';
import { count, PLACE, usdOrNull, word } from '../stores/clickhouse/columns.ts';

const sizeOf = (level: QuoteLevel | undefined): bigint => level?.quantity ?? 0n;

/** Our own best bid and offer, a row after each command that changed one of them. */
export const quotesTable: ClickHouseTable<QuoteRow> = {
  name: 'quotes',
  comment: 'Best bid and offer that our own book displays, from each change on',
  retention: 'quotes',
  orderBy: ['instrument_id', 'at', 'position', 'batch_index'],
  columns: {
    ...PLACE,
    instrument_id: word('Instrument', ({ instrumentId }) => instrumentId),
    bid: usdOrNull('Best bid; NULL: nobody buys', ({ bid }) => bid?.price),
    bid_size: count('Shares or contracts shown there', ({ bid }) => sizeOf(bid)),
    ask: usdOrNull('Best offer; NULL: nobody sells', ({ ask }) => ask?.price),
    ask_size: count('Shares or contracts shown there', ({ ask }) => sizeOf(ask)),
  },
};
