// The admin page: shows what /admin/api/ tells. Text goes into the page as text nodes only.
const view = document.getElementById('view');
const status = document.getElementById('status');
const POLL_MS = 2000;
let timer;

/** Builds an element; strings become text nodes. */
function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.map((child) => (child instanceof Node ? child : String(child ?? ''))));
  return element;
}

async function load(path) {
  const response = await fetch(`/admin/api/${path}`);
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  return response.json();
}

const streamLink = (name) => el('a', { href: `#/stream/${encodeURIComponent(name)}` }, name);

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}

function table(headings, rows) {
  const head = el('tr', {}, ...headings.map((heading) => el('th', { scope: 'col' }, heading)));
  const body = rows.map((cells) =>
    el(
      'tr',
      {},
      ...cells.map((cell) => el('td', typeof cell === 'number' ? { class: 'number' } : {}, cell)),
    ),
  );
  return el('table', {}, el('thead', {}, head), el('tbody', {}, ...body));
}

function eventDetails(event) {
  const parts = [
    el('summary', {}, event.type),
    el('pre', {}, event.json ? pretty(event.data) : event.data),
  ];
  if (event.metadata) parts.push(el('pre', {}, pretty(event.metadata)));
  if (event.target)
    parts.push(
      el('p', {}, 'links to ', streamLink(event.target.stream), ` @${event.target.revision}`),
      eventDetails(event.target),
    );
  return el('details', { 'data-key': `${event.stream}@${event.revision}` }, ...parts);
}

const eventTable = (events) =>
  table(
    ['Position', 'Stream', 'Revision', 'Event', 'Bytes', 'Created'],
    events.map((event) => [
      event.position,
      streamLink(event.stream),
      event.revision,
      eventDetails(event),
      event.bytes,
      event.created,
    ]),
  );

const views = {
  async streams() {
    const overview = await load('overview');
    status.textContent = `database ${overview.database} · log ${overview.logEnd.toLocaleString()} bytes in ${overview.segments} files · ${overview.appends.toLocaleString()} appends since the start`;
    return [
      el('h2', {}, 'Recently changed streams'),
      table(
        ['Stream', 'Changed'],
        overview.recentStreams.map(({ stream, changed }) => [streamLink(stream), changed]),
      ),
    ];
  },
  async all(before) {
    const events = await load(before ? `all?before=${encodeURIComponent(before)}` : 'all');
    const older = events.at(-1);
    return [
      eventTable(events),
      older ? el('p', {}, el('a', { href: `#/all/${older.position}` }, 'older')) : 'no events',
    ];
  },
  async stream(name, from) {
    const query = `stream?name=${encodeURIComponent(name)}${from ? `&from=${encodeURIComponent(from)}` : ''}`;
    const page = await load(query);
    const older = page.events.at(-1);
    const next =
      older && older.revision > 0
        ? el(
            'p',
            {},
            el(
              'a',
              { href: `#/stream/${encodeURIComponent(name)}/${older.revision - 1}` },
              'older',
            ),
          )
        : '';
    return [
      el('h2', {}, name),
      el('p', {}, page.status === 'exists' ? `last revision ${page.last}` : page.status),
      el('pre', {}, JSON.stringify(page.metadata ?? {}, undefined, 2)),
      eventTable(page.events),
      next,
    ];
  },
  async subscriptions() {
    const list = await load('subscriptions');
    return [
      table(
        [
          'Stream',
          'Group',
          'Status',
          'Strategy',
          'Clients',
          'In flight',
          'Retrying',
          'Parked',
          'Per second',
          'Checkpoint',
        ],
        list.map((s) => [
          streamLink(s.stream),
          s.group,
          s.status,
          s.strategy,
          s.clients,
          s.inFlight,
          s.retrying,
          s.parked,
          s.perSecond,
          s.checkpoint,
        ]),
      ),
    ];
  },
  async projections() {
    const list = await load('projections');
    return [
      table(
        ['Name', 'Mode', 'Status', 'Progress', 'Position', 'Events'],
        list.map((p) => [
          p.name,
          p.mode,
          el(
            'span',
            p.status === 'Faulted' ? { class: 'bad', title: p.reason } : {},
            p.reason ? `${p.status}: ${p.reason}` : p.status,
          ),
          `${p.progress.toFixed(1)} %`,
          p.position,
          p.processed,
        ]),
      ),
    ];
  },
};

async function show() {
  clearTimeout(timer);
  const [name = 'streams', ...args] = location.hash.slice(2).split('/').map(decodeURIComponent);
  const open = new Set(
    [...view.querySelectorAll('details[open]')].map((element) => element.dataset.key),
  );
  for (const link of document.querySelectorAll('nav a'))
    link.toggleAttribute('aria-current', false);
  document.querySelector(`nav a[href="#/${name}"]`)?.setAttribute('aria-current', 'page');
  try {
    const content = await views[Object.hasOwn(views, name) ? name : 'streams'](...args);
    view.replaceChildren(...content);
    for (const element of view.querySelectorAll('details'))
      element.open = open.has(element.dataset.key);
  } catch (error) {
    view.replaceChildren(el('p', { class: 'bad' }, error.message));
  }
  // Pages of the past do not change; everything else is the live end.
  const isPast = (name === 'all' && args[0]) || (name === 'stream' && args[1]);
  if (!isPast) timer = setTimeout(show, POLL_MS);
}

document.getElementById('find').addEventListener('submit', (event) => {
  event.preventDefault();
  const name = document.getElementById('stream-name').value.trim();
  if (name !== '') location.hash = `#/stream/${encodeURIComponent(name)}`;
});
addEventListener('hashchange', show);
void show();
