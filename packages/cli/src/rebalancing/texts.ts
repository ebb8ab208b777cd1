import { formatDecimal, PLAN_REFUSALS } from '@bellwether/domain';
import { table } from '../output/report.ts';
import type { DryRunAnswer, PlanAnswer, PlanOrderAnswer, PlanWithOrders } from './answers.ts';

const usd = (units: string): string => formatDecimal(BigInt(units));

/** Basis points as per cent with two decimals. */
export function percent(basisPoints: number): string {
  return `${formatDecimal(BigInt(basisPoints) * 100n)}%`;
}

/** A dry run for people: what is held, what should be, and what would be traded. */
export function dryRunText(answer: DryRunAnswer): string {
  const { refusal, instruments, trades } = answer;
  if (refusal !== null) return refusalText(refusal, instruments);
  const rows = trades.map((one) => [
    one.symbol,
    one.held,
    usd(one.mark),
    percent(one.weight),
    percent(one.targetWeight),
    percent(one.drift),
    one.quantity === '0'
      ? one.reason.toLowerCase().replaceAll('_', ' ')
      : `${one.side.toLowerCase()} ${one.quantity}`,
    one.quantity === '0' ? '' : usd(one.limitPrice),
    one.estimatedGain === null ? '' : gainText(one.estimatedGain, one.estimatedLongGain),
  ]);
  const head = [
    'symbol',
    'holding',
    'mark',
    'weight',
    'target',
    'drift',
    'trade',
    'limit',
    'estimated gain',
  ];
  const sums = `equity ${usd(answer.equity)}, free cash ${usd(answer.cash)}, buffer ${usd(answer.buffer)}, drift ${usd(answer.drift)}`;
  return [table([head, ...rows]), sums].join('\n');
}

/** Why there is no plan. */
export function refusalText(code: string, instruments: readonly string[]): string {
  const words = PLAN_REFUSALS[code as keyof typeof PLAN_REFUSALS] ?? code;
  const of = instruments.length === 0 ? '' : ` (${instruments.join(', ')})`;
  return `no plan: ${code}. ${words}${of}`;
}

function gainText(gain: string, longGain: string | null): string {
  return longGain === null || longGain === '0' ? usd(gain) : `${usd(gain)}, ${usd(longGain)} long`;
}

/** Plans for people, a line each. */
export function plansText(rows: readonly PlanAnswer[]): string {
  if (rows.length === 0)
    return 'no plans; make one: ./bellwether rebalance targets --target ACME=50%, then ./bellwether rebalance propose';
  return table([
    ['plan', 'model', 'orders', 'until', 'status', 'drift before', 'after', 'left'],
    ...rows.map((row) => [
      row.planId,
      row.modelId === null ? 'own' : `${row.modelId} v${row.modelVersion}`,
      `${row.orders}`,
      row.lastDay,
      row.status.toLowerCase(),
      row.driftBefore === null ? '' : percent(row.driftBefore),
      row.driftAfter === null ? '' : percent(row.driftAfter),
      row.leftValue === null ? '' : usd(row.leftValue),
    ]),
  ]);
}

/** A plan and its orders for people. */
export function planText(plan: PlanWithOrders): string {
  const { proposer, approver, reason } = plan;
  const people = `proposed by ${proposer}${approver === null ? '' : `, approved by ${approver}`}`;
  return [
    plansText([plan]),
    `account ${plan.accountId}, equity ${usd(plan.equity)}, ${people}${reason === null ? '' : `: ${reason}`}`,
    '',
    planOrdersText(plan.lines),
  ].join('\n');
}

/** Orders of plans for people, a line each. */
function planOrdersText(lines: readonly PlanOrderAnswer[]): string {
  return table([
    ['order', 'trade', 'limit', 'executed', 'cash', 'status', 'estimated gain'],
    ...lines.map((line) => [
      line.orderId,
      `${line.side.toLowerCase()} ${line.quantity} ${line.instrumentId}`,
      usd(line.limitPrice),
      line.executed,
      usd(line.cash),
      `${line.status.toLowerCase().replace('_', ' ')}${line.code === null ? '' : `: ${line.code}`}`,
      line.estimatedGain === null ? '' : usd(line.estimatedGain),
    ]),
  ]);
}
