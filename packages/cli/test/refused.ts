/** What people get wrong on the command line of the read side, and what the answer says. */
export const REFUSED: readonly (readonly [
  what: string,
  args: readonly string[],
  reason: RegExp,
])[] = [
  ['a read model that nobody knows', ['projections', 'verify', 'nonsense'], /no read model/],
  ['a build that readers see', ['projections', 'drop', 'trades@2'], /in force/],
  ['a point that is none', ['replay', '--from', 'yesterday', '--dry-run'], /no time/],
  ['a speed that is none', ['replay', '--rate', 'fast', '--dry-run'], /1x, 10x/],
  ['a target that is none', ['replay', '--into', 'ftp:x'], /--into takes/],
  ['a subject where news go', ['replay', '--into', 'nats:evt.order'], /--into takes/],
  ['a stream that is not there', ['stream', 'show', 'account-nobody-here'], /no stream/],
  ['a day that is none', ['state', '--account', 'demo', '--as-of', '2026-02-31'], /no time/],
  ['a fact that is none', ['replay', '--type', 'Nonsense', '--dry-run'], /no fact is called/],
  ['a category that is none', ['replay', '--category', 'x', '--dry-run'], /there are trading/],
  ['streams of no category', ['stream', 'list', '--category', 'x'], /there are trading/],
  ['an end before the beginning', ['replay', '--from', '9', '--to', '8'], /behind --to/],
  ['a bad target, dry or not', ['replay', '--into', 'file:', '--dry-run'], /--into takes/],
  ['a shadow at a rate', ['replay', '--into', 'shadow:orders', '--rate', '2x'], /facts per second/],
  ['a comparison into a file', ['replay', '--diff', '--into', 'file:x'], /writes nothing/],
  ['a revision below zero', ['stream', 'show', 'trading-0', '--from', '-1'], /a whole number/],
  ['an empty question', ['sql', ''], /no statement/],
];
