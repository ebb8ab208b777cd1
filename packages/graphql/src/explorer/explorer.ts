import type { FastifyInstance } from 'fastify';
import { getStaticFile } from 'ruru/static';
import { ruruHTML } from 'ruru/server';
import { EXAMPLE_TABS } from './examples.ts';

const PAGE = '/graphiql';
const STATIC = '/graphiql/static/';

/**
 * Serves GraphiQL (as distributed by ruru, from its own files: nothing is loaded from elsewhere) with example tabs.
 * For the dev profile only: the page carries the token, so that it works at once.
 */
export function addExplorer(app: FastifyInstance, token: string): void {
  const html = ruruHTML({
    staticPath: STATIC,
    endpoint: '/graphql',
    subscriptionEndpoint: '/graphql',
    // ruru's own types name GraphiQL's, which are not installed.
    clientConfig: { initialHeaders: JSON.stringify({ Authorization: `Bearer ${token}` }) } as never,
    htmlParts: {
      titleTag: '<title>Bellwether GraphiQL</title>',
      headerScripts: (original) => `${tabScript(token)}${original}`,
    },
  });
  app.get(PAGE, (_request, reply) =>
    reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(html),
  );
  app.get(`${STATIC}*`, async (request, reply) => {
    const acceptEncoding = request.headers['accept-encoding'];
    const file = await getStaticFile({ staticPath: STATIC, urlPath: request.url, acceptEncoding });
    if (file === null) return reply.code(404).send({ error: 'not found' });
    return reply.headers(file.headers).send(file.content);
  });
}

/** GraphiQL keeps its tabs in local storage: a browser that has none yet gets the examples. */
function tabScript(token: string): string {
  const headers = JSON.stringify({ Authorization: `Bearer ${token}` });
  const tabs = EXAMPLE_TABS.map(({ title, query }, index) => ({
    id: `example-${index}`,
    title,
    hash: null,
    query,
    variables: null,
    headers,
    operationName: null,
    response: null,
  }));
  const state = JSON.stringify({ tabs, activeTabIndex: 0 }).replaceAll('<', '\\u003c');
  return `<script>localStorage.getItem('graphiql:tabState') ?? localStorage.setItem('graphiql:tabState', JSON.stringify(${state}))</script>`;
}
