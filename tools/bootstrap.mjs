// Runs under whatever Node there is (20 or newer), without dependencies: installs what is missing, then hands over to
// the project's own Node and command line.
//   node tools/bootstrap.mjs up [options]   install, then `bellwether up …`
//   node tools/bootstrap.mjs --check        install, then everything the project checks
//   node tools/bootstrap.mjs --packages     install the npm packages only
//   node tools/bootstrap.mjs --pnpm …       install the npm packages, then run pnpm with what follows
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Servers that come from the system, with the Debian package and Homebrew formula of each. */
const SYSTEM_SERVERS = [
  { command: 'nats-server', apt: 'nats-server', brew: 'nats-server' },
  { command: 'redis-server', apt: 'redis-server', brew: 'redis' },
];
/** Only the checks need them: the model checker of the ring buffer's handshake, and the C compiler that it needs. */
const CHECK_TOOLS = [
  { command: 'spin', apt: 'spin', brew: 'spin' },
  { command: 'gcc', apt: 'build-essential', brew: 'gcc' },
];

/** The other one of the two newest LTS lines of Node: the checks compare the engine's results in both. */
const OTHER_NODE = '26.10.0';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stamp = join(root, 'node_modules', '.bellwether-installed');
const node = join(root, 'node_modules', '.bin', 'node');
/** The package manager has a lockfile of its own, whose hashes npm checks; its install scripts do not run. */
const pnpmHome = join(root, 'tools', 'pnpm');
const pnpmBin = join(pnpmHome, 'node_modules', '.bin');

class SetupError extends Error {}

function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  return result.status ?? 1;
}

function pnpm(args, options = {}) {
  const env = options.env ?? process.env;
  const path = `${pnpmBin}${delimiter}${env.PATH ?? ''}`;
  return run(join(pnpmBin, 'pnpm'), args, { ...options, env: { ...env, PATH: path } });
}

function has(command) {
  return spawnSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' }).status === 0;
}

/** Changes whenever another installation would come out. */
function fingerprint() {
  const hash = createHash('sha256');
  for (const file of [
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    'package.json',
    'tools/pnpm/package-lock.json',
  ])
    hash.update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

function installPackages() {
  const wanted = fingerprint();
  if (existsSync(node) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.error('Installing packages …');
  // pnpm's own output belongs to people, not to a caller that reads our JSON.
  const npm = ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'];
  if (run('npm', npm, { cwd: pnpmHome, stdio: ['ignore', 2, 2] }) !== 0)
    throw new SetupError('pnpm could not be installed; run: npm install --prefix tools/pnpm');
  const args = ['install', '--frozen-lockfile', '--reporter=append-only'];
  if (pnpm(args, { stdio: ['ignore', 2, 2] }) !== 0)
    throw new SetupError(
      'packages could not be installed; run: tools/pnpm/node_modules/.bin/pnpm install --frozen-lockfile',
    );
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

function installSystemPackages(tools) {
  const missing = tools.filter(({ command }) => !has(command));
  if (missing.length === 0) return;
  const names = missing.map(({ command }) => command).join(', ');
  if (process.platform === 'darwin')
    throw new SetupError(
      `${names} missing; run: brew install ${missing.map(({ brew }) => brew).join(' ')}`,
    );
  const packages = missing.map(({ apt }) => apt);
  if (!has('apt-get'))
    throw new SetupError(
      `${names} missing, and there is no apt here; install them, or run all servers in containers: docker compose -f infra/compose.yaml up`,
    );
  const sudo = process.getuid() === 0 ? [] : ['sudo', '-n'];
  const hint = `run: sudo apt-get install -y ${packages.join(' ')}`;
  if (sudo.length > 0 && !has('sudo')) throw new SetupError(`${names} missing; ${hint}`);
  console.error(`Installing ${names} …`);
  const apt = (...args) => {
    // A package that starts its own service would take our ports and resources: policy-rc.d is not ours to write, so
    // the installation is told not to start anything.
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
    const [command, ...rest] = [...sudo, 'apt-get', ...args];
    return run(command, rest, { stdio: ['ignore', 2, 2], env });
  };
  apt('update', '-q');
  if (apt('install', '-y', '-q', '--no-install-recommends', ...packages) !== 0)
    throw new SetupError(`${names} could not be installed; ${hint}`);
}

/** Path of another Node binary for the checks, or nothing, with a word about it, where it cannot be had. */
function otherNode() {
  const name = `node-${process.platform}-${process.arch}@${OTHER_NODE}`;
  const found = spawnSync('npx', ['-y', '--package', name, '-c', 'command -v node'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (found.status === 0) return found.stdout.trim();
  console.error(
    `Node ${OTHER_NODE} is not to be had here: results are compared in one version only`,
  );
  return '';
}

function main(args) {
  const [mode] = args;
  const checks = mode === '--check';
  installPackages();
  if (!existsSync(node))
    throw new SetupError(
      `there is no Node 24 for ${process.platform}-${process.arch} in the packages; install Node 24 and run ./bellwether`,
    );
  if (mode === '--packages') return 0;
  if (mode === '--pnpm') return pnpm(args.slice(1));
  installSystemPackages(checks ? [...SYSTEM_SERVERS, ...CHECK_TOOLS] : SYSTEM_SERVERS);
  if (checks) {
    const env = { ...process.env };
    env.BELLWETHER_NODES ??= otherNode();
    return pnpm(['run', 'check'], { env });
  }
  return run(node, [join(root, 'packages', 'cli', 'src', 'main.ts'), ...args]);
}

// Ctrl-C reaches everything that runs in the terminal: what we started stops in its own order, and we wait for it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);

// Of all that is started here and by what is started: a start takes a quarter less where Node finds what it has compiled.
process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules', '.cache', 'bellwether');

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(`bellwether: ${error.message}`);
  process.exitCode = 1;
}
