/** What a field may hold; numbers are given as most digits before and behind the point. */
export type CatFieldKind =
  | { readonly kind: 'text'; readonly max: number }
  | { readonly kind: 'flag' }
  | { readonly kind: 'timestamp' }
  | { readonly kind: 'number'; readonly whole: number; readonly decimals: number }
  | { readonly kind: 'choice'; readonly of: readonly string[] }
  | { readonly kind: 'timeInForce' }
  | { readonly kind: 'instructions' }
  | { readonly kind: 'sides' };

const text = (max: number): CatFieldKind => ({ kind: 'text', max });
const choice = (...of: string[]): CatFieldKind => ({ kind: 'choice', of });
const [flag, timestamp] = [{ kind: 'flag' }, { kind: 'timestamp' }] as const;
const quantity: CatFieldKind = { kind: 'number', whole: 12, decimals: 6 };
const price: CatFieldKind = { kind: 'number', whole: 10, decimals: 8 };

/** Fields by name (CAT reporting technical specifications for industry members, 4.1.0). */
export const CAT_FIELDS: Readonly<Record<string, CatFieldKind>> = {
  actionType: choice('NEW', 'COR', 'RPR', 'DEL'),
  firmROEID: text(64),
  type: text(4),
  CATReporterIMID: text(7),
  orderKeyDate: timestamp,
  orderID: text(64),
  symbol: text(22),
  optionID: text(22),
  eventTimestamp: timestamp,
  manualFlag: flag,
  electronicDupFlag: flag,
  deptType: choice('A', 'ATS', 'DMA', 'SA', 'T', 'O'),
  solicitationFlag: flag,
  side: choice('B', 'S', 'SL', 'SS', 'SX'),
  price,
  quantity,
  minQty: quantity,
  orderType: choice('MKT', 'LMT', 'CAB'),
  timeInForce: { kind: 'timeInForce' },
  tradingSession: choice('REG', 'PRE', 'POST', 'PREREG', 'REGPOST', 'PREPOST', 'ALL', 'FOR'),
  handlingInstructions: { kind: 'instructions' },
  custDspIntrFlag: flag,
  firmDesignatedID: text(40),
  accountHolderType: choice('A', 'E', 'F', 'I', 'O', 'P', 'V', 'X'),
  affiliateFlag: flag,
  negotiatedTradeFlag: flag,
  representativeInd: choice('N', 'O', 'OS', 'Y', 'YE', 'YF', 'YP', 'YS', 'R'),
  openCloseIndicator: choice('Open', 'Close'),
  senderIMID: text(7),
  destination: text(7),
  destinationType: choice('E', 'F', 'N', 'O'),
  routedOrderID: text(64),
  isoInd: choice('NA', 'ISOD', 'ISOI'),
  routeRejectedFlag: flag,
  dupROIDCond: flag,
  multiLegInd: flag,
  priorOrderKeyDate: timestamp,
  priorOrderID: text(64),
  requestTimestamp: timestamp,
  initiator: choice('C', 'F', 'E'),
  leavesQty: quantity,
  cancelQty: quantity,
  tradeKeyDate: timestamp,
  tradeID: text(64),
  cancelFlag: flag,
  cancelTimestamp: timestamp,
  capacity: choice('A', 'P', 'R'),
  sideDetailsInd: choice('NA', 'BUY', 'SELL'),
  buyDetails: { kind: 'sides' },
  sellDetails: { kind: 'sides' },
};

const ALWAYS = ['actionType', 'firmROEID', 'type', 'eventTimestamp', 'manualFlag'];
const KEY = ['orderKeyDate', 'orderID'];
const TERMS = ['side', 'quantity', 'orderType', 'timeInForce', 'tradingSession'];
const NEW_ORDER = [
  ...KEY,
  'electronicDupFlag',
  'deptType',
  'solicitationFlag',
  ...TERMS,
  'custDspIntrFlag',
  'firmDesignatedID',
  'accountHolderType',
  'affiliateFlag',
  'negotiatedTradeFlag',
  'representativeInd',
];
const ROUTE = [
  ...KEY,
  'electronicDupFlag',
  'senderIMID',
  'destination',
  'destinationType',
  'routedOrderID',
  ...TERMS,
  'affiliateFlag',
  'isoInd',
  'routeRejectedFlag',
  'dupROIDCond',
  'multiLegInd',
];
const MODIFIED = [
  ...KEY,
  'electronicDupFlag',
  'initiator',
  ...TERMS,
  'leavesQty',
  'isoInd',
  'custDspIntrFlag',
  'representativeInd',
];
const CANCELLED = [...KEY, 'electronicDupFlag', 'cancelQty', 'leavesQty', 'initiator'];
const TRADE = [
  'tradeKeyDate',
  'tradeID',
  'cancelFlag',
  'quantity',
  'price',
  'capacity',
  'sideDetailsInd',
  'buyDetails',
  'sellDetails',
  'multiLegInd',
];

const without = (names: readonly string[], ...gone: string[]): readonly string[] =>
  names.filter((name) => !gone.includes(name));

/** Options have no ATS or customer display terms, and say whether they open. */
const optionOrder = [
  ...without(NEW_ORDER, 'negotiatedTradeFlag', 'custDspIntrFlag', 'solicitationFlag'),
  'openCloseIndicator',
];

/** Required fields of the events that our facts come to, with what names the instrument. */
export const CAT_REQUIRED: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  (
    [
      ['MENO', 'symbol', NEW_ORDER],
      ['MEOR', 'symbol', ROUTE],
      ['MEOM', 'symbol', MODIFIED],
      ['MEOJ', 'symbol', [...KEY, 'initiator', 'timeInForce']],
      ['MEOC', 'symbol', CANCELLED],
      ['MEOE', 'symbol', [...KEY, 'timeInForce', 'tradingSession', 'orderType']],
      ['MEOT', 'symbol', TRADE],
      ['MONO', 'optionID', optionOrder],
      ['MOOR', 'optionID', without(ROUTE, 'isoInd')],
      ['MOOM', 'optionID', without(MODIFIED, 'isoInd', 'custDspIntrFlag')],
      ['MOOJ', 'optionID', [...KEY, 'initiator', 'timeInForce']],
      ['MOOC', 'optionID', CANCELLED],
      ['MOOE', 'optionID', [...KEY, 'timeInForce', 'tradingSession', 'orderType']],
    ] as const
  ).map(([type, named, fields]) => [type, [...ALWAYS, named, ...fields]]),
);

/** Bytes of a record at most. */
export const CAT_RECORD_BYTES_MAX = 8_190;
