// How many bytes does a stranger's browser load for the first sight of a public page, and from whom?
import type { Page, Request } from '@playwright/test';
import { PUBLIC, open } from '../helpers/pages';
import { expect, test } from '../helpers/test';
import { certificate } from '../helpers/world';

/** Over the wire, with everything that the page asks for by itself. */
const FIRST_SIGHT = 60 * 1024;
const VERIFY_PAGE = 15 * 1024;

/** What a browser that was never here asks for when it opens this address. */
async function firstSight(page: Page, address: string): Promise<{ bytes: number; hosts: string[] }> {
  const finished: Request[] = [];
  page.on('requestfinished', (request) => finished.push(request));
  await page.goto(address, { waitUntil: 'networkidle' });
  let bytes = 0;
  for (const request of finished) bytes += (await request.sizes()).responseBodySize;
  return { bytes, hosts: [...new Set(finished.map((request) => new URL(request.url()).host))] };
}

test('the first sight of a public page is light and asks nobody else', async ({ page, guest }) => {
  for (const path of PUBLIC) {
    await open(page, path);
    const address = new URL(page.url());
    const stranger = await guest();
    const seen = await firstSight(stranger, address.href);
    expect.soft(seen.hosts, path).toEqual([address.host]);
    expect.soft(seen.bytes, `${path}: is it counted?`).toBeGreaterThan(1_000);
    expect.soft(seen.bytes, path).toBeLessThanOrEqual(FIRST_SIGHT);
    await stranger.context().close();
  }
});

test('the page of a scanned code is lighter still before its verifier is loaded', async ({ guest }) => {
  const stranger = await guest();
  const document = stranger.waitForResponse((response) => response.request().isNavigationRequest());
  await stranger.goto(certificate('valid').verify_url);
  const { responseBodySize } = await (await document).request().sizes();
  expect(responseBodySize).toBeLessThanOrEqual(VERIFY_PAGE);
});
