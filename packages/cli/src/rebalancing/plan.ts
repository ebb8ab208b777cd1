import {
  addDays,
  newYorkTime,
  parseDate,
  type AccountId,
  type BookSide,
  type CivilDate,
  type InstrumentId,
  type PlanLine,
} from '@bellwether/domain';
import { systemClock } from '@bellwether/platform/runtime';
import { CommandFailure } from '../command-line/exit.ts';
import type { InstallationOptions } from '../command-line/options.ts';
import { answerTo } from '../messages/answer-to.ts';
import { isDone, outcomeText } from '../messages/outcome-text.ts';
import { submit } from '../messages/submit.ts';
import { report } from '../output/report.ts';
import type { DryRunAnswer, TradeAnswer } from './answers.ts';
import { dryRunText, refusalText } from './texts.ts';

export interface PlanOptions extends InstallationOptions {
  readonly account: string;
  readonly allowStale?: boolean;
  readonly until?: string;
}

/** Prints what would be traded now. @throws CommandFailure where there is no such account. */
export async function showDryRun(options: PlanOptions): Promise<void> {
  report(await askDryRun(options), options.json === true, dryRunText);
}

/** Plans, and proposes what comes of it. @throws CommandFailure where there is nothing to trade, or it is refused. */
export async function proposePlan(options: PlanOptions): Promise<void> {
  const dryRun = await askDryRun(options);
  const { refusal, instruments, modelId, modelVersion, roundTo } = dryRun;
  if (refusal !== null) throw new CommandFailure(refusalText(refusal, instruments));
  const lines = dryRun.trades.filter(({ quantity }) => quantity !== '0').map(lineOf);
  if (lines.length === 0) throw new CommandFailure('nothing to trade: the account is near enough');
  const data = {
    accountId: options.account as AccountId,
    ...(modelId === null || modelVersion === null ? {} : { modelId, modelVersion }),
    inputsPosition: BigInt(dryRun.inputsPosition),
    lastDay: lastDayOf(options),
    equity: BigInt(dryRun.equity),
    cash: BigInt(dryRun.cash),
    buffer: BigInt(dryRun.buffer),
    untradedDrift: BigInt(dryRun.untradedDrift),
    roundTo,
    // Sales come first.
    lines: lines.toSorted((a, b) => (a.side === b.side ? 0 : a.side === 'SELL' ? -1 : 1)),
  };
  const outcome = await submit({ type: 'ProposeRebalancing', data }, options);
  if (!isDone(outcome)) throw new CommandFailure(outcomeText(outcome));
  report(outcome, options.json === true, (told) =>
    [
      dryRunText(dryRun),
      outcomeText(told),
      `somebody else agrees: ./bellwether rebalance approve ${told.id}`,
    ].join('\n'),
  );
}

async function askDryRun(options: PlanOptions): Promise<DryRunAnswer> {
  const { account: accountId, allowStale = false } = options;
  const answer = await answerTo('rebalancing.dry-run', { accountId, allowStale }, options);
  if (answer === null) throw new CommandFailure(`there is no account ${accountId}`);
  return answer as DryRunAnswer;
}

function lastDayOf({ until }: PlanOptions): CivilDate {
  return until === undefined ? addDays(newYorkTime(systemClock()()).date, 1) : parseDate(until);
}

function lineOf(trade: TradeAnswer): PlanLine {
  const { estimatedGain, estimatedLongGain, lots } = trade;
  return {
    instrumentId: trade.instrumentId as InstrumentId,
    side: trade.side as BookSide,
    quantity: BigInt(trade.quantity),
    limitPrice: BigInt(trade.limitPrice),
    mark: BigInt(trade.mark),
    held: BigInt(trade.held),
    targetValue: BigInt(trade.targetValue),
    ...(lots === null ? {} : { lots: [...lots] }),
    ...(estimatedGain === null ? {} : { estimatedGain: BigInt(estimatedGain) }),
    ...(estimatedLongGain === null ? {} : { estimatedLongGain: BigInt(estimatedLongGain) }),
  };
}
