import { createPdf } from '../report/pdf.ts';

/** A blotter for people: a table across the page. */
export function blotterPdf(
  title: string,
  day: string,
  [head = [], ...lines]: readonly (readonly string[])[],
): Promise<Buffer> {
  const cells = (texts: readonly string[], bold: boolean) => texts.map((text) => ({ text, bold }));
  const body = [cells(head, true), ...lines.map((line) => cells(line, false))];
  return createPdf({
    info: { title, creator: 'Bellwether', creationDate: new Date(`${day}T23:59:59Z`) },
    pageSize: 'A3',
    pageOrientation: 'landscape',
    pageMargins: [24, 24, 24, 36],
    defaultStyle: { fontSize: 6 },
    footer: (page, pages) => ({
      text: `${title}, page ${page} of ${pages}`,
      margin: [24, 8, 24, 0],
    }),
    content: [
      { text: title, fontSize: 14, bold: true, margin: [0, 0, 0, 8] },
      lines.length === 0
        ? 'None.'
        : {
            layout: 'lightHorizontalLines',
            table: { headerRows: 1, widths: head.map(() => 'auto'), body },
          },
    ],
  });
}
