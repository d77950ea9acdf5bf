// What can a candidate, and anybody else, check about an exam afterwards?
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { begin, handIn } from '../helpers/room';
import { expect, test } from '../helpers/test';
import { signUp } from '../helpers/way';
import { exam, somebody } from '../helpers/world';

type Receipt = { document: string; signature: string; keyId: string };

test('whoever hands in keeps a receipt that is the same tomorrow and names a published key', async ({ page }) => {
  await signUp(page, somebody());
  await begin(page, exam('mock'));
  await handIn(page);
  await expect(page.getByRole('heading', { name: '交卷回执' })).toBeVisible();
  const started = page.waitForEvent('download');
  await page.getByRole('link', { name: '下载回执' }).click();
  const first = readFileSync(await (await started).path(), 'utf8');
  const receipt = JSON.parse(first) as Receipt;
  const said = JSON.parse(receipt.document) as { attemptId: string; endedBy: string };
  expect(page.url()).toContain(said.attemptId);
  expect(said.endedBy).toBe('candidate');
  // the short code on the page follows from the signed text
  const bits = BigInt(`0x${createHash('sha256').update(receipt.document).digest('hex').slice(0, 20)}`);
  const digits = Array.from({ length: 16 }, (_, place) => '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[Number((bits >> BigInt(75 - 5 * place)) & 31n)]);
  await expect(page.getByText(digits.join('').replace(/(.{4})(?=.)/g, '$1-'), { exact: true })).toBeVisible();
  const keys = await (await page.request.get('/.well-known/did.json')).text();
  expect(keys).toContain(`#${receipt.keyId}`);
  const again = await page.request.get(`/attempts/${said.attemptId}/receipt.json`);
  expect(await again.text()).toBe(first);
});

test('anybody sees what an exam committed to, and nothing more before it is over', async ({ page }) => {
  const official = exam('certification');
  await page.goto(`/exams/${official.id}/proof`);
  await expect(page.getByRole('heading', { name: '组卷公示' })).toBeVisible();
  await expect(page.getByText(/^[0-9a-f]{64}$/)).toBeVisible();
  await expect(page.getByText('最后一名考生（含延长时间的考生）交卷后公布')).toBeVisible();
  const early = await page.request.get(`/exams/${official.id}/proof/reveal.json`);
  expect(early.status()).toBe(404);
});
