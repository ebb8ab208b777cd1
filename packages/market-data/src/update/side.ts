/** Side of a book; of a trade the side of the resting order, where the feed says it. */
export const UpdateSide = { NONE: 0, BID: 1, ASK: 2 } as const;
export type UpdateSide = (typeof UpdateSide)[keyof typeof UpdateSide];
