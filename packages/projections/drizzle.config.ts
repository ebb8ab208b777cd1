import { defineConfig } from 'drizzle-kit';

// `pnpm --filter @bellwether/projections migrations` writes the SQL for what has changed in the tables.
export default defineConfig({
  dialect: 'postgresql',
  schema: './src/stores/postgres/tables.ts',
  out: './migrations',
  casing: 'snake_case',
});
