const [PERCENT, USD, CPH] = ['percent', 'usd', 'cph'] as const;

const element = (name: string, type: string, more = ''): string =>
  `<xs:element name="${name}" type="${type}"${more}/>`;

const text = (name: string, base: string, pattern: string): string =>
  `<xs:simpleType name="${name}"><xs:restriction base="${base}"><xs:pattern value="${pattern}"/></xs:restriction></xs:simpleType>`;

const sequence = (name: string, ...elements: readonly string[]): string =>
  `<xs:complexType name="${name}"><xs:sequence>${elements.join('')}</xs:sequence></xs:complexType>`;

const PAID = ['MarketOrders', 'MarketableLimitOrders', 'NonMarketableLimitOrders', 'OtherOrders'];

/**
 * XML schema of the two reports of Rule 606 that we make, written from the rule's form: order, counts and lexical forms of
 * elements as the Commission's own schema has them, which tests hold it to.
 */
export const RULE_606_SCHEMA: string = [
  '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="unqualified">',
  text('version', 'xs:string', '1\\.[23]'),
  text(PERCENT, 'xs:string', '(100\\.0{2,}|[0-9]{1,2}\\.[0-9]{2,})?'),
  text(USD, 'xs:string', '(-?[0-9]+(\\.[0-9]+)?)?'),
  text(CPH, 'xs:string', '(-?[0-9]+\\.[0-9]{4,})?'),
  text('mic', 'xs:string', '[A-Z0-9]{4}'),
  text('stamp', 'xs:dateTime', '[^.]+Z'),
  text('month', 'xs:integer', '[1-9]|1[0-2]'),
  text('quarter', 'xs:integer', '[1-4]'),
  text('yesNo', 'xs:string', 'Y|N'),
  text('clock', 'xs:time', '[0-9]{2}:[0-9]{2}:[0-9]{2}'),
  text('name', 'xs:string', '.{1,80}'),
  sequence(
    'venue',
    element('name', 'xs:string'),
    element('mic', 'mic'),
    ...['orderPct', 'marketPct', 'marketableLimitPct', 'nonMarketableLimitPct', 'otherPct'].map(
      (one) => element(one, PERCENT),
    ),
    ...PAID.flatMap((one) => [
      element(`netPmtPaidRecv${one}Usd`, USD),
      element(`netPmtPaidRecv${one}Cph`, CPH),
    ]),
    element('materialAspects', 'xs:string'),
  ),
  sequence('venues', element('rVenue', 'venue', ' minOccurs="0" maxOccurs="unbounded"')),
  sequence(
    'section',
    ...['ndoPct', 'ndoMarketPct', 'ndoMarketableLimitPct', 'ndoNonmarketableLimitPct'].map((one) =>
      element(one, PERCENT),
    ),
    element('ndoOtherPct', PERCENT),
    '<xs:element name="rVenues" type="venues"><xs:unique name="uniqueMic"><xs:selector xpath="rVenue"/><xs:field xpath="mic"/></xs:unique></xs:element>',
  ),
  sequence(
    'monthly',
    element('year', 'xs:gYear'),
    element('mon', 'month'),
    ...['rSP500', 'rOtherStocks', 'rOptions'].map((one) =>
      element(one, 'section', ' minOccurs="0"'),
    ),
  ),
  sequence(
    'public',
    element('version', 'version'),
    element('bd', 'name'),
    element('year', 'xs:gYear'),
    element('qtr', 'quarter'),
    element('timestamp', 'stamp', ' minOccurs="0"'),
    element('rMonthly', 'monthly', ' maxOccurs="3"'),
  ),
  '<xs:element name="heldOrderRoutingPublicReport" type="public"><xs:unique name="uniqueMonth"><xs:selector xpath="rMonthly"/><xs:field xpath="mon"/></xs:unique></xs:element>',
  sequence('transaction', element('date', 'xs:date'), element('time', 'clock')),
  sequence(
    'route',
    element('venueName', 'xs:string'),
    element('mic', 'mic'),
    element('transaction', 'transaction', ' minOccurs="0" maxOccurs="unbounded"'),
  ),
  sequence(
    'order',
    element('orderId', 'xs:string'),
    element('directed', 'yesNo'),
    element('route', 'route', ' maxOccurs="unbounded"'),
  ),
  sequence('orders', element('order', 'order', ' minOccurs="0" maxOccurs="unbounded"')),
  sequence(
    'customer',
    element('version', 'version'),
    element('customer', 'name'),
    element('bd', 'name'),
    element('timestamp', 'stamp', ' minOccurs="0"'),
    element('startDate', 'xs:date'),
    element('endDate', 'xs:date'),
    ...['held', 'notHeldExempt', 'options'].map((one) => element(one, 'orders', ' minOccurs="0"')),
  ),
  element('heldExemptNotHeldOrderRoutingCustomerReport', 'customer'),
  '</xs:schema>',
].join('\n');
