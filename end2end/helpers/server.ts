// How does the program run for the tests? With its demo on an empty folder; and once more without, for a test that begins
// where a new operator does.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leftOut } from './judged';
import { ADDRESS, type Demo } from './world';

/** Until the tests are over. */
export default async function setup(): Promise<() => Promise<void>> {
  const served = await serve('--demo', '--bind', `127.0.0.1:${new URL(ADDRESS).port}`);
  process.env.SHANGGANG_DEMO = join(served.data, 'demo.json');
  const judged = join(served.data, 'judged');
  process.env.SHANGGANG_JUDGED = judged;
  return async () => {
    const left = leftOut(judged);
    await served.end();
    if (left.length > 0) throw new Error(`pages that no walk judged:\n${left.join('\n')}`);
  };
}

export type Served = { log: () => string; data: string; end: () => Promise<void> };

/** The program on an empty folder, listening. */
export async function serve(...options: string[]): Promise<Served> {
  const program = process.env.SHANGGANG_BIN ?? join(import.meta.dirname, '../../target/debug/shanggang');
  const data = mkdtempSync(join(tmpdir(), 'shanggang-end2end-'));
  const args = ['serve', ...options, '--data', data];
  if (process.env.SHANGGANG_SITE) args.push('--site', process.env.SHANGGANG_SITE);
  const server = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  for (const stream of [server.stdout, server.stderr]) stream?.on('data', (text) => (log += text));
  await listening(server, () => log);
  const end = async () => {
    const ended = new Promise((done) => server.once('exit', done));
    if (server.exitCode === null && server.kill('SIGTERM')) await ended;
    rmSync(data, { recursive: true, force: true });
  };
  return { log: () => log, data, end };
}

/** A demonstration of its own, for walks that let weeks go by. */
export async function demonstrate(): Promise<Served & { address: string; demo: Demo }> {
  const port = await freePort();
  const served = await serve('--demo', '--bind', `127.0.0.1:${port}`);
  const address = `http://localhost:${port}`;
  return { ...served, address, demo: JSON.parse(readFileSync(join(served.data, 'demo.json'), 'utf8')) };
}

/** The demonstration's public address names its port, so it has to be known beforehand. */
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done));
  const { port } = probe.address() as AddressInfo;
  await new Promise((done) => probe.close(done));
  return port;
}

/** Its own word counts: another server that has the port would answer, too. */
async function listening(server: ChildProcess, log: () => string): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (server.exitCode !== null) throw new Error(`the server ended:\n${log()}`);
    if (log().includes('listening on ')) return;
    await new Promise((done) => setTimeout(done, 200));
  }
  server.kill('SIGKILL');
  throw new Error(`the server did not answer:\n${log()}`);
}
