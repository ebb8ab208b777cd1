// Messages of TOPS 1.6 and DEEP 1.0 (Investors Exchange, specifications of these names).

export const IexType = {
  /** S */
  SYSTEM_EVENT: 0x53,
  /** D */
  DIRECTORY: 0x44,
  /** H */
  TRADING_STATUS: 0x48,
  /** O */
  OPERATIONAL_HALT: 0x4f,
  /** Q, of TOPS */
  QUOTE: 0x51,
  /** 8 and 5, of DEEP */
  BUY_LEVEL: 0x38,
  SELL_LEVEL: 0x35,
  /** T */
  TRADE: 0x54,
  /** X */
  OFFICIAL_PRICE: 0x58,
  /** B */
  TRADE_BREAK: 0x42,
} as const;

/** Bytes of the messages that updates stand for. Later versions may append fields. */
export const LEAST_BYTES: ReadonlyMap<number, number> = new Map([
  [IexType.SYSTEM_EVENT, 10],
  [IexType.DIRECTORY, 31],
  [IexType.TRADING_STATUS, 22],
  [IexType.OPERATIONAL_HALT, 18],
  [IexType.QUOTE, 42],
  [IexType.BUY_LEVEL, 30],
  [IexType.SELL_LEVEL, 30],
  [IexType.TRADE, 38],
  [IexType.OFFICIAL_PRICE, 26],
  [IexType.TRADE_BREAK, 38],
]);
