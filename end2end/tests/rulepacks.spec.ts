// Does a rule change by two people and from its day, and by nobody else?
import { serverTime } from '../helpers/authenticator';
import { faults } from '../helpers/looks';
import { expect, test } from '../helpers/test';
import { account, signIn } from '../helpers/world';

test('the issuer changes its rules by two people, and the public page shows the version that is to come', async ({ page, guest, request }) => {
  const now = new Date(await serverTime(request));
  // far ahead, so that no exam of another test is held by it; another figure in every run
  const year = now.getUTCFullYear() + 4;
  const minutes = String(100 + (Date.now() % 400));
  await signIn(page, account('issuer'));
  await page.goto('/office/rules');
  await page.getByRole('link', { name: '提出规则调整' }).click();
  await page.getByLabel('施行地区').selectOption({ label: '崇川区' });
  await expect(page.getByLabel('考试时长（分钟）')).toBeHidden();
  for (const fold of await page.getByRole('main').locator('details.fold > summary').all()) await fold.click();
  expect(await faults(page)).toEqual([]);
  await page.getByLabel('考试时长（分钟）').check();
  await page.getByRole('button', { name: '下一步：填写新的规定' }).click();
  await page.getByLabel('考试时长（分钟）').fill('5');
  await page.getByLabel('施行日期').fill(now.toISOString().slice(0, 10));
  await page.getByLabel('调整理由').fill('改');
  expect(await faults(page)).toEqual([]);
  await page.getByRole('button', { name: '提交复核' }).click();
  await expect(page.getByRole('alert')).toContainText('请填写10至600之间的整数');
  await expect(page.getByRole('alert')).toContainText('施行日期应在今天以后');
  await expect(page.getByRole('alert')).toContainText('请写明理由');
  expect(await faults(page)).toEqual([]);

  await page.getByLabel('考试时长（分钟）').fill(minutes);
  await page.getByLabel('施行日期').fill(`${year}-12-31`);
  await page.getByLabel('调整理由').fill('题量增加，延长考试时间');
  await page.getByRole('button', { name: '提交复核' }).click();
  await expect(page.getByRole('status')).toContainText('规则调整已提交');
  await expect(page.getByRole('row').filter({ hasText: '考试时长' }).first()).toContainText(minutes);
  await expect(page.getByRole('button', { name: '复核同意' })).toHaveCount(0);
  expect(await faults(page)).toEqual([]);

  const second = await guest();
  await signIn(second, account('second_issuer'));
  await second.goto('/office');
  await second.getByRole('main').getByRole('link', { name: '待复核的规则调整' }).click();
  await second.getByRole('button', { name: '复核同意' }).click();
  await expect(second.getByRole('status')).toContainText('新的规定自施行日起执行');
  await expect(second.getByRole('row').filter({ hasText: minutes }).first()).toContainText('复核同意');
  expect(await faults(second)).toEqual([]);

  const anybody = await guest();
  await anybody.goto('/rules');
  const version = anybody.locator('section').filter({ hasText: `自${year}年12月31日起施行` }).filter({ hasText: minutes });
  await expect(version).toHaveCount(1);
});
