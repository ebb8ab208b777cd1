import { formatDecimal, type AccountId } from '@bellwether/domain';
import type { InstallationOptions } from '../command-line/options.ts';
import { allRows } from '../messages/all-rows.ts';
import { sent } from '../messages/sent.ts';
import { report, table } from '../output/report.ts';
import { termsOf, type TypedTerms } from './typed-terms.ts';
import { percent } from './texts.ts';

type TermsOptions = InstallationOptions & TypedTerms;

/** A model as the question answers it. */
export interface ModelRow {
  readonly modelId: string;
  readonly version: number;
  readonly terms: {
    readonly targets: readonly {
      readonly instrumentId: string;
      readonly weight: number | null;
      readonly quantity: string | null;
    }[];
    readonly others: string;
    readonly driftBand: number;
    readonly cashBuffer: number;
    readonly minimumTrade: string;
  };
}

/** @throws CommandFailure where it is refused. */
export function setModel(modelId: string, options: TermsOptions): Promise<void> {
  return sent({ type: 'SetModelPortfolio', data: { modelId, ...termsOf(options) } }, options);
}

/** Prints models. @throws CommandFailure */
export async function listModels(options: InstallationOptions): Promise<void> {
  const rows = await allRows<ModelRow>('rebalancing.models', {}, options);
  report(rows, options.json === true, modelsText);
}

/** Says what an account should hold. @throws CommandFailure where nothing is said, or it is refused. */
export function setTargets(
  options: TermsOptions & {
    readonly account: string;
    readonly model?: string;
    readonly none?: boolean;
    readonly lots: string;
  },
): Promise<void> {
  const { account, model, none = false, lots } = options;
  const what = none
    ? {}
    : model === undefined
      ? { ownTargets: termsOf(options) }
      : { modelId: model };
  const lotMethod = lots === 'specific' ? 'SPECIFIC' : 'FIFO';
  const data = { accountId: account as AccountId, ...what, lotMethod } as const;
  return sent({ type: 'SetRebalancing', data }, options);
}

/** Models for people, a line each. */
export function modelsText(rows: readonly ModelRow[]): string {
  if (rows.length === 0)
    return 'no models; make one: ./bellwether rebalance model set growth --target ACME=60% --target BOLT=30%';
  return table([
    ['model', 'version', 'targets', 'others', 'band', 'buffer', 'minimum'],
    ...rows.map(({ modelId, version, terms }) => [
      modelId,
      `${version}`,
      terms.targets
        .map(({ instrumentId, weight, quantity }) =>
          weight === null
            ? `${instrumentId} ${quantity} shares`
            : `${instrumentId} ${percent(weight)}`,
        )
        .join(', '),
      terms.others.toLowerCase(),
      percent(terms.driftBand),
      percent(terms.cashBuffer),
      formatDecimal(BigInt(terms.minimumTrade)),
    ]),
  ]);
}
