/** What happens to the order, the price level or the trade that an update is about. */
export const UpdateAction = {
  NONE: 0,
  /** Of a new order or trade; `quantity` is all of it. */
  ADD: 1,
  /** An order or level has this price and this whole `quantity` now; a trade is corrected to these. */
  CHANGE: 2,
  /** `quantity` units leave the order without a trade, in part or whole; a level is empty; a trade is cancelled. */
  DELETE: 3,
  /** `quantity` units of the order are executed and leave it. `price` is the order's, whatever the trade's was. */
  EXECUTE: 4,
} as const;
export type UpdateAction = (typeof UpdateAction)[keyof typeof UpdateAction];
