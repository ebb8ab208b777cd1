import { parseDecimal, type ReportChart } from '@bellwether/domain';

/** Of a chart, in points. */
const [WIDTH, HEIGHT, MARGIN] = [500, 120, 4];
const COLOUR = '#1f6feb';

/** A line over days as SVG; undefined where there is no line. Values are placed exactly, to a hundredth of a point. */
export function chartSvg({ points }: ReportChart): string | undefined {
  if (points.length < 2) return undefined;
  const values = points.map(({ value }) => parseDecimal(value));
  const least = values.reduce((a, b) => (a < b ? a : b));
  const most = values.reduce((a, b) => (a > b ? a : b));
  const span = most === least ? 1n : most - least;
  const high = BigInt((HEIGHT - 2 * MARGIN) * 100);
  const line = values.map((value, n) => {
    const x = Math.round(MARGIN * 100 + ((WIDTH - 2 * MARGIN) * 100 * n) / (values.length - 1));
    const y = BigInt((HEIGHT - MARGIN) * 100) - ((value - least) * high) / span;
    return `${hundredths(BigInt(x))},${hundredths(y)}`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#f6f8fa"/>`,
    `<polyline fill="none" stroke="${COLOUR}" stroke-width="1.5" points="${line.join(' ')}"/>`,
    `</svg>`,
  ].join('');
}

function hundredths(value: bigint): string {
  return `${value / 100n}.${`${value % 100n}`.padStart(2, '0')}`;
}

/** What stands under a chart: its first and last day, and value. */
export function captionOf({ title, points }: ReportChart): string {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return title;
  return `${title}: ${first.value} on ${first.day}, ${last.value} on ${last.day}`;
}
