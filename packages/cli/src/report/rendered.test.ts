import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import type { ReportDocument } from '@bellwether/domain';
import { describe, expect, test } from 'vitest';
import { chartSvg } from './chart.ts';
import { reportCsv } from './csv.ts';
import { reportHtml } from './html.ts';
import { reportPdf } from './pdf.ts';
import { reportText } from './report-text.ts';

const REPORT: ReportDocument = {
  kind: 'STATEMENT',
  accountId: 'alice',
  from: '2026-10-01',
  to: '2026-10-31',
  inputsPosition: '77',
  currency: 'USD',
  notes: ['Closing − opening <is> "so".'],
  sums: [
    { name: 'opening', title: 'Opening worth', value: '1000.00' },
    { name: 'closing', title: 'Closing worth', value: '1100.00' },
  ],
  tables: [
    {
      name: 'holdings',
      title: 'Holdings',
      columns: [
        { name: 'instrument', title: 'Instrument' },
        { name: 'value', title: 'Value', isNumber: true },
      ],
      rows: [
        ['A,B', '-12.50'],
        ['say "X"', '0.00'],
      ],
    },
    { name: 'gains', title: 'Gains', columns: [{ name: 'lot', title: 'Lot' }], rows: [] },
  ],
  charts: [
    {
      title: 'Worth',
      points: [
        { day: '2026-10-01', value: '1000.00' },
        { day: '2026-10-02', value: '1050.00' },
        { day: '2026-10-31', value: '1100.00' },
      ],
    },
  ],
};

test('as CSV it has its terms, sums and tables, and quotes what it must', () => {
  expect(reportCsv(REPORT).split('\r\n')).toEqual([
    'report,account,from,to,currency,inputsPosition',
    'STATEMENT,alice,2026-10-01,2026-10-31,USD,77',
    '',
    'sums',
    'name,value',
    'opening,1000.00',
    'closing,1100.00',
    '',
    'holdings',
    'instrument,value',
    '"A,B",-12.50',
    '"say ""X""",0.00',
    '',
    'gains',
    'lot',
    '',
  ]);
});

test('as HTML it needs nothing from elsewhere, and escapes what people wrote', () => {
  const html = reportHtml(REPORT);
  expect(html).not.toMatch(/<script|src=|href=|url\(|https?:(?!\/\/www\.w3\.org\/2000\/svg)/);
  expect(html).toContain('Closing − opening &lt;is&gt; &quot;so&quot;.');
  expect(html).toContain('<td>A,B</td><td class="n">-12.50</td>');
  expect(html).toContain('<polyline');
  expect(html).toContain('Worth: 1000.00 on 2026-10-01, 1100.00 on 2026-10-31');
});

test('for a terminal it says what there is none of', () => {
  expect(reportText(REPORT)).toContain('Gains\nnone');
});

describe('a chart', () => {
  test('goes from its least value to its greatest', () => {
    const [, points = ''] = /points="([^"]+)"/.exec(chartSvg(REPORT.charts[0]!) ?? '') ?? [];
    expect(points).toBe('4.00,116.00 250.00,60.00 496.00,4.00');
  });

  test('of one value is no line, and of equal ones a flat one', () => {
    const { title } = REPORT.charts[0]!;
    const point = { day: '2026-10-01', value: '1.00' };
    expect(chartSvg({ title, points: [point] })).toBeUndefined();
    expect(chartSvg({ title, points: [point, point] })).toContain('4.00,116.00 496.00,116.00');
  });
});

describe('as PDF', () => {
  test('the same report has the same bytes', async () => {
    const hash = async (): Promise<string> =>
      createHash('sha256')
        .update(await reportPdf(REPORT))
        .digest('hex');
    expect(await hash()).toBe(await hash());
  });

  test('it is a PDF whose chart is drawn, and another report has others', async () => {
    const pdf = await reportPdf(REPORT);
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(drawn(pdf)).toMatch(/\d+ \d+(\.\d+)? l\b/);
    const other = await reportPdf({ ...REPORT, accountId: 'bob' });
    expect(other.equals(pdf)).toBe(false);
  });
});

/** What its pages draw. */
function drawn(pdf: Buffer): string {
  const text = pdf.toString('latin1');
  const streams = [...text.matchAll(/stream\n([\s\S]*?)\nendstream/g)];
  return streams
    .map(([, data = '']) => {
      try {
        return inflateSync(Buffer.from(data, 'latin1')).toString('latin1');
      } catch {
        // A font that is not compressed.
        return '';
      }
    })
    .join('\n');
}
