// Does the board of a site hang as it was filed: drawn, printed with a code that is read, photographed, and always leading to
// who answers now?
import { randomInt } from 'node:crypto';
import { BOARD_SITE, madeOn, openBoard, photograph, picture } from '../helpers/boards';
import { printed, readCode } from '../helpers/code';
import { faults } from '../helpers/looks';
import { expect, test } from '../helpers/test';
import { ADDRESS, account, signIn } from '../helpers/world';

test('a board is printed, its code is read, and the page behind it says who answers today', async ({ page, guest }) => {
  test.slow();
  await openBoard(page, 'board_officer');
  expect(await faults(page)).toEqual([]);
  const sheet = await page.getByRole('link', { name: '打印（大号）' }).first().getAttribute('href');
  const answer = await page.request.get(sheet ?? '');
  expect([answer.status(), answer.headers()['content-type']]).toEqual([200, 'application/pdf']);
  const [drawn, ...further] = printed(await answer.body(), 120);
  expect(further).toEqual([]);
  const url = readCode(drawn as Buffer);
  expect(url).toMatch(new RegExp(`^${ADDRESS}/b/[0-9A-Z]{16}$`));

  const worker = await guest();
  expect((await worker.goto(url))?.status()).toBe(200);
  await expect(worker.getByRole('heading', { level: 1 })).toContainText(account('board_officer').name);
  await expect(worker.getByRole('main')).toContainText(BOARD_SITE);
  await expect(worker.getByRole('main')).toContainText('12348');
  const number = worker.locator('a.address[href^="tel:"]');
  await expect(number).toHaveAttribute('href', `tel:${account('board_officer').sign_in}`);
  expect(await worker.locator('script').count()).toBe(0);
  expect(await faults(worker)).toEqual([]);
  await worker.getByRole('link', { name: 'English' }).click();
  await expect(worker.getByRole('heading', { level: 1 })).toContainText('Officer at present');
  expect((await worker.goto('/b/0123456789ABCDEF'))?.status()).toBe(404);
  expect(await faults(worker)).toEqual([]);
});

test('what an office changes shows behind every code at once, and a new board says it', async ({ page, guest }) => {
  test.slow();
  await openBoard(page, 'board_officer');
  const before = await page.getByRole('heading', { name: /^第\d+版/ }).first().innerText();
  const old = await page.getByRole('link', { name: /^\/b\// }).first().getAttribute('href');

  const office = await guest();
  await signIn(office, account('human_resources'));
  await office.goto('/office/board-channels');
  expect(await faults(office)).toEqual([]);
  await office.getByRole('row', { name: /劳动保障监察/ }).getByRole('link', { name: '更正' }).click();
  const telephone = `0513-8${String(randomInt(0, 10_000_000)).padStart(7, '0')}`;
  const form = office.locator('#change');
  await form.getByLabel('电话').fill('123');
  await form.locator('[name=reason]').fill('号码更换');
  await form.getByRole('button', { name: '保存' }).click();
  await expect(office.getByRole('alert')).toContainText('电话');
  await expect(office.locator('#change [name=reason]')).toHaveValue('号码更换');
  await office.locator('#change').getByLabel('电话').fill(telephone);
  await office.locator('#change').getByRole('button', { name: '保存' }).click();
  await expect(office.getByRole('status')).toContainText('维权渠道已保存');

  const worker = await guest();
  await worker.goto(old ?? '');
  await expect(worker.getByRole('main')).toContainText(telephone);
  await page.reload();
  await expect(page.getByRole('main')).toContainText('现行版本不再一致');
  await page.getByRole('button', { name: '制作新版告示牌' }).click();
  await expect(page.getByRole('status').first()).toContainText('新版告示牌已生成');
  expect(await page.getByRole('heading', { name: /^第\d+版/ }).first().innerText()).not.toBe(before);
  await expect(page.getByRole('main')).toContainText(telephone);
  await worker.goto(old ?? '');
  await expect(worker.getByRole('main')).toContainText(before.replace(/版.*$/s, '版'));
});

test('a photo of the board is kept, and an office says whether it is in order', async ({ page, guest }) => {
  await openBoard(page, 'board_officer');
  await page.locator('summary').filter({ hasText: '上传现场照片' }).click();
  await page.locator('input[name=file]').setInputFiles({ name: 'board.png', mimeType: 'image/png', buffer: picture() });
  await page.getByLabel('设立位置').fill('大门东侧');
  await page.getByRole('button', { name: '上传现场照片' }).click();
  await expect(page.getByRole('alert')).toContainText('拍摄日期');
  await expect(page.getByLabel('设立位置')).toHaveValue('大门东侧');
  await photograph(page, '大门东侧');
  const way = await page.getByRole('link', { name: /大门东侧/ }).first().getAttribute('href');
  const kept = await page.request.get(way ?? '');
  expect([kept.status(), kept.headers()['content-type']]).toEqual([200, 'image/jpeg']);

  const office = await guest();
  await signIn(office, account('human_resources'));
  await office.goto(new URL(page.url()).pathname);
  expect(await faults(office)).toEqual([]);
  await office.locator('summary').filter({ hasText: '登记检查情况' }).click();
  await office.getByRole('radio', { name: '不符合要求' }).check();
  await office.getByLabel('检查日期').fill(await madeOn(office));
  await office.getByLabel('检查说明').fill('被脚手架遮挡，请移到醒目位置');
  await office.getByRole('button', { name: '登记检查情况' }).click();
  await expect(office.getByRole('status').first()).toContainText('检查情况已登记');
  await page.reload();
  await expect(page.getByRole('main')).toContainText('被脚手架遮挡');
});

test('filing, board and real-name system are compared field by field', async ({ page, guest }) => {
  await openBoard(page, 'board_officer');
  await page.getByRole('link', { name: '信息一致性' }).click();
  expect(await faults(page)).toEqual([]);
  await expect(page.getByRole('main')).toContainText('三处信息一致');
  const row = page.getByRole('row', { name: /联系电话/ });
  await expect(row).toContainText(account('board_officer').sign_in);
  const administrator = await guest();
  await signIn(administrator, account('enterprise_administrator'));
  await administrator.goto(new URL(page.url()).pathname);
  await expect(administrator.getByRole('row', { name: /联系电话/ })).toContainText('****');
  await administrator.goto('/agreements');
  expect(await faults(administrator)).toEqual([]);
});
