import { formatDecimal } from '@bellwether/domain';
import { table } from '../output/report.ts';

/** A position as `portfolio.get` answers it: digits, money in 1/10 000 USD. */
interface PositionAnswer {
  readonly symbol: string;
  readonly quantity: string;
  readonly cost: string;
  readonly mark: string | null;
  readonly markSource: string | null;
  readonly stale: boolean;
  readonly marketValue: string;
  readonly unrealised: string;
  readonly realised: string;
  readonly dayProfit: string;
}

/** What `portfolio.get` answers. */
export interface PortfolioAnswer {
  readonly accountId: string;
  readonly day: string | null;
  readonly equity: string;
  readonly marketValue: string;
  readonly unrealised: string;
  readonly realised: string;
  readonly dayProfit: string;
  readonly cash: string;
  readonly reserved: string;
  readonly claims: string;
  readonly accountType: string;
  readonly initialMargin: string;
  readonly maintenanceMargin: string;
  readonly excess: string;
  readonly marginCall: string;
  readonly buyingPower: string;
  readonly debit: string;
  readonly longExposure: string;
  readonly shortExposure: string;
  readonly staleMarks: number;
  readonly positionCount: number;
  readonly positions: readonly PositionAnswer[];
}

/** A row of what `portfolio.exposures` answers. */
export interface ExposureAnswer {
  readonly by: string;
  readonly name: string;
  readonly net: string;
}

const usd = (units: string): string => formatDecimal(BigInt(units));

/** A portfolio for people: positions that are open, then the sums of all. */
export function portfolioTable(
  answer: PortfolioAnswer,
  exposures: readonly ExposureAnswer[] = [],
): string {
  const open = answer.positions.filter(({ quantity }) => quantity !== '0');
  const head = [
    'symbol',
    'quantity',
    'cost',
    'mark',
    'from',
    'value',
    'unrealised',
    'realised',
    'today',
  ];
  const lines = open.map((one) => [
    one.symbol,
    one.quantity,
    usd(one.cost),
    one.mark === null ? '–' : usd(one.mark),
    `${(one.markSource ?? 'cost').toLowerCase().replace('_', ' ')}${one.stale ? ' (stale)' : ''}`,
    usd(one.marketValue),
    usd(one.unrealised),
    usd(one.realised),
    usd(one.dayProfit),
  ]);
  const positions = open.length === 0 ? 'no open positions' : table([head, ...lines]);
  return [positions, '', table(sumsOf(answer, exposures))].join('\n');
}

function sumsOf(
  answer: PortfolioAnswer,
  exposures: readonly ExposureAnswer[],
): readonly (readonly string[])[] {
  const classes = exposures
    .filter(({ by }) => by === 'ASSET_CLASS')
    .map(({ name, net }) => `${name.toLowerCase()} ${usd(net)}`);
  return [
    ['account', answer.accountId, 'day', answer.day ?? '–'],
    ['equity', usd(answer.equity), 'today', usd(answer.dayProfit)],
    ['positions', usd(answer.marketValue), 'unrealised', usd(answer.unrealised)],
    ['cash', usd(answer.cash), 'realised', usd(answer.realised)],
    ['buying power', usd(answer.buyingPower), 'reserved', usd(answer.reserved)],
    ...(answer.accountType === 'MARGIN'
      ? [
          ['to open', usd(answer.initialMargin), 'to keep', usd(answer.maintenanceMargin)],
          ['excess', usd(answer.excess), 'margin call', usd(answer.marginCall)],
        ]
      : []),
    ...(answer.claims === '0' ? [] : [['dividends due', usd(answer.claims), '', '']]),
    ['debit', usd(answer.debit), 'stale marks', `${answer.staleMarks}`],
    ['long', usd(answer.longExposure), 'short', usd(answer.shortExposure)],
    ...(classes.length === 0 ? [] : [['exposure', classes.join(', '), '', '']]),
  ];
}
