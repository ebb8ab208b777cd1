import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';

const DAY = '^\\d{4}-\\d{2}-\\d{2}$';

const HOLDERS = ['A', 'E', 'F', 'I', 'O', 'P', 'V', 'X'] as const;

/** Who reports, and what no fact says: part of every report's inputs. */
export const FIRM = Type.Object(
  {
    /** Changed whenever anything below it is: a report says by which it was made. */
    version: Type.String({ pattern: '^[\\w.-]{1,40}$' }),
    name: Type.String({ minLength: 1, maxLength: 80 }),
    /** Number at FINRA’s Central Registration Depository. */
    crd: Type.String({ pattern: '^\\d{1,8}$' }),
    /** Industry member identifier at CAT. */
    imid: Type.String({ pattern: '^[A-Z]{4}$' }),
    /** Market identifier code of our own book. */
    ownVenue: Type.String({ pattern: '^[A-Z0-9]{4}$' }),
    /** Accounts of the house: their orders are no customer orders. */
    houseAccounts: Type.Array(Type.String()),
    /** Account holder types of CAT; absent: I, a person. */
    holders: Type.Record(Type.String(), Type.Enum(HOLDERS)),
    /** Symbols of the S&P 500 from a day on. */
    sp500: Type.Array(
      Type.Object(
        { from: Type.String({ pattern: DAY }), symbols: Type.Array(Type.String()) },
        { additionalProperties: false },
      ),
    ),
    /** Payment for order flow that a venue makes from a day on, micro-USD for one share or contract. */
    orderFlowPayments: Type.Array(
      Type.Object(
        {
          from: Type.String({ pattern: DAY }),
          venue: Type.String({ pattern: '^[A-Z0-9]{4}$' }),
          microUsd: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
        },
        { additionalProperties: false },
      ),
    ),
    /** What is to be said of venues: name, and material aspects of the relationship. */
    venues: Type.Record(
      Type.String({ pattern: '^[A-Z0-9]{4}$' }),
      Type.Object(
        { name: Type.String({ minLength: 1 }), aspects: Type.String({ minLength: 1 }) },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);
export type Firm = Static<typeof FIRM>;

/** Of an installation that has not said who it is: for trying, not for filing. */
export const DEMONSTRATION_FIRM: Firm = {
  version: 'demonstration-1',
  name: 'Bellwether (demonstration)',
  crd: '0',
  imid: 'BELL',
  ownVenue: 'BELL',
  houseAccounts: [],
  holders: {},
  sp500: [],
  orderFlowPayments: [],
  venues: {},
};

/** The parameters of a report are not what they have to be. */
export class FirmError extends Error {
  override readonly name = 'FirmError';
  readonly code = 'FIRM';
}

/** Reads the parameters of reports. @throws FirmError naming the first field that is wrong. */
export function parseFirm(value: unknown): Firm {
  if (Value.Check(FIRM, value)) return value;
  const [wrong] = Value.Errors(FIRM, value);
  throw new FirmError(`${wrong?.instancePath ?? ''}: ${wrong?.message ?? 'not as declared'}`);
}

/** Whether a symbol was in the S&P 500 on a day (`2026-10-01`). */
export function isInSp500({ sp500 }: Firm, symbol: string, day: string): boolean {
  const inForce = sp500
    .filter(({ from }) => from <= day)
    .toSorted((a, b) => (a.from < b.from ? -1 : 1));
  return inForce.at(-1)?.symbols.includes(symbol) ?? false;
}
