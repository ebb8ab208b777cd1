/** How long the sender of a request waits for its answer, ms from when it was sent. */
export const WAITS_MS = 'Bellwether-Waits-Ms';
