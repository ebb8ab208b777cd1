import {
  freezeUntil,
  newCashFunding,
  payPurchase,
  payWithDeposit,
  receiveProceeds,
  sellPurchase,
  settleFunding,
  type CashViolation,
} from '../margin/cash-funding.ts';
import { CASH_ACCOUNT } from '../rulebook/margin.ts';
import type { CivilDate } from '../time/civil-date.ts';
import type { LedgerFill, ReportLedger } from './ledger.ts';

/** What a cash account did that Reg T 220.8 forbids, and the last day of what follows; undefined: nothing follows now. */
export interface CashConduct {
  readonly violations: readonly CashViolation[];
  readonly frozenUntil: CivilDate | undefined;
}

/**
 * What a cash account did with money that had not arrived, told from its trades and its cash: by the same rules as where its
 * orders are decided. Money from outside is there when its day begins; what has no settlement date settles at once.
 * @param today day on which it is asked.
 */
export function cashConduct(
  { fills, cash, instruments }: ReportLedger,
  today: CivilDate,
): CashConduct {
  const stocks = new Set(
    instruments.flatMap((one) => (one.isFuture || one.multiplier !== 1n ? [] : [one.instrumentId])),
  );
  const funding = newCashFunding();
  const violations: CashViolation[] = [];
  const held = new Map<string, bigint>();
  let [money, next] = [0n, 0];
  for (const fill of fills) {
    const { instrumentId, tradeDate, isTransfer } = fill;
    for (let flow = cash[next]; flow !== undefined && flow.day <= tradeDate; flow = cash[next]) {
      money += flow.amount;
      if (flow.amount > 0n && flow.kind !== 'INTEREST') payWithDeposit(funding, money);
      next += 1;
    }
    settleFunding(funding, tradeDate);
    const before = held.get(instrumentId) ?? 0n;
    const sign = fill.side === 'BUY' ? 1n : -1n;
    held.set(instrumentId, before + sign * fill.quantity);
    if (isTransfer) continue;
    const violation = fund(fill, before, stocks.has(instrumentId));
    if (violation !== undefined) violations.push(violation);
    money -= sign * fill.principal + fill.fees;
  }
  const rules = CASH_ACCOUNT.on(today).value;
  return { violations, frozenUntil: freezeUntil(rules, violations, today) };

  function fund(fill: LedgerFill, before: bigint, isStock: boolean): CashViolation | undefined {
    const { principal, fees, quantity, tradeDate, settlementDate } = fill;
    const traded = { instrumentId: fill.instrumentId as CashViolation['instrumentId'], quantity };
    if (fill.side === 'BUY') {
      payPurchase(funding, traded, principal + fees, money);
      return undefined;
    }
    const violation = isStock ? sellPurchase(funding, traded, before, tradeDate) : undefined;
    if (principal > fees && settlementDate > tradeDate)
      receiveProceeds(funding, principal - fees, settlementDate);
    return violation;
  }
}
