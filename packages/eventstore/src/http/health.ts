import { json, type HttpHandler } from './router.ts';

/** `/ping`, which clients probe, and `/health/live`, which answers 204 as the real server does. */
export const health: HttpHandler = ({ method, path }) => {
  if (method !== 'GET' && method !== 'HEAD') return undefined;
  if (path === '/ping') return json({ msgTypeId: 0, text: 'Ping request successfully handled' });
  if (path === '/health/live') return { status: 204, type: 'text/plain', body: '' };
  return undefined;
};
