/** Rates go up to one half a year: what is above is a mistake of who types it. House rule. */
export const RATE_MAX_BASIS_POINTS = 5_000;

/** As many accounts as one month's interest may be about. */
export const ACCOUNTS_MAX = 100_000_000;
