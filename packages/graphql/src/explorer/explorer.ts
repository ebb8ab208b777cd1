import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { getStaticFile } from 'ruru/static';
import { ruruHTML } from 'ruru/server';
import { EXAMPLE_TABS } from './examples.ts';

const PAGE = '/graphiql';
const STATIC = '/graphiql/static/';

/**
 * Serves GraphiQL (as distributed by ruru, from its own files: nothing is loaded from elsewhere) with example tabs.
 * For the dev profile only. The page holds no token: who opens it has one, behind `#token=` in its address, which
 * browsers send to nobody, or types it as a header.
 */
export function addExplorer(app: FastifyInstance): void {
  const html = ruruHTML({
    staticPath: STATIC,
    endpoint: '/graphql',
    subscriptionEndpoint: '/graphql',
    htmlParts: {
      titleTag: '<title>Bellwether GraphiQL</title><link rel="icon" href="data:,">',
      headerScripts: (original) => `<script>${openingScript()}</script>${original}`,
    },
  });
  const config = { access: 'open' } as const;
  const page = { 'cache-control': 'no-store', 'content-security-policy': policyOf(html) };
  app.get(PAGE, { config }, (_request, reply) =>
    reply.type('text/html; charset=utf-8').headers(page).send(html),
  );
  app.get(`${STATIC}*`, { config }, async (request, reply) => {
    const acceptEncoding = request.headers['accept-encoding'];
    const file = await getStaticFile({ staticPath: STATIC, urlPath: request.url, acceptEncoding });
    if (file === null) return reply.code(404).send({ error: 'not found' });
    return reply
      .headers({ ...file.headers, 'content-security-policy': STATIC_POLICY })
      .send(file.content);
  });
}

/** Workers go by the policy of their own file. */
const STATIC_POLICY = "default-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/** Of scripts in the page only those that are there now. The editor makes its styles itself. */
function policyOf(html: string): string {
  const scripts = [...html.matchAll(/<script(?: type="module")?>([\s\S]*?)<\/script>/g)];
  const hashes = scripts.map(
    ([, script = '']) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  );
  return [
    "default-src 'none'",
    `script-src 'self' ${hashes.join(' ')}`,
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self' data:",
    "img-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/**
 * GraphiQL keeps its tabs in local storage: a browser that has none yet gets the examples, and all of them the token that
 * the address brings; it does not stay there. GraphiQL finds the tab that is open by its query, and asks for the schema before its
 * editor of headers is there.
 */
function openingScript(): string {
  const tabs = EXAMPLE_TABS.map(({ title, query }, index) => ({
    id: `example-${index}`,
    title,
    hash: null,
    query,
    variables: null,
    headers: null,
    operationName: null,
    response: null,
  }));
  const examples = JSON.stringify({ tabs, activeTabIndex: 0 }).replaceAll('<', '\\u003c');
  return `{
    const [TABS, TOKEN] = ['graphiql:tabState', 'bellwether:token'];
    const given = new URLSearchParams(location.hash.slice(1)).get('token');
    if (given !== null) {
      localStorage.setItem(TOKEN, given);
      history.replaceState(null, '', location.pathname);
    }
    const token = localStorage.getItem(TOKEN);
    const state = JSON.parse(localStorage.getItem(TABS) ?? ${JSON.stringify(examples)});
    if (token !== null) {
      const headers = JSON.stringify({ Authorization: 'Bearer ' + token });
      RURU_CONFIG.initialHeaders = headers;
      RURU_CONFIG.defaultHeaders = headers;
      const send = window.fetch;
      window.fetch = (resource, options = {}) => {
        const named = new Headers(options.headers);
        const isOurs = new URL(resource, location).pathname === '/graphql';
        if (isOurs && !named.has('authorization')) named.set('authorization', 'Bearer ' + token);
        return send(resource, { ...options, headers: named });
      };
    }
    localStorage.setItem(TABS, JSON.stringify(state));
    const open = state.tabs[state.activeTabIndex];
    if (open) localStorage.setItem('graphiql:query', open.query ?? '');
  }`;
}
