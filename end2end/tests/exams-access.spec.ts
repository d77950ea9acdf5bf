// Can everybody sit an exam? By keyboard alone, in very large type, with a screen reader, in forced colours.
import type { Page } from '@playwright/test';
import { knowledge, plain } from '../helpers/bank';
import { expectSeenFocus, tabTo } from '../helpers/keyboard';
import { faults } from '../helpers/looks';
import { answer, answered, atQuestion, awake, begin, press, questionCount, stem, tick } from '../helpers/room';
import { expect, test } from '../helpers/test';
import { becomeReady, signUp } from '../helpers/way';
import { advance, exam, somebody } from '../helpers/world';

const right = knowledge();

/** The letters that choose what is right in the question that is open. */
async function rightLetters(page: Page): Promise<string[]> {
  const texts = (await page.locator('.question label.option').allInnerTexts()).map((text) => plain(text).slice(1));
  return right(await stem(page)).map((words) => {
    const at = texts.indexOf(plain(words));
    if (at < 0) throw new Error(`no option says ${words}`);
    return 'abcdef'.charAt(at);
  });
}

test('an official exam is sat by keyboard alone, from the rules to the result', async ({ page, guest }) => {
  test.slow();
  const [who, official] = [somebody(), exam('certification')];
  await becomeReady(page, await guest(), who);
  await page.goto(`/exams/${official.id}`);
  await tabTo(page, page.getByLabel('我已阅读并遵守上述考场规则'));
  await page.keyboard.press('Space');
  await tabTo(page, page.getByRole('button', { name: '开始考试' }));
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/attempts\/[0-9a-f-]{36}$/);
  await awake(page);
  const count = await questionCount(page);

  // the first question as a form: Tab to an option, Space, arrows, and the button
  const [letter = 'a'] = await rightLetters(page);
  const first = page.locator('.question .option input');
  await tabTo(page, first);
  await page.keyboard.press('Space');
  await expect(first.nth(0)).toBeChecked();
  for (let at = 0; at < 'abcdef'.indexOf(letter); at += 1) await page.keyboard.press('ArrowDown');
  await expect(first.nth('abcdef'.indexOf(letter))).toBeChecked();
  await tabTo(page, page.getByRole('button', { name: '标记' }));
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: '标记' })).toHaveAttribute('aria-pressed', 'true');
  await tabTo(page, page.locator('.room-nav').getByRole('button', { name: '下一题' }));
  await page.keyboard.press('Enter');

  // the others by the keys of the room: the focus is on the title of each
  for (let number = 2; number <= count; number += 1) {
    await atQuestion(page, number);
    await expect(page.locator('#question-title')).toBeFocused();
    await expectSeenFocus(page);
    for (const letter of await rightLetters(page)) await page.keyboard.press(letter);
    if (number === 2) await page.keyboard.press('m');
    if (number < count) await page.keyboard.press(number % 2 === 0 ? 'Enter' : 'ArrowRight');
  }
  await expect(answered(page)).toHaveCount(count);

  // back to what is marked, by the answer sheet
  await tabTo(page, page.getByRole('navigation', { name: '答题卡' }).getByRole('link', { name: '第2题, 已答, 已标记' }));
  await page.keyboard.press('Enter');
  await atQuestion(page, 2);
  await expect(page.locator('#question-title')).toBeFocused();
  await page.keyboard.press('m');
  await page.keyboard.press('ArrowLeft');
  await atQuestion(page, 1);
  await tabTo(page, page.getByRole('link', { name: '检查并交卷' }));
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/hand-in$/);
  await expect(page.getByText('全部题目均已作答。')).toBeVisible();

  // the last look is a page of its own: back to the questions, and here again
  await tabTo(page, page.getByRole('link', { name: '第1题' }));
  await page.keyboard.press('Enter');
  await awake(page);
  await atQuestion(page, 1);
  await tabTo(page, page.getByRole('link', { name: '检查并交卷' }));
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/hand-in$/);
  await tabTo(page, page.getByRole('button', { name: '确认交卷' }));
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/result$/);
  await expect(page.getByText('您的成绩为100分，合格。')).toBeVisible();
});

test('keys choose only inside the question, and can be switched off', async ({ page }) => {
  await signUp(page, somebody());
  await begin(page, exam('mock'));
  await tabTo(page, page.getByRole('button', { name: '关闭快捷键' }));
  await page.keyboard.press('a');
  await expect(page.locator('.option input:checked')).toHaveCount(0);
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: '启用快捷键' })).toBeFocused();
  await page.locator('.option input').first().focus();
  await page.keyboard.press('b');
  await page.keyboard.press('m');
  await expect(page.locator('.option input:checked')).toHaveCount(0);
  await expect(page.getByRole('button', { name: '标记' })).toHaveAttribute('aria-pressed', 'false');
  await page.reload();
  await awake(page);
  await expect(page.getByRole('button', { name: '启用快捷键' })).toBeVisible();
});

/** Twice the type that the browser would show, as somebody sets it who sees little. */
async function doubleType(page: Page): Promise<void> {
  await page.evaluate(() => {
    const root = document.documentElement;
    root.style.fontSize = `${2 * parseFloat(getComputedStyle(root).fontSize)}px`;
  });
}

test('in type twice as large the room, the last look and the result stay whole, and no focus is covered', async ({ page }) => {
  test.slow();
  await signUp(page, somebody());
  await begin(page, exam('mock'));
  await answer(page, 1, 1, right);
  await press(page, '标记');
  await doubleType(page);
  expect.soft(await faults(page), 'the room').toEqual([]);
  await page.locator('.skip').focus();
  for (const name of ['上一题', '标记', '下一题', '清除本题答案']) {
    await tabTo(page, page.locator('.question ~ *').getByRole('button', { name }));
  }
  await tabTo(page, page.getByRole('link', { name: '检查并交卷' }));
  await tabTo(page, page.locator('.question .option input'), 'Shift+Tab');
  const bar = await page.locator('.room-bar').boundingBox();
  expect(bar?.height ?? 0, 'the bar leaves room for the question').toBeLessThan(370);

  await page.context().setOffline(true);
  await expect(page.getByText('网络中断，可以继续作答。')).toBeVisible();
  expect.soft(await faults(page), 'without a network').toEqual([]);
  await page.context().setOffline(false);
  await page.getByRole('link', { name: '检查并交卷' }).click();
  await page.waitForURL(/\/hand-in$/);
  await doubleType(page);
  expect.soft(await faults(page), 'the last look').toEqual([]);
  await page.getByRole('button', { name: '确认交卷' }).click();
  await page.waitForURL(/\/result$/);
  await doubleType(page);
  expect.soft(await faults(page), 'the result').toEqual([]);
});

test('nothing moves, and in forced colours answered, marked and here are still told apart', async ({ page }) => {
  await signUp(page, somebody());
  await begin(page, exam('mock'));
  await answer(page, 1, 1, right);
  await press(page, '标记');
  const moving = () => [...document.querySelectorAll('*')].filter((one) => getComputedStyle(one).transitionDuration !== '0s');
  await page.emulateMedia({ reducedMotion: 'reduce', forcedColors: 'active' });
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
  expect(await page.evaluate(moving)).toEqual([]);
  expect(await faults(page)).toEqual([]);
  const look = (place: number) =>
    page.locator('.sheet a').nth(place).evaluate((cell) => {
      const [style, corner] = [getComputedStyle(cell), getComputedStyle(cell, '::after')];
      return [style.backgroundColor, style.outlineStyle, corner.content].join(' ');
    });
  const looks = [await look(0), await look(1), await look(2)];
  expect(new Set(looks).size, looks.join(' | ')).toBe(3);
  const mark = (name: string) =>
    page.getByRole('button', { name }).first().evaluate((button) => getComputedStyle(button).backgroundColor);
  expect(await mark('标记')).not.toBe(await mark('上一题'));
});

test('a screen reader finds its way, and hears what it must once and politely', async ({ page }) => {
  test.slow();
  await page.clock.install();
  await signUp(page, somebody());
  await begin(page, exam('mock'));
  await expect(page.getByRole('main')).toMatchAriaSnapshot(`
    - heading "模拟考试" [level=1]
    - timer: /剩余/
    - status
    - region /第1题，共10题/:
      - heading /第1题，共10题/ [level=2]
      - group:
        - radio /^A/
        - radio /^B/
    - button "上一题" [disabled]
    - button "标记"
    - button "下一题"
    - button "清除本题答案"
    - navigation "答题卡":
      - heading "答题卡" [level=2]
      - link "第1题, 未答"
    - link "检查并交卷"
  `);
  await page.evaluate(listen);

  const status = page.getByRole('main').getByRole('status').first();
  await tick(page, right(await stem(page)));
  await expect(status).toHaveText('第1题已保存。');
  await expect(page.getByRole('link', { name: '第1题, 已答' })).toBeVisible();
  await press(page, '下一题');
  await expect(page.locator('#question-title')).toBeFocused();

  // seventy-six minutes on: the first warning politely, the second at once, each a single time
  await page.clock.fastForward('01:16:00');
  await advance(page.request, 76);
  await expect(status).toContainText('不到15分钟');
  await page.clock.fastForward('09:30');
  await advance(page.request, 9.5);
  const alarm = page.locator('[aria-live="assertive"]');
  await expect(alarm).toHaveText('距离考试结束还有不到5分钟，请尽快检查未答题目。');
  await page.clock.runFor(30_000);
  const heard = await page.evaluate(() => (window as unknown as { heard: string[] }).heard);
  expect(heard.filter((words) => words.includes('不到5分钟'))).toHaveLength(1);
  expect(heard.filter((words) => words.includes('不到15分钟'))).toHaveLength(1);
  expect(heard.filter((words) => /\d+:\d\d/.test(words)), 'no chatter of the clock').toEqual([]);
  const timer = page.getByRole('timer');
  expect(await timer.evaluate((one) => one.closest('[aria-live], [role="status"], [role="alert"], [role="log"]'))).toBeNull();
});

/** Runs in the page: writes down whatever a live region says. */
function listen(): void {
  const heard: string[] = [];
  (window as unknown as { heard: string[] }).heard = heard;
  const lives = '[aria-live], [role="status"], [role="alert"], [role="log"], [role="timer"][aria-live]';
  new MutationObserver((changes) => {
    for (const change of changes) {
      const element = change.target instanceof Element ? change.target : change.target.parentElement;
      const live = element?.closest(lives);
      if (live?.textContent) heard.push(live.textContent);
    }
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}
