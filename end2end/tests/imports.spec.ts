// Does a file of attendance come in: from the template over its errors to the records, and back again?
import { readFileSync } from 'node:fs';
import { serverTime } from '../helpers/authenticator';
import { faults } from '../helpers/looks';
import { expect, test } from '../helpers/test';
import { account, advance, signIn } from '../helpers/world';

const NUMBER = '32069019900101001X';

test('an officer brings a file in, mends what is wrong, and takes it back', async ({ page, request }) => {
  test.slow();
  await signIn(page, account('project_officer'));
  await page.goto('/projects');
  const project = await page.getByRole('main').locator('a[href^="/projects/"]:not([href$="/new"])').first().getAttribute('href');
  await page.goto(`${project}/import`);
  const started = page.waitForEvent('download');
  await page.getByRole('row').filter({ hasText: '考勤' }).getByRole('link', { name: 'CSV 模板' }).click();
  const titles = readFileSync(await (await started).path(), 'utf8').trim().split(',');
  expect(titles).toContain('证件号码*');
  expect(await faults(page)).toEqual([]);

  // by the template's own columns, in its order
  const day = new Date((await serverTime(request)) + 8 * 3600_000 - 86_400_000).toISOString().slice(0, 10);
  const minute = String(Date.now() % 60).padStart(2, '0');
  const line = (number: string, time: string) => {
    const values: Record<string, string> = {
      班组编号: '七班', 证件类型: '居民身份证', 证件号码: number, 打卡时间: `${day} ${time}`, 进出方向: '进',
    };
    return titles.map((title) => values[title.replace(/[*\uFEFF]/g, '')] ?? '').join(',');
  };
  const file = [titles.join(','), line(NUMBER, `07:${minute}:01`), line('1', '08:00:00')].join('\r\n');
  await page.getByLabel('数据类别').selectOption({ label: '考勤' });
  await page.getByLabel('文件', { exact: true }).setInputFiles({ name: '考勤.csv', mimeType: 'text/csv', buffer: Buffer.from(file) });
  await page.getByRole('button', { name: '上传并核对' }).click();
  await expect(page.getByRole('heading', { name: '导入：考勤.csv' })).toBeVisible();
  const reaches = async (state: string) => {
    await expect(async () => {
      // the job has its turn every few seconds
      await advance(request, 0.1);
      await page.reload();
      await expect(page.getByText(state, { exact: true })).toBeVisible({ timeout: 500 });
    }).toPass();
  };
  await reaches('待确认');
  await expect(page.getByRole('cell').filter({ hasText: /证件号码：/ })).toBeVisible();
  expect(await faults(page)).toEqual([]);
  const copy = page.waitForEvent('download');
  await page.getByRole('link', { name: '下载标注文件' }).click();
  expect(readFileSync(await (await copy).path(), 'utf8')).toContain('需要更正');

  await page.getByRole('button', { name: '确认入库' }).click();
  await reaches('已完成');
  await page.getByRole('link', { name: '撤销本次导入' }).click();
  await page.waitForURL(/\/undo$/);
  expect(await faults(page)).toEqual([]);
  await page.getByLabel('撤销理由').fill('重复导入');
  await page.getByLabel(/请输入/).fill('撤销');
  await page.getByRole('button', { name: '撤销本次导入' }).click();
  await reaches('已撤销');
});
