import { join } from 'node:path';
import { asyncApiYaml } from './asyncapi/document.ts';
import { commandsPage } from './pages/commands.ts';
import { contentsPage } from './pages/contents.ts';
import { errorsPage } from './pages/errors.ts';
import { factsPage } from './pages/facts.ts';
import { queriesPage } from './pages/queries.ts';
import { subjectsPage } from './pages/subjects.ts';
import { sdl } from './sdl.ts';

/** Where the reference is kept. */
export const DIRECTORY: string = join(import.meta.dirname, '../../../docs/reference');

/** Every file of the reference, and what writes it. The same declarations give the same text. */
export const FILES: Readonly<Record<string, () => string>> = {
  'README.md': contentsPage,
  'commands.md': commandsPage,
  'facts.md': factsPage,
  'queries.md': queriesPage,
  'errors.md': errorsPage,
  'subjects.md': subjectsPage,
  'schema.graphql': sdl,
  'asyncapi.yaml': asyncApiYaml,
};
