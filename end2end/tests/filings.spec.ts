// Is an officer bound to a site from the own certificate once the enterprise confirms, and do the rights end at once?
import type { Page } from '@playwright/test';
import { certify } from '../helpers/certified';
import { expect, test } from '../helpers/test';
import { account, signIn, somebody } from '../helpers/world';

const ENTERPRISE_CODE = '91320613MA00TE5T2Q';
const SITE = '崇川示例花园一期工程';

test('an officer is bound from the own certificate and let go at once', async ({ page, guest }) => {
  test.slow();
  const who = somebody();
  await certify(page, await guest(), who);
  await page.getByRole('main').getByRole('link', { name: '绑定备案' }).click();
  await ask(page, '直接责任人');
  await expect(page.getByRole('status')).toContainText('申请已提交');
  await page.goto('/');
  await expect(page.locator('#sites')).toHaveCount(0);

  const administrator = await guest();
  await openQueue(administrator);
  await administrator.getByRole('link', { name: who.name }).click();
  await administrator.getByRole('button', { name: '确认', exact: true }).click();
  await expect(administrator.getByRole('alert')).toContainText('该项目已有直接责任人');
  await administrator.getByLabel('理由').fill('该项目已有直接责任人');
  await administrator.getByRole('button', { name: '不予确认' }).click();
  await expect(administrator.getByRole('status')).toContainText('不予确认');

  await openOwn(page);
  await ask(page, '协助人员');
  await openQueue(administrator);
  await administrator.getByRole('link', { name: who.name }).click();
  await administrator.getByRole('button', { name: '确认', exact: true }).click();
  await expect(administrator.getByRole('status')).toContainText('绑定立即生效');

  await page.goto('/');
  const site = await page.locator('#sites').getByRole('link', { name: SITE }).getAttribute('href');
  expect((await page.goto(site ?? ''))?.status()).toBe(200);
  await administrator.getByText('解除绑定').first().click();
  await administrator.locator('[name=reason]').fill('项目人员调整');
  await administrator.locator('[name=confirmation]').fill('解除');
  await administrator.getByRole('button', { name: '解除绑定' }).click();
  await expect(administrator.getByRole('status')).toContainText('权限即时终止');
  expect((await page.goto(site ?? ''))?.status()).toBe(404);
  await page.goto('/');
  await expect(page.locator('#sites')).toHaveCount(0);

  // the enterprise assigns the same officer again, who accepts
  await openOwn(page);
  await expect(page).toHaveURL(/\/bindings$/);
  await assign(administrator, new URL(page.url()).pathname.split('/')[2] ?? '', who.name);
  await expect(administrator.getByRole('status')).toContainText('待本人接受后生效');
  await page.reload();
  await expect(page.getByRole('row').filter({ hasText: '待本人接受' })).toHaveCount(1);
  await page.getByRole('row').filter({ hasText: '待本人接受' }).getByRole('link').click();
  await expect(page.getByRole('main')).toContainText('熟悉实名制管理');
  await page.getByRole('button', { name: '接受', exact: true }).click();
  await expect(page.getByRole('status')).toContainText('绑定立即生效');
  await page.getByText('解除绑定').first().click();
  await page.locator('[name=reason]').fill('项目人员调整');
  await page.locator('[name=confirmation]').fill('解除');
  await page.getByRole('button', { name: '解除绑定' }).click();
  await expect(page.getByRole('status')).toContainText('权限即时终止');
});

test('an officer finds the own site on the first page', async ({ page }) => {
  await signIn(page, account('project_officer'));
  await expect(page.locator('#sites')).toContainText(SITE);
  await expect(page.locator('#sites')).toContainText('项目劳资员（直接责任人，专职）');
});

async function openOwn(page: Page): Promise<void> {
  await page.goto('/certificates');
  await page.getByRole('main').getByRole('link').first().click();
  await page.getByRole('main').getByRole('link', { name: '绑定备案' }).click();
}

/** For the site of the demonstration. */
async function ask(page: Page, duty: '直接责任人' | '协助人员'): Promise<void> {
  await page.getByLabel('统一社会信用代码').fill(ENTERPRISE_CODE);
  await page.getByRole('button', { name: '查找企业' }).click();
  await page.getByRole('radio', { name: /^项目劳资员/ }).check();
  await page.getByLabel('项目', { exact: true }).selectOption({ label: SITE });
  await page.getByRole('radio', { name: duty }).check();
  await page.getByRole('radio', { name: '兼职' }).check();
  await page.getByRole('button', { name: '提交申请' }).click();
}

/** To the site of the demonstration, as an assistant; with what the enterprise says of the officer. */
async function assign(administrator: Page, number: string, name: string): Promise<void> {
  await openQueue(administrator);
  await administrator.getByText('填写指派信息').click();
  await administrator.getByLabel('上岗证编号').fill(number);
  await administrator.locator('#assign').getByLabel('姓名', { exact: true }).fill(name);
  await administrator.getByRole('radio', { name: /^项目劳资员/ }).check();
  await administrator.getByLabel('项目', { exact: true }).selectOption({ label: SITE });
  await administrator.getByRole('radio', { name: '协助人员' }).check();
  await administrator.getByRole('radio', { name: '兼职' }).check();
  await administrator.getByLabel('劳动用工管理经验').fill('6');
  await administrator.getByLabel('单位意见').fill('熟悉实名制管理');
  await administrator.getByRole('button', { name: '指派', exact: true }).click();
}

async function openQueue(administrator: Page): Promise<void> {
  if (administrator.url() === 'about:blank') await signIn(administrator, account('enterprise_administrator'));
  await administrator.goto('/account/enterprises');
  await administrator.getByRole('main').locator('a[href^="/enterprises/"]').first().click();
  await administrator.goto(`${new URL(administrator.url()).pathname}/officers?which=waiting`);
}
