import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks of a second, as `getconf CLK_TCK` says on every Linux that Node supports. */
const TICKS = 100;

interface Process {
  readonly parent: number;
  readonly seconds: number;
}

/** CPU time that processes and all below them have used, s: what has ended counts where its parent has waited for it. */
export function cpuSecondsOf(pids: readonly number[]): readonly number[] {
  const processes = new Map<number, Process>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const found = readProcess(name);
    if (found !== undefined) processes.set(Number(name), found);
  }
  return pids.map((pid) => secondsBelow(pid, processes));
}

function secondsBelow(pid: number, processes: ReadonlyMap<number, Process>): number {
  let seconds = processes.get(pid)?.seconds ?? 0;
  for (const [child, { parent }] of processes)
    if (parent === pid) seconds += secondsBelow(child, processes);
  return seconds;
}

function readProcess(name: string): Process | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${name}/stat`, 'utf8');
  } catch {
    // It has ended since the directory was read.
    return undefined;
  }
  // Behind the program's name, which may hold spaces: state, parent, … user and system time, own and of children.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = [11, 12, 13, 14].reduce((sum, field) => sum + Number(fields[field]), 0);
  return { parent: Number(fields[1]), seconds: ticks / TICKS };
}
