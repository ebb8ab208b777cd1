import type { Instant } from '../../time/new-york.ts';
import { ORDER_CLASSES, type OrderClass } from './classify.ts';
import type { Section } from './fold.ts';
import type { PublicReport, SectionReport, VenueReport } from './public-report.ts';
import type { CustomerOrder, CustomerReport } from './customer-report.ts';

/** Names of the schema `oh-20191231`. */
const SECTION_NAMES: Readonly<Record<Section, string>> = {
  SP500: 'rSP500',
  OTHER_STOCKS: 'rOtherStocks',
  OPTIONS: 'rOptions',
};
const CLASS_NAMES: Readonly<
  Record<OrderClass, readonly [all: string, venue: string, paid: string]>
> = {
  MARKET: ['ndoMarketPct', 'marketPct', 'MarketOrders'],
  MARKETABLE_LIMIT: ['ndoMarketableLimitPct', 'marketableLimitPct', 'MarketableLimitOrders'],
  NON_MARKETABLE_LIMIT: [
    'ndoNonmarketableLimitPct',
    'nonMarketableLimitPct',
    'NonMarketableLimitOrders',
  ],
  OTHER: ['ndoOtherPct', 'otherPct', 'OtherOrders'],
};

/** Held order routing public report as XML. @param at when it was made. */
export function publicReportXml(
  { firm, year, quarter, months }: PublicReport,
  at: Instant,
): string {
  return document('heldOrderRoutingPublicReport', [
    tag('version', '1.3'),
    tag('bd', firm.name),
    tag('year', `${year}`),
    tag('qtr', `${quarter}`),
    tag('timestamp', utc(at)),
    ...months.map(({ month, sections }) =>
      parent('rMonthly', [
        tag('year', month.slice(0, 4)),
        tag('mon', `${Number(month.slice(5))}`),
        ...sections.filter(({ orders }) => orders > 0).map(sectionXml),
      ]),
    ),
  ]);
}

function sectionXml({ section, nonDirected, classes, venues }: SectionReport): string {
  return parent(SECTION_NAMES[section], [
    tag('ndoPct', percent(nonDirected.hundredths)),
    ...ORDER_CLASSES.map((one) => tag(CLASS_NAMES[one][0], percent(classes[one].hundredths))),
    parent('rVenues', venues.map(venueXml)),
  ]);
}

function venueXml({ name, mic, all, classes, aspects }: VenueReport): string {
  return parent('rVenue', [
    tag('name', name),
    tag('mic', mic),
    tag('orderPct', percent(all.hundredths)),
    ...ORDER_CLASSES.map((one) => tag(CLASS_NAMES[one][1], percent(classes[one].hundredths))),
    ...ORDER_CLASSES.flatMap((one) => {
      const { cents, perHundred } = classes[one];
      const field = `netPmtPaidRecv${CLASS_NAMES[one][2]}`;
      const paid = perHundred === undefined ? '' : scaled(perHundred, 4);
      return [tag(`${field}Usd`, scaled(cents, 2)), tag(`${field}Cph`, paid)];
    }),
    tag('materialAspects', aspects),
  ]);
}

/** Order routing report for a customer (606(b)(1)) as XML. */
export function customerReportXml(report: CustomerReport, at: Instant): string {
  const { firm, accountId, from, to, sections } = report;
  return document('heldExemptNotHeldOrderRoutingCustomerReport', [
    tag('version', '1.3'),
    tag('customer', accountId),
    tag('bd', firm.name),
    tag('timestamp', utc(at)),
    tag('startDate', from),
    tag('endDate', to),
    ...sections.map(({ name, orders }) => parent(name, orders.map(orderXml))),
  ]);
}

function orderXml({ orderId, directed, routes }: CustomerOrder): string {
  return parent('order', [
    tag('orderId', orderId),
    tag('directed', directed ? 'Y' : 'N'),
    ...routes.map(({ mic, name, executedAt }) =>
      parent('route', [
        tag('venueName', name),
        tag('mic', mic),
        ...executedAt.map((executed) => {
          const [date = '', time = ''] = utc(executed).slice(0, -1).split('T');
          return parent('transaction', [tag('date', date), tag('time', time)]);
        }),
      ]),
    ),
  ]);
}

function document(root: string, children: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${parent(root, children)}\n`;
}

function parent(name: string, children: readonly string[]): string {
  if (children.length === 0) return `<${name}/>`;
  return `<${name}>\n${children.map(indented).join('\n')}\n</${name}>`;
}

const indented = (text: string): string => text.replaceAll(/^/gm, '  ');

function tag(name: string, text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<${name}>${escaped}</${name}>`;
}

/** Hundredths of a percent with two decimals. */
export function percent(hundredths: bigint): string {
  return scaled(hundredths, 2);
}

/** An integer with so many decimals. */
export function scaled(value: bigint, decimals: number): string {
  const digits = `${value < 0n ? -value : value}`.padStart(decimals + 1, '0');
  const text = `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
  return value < 0n ? `-${text}` : text;
}

/** UTC to the second, rounded half up. */
function utc(at: Instant): string {
  const seconds = (at + 500_000_000n) / 1_000_000_000n;
  return `${new Date(Number(seconds) * 1_000).toISOString().slice(0, 19)}Z`;
}
