// Is somebody told what concerns them, at once on every page, and by mail where they want it? And do the officer and the
// enterprise begin with what is open?
import type { Page } from '@playwright/test';
import { faults } from '../helpers/looks';
import { expect, test } from '../helpers/test';
import { account, advance, signIn, somebody } from '../helpers/world';
import { signUp } from '../helpers/way';

const SITE = '崇川示例花园一期工程';

test('a notice is counted on every page, leads to what it is about, and is read', async ({ page }) => {
  await signIn(page, account('project_officer'));
  await page.goto('/account');
  const before = await unread(page);
  expect(before).toBeGreaterThan(0);
  await page.getByRole('link', { name: /^通知/ }).first().click();
  expect(await faults(page)).toEqual([]);
  await page.getByRole('main').getByRole('link', { name: '未读通知' }).click();
  const card = page.locator('section.card').filter({ hasText: '缺少考勤日报' }).first();
  await expect(card).toContainText(SITE);
  await card.getByRole('button', { name: '查看' }).click();
  await expect(page).toHaveURL(/\/attendance\/days\/\d{4}-\d{2}-\d{2}$/);
  expect(await unread(page)).toBeLessThan(before);
  await page.goto('/notices');
  await expect(page.getByRole('main')).toContainText('已于');
});

test('the staff of an enterprise share an inbox and see who read what', async ({ page }) => {
  await signIn(page, account('enterprise_administrator'));
  await page.goto('/notices');
  const card = page.locator('section.card').filter({ hasText: '示例建设有限公司' }).first();
  await card.getByRole('button', { name: '查看' }).click();
  await page.goto('/notices');
  await expect(page.locator('section.card').filter({ hasText: '已读：' }).first()).toContainText(account('enterprise_administrator').name);
});

test('an officer begins with the five areas, and a number leads to its rows', async ({ page }) => {
  await signIn(page, account('project_officer'));
  const tiles = page.locator('#work .stats a');
  await expect(tiles).toHaveCount(5);
  await expect(page.locator('#work')).toContainText('劳资纠纷');
  await expect(page.locator('#work')).toContainText('尚未启用');
  await tiles.first().click();
  await expect(page).toHaveURL(/\/work#entry$/);
  expect(await faults(page)).toEqual([]);
  const numbers = page.locator('section.card table a').filter({ hasText: /^\d+$/ });
  const said = Number(await numbers.first().innerText());
  expect(said).toBeGreaterThan(0);
  await numbers.first().click();
  expect(page.url()).toContain('/projects/');
});

test('an enterprise sees all its sites, and prints who has which duties', async ({ page }) => {
  await signIn(page, account('enterprise_administrator'));
  await page.goto('/account/enterprises');
  await page.getByRole('main').locator('a[href^="/enterprises/"]').first().click();
  await page.getByRole('link', { name: '企业劳资工作总览' }).click();
  await expect(page.getByRole('main')).toContainText(SITE);
  expect(await faults(page)).toEqual([]);
  await page.goBack();
  await page.getByRole('link', { name: '劳资专管员职责和权限表' }).click();
  await expect(page.getByRole('main')).toContainText(account('project_officer').name);
  await expect(page.getByRole('main')).toContainText('每日检查情况汇总报项目经理');
  expect(await faults(page)).toEqual([]);
  const pdf = await page.getByRole('link', { name: '生成打印文件' }).getAttribute('href');
  const answer = await page.request.get(pdf ?? '');
  expect([answer.status(), answer.headers()['content-type']]).toEqual([200, 'application/pdf']);
  expect((await answer.body()).subarray(0, 5).toString()).toBe('%PDF-');
});

test('a mail address is confirmed by its link and gets the code for a forgotten password', async ({ page, guest, request }) => {
  test.slow();
  const who = somebody();
  await signUp(page, who);
  await page.goto('/account/mail');
  await page.getByLabel('邮箱地址').fill('gu');
  await page.locator('#password').fill(who.password);
  await page.getByRole('button', { name: '发送确认邮件' }).click();
  await expect(page.getByRole('alert')).toContainText('邮箱地址不正确');
  await expect(page.getByLabel('邮箱地址')).toHaveValue('gu');
  const address = `u${who.phone}@example.cn`;
  await page.getByLabel('邮箱地址').fill(address);
  await page.locator('#password').fill(who.password);
  await page.getByRole('button', { name: '发送确认邮件' }).click();
  await expect(page.getByRole('status')).toContainText('确认邮件已发送');
  const mail = await guest();
  const letter = await letterTo(mail, address, '请确认您的电子邮箱', () => advance(request, 1));
  const link = new URL(letter.match(/https?:\S+/)?.[0] ?? '').pathname;
  await mail.goto(link);
  await expect(mail.getByRole('main')).toContainText(`u***@example.cn`);
  expect(await faults(mail)).toEqual([]);
  await mail.getByRole('button', { name: '确认登记' }).click();
  await expect(mail.getByRole('status')).toContainText('邮箱已确认');
  expect((await mail.goto(link))?.status()).toBe(404);

  await mail.goto('/reset');
  await mail.getByLabel('手机号码或身份证号码').fill(who.phone);
  await mail.getByRole('button', { name: '发送重置码' }).click();
  const code = (await letterTo(mail, address, '密码重置码', () => advance(request, 1))).match(/\d{8}/)?.[0] ?? '';
  await mail.goto('/reset/code');
  await mail.getByLabel('手机号码或身份证号码').fill(who.phone);
  await mail.getByLabel('重置码').fill(code);
  await mail.getByLabel('新密码').fill('xue-wan-2027');
  await mail.getByRole('button', { name: '设置新密码' }).click();
  await expect(mail.getByRole('status')).toContainText('新密码已设置');
});

/** As the frame of the page says it. */
async function unread(page: Page): Promise<number> {
  const said = await page.locator('header.site .account').innerText();
  return Number(said.match(/通知（(\d+)/)?.[1] ?? 0);
}

/** What the demonstration would have sent there; the job has its turn within seconds of its clock. */
async function letterTo(page: Page, address: string, subject: string, wait: () => Promise<void>): Promise<string> {
  const masked = `${address[0] ?? ''}***@example.cn`;
  const card = page.locator('section.card').filter({ hasText: masked }).filter({ hasText: subject }).first();
  await expect(async () => {
    await wait();
    await page.goto('/demo/messages');
    await expect(card).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  return card.locator('.message').innerText();
}
