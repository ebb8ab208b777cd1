import type { ReportDocument, ReportTable } from '@bellwether/domain';
import { captionOf, chartSvg } from './chart.ts';
import { pagesOf, type Pages } from './pages.ts';

const STYLE = `
body { font: 14px/1.4 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; color: #1f2328 }
h1 { font-size: 1.4rem; margin-bottom: 0 } h2 { font-size: 1.1rem; margin-top: 2rem }
table { border-collapse: collapse; width: 100% } td, th { padding: .2rem .6rem; border-bottom: 1px solid #d0d7de; text-align: left }
.n { text-align: right; font-variant-numeric: tabular-nums } p.note { color: #59636e; margin: .2rem 0 }
figure { margin: 1.5rem 0 } figcaption { color: #59636e }`;

/** A report as one HTML document that needs nothing else: no script, no font and no picture from elsewhere. */
export function reportHtml(document: ReportDocument): string {
  return pagesHtml(pagesOf(document));
}

/** Pages as HTML, in the same way. */
export function pagesHtml(pages: Pages): string {
  const { notes, sums, tables, charts } = pages;
  const title = escaped(pages.title);
  return [
    '<!doctype html>',
    `<html lang="en"><head><meta charset="utf-8"><title>${title}</title><style>${STYLE}</style></head><body>`,
    `<h1>${title}</h1><p>${escaped(pages.subtitle)}</p>`,
    `<table>${sums.map(({ title: name, value }) => row('td', [name, value], [false, true])).join('')}</table>`,
    ...charts.flatMap((chart) => {
      const svg = chartSvg(chart);
      return svg === undefined
        ? []
        : [`<figure>${svg}<figcaption>${escaped(captionOf(chart))}</figcaption></figure>`];
    }),
    ...tables.map(tableHtml),
    `<h2>Notes</h2>`,
    ...notes.map((note) => `<p class="note">${escaped(note)}</p>`),
    '</body></html>',
    '',
  ].join('\n');
}

function tableHtml({ title, columns, rows }: ReportTable): string {
  const isNumber = columns.map((column) => column.isNumber === true);
  const titles = columns.map((column) => column.title);
  const body =
    rows.length === 0
      ? '<p>None.</p>'
      : `<table>${row('th', titles, isNumber)}\n${rows.map((cells) => row('td', cells, isNumber)).join('\n')}</table>`;
  return `<h2>${escaped(title)}</h2>\n${body}`;
}

function row(tag: 'td' | 'th', cells: readonly string[], isNumber: readonly boolean[]): string {
  const all = cells.map(
    (cell, n) => `<${tag}${isNumber[n] === true ? ' class="n"' : ''}>${escaped(cell)}</${tag}>`,
  );
  return `<tr>${all.join('')}</tr>`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
