/** What a venue is asked in, over WebSocket. */
export const PROTOCOLS = ['coinbase', 'alpaca'] as const;

/** How a venue is asked. */
export interface LiveTerms {
  /** ws:// or wss:// */
  readonly url: string;
  readonly protocol: (typeof PROTOCOLS)[number];
  readonly symbols: readonly string[];
  /** Absolute path of a file of `{"key", "secret"}`. */
  readonly credentials?: string;
  readonly trades?: boolean;
}
