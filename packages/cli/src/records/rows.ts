import type { InstallationOptions } from '../command-line/options.ts';
import { allRows } from '../messages/all-rows.ts';

/** A row of the audit log as the question answers it. */
export interface RecordRow {
  readonly tradeDate: string;
  readonly journal: string;
  readonly sequence: string;
  readonly stream: string;
  readonly position: string;
  readonly batchIndex: number;
  readonly type: string;
  readonly at: string;
  readonly commandId: string;
  readonly principal: string;
  readonly accountId: string | null;
  readonly instrumentId: string | null;
  readonly orderId: string | null;
  readonly data: string;
  readonly hash: string;
  readonly previousHash: string;
}

export type ScopeOptions = InstallationOptions & {
  readonly account?: string;
  readonly instrument?: string;
  readonly order?: string;
  readonly from?: string;
  readonly to?: string;
  readonly room?: string;
};

/** What is asked for, in the words of the question. */
export function scopeOf(options: ScopeOptions): Readonly<Record<string, string | undefined>> {
  const { account: accountId, instrument: instrumentId, order: orderId, room } = options;
  return { accountId, instrumentId, orderId, fromDay: options.from, toDay: options.to, room };
}

/** All rows of a scope. @throws CommandFailure */
export function rowsOf(options: ScopeOptions): Promise<readonly RecordRow[]> {
  return allRows<RecordRow>('records.rows', { ...scopeOf(options), first: 500 }, options);
}
