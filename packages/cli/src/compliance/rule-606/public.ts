import { writeFileSync } from 'node:fs';
import {
  monthsOf,
  ORDER_CLASSES,
  percent,
  publicReport,
  publicReportXml,
  type PublicReport,
} from '@bellwether/domain';
import { CommandFailure } from '../../command-line/exit.ts';
import { report, table } from '../../output/report.ts';
import { pagesHtml } from '../../report/html.ts';
import { pagesPdf } from '../../report/pdf.ts';
import { firmOf, type FirmOptions } from '../firm-file.ts';
import { publicPages } from './pages.ts';
import type { Quarter } from './quarter.ts';
import { routedIn } from './routed.ts';
import { invalidities } from './validate.ts';

export interface PublicOptions extends FirmOptions {
  readonly quarter: Quarter;
  readonly xml?: string;
  readonly html?: string;
  readonly pdf?: string;
  readonly orders?: boolean;
}

/** Makes the public report of a quarter. @throws CommandFailure where what was made is not valid. */
export async function publicRouting(options: PublicOptions): Promise<void> {
  const { year, quarter } = options.quarter;
  const firm = firmOf(options);
  const [from = '', , to = ''] = monthsOf(year, quarter);
  const { orders, position, at } = await routedIn({ from, to }, firm, options);
  const made = publicReport(firm, year, quarter, orders);
  const xml = publicReportXml(made, at);
  const [wrong] = await invalidities(xml);
  if (wrong !== undefined) throw new CommandFailure(`not valid: ${wrong}`);
  const pages = publicPages(made, position);
  if (options.xml !== undefined) writeFileSync(options.xml, xml);
  if (options.html !== undefined) writeFileSync(options.html, pagesHtml(pages));
  if (options.pdf !== undefined) writeFileSync(options.pdf, await pagesPdf(pages));
  const months = options.orders === true ? made.months : withoutOrders(made.months);
  const told = { year, quarter, position, firm: firm.version, months };
  report(told, options.json === true, () =>
    [summary(made), `as of log position ${position}, parameters ${firm.version}`].join('\n'),
  );
}

function summary({ months }: PublicReport): string {
  return table([
    ['month', 'section', 'orders', 'non-directed', ...ORDER_CLASSES, 'unclassified', 'venues'],
    ...months.flatMap(({ month, sections }) =>
      sections.map(({ section, orders, nonDirected, classes, venues, unclassified }) => [
        month,
        section,
        `${orders}`,
        percent(nonDirected.hundredths),
        ...ORDER_CLASSES.map((one) => percent(classes[one].hundredths)),
        `${unclassified.length}`,
        venues.map(({ mic, all }) => `${mic} ${percent(all.hundredths)}`).join(', '),
      ]),
    ),
  ]);
}

/** Figures without the orders behind them. */
function withoutOrders(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutOrders);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => name !== 'orderIds');
  return Object.fromEntries(kept.map(([name, one]) => [name, withoutOrders(one)]));
}
