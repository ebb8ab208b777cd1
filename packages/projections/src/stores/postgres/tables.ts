// Everything that migrations are generated from.
export { readModels } from './schema.ts';
export { changeFeed, checkpoints, deadLetters } from './checkpoints.ts';
export { accountsTable } from '../../accounts/table.ts';
export { auditHeads } from '../../audit/heads.ts';
export { auditLogTable } from '../../audit/table.ts';
export { commandOutcomesTable } from '../../command-outcomes/table.ts';
export { instrumentsTable } from '../../instruments/table.ts';
export { marketSessionsTable } from '../../sessions/table.ts';
export { ordersTable } from '../../orders/table.ts';
export { positionsTable } from '../../positions/table.ts';
export { tradesTable } from '../../trades/table.ts';
export { clickHouseBooks, sinks } from './sinks.ts';
