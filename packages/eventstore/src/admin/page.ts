import { readFileSync } from 'node:fs';
import type { HttpHandler } from '../http/router.ts';

const FILES: Readonly<Record<string, readonly [file: string, type: string]>> = {
  '/admin': ['page.html', 'text/html; charset=utf-8'],
  '/admin/page.js': ['page.js', 'text/javascript; charset=utf-8'],
  '/admin/page.css': ['page.css', 'text/css; charset=utf-8'],
};

/** Nothing but the page's own files may run or be fetched, whatever an event's data holds. */
const HEADERS = {
  'content-security-policy':
    "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
  'referrer-policy': 'no-referrer',
};

/** The admin page at `/admin`; `/` leads there. */
export const adminPage: HttpHandler = ({ method, path }) => {
  if (method !== 'GET') return undefined;
  if (path === '/')
    return { status: 302, type: 'text/plain', body: '', headers: { location: '/admin' } };
  if (!Object.hasOwn(FILES, path)) return undefined;
  const [file, type] = FILES[path]!;
  const body = readFileSync(new URL(`./assets/${file}`, import.meta.url), 'utf8');
  return { status: 200, type, body, headers: HEADERS };
};
