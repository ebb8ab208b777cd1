import {
  FUTURE_TERMS,
  jsonCodec,
  OPTION_TERMS,
  parseDate,
  type FutureTerms,
  type InstrumentId,
  type JsonSchema,
  type MarkedTerms,
  type OptionTerms,
} from '@bellwether/domain';

/** Terms of an instrument as its read model keeps them: as in JSON. */
export type StoredTerms = Readonly<Record<string, unknown>>;

/** What the margin of an instrument depends on, but for its price. */
export type MarginTerms = Omit<MarkedTerms, 'mark'>;

const OPTION = jsonCodec<OptionTerms>(OPTION_TERMS as unknown as JsonSchema);
const FUTURE = jsonCodec<FutureTerms>(FUTURE_TERMS as unknown as JsonSchema);

/** The same terms by which the partition decides. */
export function marginTermsOf(instrumentId: string, terms: StoredTerms): MarginTerms {
  const { assetClass, multiplier, option, future, listedOn, marginable, leverageFactor } = terms;
  return {
    instrumentId: instrumentId as InstrumentId,
    assetClass: assetClass as MarkedTerms['assetClass'],
    multiplier: BigInt((multiplier as number | undefined) ?? 1),
    option: option === undefined ? undefined : OPTION.fromJson(option),
    future: future === undefined ? undefined : FUTURE.fromJson(future),
    listedOn: listedOn === undefined ? undefined : parseDate(listedOn as string),
    marginable: marginable as boolean | undefined,
    leverageFactor: BigInt((leverageFactor as number | undefined) ?? 1),
  };
}
