// What does every test bring along? Further people at browsers of their own, an ear for errors in all of them, and canaries
// that tell when a key gets out.
import { type BrowserContext, type BrowserContextOptions, type Page, expect, test as base } from '@playwright/test';
import { Canaries } from './canaries';

type Brought = {
  /** Opens a browser for somebody else: no cookie, same width. */
  guest: (options?: BrowserContextOptions) => Promise<Page>;
  ear: Ear;
  canaries: Canaries;
};

export const test = base.extend<Brought>({
  ear: [
    async ({ context }, use) => {
      const ear = new Ear();
      ear.listen(context);
      await use(ear);
      expect(ear.heard, 'errors in the browser').toEqual([]);
    },
    { auto: true },
  ],
  canaries: [
    async ({ context, request }, use) => {
      const canaries = new Canaries();
      canaries.listen(context);
      canaries.listenTo(request);
      await use(canaries);
      expect(await canaries.heard(), 'keys before their time').toEqual([]);
    },
    { auto: true },
  ],
  guest: async ({ browser, ear, canaries }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (options) => {
      const context = await browser.newContext(options);
      contexts.push(context);
      ear.listen(context);
      canaries.listen(context);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },
});

export { expect };

/** Hears what the console of any page calls an error, and what no script caught. */
export class Ear {
  private readonly errors: string[] = [];
  private readonly expected: RegExp[] = [];

  /** What the test brings about on purpose, such as a refusal that a script asks for. */
  expects(error: RegExp): void {
    this.expected.push(error);
  }

  get heard(): string[] {
    return this.errors.filter((error) => !this.expected.some((known) => known.test(error)));
  }

  listen(context: BrowserContext): void {
    const documents = new Set<string>();
    const page = (url: string) => url.split('#')[0] ?? url;
    context.on('request', (request) => request.isNavigationRequest() && documents.add(page(request.url())));
    context.on('weberror', (error) => this.errors.push(String(error.error())));
    context.on('console', (message) => {
      // a page that answers 404 or 422 on purpose is no error of the page
      const isAnswer = message.text().startsWith('Failed to load resource') && documents.has(page(message.location().url));
      if (message.type() === 'error' && !isAnswer) this.errors.push(`${message.location().url}: ${message.text()}`);
    });
  }
}
