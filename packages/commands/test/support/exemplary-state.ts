import {
  goldenEntry,
  newAccountRisk,
  newInstrumentRisk,
  noFees,
  OpenOrders,
  pendingKey,
  type AccountId,
  type AccountLedger,
  type AccountRisk,
  type CommandId,
  type InstrumentId,
  type InstrumentRisk,
  type JournalEntry,
  type OpenOrdersImage,
  type OrderId,
  type TradedInstrument,
  type TradingFact,
  type TradingState,
} from '@bellwether/domain';
import { CommandIndex, type CommandIndexImage } from '../../src/command-index/command-index.ts';

type Scalar = string | number | bigint | boolean | null | undefined;
/** A type with every optional field present: a field that is added has no example until somebody writes one here. */
type Full<T> = T extends Scalar | ArrayBufferView
  ? T
  : T extends ReadonlyMap<infer K, infer V>
    ? Map<K, Full<V>>
    : T extends ReadonlySet<infer V>
      ? Set<Full<V>>
      : T extends readonly (infer V)[]
        ? Full<V>[]
        : { [K in keyof T]-?: Full<Exclude<T[K], undefined>> };

/** What a snapshot holds, with something in every place. */
export interface ExemplarySnapshot {
  readonly state: Full<Omit<TradingState, 'orders'>>;
  readonly orders: OpenOrdersImage;
  readonly commands: CommandIndexImage;
}

const [alice, id] = ['alice' as AccountId, '0192f3a0-7c1e-7aaa-8bbb-000000000001' as CommandId];
const AMZN = 'AMZN' as InstrumentId;
const day = 20_000 as never;

type Data<T extends TradingFact['type']> = Extract<TradingFact, { readonly type: T }>['data'];

/** What a fact says, with every optional field filled, as the catalogue of facts has it. */
function golden<T extends TradingFact['type']>(type: T): Full<Omit<Data<T>, 'sourcePosition'>> {
  const fact = goldenEntry().facts.find((one) => one.type === type);
  if (fact === undefined) throw new RangeError(`no fact ${type}`);
  const { sourcePosition: _, ...data } = { sourcePosition: undefined, ...fact.data };
  return data as unknown as Full<Omit<Data<T>, 'sourcePosition'>>;
}

function instrumentRisk(): Full<InstrumentRisk> {
  const { option, future } = golden('InstrumentAdmitted');
  const plain = newInstrumentRisk({ instrumentId: AMZN, previousClose: 1n });
  return {
    ...plain,
    option,
    future,
    listedOn: day,
    underlying: plain as Full<InstrumentRisk>,
    unit: undefined as never,
  };
}

function accountRisk(): Full<AccountRisk> {
  const side = { quantity: 1n, notional: 1n, closing: 1n, closingNotional: 1n };
  const exposure = {
    instrument: instrumentRisk(),
    quantity: 1n,
    basis: 1n,
    buys: side,
    sells: { ...side },
    slot: 0,
  };
  return {
    ...newAccountRisk(alice),
    limits: golden('RiskLimitsAdopted').limits,
    commissions: golden('CommissionsAdopted').commissions,
    hold: { restriction: 'CLOSING_ONLY', until: day },
    instrumentHolds: new Map([[AMZN, { restriction: 'CLOSING_ONLY', until: day }]]),
    locates: new Map([['L', { instrumentId: AMZN, quantity: 1n, expiresOn: day, used: 1n }]]),
    funding: {
      receivables: [{ settlementDate: day, amount: 1n }],
      receivable: 1n,
      purchases: [{ instrumentId: AMZN, quantity: 1n, paidOn: day }],
    },
    violations: [{ kind: 'GOOD_FAITH', date: day, instrumentId: AMZN }],
    exposures: new Map([[AMZN, exposure]]),
    optionGroups: new Map([
      [
        AMZN,
        {
          underlying: exposure.instrument,
          legs: new Set([exposure]),
          margin: undefined as never,
        },
      ],
    ]),
    stocks: {
      instruments: [exposure.instrument],
      exposures: [exposure],
      quantities: new BigInt64Array(4),
    },
    derivatives: new Set([exposure]),
    closing: new Set([exposure]),
    messages: { second: 1n, count: 1 },
    recent: { since: 1n, younger: new Map([['k', 1n]]), older: new Map([['k', 1n]]) },
    dayTrades: { days: [day], today: day, openedToday: new Set([AMZN]) },
    dayStart: 1n,
  };
}

function ledger(): Full<AccountLedger> {
  return {
    accountId: alice,
    terms: golden('AccountAdmitted'),
    home: 0,
    ownerGroup: 1,
    permissions: golden('PermissionsAdopted'),
    clientOrderIds: { used: new Set(['c']), dayEnds: 1n },
    risk: accountRisk(),
  };
}

function instrument(): Full<TradedInstrument> {
  return {
    ...golden('InstrumentAdmitted'),
    partition: 0,
    move: id,
    owners: [{ moveId: id, partition: 0, until: 1n }],
    lastSale: 1n,
    previousClose: 1n,
    phase: 'CONTINUOUS',
    halted: false,
    delisted: false,
    suspended: true,
    lowerBand: 1n,
    upperBand: 1n,
    shortSales: { through: day },
    entrySequence: 1n,
    trades: 1n,
    risk: instrumentRisk(),
  };
}

function orders(): OpenOrdersImage {
  const { validatedAt: _, approvedAt: __, reservedFees: ___, ...terms } = golden('OrderAccepted');
  const open = new OpenOrders();
  open.add(terms, { leaves: 1n, shown: 1n, closing: 1n, triggered: false });
  return open.image();
}

/** Commands of every kind: one that placed an order, one that changed another's, one refused, one beside orders. */
function commands(): CommandIndexImage {
  const index = new CommandIndex();
  const entry = (n: number, fact: TradingFact): JournalEntry => ({
    ...goldenEntry(),
    commandId: `0192f3a0-7c1e-7aaa-8bbb-${`${n}`.padStart(12, '0')}` as CommandId,
    facts: [fact],
  });
  const orderId = id as string as OrderId;
  const accepted = { ...golden('OrderAccepted'), orderId };
  index.restore(entry(1, { type: 'OrderAccepted', data: accepted }), 1n);
  index.restore(entry(2, { type: 'OrderReplaced', data: golden('OrderReplaced') }), 2n);
  index.restore(entry(3, { type: 'OrderRejected', data: golden('OrderRejected') }), 3n);
  index.restore(entry(4, { type: 'PhaseChanged', data: golden('PhaseChanged') }), 4n);
  return index.image();
}

/** Something in every place of a snapshot: its shape is the shape of all snapshots. */
export function exemplarySnapshot(): ExemplarySnapshot {
  const [transferId, moveId, accountId, instrumentId] = [id, id, alice, AMZN];
  const code = 'UNKNOWN_ACCOUNT';
  const attempt = { actionId: id, instrumentId, version: 1, attempt: 1 };
  const release = { accountId, withdrawalId: id, amount: 1n };
  const line = { price: 1n, quantity: 1n, notional: 1n, section31: 1n, taf: 1n };
  return {
    state: {
      accounts: new Map([[alice, ledger()]]),
      instruments: new Map([[AMZN, instrument()]]),
      orderFees: new Map([[id as string as OrderId, { ...noFees(1n), day, lines: [line] }]]),
      venueFees: new Map([['OWN', golden('VenueFeesAdopted').fees]]),
      releases: new Map([[pendingKey(alice, id), { ...release, refused: false }]]),
      deferrals: new Map([
        [pendingKey(alice, id), { ...release, missing: 1n, asked: 1, unheard: 1 }],
      ]),
      transfers: new Map([
        ['1' as CommandId, { transferId, kind: 'SENT', amount: 1n }],
        ['2' as CommandId, { transferId, kind: 'REFUSED', code }],
        ['3' as CommandId, { transferId, kind: 'RECEIVED' }],
      ]),
      handOvers: new Map([
        [pendingKey(AMZN, '1' as CommandId), { moveId, instrumentId, kind: 'OUT', sequence: 1n }],
        [pendingKey(AMZN, '2' as CommandId), { moveId, instrumentId, kind: 'DECLINED', code }],
        [pendingKey(AMZN, '3' as CommandId), { moveId, instrumentId, kind: 'IN' }],
      ]),
      actions: new Map([
        [
          pendingKey(AMZN, '1' as CommandId),
          { ...attempt, kind: 'APPLIED', referencePrice: 1n, previousClose: 1n },
        ],
        [pendingKey(AMZN, '2' as CommandId), { ...attempt, kind: 'DECLINED', code }],
      ]),
      expirations: new Map([
        [
          pendingKey(AMZN, id),
          { expirationId: id, instrumentId, kind: 'EXPIRATION', attempt: 1, code },
        ],
      ]),
      dividends: new Map([[id, new Map([[alice, 1n]])]]),
      owners: new Map([['alice', 1]]),
      lossLimited: new Set([alice]),
      session: { phase: 'CONTINUOUS', date: day },
      marketHalt: { date: day, level: 1, until: 1n },
      killSwitch: false,
      referencePosition: 1n,
      sequence: 1n,
      trades: 1n,
    },
    orders: orders(),
    commands: commands(),
  };
}
