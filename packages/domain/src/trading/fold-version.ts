/**
 * What a fold of the journal means: the state that `evolve` makes, and what the writer remembers of commands. A snapshot
 * is good for every program with the same version, and for no other: that one reads the whole journal once.
 *
 * Raise it when what is folded from the same facts comes to mean something else, or has another shape; say here why.
 * `packages/commands/test/fold.test.ts` finds both, says so, and how to record the new version.
 *
 * - 1: releases up to 1.0, whose snapshots bore a fingerprint of the program.
 * - 2: a repeated command is told what its order alone traded (executed and leaves were wrong where others traded in the
 *   same entry), and only a GTD order has a last day.
 * - 3: what is pending is known by its account or instrument and the command's id: two withdrawals under one id were one.
 * - 4: best bid and offer of other venues are no part of the state any more; open orders bear a number.
 * - 5: open orders lie in rows; what they mean is as before.
 * - 6: a reserve order that a venue's quote takes loses of its reserve first, as in the book.
 * - 7: what open orders were charged and hold back for fees, and what accounts and venues are charged.
 * - 8: corporate actions: claims to dividends, and answers about actions.
 * - 9: instruments may have a sector.
 * - 10: answers about expirations.
 * - 11: deposits that a bank may still take back.
 */
export const FOLD_VERSION = 11;
