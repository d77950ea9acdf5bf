// Starts the program with its demo on an empty folder and waits until it answers.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ADDRESS } from './world';

export default async function setup(): Promise<() => Promise<void>> {
  const program = process.env.SHANGGANG_BIN ?? join(import.meta.dirname, '../../target/debug/shanggang');
  const data = mkdtempSync(join(tmpdir(), 'shanggang-end2end-'));
  const args = ['serve', '--demo', '--bind', `127.0.0.1:${new URL(ADDRESS).port}`, '--data', data];
  if (process.env.SHANGGANG_SITE) args.push('--site', process.env.SHANGGANG_SITE);
  const server = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  for (const stream of [server.stdout, server.stderr]) stream?.on('data', (text) => (log += text));
  process.env.SHANGGANG_DEMO = join(data, 'demo.json');
  await answering(server, process.env.SHANGGANG_DEMO, () => log);
  return async () => {
    const ended = new Promise((done) => server.once('exit', done));
    if (server.exitCode === null && server.kill('SIGTERM')) await ended;
    rmSync(data, { recursive: true, force: true });
  };
}

/** The demo is written by this server: another one that has the port answers too, but has not written it. */
async function answering(server: ChildProcess, demo: string, log: () => string): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (server.exitCode !== null) throw new Error(`the server ended:\n${log()}`);
    const ready = existsSync(demo) && (await fetch(`${ADDRESS}/readyz`).then((r) => r.ok, () => false));
    if (ready) return;
    await new Promise((done) => setTimeout(done, 200));
  }
  server.kill('SIGKILL');
  throw new Error(`the server did not answer:\n${log()}`);
}
