// What does a candidate do in the exam room? The same steps by the island and by the plain forms below it.
import { type Locator, type Page, expect } from '@playwright/test';
import { plain } from './bank';

/** Reads the rules, agrees, begins; ends at the first question. */
export async function begin(page: Page, exam: { id: string }): Promise<void> {
  await page.goto(`/exams/${exam.id}`);
  await page.getByLabel('我已阅读并遵守上述考场规则').check();
  await page.getByRole('button', { name: '开始考试' }).click();
  await page.waitForURL(/\/attempts\/[0-9a-f-]{36}$/);
  await awake(page);
}

/** Waits until the island answers, where there is one; a page without scripts is ready as it comes. */
export async function awake(page: Page): Promise<void> {
  const hasIsland = await page.evaluate(
    () => matchMedia('(scripting: enabled)').matches && document.querySelector('head script[type="module"]') !== null,
  );
  if (hasIsland) await page.locator('html[data-awake="yes"]').waitFor();
}

export async function questionCount(page: Page): Promise<number> {
  return page.locator('.sheet-panel .sheet a').count();
}

/** Waits for question `number`, counted from 1. */
export async function atQuestion(page: Page, number: number): Promise<void> {
  // seen in the next frame, where an expectation looks again after a tenth of a second
  await page.locator('#question-title', { hasText: `第${number}题，` }).waitFor();
}

/** Ticks exactly the options with these words. */
export async function tick(page: Page, words: string[]): Promise<void> {
  const options = page.locator('.question label.option');
  const texts = (await options.allInnerTexts()).map((text) => plain(text).slice(1));
  for (const word of words) {
    const at = texts.indexOf(plain(word));
    if (at < 0) throw new Error(`no option says ${word}: ${texts.join(' | ')}`);
    await options.nth(at).click();
  }
}

export async function stem(page: Page): Promise<string> {
  return page.locator('.question legend.stem').innerText();
}

export async function press(page: Page, name: '上一题' | '标记' | '下一题' | '清除本题答案'): Promise<void> {
  await page.locator('.question ~ *').getByRole('button', { name }).click();
}

/** Answers the questions from `first` to `last` and goes on after each; the last of all leads to handing in. */
export async function answer(
  page: Page,
  first: number,
  last: number,
  right: (stem: string) => string[],
): Promise<void> {
  const count = await questionCount(page);
  for (let number = first; number <= last; number += 1) {
    await atQuestion(page, number);
    await tick(page, right(await stem(page)));
    await press(page, '下一题');
  }
  if (last < count) await atQuestion(page, last + 1);
  else await page.waitForURL(/\/hand-in$/);
}

type Desk = {
  ticket: string;
  items: { slot: number; stem: string; options: string[] }[];
  answers: { slot: number; sequence: number }[];
};

/** The same answers by the interface for programs, for walks about what comes afterwards. Ends where the paper is handed in. */
export async function answerAtOnce(
  page: Page,
  right: (stem: string) => string[],
  isAnswered: (number: number) => boolean = () => true,
): Promise<void> {
  const path = new URL(page.url()).pathname;
  const desk = (await (await page.request.get(`/api/v1${path}`)).json()) as Desk;
  for (const item of desk.items.filter((one) => isAnswered(one.slot))) {
    const words = right(item.stem).map(plain);
    const letters = item.options.map((text, at) => (words.includes(plain(text)) ? String.fromCharCode(65 + at) : ''));
    const sequence = (desk.answers.find((one) => one.slot === item.slot)?.sequence ?? 0) + 1;
    const saved = await page.request.put(`/api/v1${path}/answers/${item.slot}`, {
      headers: { 'x-attempt-ticket': desk.ticket },
      data: { choice: letters.join(''), marked: false, sequence },
    });
    expect(saved.status(), `question ${item.slot}`).toBe(200);
  }
  await page.goto(`${path}/hand-in`);
}

/** The page reports every twenty seconds and hears the news; a sign of attention is reported within two. */
export async function hear(page: Page): Promise<void> {
  await page.evaluate(() => window.dispatchEvent(new Event('focus')));
}

/** How many questions the answer sheet shows as answered. */
export function answered(page: Page): Locator {
  return page.locator('.sheet-panel .sheet a.answered');
}

/** From any question, by the page that shows what is still empty. */
export async function handIn(page: Page): Promise<void> {
  if (!page.url().endsWith('/hand-in')) await page.getByRole('link', { name: '检查并交卷' }).click();
  await page.getByRole('button', { name: '确认交卷' }).click();
  await page.waitForURL(/\/result$/);
}
