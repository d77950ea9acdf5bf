// Does data come in from a supplier: from the first key to a batch that is read, doubted and undone?
import { createHash, createHmac, randomInt, randomUUID } from 'node:crypto';
import type { APIRequestContext, APIResponse, Page } from '@playwright/test';
import { faults } from '../helpers/looks';
import { expect, test } from '../helpers/test';
import { ADDRESS, account, advance, signIn } from '../helpers/world';

const SITE = '崇川示例花园一期工程';
const NUMBER = '32069019900101001X';
const OBJECT = 'WorkerAttendance';
/** On the demo's site, and what a device might see there: one pixel. */
const WORKER = { name: '葛大勇', number: '320692197903126410' };
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=';

test('a supplier gets a key and a project, and what it sends is read and undone', async ({ page, guest, request }) => {
  test.slow();
  const code = `P-${randomInt(1e6)}`;
  await signIn(page, account('enterprise_administrator'));
  const supplier = await register(page);
  await page.getByLabel('本系统接口').check();
  await page.getByRole('button', { name: '申请密钥' }).click();
  await expect(page.getByRole('status')).toContainText('密钥申请已提交');
  await page.locator('select[name=project]').selectOption({ label: SITE });
  await page.getByLabel('供应商的项目代码').fill(code);
  await page.getByRole('button', { name: '提出申请' }).click();
  await expect(page.getByRole('alert')).toContainText('请至少选择一类报送数据');
  await expect(page.getByLabel('供应商的项目代码')).toHaveValue(code);
  await page.getByLabel('考勤', { exact: true }).check();
  await page.getByRole('button', { name: '提出申请' }).click();
  await expect(page.getByRole('status')).toContainText('申请已提交');

  const county = await guest();
  await signIn(county, account('human_resources'));
  await county.goto('/office/feeds');
  await county.getByRole('main').getByRole('link', { name: supplier.name }).first().click();
  await county.getByRole('button', { name: '核发', exact: true }).click();
  await expect(county.getByRole('status')).toContainText('密钥已核发');
  await county.getByRole('button', { name: '批准', exact: true }).click();
  await expect(county.getByRole('status')).toContainText('已批准');
  expect(await faults(county)).toEqual([]);

  await page.goto(supplier.path);
  await page.getByRole('button', { name: '领取密钥' }).click();
  const signer = {
    key: await page.locator('#key').innerText(),
    secret: await page.locator('#secret').innerText(),
    now: await serverTime(request),
  };
  expect(await faults(page)).toEqual([]);
  await page.goto(supplier.path);
  await expect(page.getByRole('button', { name: '领取密钥' })).toHaveCount(0);
  expect(await faults(page)).toEqual([]);

  const day = new Date(signer.now + 8 * 3600_000 - 86_400_000).toISOString().slice(0, 10);
  const row = (time: string, number: string) => ({ idCardType: '01', idCardNumber: number, date: `${day} ${time}`, direction: '01' });
  const rows = [row('06:41:00', NUMBER), row('06:42:00', '1'), { ...row('06:43:00', WORKER.number), image: PIXEL }];
  const body = JSON.stringify({ batchId: 'b-1', items: [{ projectCode: code, teamSysNo: 7, dataList: rows }] });
  const forged = await send(request, { ...signer, secret: 'another' }, body);
  expect([forged.status(), (await forged.json()).type]).toEqual([401, '/problems/feeds.not_authentic']);
  const sent = await send(request, signer, body);
  expect(sent.status()).toBe(202);
  const { batch } = await sent.json();
  expect((await send(request, signer, body)).status()).toBe(200);
  await expect.poll(async () => (await result(request, signer, batch)).state).toBe('applied');
  expect((await result(request, signer, batch)).errors[0]).toMatchObject({ row: 2, field: 'idCardNumber' });

  // what the device saw is shown for a reason
  await page.goto('/projects');
  const site = await page.getByRole('main').getByRole('link', { name: SITE }).first().getAttribute('href');
  await page.goto(`${site}/attendance?q=${encodeURIComponent(WORKER.name)}&month=${day.slice(0, 7)}`);
  await page.getByRole('main').getByRole('link', { name: WORKER.name }).first().click();
  await page.getByRole('link', { name: '查看抓拍照片' }).first().click();
  await expect(page.getByRole('button', { name: '记录并查看' })).toBeVisible();
  expect(await faults(page)).toEqual([]);

  // the enterprise reads what is wrong; to undo is the office's
  await page.goto(supplier.path);
  await page.getByRole('main').locator('a[href^="/feeds/batches/"]').first().click();
  await expect(page.locator('#errors')).toContainText('items[0].dataList[1]');
  await expect(page.getByRole('link', { name: '查看撤销的后果' })).toHaveCount(0);
  expect(await faults(page)).toEqual([]);
  await county.goto(`/feeds/batches/${batch}`);
  await county.getByRole('link', { name: '查看撤销的后果' }).click();
  await expect(county.getByRole('main')).toContainText('失效的考勤记录');
  expect(await faults(county)).toEqual([]);
  await county.getByLabel('理由').fill('重复报送');
  await county.locator('[name=confirmation]').fill('不');
  await county.getByRole('button', { name: '撤销该批次' }).click();
  await expect(county.locator('[name=reason]')).toHaveValue('重复报送');
  await county.locator('[name=confirmation]').fill('撤销');
  await county.getByRole('button', { name: '撤销该批次' }).click();
  await expect(county.getByRole('status')).toContainText('该批次已撤销');
  expect((await result(request, signer, batch)).state).toBe('undone');
});

test('a silent supplier is told apart from a silent site, and its outage confirmed', async ({ page, guest }) => {
  const county = await guest();
  await advance(county.request, 10 * 24 * 60);
  await signIn(county, account('human_resources'));
  await county.goto('/office/feeds');
  await county.getByRole('main').getByRole('link', { name: '南通示例信息技术有限公司' }).last().click();
  await expect(county.getByRole('main')).toContainText('供应商中断');
  const path = new URL(county.url()).pathname;

  await signIn(page, account('enterprise_administrator'));
  const site = await county.getByRole('main').getByRole('link', { name: SITE }).first().getAttribute('href');
  await page.goto(site ?? '');
  await expect(page.getByRole('main')).toContainText('工地是否有人出勤无从判断');
  expect(await faults(page)).toEqual([]);

  await county.goto(path);
  await county.getByRole('button', { name: '确认中断' }).click();
  await expect(county.getByRole('alert')).toContainText('请填写日期');
  const today = new Date((await serverTime(county.request)) + 8 * 3600_000).toISOString().slice(0, 10);
  await county.getByLabel('首日').fill(today);
  await county.getByLabel('末日').fill(today);
  await county.getByLabel('原因').fill('机房断电');
  await county.getByRole('button', { name: '确认中断' }).click();
  await expect(county.getByRole('status')).toContainText('中断已确认');
  await page.goto(site ?? '');
  await expect(page.getByRole('main')).toContainText('已确认中断');
});

type Signer = { key: string; secret: string; now: number };

async function register(page: Page): Promise<{ name: string; path: string }> {
  const name = `南通示例数据第${randomInt(1e6)}号公司`;
  await page.goto('/account/enterprises');
  await page.getByRole('main').locator('a[href^="/enterprises/"]').first().click();
  await page.goto(`${new URL(page.url()).pathname}/feeds`);
  await page.getByLabel('供应商', { exact: true }).fill(name);
  await page.getByLabel('统一社会信用代码').fill(creditCode());
  await page.getByRole('button', { name: '登记' }).click();
  await expect(page.getByRole('status')).toContainText('供应商已登记');
  return { name, path: new URL(page.url()).pathname };
}

/** A code of nobody's with a right check character (GB 32100). */
function creditCode(): string {
  const letters = '0123456789ABCDEFGHJKLMNPQRTUWXY';
  const organisation = `MA${String(randomInt(1e6)).padStart(6, '0')}`;
  const sum = [3, 7, 9, 10, 5, 8, 4, 2].reduce((all, weight, at) => all + weight * parseInt(organisation.charAt(at), 36), 0);
  const check = (11 - (sum % 11)) % 11;
  const head = `91320690${organisation}${check === 10 ? 'X' : check}`;
  const whole = [...head].reduce((all, letter, at) => all + letters.indexOf(letter) * (3 ** at % 31), 0);
  return head + letters.charAt((31 - (whole % 31)) % 31);
}

/** What the server's clock shows: a request with another time is told. */
async function serverTime(request: APIRequestContext): Promise<number> {
  const moved = await request.post('/fixtures/clock', { data: { advance_ms: 0 }, headers: { origin: ADDRESS } });
  return Date.parse((await moved.json()).now);
}

function signed({ key, secret, now }: Signer, subject: string, body: string): Record<string, string> {
  const [time, nonce] = [new Date(now).toISOString(), randomUUID()];
  const hash = createHash('sha256').update(body).digest('hex');
  const text = ['SHANGGANG-FEED-1', key, time, nonce, subject, hash, ''].join('\n');
  const signature = createHmac('sha256', secret).update(text).digest('hex');
  return { 'x-feed-key': key, 'x-feed-time': time, 'x-feed-nonce': nonce, 'x-feed-signature': signature };
}

function send(request: APIRequestContext, signer: Signer, body: string): Promise<APIResponse> {
  const headers = { ...signed(signer, OBJECT, body), 'content-type': 'application/json' };
  return request.post(`/api/v1/feeds/${OBJECT}`, { headers, data: Buffer.from(body) });
}

async function result(request: APIRequestContext, signer: Signer, batch: string) {
  const answer = await request.get(`/api/v1/feeds/batches/${batch}`, { headers: signed(signer, 'batches', batch) });
  return answer.json();
}
