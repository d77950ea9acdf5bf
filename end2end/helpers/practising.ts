// What does somebody do who practises? The same steps with scripts and without.
import { type Page, expect } from '@playwright/test';
import { plain } from './bank';
import { stem, tick } from './room';

/** Draws a round by the form of the first page. */
export async function begin(page: Page, wish: { point?: string; kind?: string; only?: string; count?: string }): Promise<void> {
  await page.goto('/practice');
  if (wish.point) await page.getByLabel('知识点', { exact: true }).selectOption({ label: wish.point });
  if (wish.kind) await page.getByLabel('题型', { exact: true }).selectOption({ label: wish.kind });
  if (wish.only) await page.getByLabel(wish.only, { exact: true }).check();
  if (wish.count) await page.getByLabel('题目数量', { exact: true }).selectOption({ label: wish.count });
  await page.getByRole('button', { name: '开始练习' }).click();
  await page.waitForURL(/\/practice\/rounds\/[0-9a-f-]{36}$/);
}

/** Answers the question that is open, rightly or with the first option that is wrong. */
export async function solve(page: Page, how: 'right' | 'wrong', right: (stem: string) => string[]): Promise<void> {
  const words = right(await stem(page)).map(plain);
  if (how === 'right') {
    await tick(page, words);
  } else {
    const options = await page.locator('.question label.option').allInnerTexts();
    const wrong = options.map((text) => plain(text).slice(1)).find((text) => !words.includes(text));
    await tick(page, [wrong ?? '']);
  }
  await page.getByRole('button', { name: '提交答案' }).click();
  await expect(page.getByRole('status')).toContainText(how === 'right' ? '回答正确' : '回答错误');
}
