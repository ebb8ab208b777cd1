import { describe, test } from 'vitest';
import { Phase } from '../../src/index.ts';
import { expectTranscript } from './transcript.ts';

const opening = { phase: Phase.PRE_OPEN };

describe('call auctions', () => {
  test('collect without matching, then trade everything that crosses at one price', () =>
    expectTranscript(
      `
      A buy 100 @ 102
        => A rests 100 @ 102
      B sell 60 @ 98
        => B rests 60 @ 98
      C sell 60 @ 100
        => C rests 60 @ 100
      book
        | ask 100: C 60
        | ask 98: B 60
        | bid 102: A 100
      uncross reference 100
        => A buys 60 of B @ 100
        => A buys 40 of C @ 100
        => uncrossed 100 @ 100, imbalance -20
        => phase CONTINUOUS
      book
        | ask 100: C 20
    `,
      opening,
    ));

  test('put market orders before limits, then price, then entry', () =>
    expectTranscript(
      `
      A buy 10 @ 105
        => A rests 10 @ 105
      B buy 10 @ 104
        => B rests 10 @ 104
      C buy 10 @ 105
        => C rests 10 @ 105
      M buy 10 opg
      S sell 35 @ 100
        => S rests 35 @ 100
      uncross reference 104
        => M buys 10 of S @ 104
        => A buys 10 of S @ 104
        => C buys 10 of S @ 104
        => B buys 5 of S @ 104
        => uncrossed 35 @ 104, imbalance 5
        => phase CONTINUOUS
    `,
      opening,
    ));

  test('cancel what only the auction could fill; others stay with the priority of their entry', () =>
    expectTranscript(
      `
      L buy 10 @ 100 opg
      A buy 10 @ 100
        => A rests 10 @ 100
      M buy 10 opg
      S sell 15 @ 99
        => S rests 15 @ 99
      uncross reference 100
        => M buys 10 of S @ 100
        => L buys 5 of S @ 100
        => L cancelled 5: AUCTION
        => uncrossed 15 @ 100, imbalance 15
        => phase CONTINUOUS
      book
        | bid 100: A 10
    `,
      opening,
    ));

  test('with nothing that crosses only open the phase', () =>
    expectTranscript(
      `
      A buy 10 @ 99
        => A rests 10 @ 99
      B sell 10 @ 101
        => B rests 10 @ 101
      M sell 10
      N buy 5 @ 99 opg
      uncross reference 100
        => A buys 10 of M @ 99
        => N cancelled 5: AUCTION
        => uncrossed 10 @ 99, imbalance 5
        => phase CONTINUOUS
    `,
      opening,
    ));

  test('outside the collar are refused, and the book stays as it was', () =>
    expectTranscript(
      `
      A buy 10 @ 120
        => A rests 10 @ 120
      B sell 10 @ 118
        => B rests 10 @ 118
      L buy 5 @ 119 opg
      uncross reference 100 collar 90 110
        => rejected: AUCTION_COLLAR
      book
        | ask 118: B 10
        | bid 120: A 10
        | waiting to buy: L 5
    `,
      opening,
    ));

  test('can be asked for their indicative result, which changes nothing', () =>
    expectTranscript(
      `
      A buy 10 @ 102
        => A rests 10 @ 102
      L sell 4 @ 98 opg
      indicative reference 100
        => indicative 4 @ 102, imbalance 6
      book
        | bid 102: A 10
        | waiting to sell: L 4
    `,
      opening,
    ));

  test('do not apply self-trade prevention but mark it', () =>
    expectTranscript(
      `
      A buy 10 @ 100 group 7 stp both
        => A rests 10 @ 100
      B sell 10 @ 100 group 7 stp both
        => B rests 10 @ 100
      uncross
        => A buys 10 of B @ 100, with itself
        => uncrossed 10 @ 100, imbalance 0
        => phase CONTINUOUS
    `,
      opening,
    ));

  test('trade a reserve order’s whole quantity; what is left shows a tranche and keeps its place', () =>
    expectTranscript(
      `
      A sell 30 @ 100 show 10
        => A rests 10 of 30 @ 100
      B sell 10 @ 100
        => B rests 10 @ 100
      T buy 15 @ 100
        => T rests 15 @ 100
      uncross
        => T buys 15 of A @ 100
        => uncrossed 15 @ 100, imbalance -25
        => phase CONTINUOUS
      book
        | ask 100: A 10+5, B 10
    `,
      opening,
    ));

  test('trigger stops by their price right after continuous trading has begun', () =>
    expectTranscript(
      `
      S buy 5 stop 100
      A buy 10 @ 100
        => A rests 10 @ 100
      B sell 10 @ 100
        => B rests 10 @ 100
      C sell 5 @ 103
        => C rests 5 @ 103
      uncross
        => A buys 10 of B @ 100
        => uncrossed 10 @ 100, imbalance 0
        => phase CONTINUOUS
        => S triggered
        => S takes 5 of C @ 103
    `,
      opening,
    ));
});

describe('closing auction', () => {
  test('closing orders wait for it through continuous trading', () =>
    expectTranscript(`
      C sell 10 cls
      D sell 10 @ 99 cls
      A buy 15 @ 100
        => A rests 15 @ 100
      book
        | bid 100: A 15
        | waiting to sell: C 10, D 10
      phase closing-auction
        => phase CLOSING_AUCTION
      uncross reference 100 to post-close
        => A buys 10 of C @ 99
        => A buys 5 of D @ 99
        => D cancelled 5: AUCTION
        => uncrossed 15 @ 99, imbalance -5
        => phase POST_CLOSE
      book
    `));

  test('its print triggers nothing: there is no trading after it', () =>
    expectTranscript(`
      S buy 5 stop 100
      A buy 10 @ 100
        => A rests 10 @ 100
      phase closing-auction
        => phase CLOSING_AUCTION
      B sell 10 @ 100
        => B rests 10 @ 100
      uncross to post-close
        => A buys 10 of B @ 100
        => uncrossed 10 @ 100, imbalance 0
        => phase POST_CLOSE
      book
        | buy stop 100: S 5
    `));
});

describe('reopening after a halt', () => {
  test('a halt collects and is left through an auction only', () =>
    expectTranscript(`
      A buy 10 @ 100
        => A rests 10 @ 100
      phase halted
        => phase HALTED
      B sell 10 @ 99
        => B rests 10 @ 99
      M buy 3
      book
        | ask 99: B 10
        | bid 100: A 10
        | waiting to buy: M 3
      phase continuous
        => rejected: INVALID_PHASE_CHANGE
      phase reopening-auction
        => phase REOPENING_AUCTION
      uncross reference 100
        => M buys 3 of B @ 100
        => A buys 7 of B @ 100
        => uncrossed 10 @ 100, imbalance 3
        => phase CONTINUOUS
      book
        | bid 100: A 3
    `));
});
