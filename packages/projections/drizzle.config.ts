import { defineConfig } from 'drizzle-kit';

// `pnpm exec drizzle-kit generate`, in this folder, writes the SQL for what has changed in the runtime's own tables. Those of
// read models are created as they are declared, and have no migrations.
export default defineConfig({
  dialect: 'postgresql',
  schema: [
    './src/stores/postgres/schema.ts',
    './src/stores/postgres/checkpoints.ts',
    './src/stores/postgres/sinks.ts',
    './src/audit/heads.ts',
    './src/audit/anchors.ts',
  ],
  out: './migrations',
  casing: 'snake_case',
});
