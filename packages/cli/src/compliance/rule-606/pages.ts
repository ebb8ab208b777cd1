import {
  formatDate,
  numbers,
  ORDER_CLASSES,
  parseDate,
  addDays,
  percent,
  scaled,
  words,
  type OrderClass,
  type PublicReport,
  type ReportTable,
  type Section,
  type SectionReport,
} from '@bellwether/domain';
import type { Pages } from '../../report/pages.ts';

const SECTION_TITLES: Readonly<Record<Section, string>> = {
  SP500: 'S&P 500 stocks',
  OTHER_STOCKS: 'other NMS stocks',
  OPTIONS: 'options',
};
const CLASS_TITLES: Readonly<Record<OrderClass, string>> = {
  MARKET: 'Market',
  MARKETABLE_LIMIT: 'Marketable limit',
  NON_MARKETABLE_LIMIT: 'Non-marketable limit',
  OTHER: 'Other',
};

/** The public report for people: per month and section a summary and the venues. */
export function publicPages(made: PublicReport, position: bigint): Pages {
  const { firm, year, quarter, months } = made;
  const next =
    quarter === 4 ? `${year + 1}-01-01` : `${year}-${`${quarter * 3 + 1}`.padStart(2, '0')}-01`;
  const sections = months.flatMap(({ month, sections: all }) =>
    all.filter(({ orders }) => orders > 0).map((section) => ({ month, section })),
  );
  const unclassified = sections.reduce((sum, { section }) => sum + section.unclassified.length, 0);
  return {
    title: `${firm.name}: held NMS stocks and options order routing public report`,
    subtitle: `quarter ${quarter} of ${year}; as of log position ${position}, parameters ${firm.version}`,
    to: formatDate(addDays(parseDate(next), -1)),
    sums: [],
    charts: [],
    tables: sections.flatMap(({ month, section }) => tablesOf(month, section)),
    notes: [
      'Shares are of orders, payments of executed shares or contracts: received above zero, paid below.',
      'An order is routed to each venue that executed some of it; shares of venues may come to more than 100 %.',
      `${unclassified} limit orders met no quote and are counted as other.`,
      ...venueNotes(sections.map(({ section }) => section)),
    ],
  };
}

function tablesOf(month: string, section: SectionReport): readonly ReportTable[] {
  const { nonDirected, classes, venues } = section;
  const name = `${month}, ${SECTION_TITLES[section.section]}`;
  return [
    {
      name: `${month}-${section.section}`,
      title: `${name}: non-directed orders, %`,
      columns: [
        numbers('all', 'Of all orders'),
        ...ORDER_CLASSES.map((one) => numbers(one, CLASS_TITLES[one])),
      ],
      rows: [
        [
          percent(nonDirected.hundredths),
          ...ORDER_CLASSES.map((one) => percent(classes[one].hundredths)),
        ],
      ],
    },
    {
      name: `${month}-${section.section}-venues`,
      title: `${name}: venues`,
      columns: [
        words('venue', 'Venue'),
        numbers('all', 'Orders, %'),
        ...ORDER_CLASSES.map((one) => numbers(one, `${CLASS_TITLES[one]}, %`)),
        ...ORDER_CLASSES.flatMap((one) => [
          numbers(`${one}-usd`, `${CLASS_TITLES[one]}, USD`),
          numbers(`${one}-cph`, 'Cents per hundred'),
        ]),
      ],
      rows: venues.map((venue) => [
        venue.name,
        percent(venue.all.hundredths),
        ...ORDER_CLASSES.map((one) => percent(venue.classes[one].hundredths)),
        ...ORDER_CLASSES.flatMap((one) => {
          const { cents, perHundred } = venue.classes[one];
          return [scaled(cents, 2), perHundred === undefined ? '-' : scaled(perHundred, 4)];
        }),
      ]),
    },
  ];
}

function venueNotes(sections: readonly SectionReport[]): readonly string[] {
  const aspects = new Map(
    sections.flatMap(({ venues }) =>
      venues.map(({ name, aspects: text }) => [name, text] as const),
    ),
  );
  return [...aspects].map(([name, text]) => `Material aspects, ${name}: ${text}`);
}
