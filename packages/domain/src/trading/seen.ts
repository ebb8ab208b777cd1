import type { OpenOrder } from './open-orders/open-order.ts';
import type { OrdersOf } from './open-orders/open-orders.ts';
import type * as own from './state.ts';

type Scalar = string | number | bigint | boolean | null | undefined;

/**
 * What `evolve` changes, as all others have it: no field of it can be set. Its maps, sets and lists are the state's own: what
 * is written into one from outside makes a state that its facts do not fold to, which the tests of partitions find.
 */
type Seen<T> = T extends Scalar | ArrayBufferView
  ? T
  : T extends OrdersOf<OpenOrder>
    ? OrdersOf<Seen<OpenOrder>>
    : T extends Map<infer K, infer V>
      ? Map<K, Seen<V>>
      : T extends Set<infer V>
        ? Set<Seen<V>>
        : T extends (infer V)[]
          ? Seen<V>[]
          : { readonly [K in keyof T]: Seen<T[K]> };

/** Everything a trading partition knows: the fold of its journal. `evolve` changes it in place, and nothing else does. */
export interface TradingState extends Seen<own.TradingState> {}
/** An account in this partition. */
export interface AccountLedger extends Seen<own.AccountLedger> {}
/** A tradable instrument with its terms as they are now. */
export interface TradedInstrument extends Seen<own.TradedInstrument> {}
/** A live order: leaves are above zero as long as it is one. */
export interface SeenOrder extends Seen<OpenOrder> {}
