// Does anything that a browser was sent tell a key? The explanations of the bank are the canaries: nobody sees one of an
// official question but the bank's authors, and one of a practice question only after answering.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { APIRequestContext, BrowserContext, Download, Response } from '@playwright/test';
import { explanations, plain } from './bank';
import { opened } from './opened';

type Exception = { path: RegExp; purpose: 'official' | 'practice' };

/** Where an explanation may stand. */
const RELEASED: Exception[] = [
  { path: /^\/office\/questions(\/|$)/, purpose: 'official' },
  { path: /^\/office\/questions(\/|$)/, purpose: 'practice' },
  // the quiz explains itself with its result
  { path: /^\/courses\/[^/]+\/lessons\/[^/]+\/quiz$/, purpose: 'practice' },
  // practice explains what was answered, and a paper that may be looked at again explains itself
  { path: /^\/practice\/(rounds\/[^/]+|mistakes|favourites)$/, purpose: 'practice' },
  { path: /^\/attempts\/[^/]+\/review$/, purpose: 'practice' },
  { path: /^\/courses\/[^/]+\/lessons\/[^/]+\/practice\/[^/]+$/, purpose: 'practice' },
];

/** Members of the bank's own records. */
const MEMBERS = /"(right|explanation)":|"answer":("|true|false)/;

/** Bodies that told nothing, by their hash: the same script comes to every browser. */
const harmless = new Set<string>();

const PATIENCE_MS = 5_000;

/** Reads every byte that some browsers were sent, whatever it is, until the end of a test. */
export class Canaries {
  private readonly found: string[] = [];
  private readonly reading = new Set<Promise<void>>();

  listen(context: BrowserContext): void {
    context.on('response', (response) => this.wait(this.read(response)));
    context.on('page', (page) => page.on('download', (download) => this.wait(this.readFile(download))));
    this.listenTo(context.request);
  }

  /** What a test asks for by itself, past its pages. */
  listenTo(request: APIRequestContext): void {
    const fetch = request.fetch.bind(request);
    request.fetch = async (...asked) => {
      const answer = await fetch(...asked);
      this.wait(answer.body().then((body) => this.search(answer.url(), body), () => undefined));
      return answer;
    };
  }

  /** Each answer that told something before its time; what does not come to its end is not waited for. */
  async heard(): Promise<string[]> {
    const patience = new Promise<void>((done) => setTimeout(done, PATIENCE_MS).unref());
    await Promise.race([Promise.all(this.reading), patience]);
    return this.found;
  }

  private wait(read: Promise<void>): void {
    const known: Promise<void> = read.finally(() => this.reading.delete(known));
    this.reading.add(known);
  }

  private async read(response: Response): Promise<void> {
    // a film comes for as long as it is played and is what a test sent up, and no page sees the answer to a ping
    if (['media', 'ping'].includes(response.request().resourceType())) return;
    // what was left before it was read was not shown either
    this.search(response.url(), await response.body().catch(() => Buffer.alloc(0)));
  }

  private async readFile(download: Download): Promise<void> {
    const path = await download.path().catch(() => null);
    if (path) this.search(download.url(), await readFile(path));
  }

  private search(url: string, body: Buffer): void {
    const path = url.startsWith('http') ? new URL(url).pathname : url;
    const released = RELEASED.filter((one) => one.path.test(path)).map((one) => one.purpose);
    const hash = `${released} ${createHash('sha1').update(body).digest('hex')}`;
    if (harmless.has(hash)) return;
    const said = told(path, opened(body));
    if (said.length === 0) harmless.add(hash);
    this.found.push(...said.map((what) => `${path}: ${what}`));
  }
}

/** What of a body stands where it must not. */
export function told(path: string, body: string): string[] {
  const bare = body.replaceAll('&quot;', '"').replaceAll('\\"', '"').replaceAll('&amp;', '&');
  const text = plain(bare);
  const found = (['official', 'practice'] as const)
    .filter((purpose) => !RELEASED.some((released) => released.purpose === purpose && released.path.test(path)))
    .flatMap((purpose) => explanations()[purpose].filter((explanation) => text.includes(explanation)));
  const member = MEMBERS.exec(text)?.[0];
  return member ? [...found, member] : found;
}
