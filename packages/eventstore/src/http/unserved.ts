import { text, type HttpHandler } from './router.ts';

/** What the real server serves over HTTP besides gRPC, and this one does not: AtomPub above all. */
const PREFIXES = ['/streams', '/subscriptions', '/projections', '/projection', '/users'];

/** Says of the real server's HTTP interface that it is not served here, lest "not found" be taken for an answer about a stream. */
export const unserved: HttpHandler = ({ path }) =>
  PREFIXES.some((prefix) => path === prefix || path.startsWith(`${prefix}/`))
    ? text('AtomPub and the HTTP interface around it are not served; use gRPC on this port', 501)
    : undefined;
