// Does anything that a browser was sent tell a key? The explanations of the bank are the canaries: nobody sees one of an
// official question but the bank's authors, and one of a practice question only after answering.
import type { BrowserContext, Response } from '@playwright/test';
import { explanations, plain } from './bank';

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

/** Keeps what the pages of some browsers were sent, until the end of a test. */
export class Canaries {
  private readonly found: string[] = [];
  private readonly reading = new Set<Promise<void>>();

  listen(context: BrowserContext): void {
    context.on('response', (response) => {
      const read: Promise<void> = this.read(response).finally(() => this.reading.delete(read));
      this.reading.add(read);
    });
  }

  /** Each answer that told something before its time. */
  async heard(): Promise<string[]> {
    await Promise.all(this.reading);
    return this.found;
  }

  private async read(response: Response): Promise<void> {
    if (!['document', 'fetch', 'xhr'].includes(response.request().resourceType())) return;
    // what was left before it was read was not shown either
    const body = await response.body().catch(() => Buffer.alloc(0));
    const { pathname } = new URL(response.url());
    this.found.push(...told(pathname, body.toString('utf8')).map((what) => `${pathname}: ${what}`));
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
