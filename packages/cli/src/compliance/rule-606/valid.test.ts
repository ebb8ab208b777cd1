import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  customerReport,
  customerReportXml,
  DEMONSTRATION_FIRM,
  publicReport,
  publicReportXml,
  type RoutedOrder,
} from '@bellwether/domain';
import { describe, expect, test } from 'vitest';
import { pagesHtml } from '../../report/html.ts';
import { publicPages } from './pages.ts';
import { invalidities } from './validate.ts';

const SEC = fileURLToPath(new URL('../../../../../../shared/data/sec/', import.meta.url));
const AT = 1_798_761_600_000_000_000n;

const order = (n: number, more: Partial<RoutedOrder>): RoutedOrder => ({
  orderId: `order-${n}`,
  accountId: 'alice & sons',
  receivedAt: AT,
  month: '2026-12',
  section: 'SP500',
  orderClass: 'MARKET',
  isSure: true,
  directed: false,
  notHeld: false,
  venues: new Map([['XNAS', { shares: 60n, microUsd: -180_000n, executedAt: [AT] }]]),
  ...more,
});
const ORDERS = [
  order(1, {}),
  order(2, { orderClass: 'OTHER', section: 'OPTIONS' }),
  order(3, {
    orderClass: 'NON_MARKETABLE_LIMIT',
    venues: new Map([['BELL', { shares: 0n, microUsd: 0n, executedAt: [] }]]),
  }),
];
const made = publicReport(DEMONSTRATION_FIRM, 2026, 4, ORDERS);
const XML = publicReportXml(made, AT);
const days = { from: '2026-07-01', to: '2026-12-31' };
const CUSTOMER = customerReportXml(
  customerReport(DEMONSTRATION_FIRM, 'alice & sons', days, ORDERS),
  AT,
);

describe('reports of Rule 606', () => {
  test('are valid by our schema', async () => {
    expect(await invalidities(XML)).toEqual([]);
    expect(await invalidities(CUSTOMER)).toEqual([]);
  });

  test.each([
    ['one decimal of a percentage', '<ndoPct>100.00<', '<ndoPct>13.6<'],
    ['more than all', '<ndoPct>100.00<', '<ndoPct>100.01<'],
    ['three decimals of cents per hundred', 'Cph>-30.0000<', 'Cph>-30.000<'],
    ['a later version', '<version>1.3<', '<version>1.4<'],
    ['a fraction of a second', ':00Z<', ':00.5Z<'],
    ['a month twice', '<mon>11<', '<mon>12<'],
    ['no material aspects', '<materialAspects>None.</materialAspects>', ''],
  ])('are refused with %s, by ours and by the Commission’s', async (_, right, wrong) => {
    expect(XML).toContain(right);
    const changed = XML.replace(right, wrong);
    expect(await invalidities(changed)).not.toEqual([]);
    if (existsSync(SEC))
      expect(
        await invalidities(changed, readFileSync(`${SEC}oh-20191231.xsd`, 'utf8')),
      ).not.toEqual([]);
  });

  test.skipIf(!existsSync(SEC))(
    'are valid by the Commission’s own schema (skipped where it is not beside the project)',
    async () => {
      const schema = readFileSync(`${SEC}oh-20191231.xsd`, 'utf8');
      expect(await invalidities(XML, schema)).toEqual([]);
      expect(await invalidities(CUSTOMER, schema)).toEqual([]);
    },
  );

  test('say for people what the XML says', () => {
    const html = pagesHtml(publicPages(made, 7n));
    expect(html).toContain('2026-12, S&amp;P 500 stocks: venues');
    for (const cell of ['50.00', '-0.18', '-30.0000']) expect(html).toContain(`>${cell}</td>`);
  });
});
