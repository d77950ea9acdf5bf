// Can everybody read, and does reading count for those who do?
import type { Page } from '@playwright/test';
import { knowledge, plain } from '../helpers/bank';
import { expect, test } from '../helpers/test';
import { lessons, signUp } from '../helpers/way';
import { advance, signIn, somebody } from '../helpers/world';

const LESSON = '/courses/officer/lessons/02-wage-payment';
const REPORT_S = 30;
const right = knowledge();

test('anybody reads the whole course without an account', async ({ page }) => {
  await page.goto('/courses');
  await page.getByRole('link', { name: '劳资专管员岗前培训' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('劳资专管员岗前培训');
  const all = await lessons(page.request);
  expect(all).toHaveLength(12);
  await page.getByRole('link', { name: /^开始学习/ }).click();
  for (let read = 1; read < all.length; read += 1) {
    await expect(page.getByRole('article')).toContainText(/[。？]/);
    await page.getByRole('link', { name: /^下一课/ }).click();
  }
  await page.getByRole('link', { name: '返回课程目录' }).click();
  await expect(page).toHaveURL('/courses/officer');
});

test('the pictures of a lesson are there and say what they show', async ({ page }) => {
  for (const lesson of await lessons(page.request)) {
    await page.goto(lesson);
    for (const picture of await page.getByRole('article').locator('img').all()) {
      await picture.scrollIntoViewIfNeeded();
      await expect(picture).toHaveJSProperty('complete', true);
      expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
      expect(await picture.getAttribute('alt')).toMatch(/.{10}/);
    }
  }
});

test('reading counts minute by minute while somebody is there', async ({ page }) => {
  await signUp(page, somebody());
  await open(page);
  for (let report = 0; report < 4; report += 1) {
    await page.mouse.move(100 + report, 300);
    await halfMinute(page);
  }
  await expect(page.locator('#reading')).toContainText('已学 2 分钟');
  await expect(page.locator('#reading-state')).toHaveText('正在计算学时。');
  await page.goto('/courses/officer');
  await expect(page.getByRole('link', { name: /^继续学习/ })).toBeVisible();
});

test('a window that nobody moves stops counting, and says so', async ({ page }) => {
  await signUp(page, somebody());
  await open(page);
  await page.mouse.move(100, 300);
  for (let report = 0; report < 3; report += 1) await halfMinute(page);
  await expect(page.locator('#reading-state')).toHaveText('长时间没有操作，学时暂停计算。继续阅读即恢复。');
  const counted = await page.locator('#reading').innerText();
  await advance(page.request, 10);
  const woken = beat(page);
  await page.mouse.move(200, 400);
  await woken;
  await expect(page.locator('#reading-state')).toHaveText('正在计算学时。');
  expect(await page.locator('#reading').innerText(), 'the pause earns nothing').toBe(counted);
});

test('two windows at once count once', async ({ page, guest }) => {
  const who = somebody();
  await signUp(page, who);
  const other = await guest();
  await signIn(other, { sign_in: who.phone, password: who.password });
  await open(page);
  await open(other);
  for (let report = 0; report < 4; report += 1) {
    await advance(page.request, REPORT_S / 60);
    for (const window of [page, other]) {
      await window.mouse.move(100 + report, 300);
      await tickOver(window);
    }
  }
  await page.goto('/courses/officer');
  const credited = await page.getByRole('main').innerText();
  const minutes = [...credited.matchAll(/已学(\d+)分钟/g)].reduce((sum, found) => sum + Number(found[1]), 0);
  expect(minutes).toBeLessThanOrEqual(2);
});

test('the quiz explains what was wrong and is passed when all is right', async ({ page }) => {
  await signUp(page, somebody());
  await page.goto(LESSON);
  await choose(page, 'wrong');
  await page.getByRole('button', { name: '提交答案' }).click();
  await expect(page.getByText(/共3题，答对[0-2]题/)).toBeVisible();
  await expect(page.getByText('解析：').first()).toBeVisible();
  await page.getByRole('link', { name: '重新作答' }).click();
  await choose(page, 'right');
  await page.getByRole('button', { name: '提交答案' }).click();
  await expect(page.getByText('全部答对，本课练习已通过。')).toBeVisible();
  await page.goto('/courses/officer');
  await expect(page.getByText('练习已通过')).toHaveCount(1);
});

test('whoever is not signed in is led to the quiz by signing in', async ({ page }) => {
  const who = somebody();
  await signUp(page, who);
  await page.getByRole('button', { name: '退出' }).click();
  await page.goto(LESSON);
  await page.getByRole('link', { name: '登录后作答' }).click();
  await page.getByLabel('手机号码或身份证号码').fill(who.phone);
  await page.getByLabel('密码', { exact: true }).fill(who.password);
  await page.getByRole('main').getByRole('button', { name: '登录' }).click();
  await expect(page).toHaveURL(LESSON);
  await expect(page.getByRole('button', { name: '提交答案' })).toBeVisible();
});

/** Opens the lesson in a window whose time stands still until it is told to go on. */
async function open(page: Page): Promise<void> {
  await page.clock.install();
  const first = beat(page);
  await page.goto(LESSON);
  await first;
}

function beat(page: Page): Promise<unknown> {
  return page.waitForResponse((response) => response.url().endsWith('/beats') && response.ok());
}

async function tickOver(page: Page): Promise<void> {
  const reported = beat(page);
  await page.clock.runFor(REPORT_S * 1_000);
  await reported;
}

/** Half a minute passes, for the server and in the window. */
async function halfMinute(page: Page): Promise<void> {
  await advance(page.request, REPORT_S / 60);
  await tickOver(page);
}

async function choose(page: Page, how: 'right' | 'wrong'): Promise<void> {
  for (const question of await page.locator('#quiz .question').all()) {
    const stem = (await question.locator('.stem').innerText()).replace(/^\d+\.\s*/, '');
    const good = right(stem).map(plain);
    for (const option of await question.locator('label.option').all()) {
      const isGood = good.includes(plain(await option.innerText()).slice(1));
      if (isGood === (how === 'right')) await option.locator('input').check({ force: true });
    }
  }
}
