import { addDays, dateOf, partsOf, type CivilDate } from '../../time/civil-date.ts';
import { effectiveDated, type EffectiveDated } from '../../time/effective-dated.ts';

/** What records are kept for, each for a time of its own. */
export const RETENTION_CLASSES = [
  'BLOTTER',
  'ORDER_TICKET',
  'ACCOUNT',
  'SUPERVISION',
  'OTHER',
] as const;
export type RetentionClass = (typeof RETENTION_CLASSES)[number];

/** How long a class is kept, and from when on. */
export interface Period {
  readonly years: number;
  /** RECORD: its own day; ACCOUNT_CLOSED: that on which its account was closed, before which it is never due. */
  readonly from: 'RECORD' | 'ACCOUNT_CLOSED';
}

const rule = (id: string, title: string, value: Period, source: string): EffectiveDated<Period> =>
  effectiveDated(id, {
    title,
    entries: [{ from: '1970-01-01', value, source, evidence: 'K' }],
  });

/** Periods by class, dated: a change of the law is another entry, and what is due follows from the record's own day. */
export const RETENTION_PERIODS: Readonly<Record<RetentionClass, EffectiveDated<Period>>> = {
  BLOTTER: rule(
    'retention.blotter',
    'Blotters and ledgers: trades, cash, shares',
    { years: 6, from: 'RECORD' },
    'SEC Rule 17a-4(a) for 17a-3(a)(1)–(3)',
  ),
  ORDER_TICKET: rule(
    'retention.order-ticket',
    'Memoranda of orders',
    { years: 3, from: 'RECORD' },
    'SEC Rule 17a-4(b)(1) for 17a-3(a)(6)–(7)',
  ),
  ACCOUNT: rule(
    'retention.account',
    'Account records: who, what it may do, its limits',
    { years: 6, from: 'ACCOUNT_CLOSED' },
    'SEC Rule 17a-4(e)(5)',
  ),
  SUPERVISION: rule(
    'retention.supervision',
    'Surveillance, approvals, holds and disposals',
    { years: 6, from: 'RECORD' },
    'FINRA Rule 4511(b)',
  ),
  OTHER: rule(
    'retention.other',
    'Everything else',
    { years: 6, from: 'RECORD' },
    'FINRA Rule 4511(b)',
  ),
};

const TYPES: readonly (readonly [RegExp, RetentionClass])[] = [
  [
    /^(Order(Executed)|Trade|Cash|Funds|Shares|Securities|Settlement|Obligations|Deliveries|Dividend|Position|Variation|Option|BuyIn)/,
    'BLOTTER',
  ],
  [/^(Order|CancelRejected|ReplaceRejected)/, 'ORDER_TICKET'],
  [/^(Account|TradingPermissions|Permissions|RiskLimits|Commissions|BeneficialOwner)/, 'ACCOUNT'],
  [/^(Surveillance|Case|Approval|LegalHold|Disposal|ExportRoom)/, 'SUPERVISION'],
];

/** The class that facts of a type belong to: a type that nobody has thought of is kept as long as any. */
export function retentionClassOf(factType: string): RetentionClass {
  return TYPES.find(([pattern]) => pattern.test(factType))?.[1] ?? 'OTHER';
}

/**
 * The first day on which a record need not be kept any more, if nothing holds it.
 * @param recorded its day. @param closed the day on which its account was closed; undefined: it is open, or has none.
 * @returns undefined: not while its account lives.
 */
export function dueOn(
  retentionClass: RetentionClass,
  recorded: CivilDate,
  closed?: CivilDate,
): CivilDate | undefined {
  const { years, from } = RETENTION_PERIODS[retentionClass].on(recorded).value;
  const begins = from === 'RECORD' ? recorded : closed;
  if (begins === undefined) return undefined;
  const { year, month, day } = partsOf(begins);
  // 29 February runs on to 1 March, where the year has none.
  return addDays(dateOf(year + years, month, day), 1);
}
