import type { TradeSide } from '@bellwether/domain';

/** A trade of a day as the question answers it; shares and money in 1/10 000 USD as digits. */
export interface DayTradeRow {
  readonly tradeId: string;
  readonly instrumentId: string;
  readonly tradeDate: string;
  readonly settlementDate: string | null;
  readonly quantity: string;
  readonly principal: string;
  readonly buyAccountId: string | null;
  readonly sellAccountId: string | null;
}

/** Sides of accounts here; the other side of a trade at a venue is the street's own. */
export function ourSides(rows: readonly DayTradeRow[]): readonly TradeSide[] {
  return rows.flatMap((row) => {
    const { tradeId: reference, instrumentId: instrument, tradeDate } = row;
    const trade = {
      reference,
      instrument,
      settlementDate: row.settlementDate ?? tradeDate,
      quantity: BigInt(row.quantity),
      amount: BigInt(row.principal),
    };
    const { buyAccountId, sellAccountId } = row;
    return [
      ...(buyAccountId === null ? [] : [{ ...trade, owner: buyAccountId, side: 'BUY' as const }]),
      ...(sellAccountId === null
        ? []
        : [{ ...trade, owner: sellAccountId, side: 'SELL' as const }]),
    ];
  });
}
