import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { createInterface, type Interface } from 'node:readline';
import type { ClickHouseClient } from '@bellwether/platform/click-house';
import { runQuery, SQL_FORMATS, type SqlFormat } from './run-query.ts';
import { splitStatements } from './statements.ts';

const PROMPT = 'bellwether :) ';
const CONTINUED = '           :-] ';
const HISTORY_MAX = 500;
const HELP = `Statements end with ; and may span lines. Ctrl-C ends a running statement, Ctrl-D the shell.
  \\d           tables and views        \\d <table>   its columns
  \\f <format>  ${Object.keys(SQL_FORMATS).join(', ')}
  \\q           quit
`;

/** What people type to leave, wherever they come from. */
const LEAVE = new Set(['\\q', 'quit', 'quit;', 'exit', 'exit;']);
/** What summaries are made of, and what names the content, is not for asking. */
const INNER = `name like '%\\\\_state' or name like '%\\\\_from\\\\_%' or name = 'installation'`;

/** Reads statements from a terminal and prints their results, until Ctrl-D or \\q. */
export async function sqlShell(
  client: ClickHouseClient,
  format: SqlFormat,
  historyFile: string,
): Promise<void> {
  const terminal = createInterface({
    input: process.stdin,
    output: process.stdout,
    prompt: PROMPT,
    historySize: HISTORY_MAX,
    history: readHistory(historyFile),
    removeHistoryDuplicates: true,
  });
  process.stdout.write(`ClickHouse of Bellwether, read-only. ${HELP}`);
  await new Shell(client, format, terminal, historyFile).run();
}

class Shell {
  readonly #client: ClickHouseClient;
  readonly #terminal: Interface;
  readonly #historyFile: string;
  #format: SqlFormat;
  #typed = '';
  #running: AbortController | undefined;

  constructor(
    client: ClickHouseClient,
    format: SqlFormat,
    terminal: Interface,
    historyFile: string,
  ) {
    this.#client = client;
    this.#format = format;
    this.#terminal = terminal;
    this.#historyFile = historyFile;
  }

  async run(): Promise<void> {
    this.#terminal.on('SIGINT', () => this.#interrupt());
    this.#terminal.prompt();
    for await (const line of this.#terminal) {
      if (this.#typed === '' && LEAVE.has(line.trim())) break;
      await this.#take(line);
      this.#terminal.setPrompt(this.#typed === '' ? PROMPT : CONTINUED);
      this.#terminal.prompt();
    }
    this.#terminal.close();
  }

  /** Ctrl-C ends what runs; otherwise it forgets what was typed. */
  #interrupt(): void {
    if (this.#running !== undefined) return this.#running.abort();
    this.#typed = '';
    process.stdout.write('\n');
    this.#terminal.setPrompt(PROMPT);
    this.#terminal.prompt();
  }

  async #take(line: string): Promise<void> {
    if (this.#typed === '' && (line.startsWith('\\') || /^help;?$/i.test(line.trim())))
      return this.#meta(line.trim());
    const { statements, rest } = splitStatements(`${this.#typed}\n${line}`);
    this.#typed = rest;
    for (const statement of statements) await this.#query(statement);
    if (statements.length > 0)
      appendFileSync(this.#historyFile, `${statements.join('; ').replaceAll(/\s+/g, ' ')};\n`);
  }

  async #meta(line: string): Promise<void> {
    const [command, argument] = line.split(/\s+/);
    if (command === '\\d' && argument === undefined)
      return this.#query(
        `select if(database = 'bellwether', name, concat(database, '.', name)) as name, engine, total_rows as rows, comment
         from system.tables where database in ('bellwether', 'market') and not (${INNER}) order by name`,
      );
    if (command === '\\d' && /^(market\.)?[a-z_]+$/.test(argument ?? ''))
      return this.#query(
        `describe table ${argument!.includes('.') ? '' : 'bellwether.'}${argument}`,
      );
    if (command === '\\f' && argument !== undefined && argument in SQL_FORMATS) {
      this.#format = argument as SqlFormat;
      return;
    }
    process.stdout.write(HELP);
  }

  async #query(statement: string): Promise<void> {
    this.#running = new AbortController();
    const startedAt = performance.now();
    try {
      await runQuery(this.#client, statement, this.#format, process.stdout, this.#running.signal);
      process.stdout.write(`${((performance.now() - startedAt) / 1_000).toFixed(3)} s\n`);
    } catch (error) {
      const why = this.#running.signal.aborted ? 'ended' : (error as Error).message;
      // The engine goes on to list a page of all that it would have understood.
      process.stdout.write(`${why.replace(/ Expected one of: .*/s, '')}\n`);
    } finally {
      this.#running = undefined;
    }
  }
}

/** Newest first, as readline wants it. */
function readHistory(file: string): string[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8').trim().split('\n').toReversed().slice(0, HISTORY_MAX);
}
