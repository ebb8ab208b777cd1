import { describe, expect, test } from 'vitest';
import { Admission } from './admission.ts';

/** A clock that is set by hand, and an admission of 100 ms on it. */
function given(alwaysBelow = 0): { clock: { now: number }; admission: Admission } {
  const clock = { now: 1_000 };
  const admission = new Admission({ monotonicMs: () => clock.now }, { boundMs: 100, alwaysBelow });
  return { clock, admission };
}

/** Serves `work` in steps, `perMs` of it each ms. */
function serve({ clock, admission }: ReturnType<typeof given>, work: number, perMs: number): void {
  for (let done = 0; done < work; done += perMs) {
    clock.now += 1;
    admission.left(perMs);
  }
}

describe('what is let in by the time that it would wait', () => {
  test('an idle service lets in whatever comes', () => {
    const { admission } = given();
    expect(admission.admits()).toBe(true);
    expect(admission.expectedMs).toBe(0);
  });

  test('as much as is served within the bound may wait, and no more', () => {
    const it = given();
    it.admission.entered(1_000);
    serve(it, 1_000, 10);
    it.admission.entered(950);
    expect(it.admission.expectedMs).toBeCloseTo(95);
    expect(it.admission.admits()).toBe(true);
    it.admission.entered(60);
    expect(it.admission.admits()).toBe(false);
  });

  test('the faster it leaves, the more may wait', () => {
    const [slow, fast] = [given(), given()];
    for (const [it, perMs] of [
      [slow, 1],
      [fast, 50],
    ] as const) {
      it.admission.entered(5_000);
      serve(it, 5_000, perMs);
      it.admission.entered(2_000);
    }
    expect(slow.admission.admits()).toBe(false);
    expect(fast.admission.admits()).toBe(true);
  });

  test('what may wait elsewhere gets a share of the bound', () => {
    const it = given();
    it.admission.entered(1_000);
    serve(it, 1_000, 10);
    it.admission.entered(600);
    expect(it.admission.admits(0.5)).toBe(false);
    expect(it.admission.admits()).toBe(true);
  });
});

describe('when nothing leaves', () => {
  test('the expected wait grows with the clock, until nothing is let in', () => {
    const it = given();
    it.admission.entered(1_000);
    serve(it, 1_000, 10);
    it.admission.entered(500);
    expect(it.admission.admits()).toBe(true);
    it.clock.now += 150;
    expect(it.admission.admits()).toBe(false);
  });

  test('before anything was ever served, it is the time that has passed', () => {
    const it = given();
    it.admission.entered(1_000_000);
    expect(it.admission.admits()).toBe(true);
    it.clock.now += 100;
    expect(it.admission.admits()).toBe(false);
  });

  test('a little is let in all the same: else nothing would ever show that it is faster again', () => {
    const it = given(64);
    it.admission.entered(63);
    it.clock.now += 60_000;
    expect(it.admission.admits()).toBe(true);
    it.admission.entered(1);
    expect(it.admission.admits()).toBe(false);
  });
});

describe('the rate', () => {
  test('is that of the last moments: after a stall it is as before within a second', () => {
    const it = given();
    it.admission.entered(20_000);
    serve(it, 1_000, 10);
    it.clock.now += 10_000;
    serve(it, 10_000, 10);
    // 9,000 wait at 10 per ms.
    expect(it.admission.expectedMs).toBeGreaterThan(895);
    expect(it.admission.expectedMs).toBeLessThan(925);
  });

  test('does not fall while nobody asks for anything', () => {
    const it = given();
    it.admission.entered(1_000);
    serve(it, 1_000, 10);
    it.clock.now += 3_600_000;
    it.admission.entered(500);
    expect(it.admission.expectedMs).toBeCloseTo(50);
  });

  test('does not rise by what was dropped undone', () => {
    const it = given();
    it.admission.entered(1_000);
    serve(it, 1_000, 10);
    it.admission.entered(5_000);
    it.admission.dropped(4_500);
    expect(it.admission.expectedMs).toBeCloseTo(50);
  });
});
