import { fileURLToPath } from 'node:url';
import type { ReportDocument, ReportTable } from '@bellwether/domain';
import type { Alignment, Content, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { captionOf, chartSvg } from './chart.ts';
import { pagesOf, type Pages } from './pages.ts';

const font = (name: string): string =>
  fileURLToPath(import.meta.resolve(`pdfmake/fonts/Roboto/Roboto-${name}.ttf`));

/** Columns of a table that an upright page has room for. */
const COLUMNS_UPRIGHT = 10;

/** They are part of the library: a report looks the same on every machine. */
const FONTS = {
  normal: font('Regular'),
  bold: font('Medium'),
  italics: font('Italic'),
  bolditalics: font('MediumItalic'),
};

/**
 * A report as PDF. The same report has the same bytes: its time is the end of its last day, and the document's id follows from
 * that and its title.
 */
export function reportPdf(document: ReportDocument): Promise<Buffer> {
  return pagesPdf(pagesOf(document));
}

/** Pages as PDF, in the same way. */
export function pagesPdf(pages: Pages): Promise<Buffer> {
  return createPdf(definitionOf(pages));
}

/** A document as PDF, of the fonts and by the rules of all of ours. */
export async function createPdf(definition: TDocumentDefinitions): Promise<Buffer> {
  // Only who wants a PDF waits for it.
  const { default: pdfmake } = await import('pdfmake');
  pdfmake.setFonts({ Roboto: FONTS });
  // Nothing of a report is read from anywhere else.
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((path) => Object.values(FONTS).includes(path));
  return pdfmake.createPdf(definition).getBuffer();
}

function definitionOf(pages: Pages): TDocumentDefinitions {
  const { title, subtitle, sums, tables, charts, notes } = pages;
  return {
    info: { title, creator: 'Bellwether', creationDate: new Date(`${pages.to}T23:59:59Z`) },
    pageSize: 'A4',
    // What does not fit beside each other would be cut off.
    pageOrientation: tables.some(({ columns }) => columns.length > COLUMNS_UPRIGHT)
      ? 'landscape'
      : 'portrait',
    pageMargins: [36, 36, 36, 48],
    defaultStyle: { fontSize: 8 },
    styles: {
      title: { fontSize: 15, bold: true },
      heading: { fontSize: 11, bold: true, margin: [0, 14, 0, 4] },
      note: { fontSize: 7, color: '#59636e' },
    },
    footer: (page, pages) => ({
      text: `${title}, page ${page} of ${pages}`,
      style: 'note',
      margin: [36, 12, 36, 0],
    }),
    content: [
      { text: title, style: 'title' },
      { text: subtitle, margin: [0, 2, 0, 10] },
      ...(sums.length === 0 ? [] : [sumsContent(sums)]),
      ...charts.flatMap((chart): Content[] => {
        const svg = chartSvg(chart);
        const caption = { text: captionOf(chart), style: 'note' };
        return svg === undefined ? [] : [{ svg, margin: [0, 14, 0, 2] }, caption];
      }),
      ...tables.flatMap(tableContent),
      { text: 'Notes', style: 'heading' },
      ...notes.map((text) => ({ text, style: 'note' })),
    ],
  };
}

function sumsContent(sums: Pages['sums']): Content {
  const body = sums.map(({ title, value }) => [
    title,
    { text: value, alignment: 'right' as const },
  ]);
  return { layout: 'lightHorizontalLines', table: { widths: ['*', 'auto'], body } };
}

function tableContent({ title, columns, rows }: ReportTable): Content[] {
  const heading: Content = { text: title, style: 'heading' };
  if (rows.length === 0) return [heading, 'None.'];
  const alignments = columns.map(({ isNumber }): Alignment =>
    isNumber === true ? 'right' : 'left',
  );
  const cells = (texts: readonly string[], bold: boolean) =>
    texts.map((text, n) => ({ text, bold, alignment: alignments[n]! }));
  const names = columns.map((column) => column.title);
  const body = [cells(names, true), ...rows.map((row) => cells(row, false))];
  return [
    heading,
    {
      layout: 'lightHorizontalLines',
      table: { headerRows: 1, widths: columns.map(() => 'auto'), body },
    },
  ];
}
