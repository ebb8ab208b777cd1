import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { deserialize, serialize } from 'node:v8';
import {
  SURVEILLANCE_RULES,
  SurveillanceMonitor,
  type FoundAlert,
  type MonitorOptions,
  type MonitorState,
  type Observed,
} from '@bellwether/domain/surveillance';
import { beforeAll, describe, expect, test } from 'vitest';
import { FactWriter } from './fact-writer.ts';
import { lobsterFacts, type Day } from './lobster-flow.ts';
import { planted, PLANTS } from './plants.ts';

const FILE = fileURLToPath(
  new URL(
    '../../../../../shared/data/lobster/LOBSTER_SampleFile_AMZN_2012-06-21_5.zip',
    import.meta.url,
  ),
);
/** A whole day, several times over. */
const LONG = { timeout: 60_000 };
const HOUR = 3_600_000_000_000n;
const OPEN = 1_340_285_400_000_000_000n;
const CLOSE = OPEN + (13n * HOUR) / 2n;
/** Plants of a rule, spread over the day: half an hour apart, so that none is in the other’s window. */
const TIMES = Array.from({ length: 10 }, (_, n) => OPEN + HOUR / 2n + (BigInt(n) * HOUR) / 2n);
const RULES = SURVEILLANCE_RULES.map(({ ruleId }) => ruleId);

function alertsOf(facts: Iterable<Observed>, options: MonitorOptions = {}): readonly FoundAlert[] {
  const monitor = new SurveillanceMonitor(options);
  return [...facts].flatMap((fact) => [...monitor.take(fact)]);
}

/** Plants patterns of every rule, each of an owner of its own, two minutes from those of the rule before. */
function withPlants({ facts, touches }: Day): {
  facts: readonly Observed[];
  owners: readonly string[];
} {
  const touchAt = (then: bigint): readonly [number, number] =>
    touches[facts.findIndex((fact) => fact.at >= then)] as readonly [number, number];
  const plants = RULES.flatMap((ruleId, rule) => {
    // A close there is once.
    const marks = [CLOSE - (160n * HOUR) / 3_600n];
    const times =
      ruleId === 'marking-the-close' ? marks : TIMES.map((at) => at + (BigInt(rule) * HOUR) / 30n);
    return times.map((at, n) => ({ ruleId, at, owner: `${ruleId}-${n}` }));
  });
  const writers = plants.map(({ ruleId, at, owner }, n) => {
    const [bid, ask] = touchAt(at);
    const writer = new FactWriter('AMZN', 1_000_000 * (n + 1));
    PLANTS[ruleId]?.(writer, owner, { at, bid, ask, touchAt });
    return writer;
  });
  const phase = new FactWriter('AMZN');
  phase.fact(CLOSE + 1n, 'PhaseChanged', { phase: 'CLOSED' });
  return { facts: planted(facts, [...writers, phase]), owners: plants.map(({ owner }) => owner) };
}

/** Planted owners that the rule of their pattern has not named. */
function missed(owners: readonly string[], alerts: readonly FoundAlert[]): readonly string[] {
  const found = new Set(alerts.map(({ ruleId, owner }) => `${ruleId} ${owner}`));
  return owners.filter((owner) => !found.has(`${owner.replace(/-\d+$/, '')} ${owner}`));
}

/** Parameters that let more through when they grow; of all others more is stricter. */
const LOOSER = new Set(
  'window lifetime after within before turn burst quantityTolerance priceTicks touchTicks fillRatio days strikeDistance'.split(
    ' ',
  ),
);

/** All parameters of all rules a fifth stricter, or looser. A count of three becomes four, or two. */
function shifted(way: 'stricter' | 'looser'): MonitorOptions {
  const overrides = SURVEILLANCE_RULES.map(({ ruleId, parameters }) => {
    const values = Object.entries(parameters).map(([name, { value }]) => {
      const isMore = LOOSER.has(name) === (way === 'looser');
      const [more, less] = [(value * 12n + 9n) / 10n, (value * 8n) / 10n];
      return [name, isMore ? more : less < 1n ? 1n : less];
    });
    return [ruleId, Object.fromEntries(values) as Record<string, bigint>];
  });
  return { overrides: Object.fromEntries(overrides) as Record<string, Record<string, bigint>> };
}

const countsOf = (alerts: readonly FoundAlert[]): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(Object.groupBy(alerts, ({ ruleId }) => ruleId)).map(([ruleId, all = []]) => [
      ruleId,
      all.length,
    ]),
  );

describe.skipIf(!existsSync(FILE))(
  'a real day, whose orders are dealt out among two hundred owners (skipped where the LOBSTER sample is not beside the project)',
  () => {
    let day: Day;
    let sown: ReturnType<typeof withPlants>;
    beforeAll(async () => {
      day = await lobsterFacts(FILE);
      sown = withPlants(day);
    }, 60_000);

    test(
      'raises what docs/surveillance.md says, of 155,935 messages: by itself, and with every bound a fifth looser',
      LONG,
      () => {
        expect(countsOf(alertsOf(day.facts))).toEqual({ layering: 1 });
        expect(countsOf(alertsOf(day.facts, shifted('looser')))).toEqual({
          layering: 15,
          spoofing: 1,
        });
      },
    );

    test(
      'of 111 planted patterns every one is found: by the bounds, and with every bound a fifth stricter or looser',
      LONG,
      () => {
        expect(sown.owners).toHaveLength(111);
        expect(missed(sown.owners, alertsOf(sown.facts))).toEqual([]);
        expect(missed(sown.owners, alertsOf(sown.facts, shifted('stricter')))).toEqual([]);
        expect(missed(sown.owners, alertsOf(sown.facts, shifted('looser')))).toEqual([]);
      },
    );

    test(
      'gives the same alerts by the same names when it goes on from a state that was written down',
      LONG,
      () => {
        const whole = alertsOf(sown.facts);
        const half = sown.facts.length >> 1;
        const first = new SurveillanceMonitor();
        const before = sown.facts.slice(0, half).flatMap((fact) => [...first.take(fact)]);
        const state = deserialize(serialize(first.state)) as MonitorState;
        const after = alertsOf(sown.facts.slice(half), { state });
        expect([...before, ...after]).toEqual(whole);
        expect(new Set(whole.map(({ name }) => name)).size).toBe(whole.length);
      },
    );
  },
);
