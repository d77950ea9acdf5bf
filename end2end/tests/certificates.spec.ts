// Is a certificate what it looks like? Its card, its code on screen and on paper, and what a stranger is told.
import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { PNG } from 'pngjs';
import { pass } from '../helpers/certified';
import { printed, readCode } from '../helpers/code';
import { faults } from '../helpers/looks';
import { expect, test } from '../helpers/test';
import { becomeReady, signUp } from '../helpers/way';
import { workbook } from '../helpers/workbook';
import { ADDRESS, type Somebody, account, certificate, exam, signIn, somebody } from '../helpers/world';

const VERDICTS = {
  valid: ['证书有效', '通过'],
  suspended: ['证书核查中（暂停）', '正在核查'],
  revoked: ['证书已注销', '第十五条第（一）项'],
  annulled: ['证书已撤销', '以欺骗等不正当手段取得'],
  superseded: ['证书已换发', '更正证书信息后换发'],
};

/** Every photo is kept in one size. */
const KEPT = [358, 441];
/** The colour behind the head of a portrait. */
const GROUND = [120, 170, 220];

test('a stranger scans the code of a fresh certificate and meets the verify page', async ({ page, guest }) => {
  test.slow();
  const who = somebody();
  await becomeReady(page, await guest(), who);
  await bringPhoto(page, portrait());
  await expect(page.getByRole('status')).toContainText('照片已保存');
  await pass(page, exam('certification'), who);
  expect(await size(page.getByRole('img', { name: '持证人照片' })), 'the photo of the card').toEqual(KEPT);
  expect.soft(await faults(page), 'the card with a photo').toEqual([]);
  const onScreen = await readFromPage(page.locator('.certificate .qr'));
  const number = new URL(page.url()).pathname.split('/').pop() ?? '';
  expect(onScreen).toMatch(new RegExp(`^${ADDRESS}/v/[0-9A-HJKMNP-TV-Z]{16}#[0-9]+$`));

  const pdf = await page.request.get(`/certificates/${number}/pdf`);
  expect(pdf.headers()['content-type']).toBe('application/pdf');
  const [sheet, ...more] = printed(await pdf.body(), 300);
  expect(more).toHaveLength(0);
  expect(readCode(sheet as Buffer)).toBe(onScreen);
  // the ground is more than half of a photo, which has 122,000 dots: 25 mm by 35 mm at 300 an inch
  expect(grounds(sheet as Buffer), 'the photo of the sheet').toBeGreaterThan(30_000);

  const stranger = await guest();
  await stranger.goto(onScreen);
  await expect(stranger.getByRole('heading', { level: 1 })).toHaveText('证书有效');
  await expect(stranger.getByText(number)).toBeVisible();
  await expectSignatureChecked(stranger, who.name);
});

test('a file that is no picture is refused in a sentence, and the photo that was there stays', async ({ page }) => {
  const who = somebody();
  await signUp(page, who);
  await bringPhoto(page, Buffer.from('no picture'));
  await expect(page.getByRole('alert')).toContainText('照片无法识别。请上传 JPG 或者 PNG 格式的照片。');
  const photo = page.getByRole('img', { name: '本人证件照片' });
  await expect(photo).toHaveCount(0);

  await bringPhoto(page, portrait());
  await expect(page.getByRole('status')).toContainText('照片已保存');
  expect(await size(photo)).toEqual(KEPT);
  expect.soft(await faults(page), 'the account with a photo').toEqual([]);
  const kept = await photo.getAttribute('src');

  await bringPhoto(page, Buffer.from('no picture'));
  await page.getByRole('alert').getByRole('link', { name: /照片无法识别/ }).click();
  await expect(page.getByLabel('选择照片')).toBeFocused();
  await expect(photo).toHaveAttribute('src', kept ?? '');
  expect(await size(photo)).toEqual(KEPT);
  await expect(page.getByRole('main')).toContainText(who.name);
  expect.soft(await faults(page), 'the account after a mistake').toEqual([]);
});

test('the card shows what was frozen and no more of the identity number than it must', async ({ page }) => {
  const shown = certificate('valid');
  await signIn(page, account('issuer'));
  await page.goto(`/certificates/${shown.number}`);
  const card = page.getByRole('article');
  await expect(card).toContainText(shown.name);
  await expect(card).toContainText('崇川区劳资专管员发证中心（演示）');
  await expect(card).toContainText(shown.number);
  await expect(card).not.toContainText(/\d{17}[\dX]/);
  expect(await readFromPage(card.locator('.qr'))).toBe(shown.qr_text);
});

test('the printed page carries the same code', async ({ page }) => {
  const shown = certificate('valid');
  await signIn(page, account('issuer'));
  await page.goto(`/certificates/${shown.number}/print`);
  await page.emulateMedia({ media: 'print' });
  expect(await readFromPage(page.locator('.certificate .qr'))).toBe(shown.qr_text);
});

test('the picture for the album carries the same code', async ({ page }) => {
  const shown = certificate('valid');
  await signIn(page, account('issuer'));
  await page.goto(`/certificates/${shown.number}`);
  await page.getByRole('link', { name: '保存图片' }).click();
  const picture = page.locator('#kept img');
  await expect(picture).toBeVisible();
  const size = await picture.evaluate((image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight]);
  expect(Math.min(...size)).toBeGreaterThan(600);
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: '下载图片' }).click();
  const kept = await download;
  expect(kept.suggestedFilename()).toBe(`${shown.number}.png`);
  expect(readCode(readFileSync(await kept.path()))).toBe(shown.qr_text);
});

for (const [status, [verdict, why]] of Object.entries(VERDICTS)) {
  test(`anybody sees that a certificate is ${status}, and masked who holds it`, async ({ page }) => {
    const shown = certificate(status);
    await page.goto(shown.verify_url);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(verdict as string);
    await expect(page.getByRole('main')).toContainText(why as string);
    await expect(page.getByRole('main')).not.toContainText(shown.name);
    await expect(page.getByRole('main')).toContainText(shown.number);
  });
}

test('a code that was tampered with is said to be, in red', async ({ page }) => {
  test.skip(!process.env.SHANGGANG_SITE, 'the verifier of the browser was not built');
  const honest = certificate('valid').qr_text;
  const last = Number(honest.at(-1));
  await page.goto(honest.slice(0, -1) + String((last + 1) % 10));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('二维码内容被篡改');
  await expect(page.getByText('您扫描的二维码不是发证机构签发的').first()).toBeVisible();
  await expect(page.locator('#code')).toContainText('被篡改');
});

test('a true code under the address of another certificate is tampered with, too', async ({ page }) => {
  test.skip(!process.env.SHANGGANG_SITE, 'the verifier of the browser was not built');
  const [one, other] = [certificate('valid'), certificate('revoked')];
  await page.goto(`${one.verify_url}#${other.qr_text.split('#')[1]}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('二维码内容被篡改');
  await expect(page.getByRole('main')).not.toContainText(other.name);
});

test('marks that messengers put behind an address are no code', async ({ page }) => {
  await page.goto(`${certificate('valid').verify_url}#wechat_redirect`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('证书有效');
  await expect(page.locator('#code')).toContainText('未检验');
});

test('an address that nobody has is said to be unknown', async ({ page }) => {
  const answer = await page.goto('/v/0123456789ABCDEF');
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('查无此证');
});

test('number and name find a certificate', async ({ page }) => {
  const shown = certificate('suspended');
  await search(page, shown.number, shown.name);
  await expect(page.getByRole('status')).toContainText('证书核查中（暂停）');
  expect(new URL(page.url()).search, 'no name in an address').toBe('');
  await page.getByRole('link', { name: '打开该证书的核验页' }).click();
  await expect(page).toHaveURL(shown.verify_url);
});

test('a wrong number and a wrong name get the same answer', async ({ page }) => {
  const shown = certificate('valid');
  const answers: string[] = [];
  for (const [number, name] of [[shown.number, '张三'], ['NTLZ320613-2026-999999-0', shown.name]] as const) {
    await search(page, number, name);
    await expect(page.getByText('没有证书编号与姓名均一致的证书')).toBeVisible();
    answers.push(await page.getByRole('main').innerText());
  }
  expect(answers[1]).toBe(answers[0]);
});

test('whoever has no certificate yet reads what is missing', async ({ page }) => {
  await signIn(page, account('candidate_new'));
  await page.goto('/certificates');
  await expect(page.getByRole('heading', { name: '您还没有上岗证' })).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: '完成规定学时' })).toContainText('未完成');
  await expect(page.getByRole('listitem').filter({ hasText: '身份核验' })).toContainText('已完成');
});

test('the certificate of somebody else is not found', async ({ page }) => {
  await signIn(page, account('bystander'));
  for (const path of ['', '/pdf', '/credential.json', '/picture.svg', '/photo']) {
    const answer = await page.request.get(`/certificates/${certificate('valid').number}${path}`);
    expect(answer.status(), path).toBe(404);
  }
});

test('the code of an old paper leads to its page once the issuer brought the sheet, and no longer when it was taken back', async ({ page, guest }) => {
  test.slow();
  const who = somebody();
  const serial = who.phone.slice(-8);
  const stranger = await guest();
  const code = `/old/cert/detail?id=${serial}`;
  // past the browser's cache, which keeps an answer for half a minute
  const scan = async () => (await stranger.request.get(code)).status();
  expect(await scan()).toBe(404);
  const early = await guest();
  await early.goto(code);
  await expect(early.getByRole('heading', { level: 1 })).toHaveText('查无此证');

  await signIn(page, account('issuer'));
  await page.goto('/office/certificates');
  await page.getByRole('link', { name: '旧版纸质证书' }).click();
  await page.getByRole('link', { name: '导入旧版纸质证书' }).click();
  // the identity number with a digit missing, then the whole one
  await bring(page, oldPaper(who, serial, who.id_number.slice(0, 17)));
  await expect(page.getByText('第2行').first()).toBeVisible();
  await expect(page.getByText('表格中没有可以导入的内容')).toBeVisible();
  expect.soft(await faults(page), 'the look at a flawed sheet').toEqual([]);
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: '下载标注了错误的表格' }).click();
  expect(readFileSync(await (await download).path()).length).toBeGreaterThan(2_000);
  await page.getByRole('link', { name: '重新上传' }).click();
  await bring(page, oldPaper(who, serial, who.id_number));
  await page.getByRole('button', { name: '导入（新增1本，注销0本）' }).click();
  await expect(page.getByRole('status')).toContainText('表格已导入');
  expect.soft(await faults(page), 'the consequences of taking it back').toEqual([]);

  expect(await scan()).toBe(200);
  await stranger.goto(code);
  await expect(stranger.getByRole('heading', { level: 1 })).toHaveText('纸质证书在册');
  await expect(stranger.getByRole('main')).toContainText(`旧证${serial}`);
  await expect(stranger.getByRole('main')).not.toContainText(who.name);
  expect.soft(await faults(stranger), 'the page of the old code').toEqual([]);
  await stranger.locator('#language').click();
  await expect(stranger.getByRole('heading', { level: 1 })).toHaveText('This paper certificate is on the register');
  await stranger.goto(`/old/app#/cert/${serial}`);
  await expect(stranger, 'what a browser keeps to itself is asked for').toHaveURL(/\/old\/app%23/);
  await search(stranger, `旧证 ${serial}`, who.name);
  await expect(stranger.getByRole('status')).toContainText('纸质证书在册');

  await page.getByLabel('理由').fill('导入了错误的表格');
  await page.getByRole('button', { name: '撤销导入' }).click();
  await expect(page.getByRole('status')).toContainText('导入已撤销');
  expect(await scan()).toBe(404);
});

test('whoever lost a certificate is certified again when an enterprise applied and the issuer approved', async ({ page }) => {
  await signIn(page, account('issuer'));
  await page.goto(`/office/certificates/${certificate('revoked').number}`);
  const section = page.locator('section').filter({ has: page.getByRole('heading', { name: '重新取证' }) });
  // one decision per certificate, and the widths share one server
  if ((await section.getByRole('button').count()) > 0) {
    await section.getByLabel('申请企业的统一社会信用代码').fill('91320613MA00TE5T2Q');
    await section.getByLabel('核准理由').fill('准');
    await section.getByRole('button', { name: '核准重新取证' }).click();
    await expect(page.getByRole('alert')).toContainText('核准理由应为2至200个字');
    expect.soft(await faults(page), 'the form after a mistake').toEqual([]);
    await section.getByLabel('核准理由').fill('企业已提出申请，材料齐全');
    await section.getByRole('button', { name: '核准重新取证' }).click();
    await expect(page.getByRole('status')).toContainText('已核准重新取证');
  }
  await expect(section.getByText('南通崇川示例建设有限公司')).toBeVisible();
  await expect(section.getByRole('button')).toHaveCount(0);
  expect.soft(await faults(page), 'the record with the approval').toEqual([]);
});

/** Head and shoulders before a blue ground, upright and large enough to be printed. */
function portrait(): Buffer {
  const [width, height] = [360, 480];
  const png = new PNG({ width, height });
  for (let at = 0; at < width * height; at += 1) {
    const [x, y] = [(at % width) - width / 2, Math.floor(at / width)];
    const isHead = (x / 75) ** 2 + ((y - 190) / 100) ** 2 < 1;
    const isBody = (x / 140) ** 2 + ((y - height) / 170) ** 2 < 1;
    png.data.set([...(isHead ? [225, 180, 150] : isBody ? [40, 50, 70] : GROUND), 255], at * 4);
  }
  return PNG.sync.write(png);
}

/** How many dots of a picture have the colour of the ground. */
function grounds(picture: Buffer): number {
  const { data } = PNG.sync.read(picture);
  let count = 0;
  for (let at = 0; at < data.length; at += 4) {
    if (GROUND.every((part, offset) => Math.abs((data[at + offset] ?? 0) - part) < 12)) count += 1;
  }
  return count;
}

/** On the page of the own account. */
async function bringPhoto(page: Page, buffer: Buffer): Promise<void> {
  await page.goto('/account');
  await page.getByLabel('选择照片').setInputFiles({ name: '证件照.jpg', mimeType: 'image/jpeg', buffer });
  await page.getByRole('button', { name: '上传照片' }).click();
}

/** Of the picture as it was sent, whatever the page makes of it; once it is there. */
async function size(image: Locator): Promise<number[]> {
  return image.evaluate(async (image: HTMLImageElement) => {
    await image.decode();
    return [image.naturalWidth, image.naturalHeight];
  });
}

function oldPaper(who: Somebody, serial: string, number: string): Buffer {
  return workbook([
    ['证书编号', '姓名', '身份证号码', '发证日期', '发证机关', '二维码内容'],
    [`旧证${serial}`, who.name, number, '2021-05-01', '南通市建筑工程管理处', `http://139.196.195.217:8084/cert/detail?id=${serial}`],
  ]);
}

async function bring(page: Page, buffer: Buffer): Promise<void> {
  const mimeType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
  await page.getByLabel('电子表格文件').setInputFiles({ name: '旧证.xlsx', mimeType, buffer });
  await page.getByRole('button', { name: '上传并核对' }).click();
}

async function readFromPage(code: Locator): Promise<string> {
  await code.scrollIntoViewIfNeeded();
  return readCode(await code.screenshot());
}

/** With the bundle the browser checks the signature and shows the name that the code carries; without it says it did not. */
async function expectSignatureChecked(stranger: Page, name: string): Promise<void> {
  const line = stranger.locator('#code');
  if (process.env.SHANGGANG_SITE) {
    await expect(line).toContainText('通过');
    await expect(stranger.locator('#holder')).toHaveText(name);
  } else {
    await expect(line).toContainText('未检验');
    await expect(stranger.locator('#holder')).not.toHaveText(name);
  }
}

async function search(page: Page, number: string, name: string): Promise<void> {
  await page.goto('/verify');
  await page.getByLabel('证书编号或者证书代码').fill(number);
  await page.getByLabel('持证人姓名').fill(name);
  await page.getByRole('main').getByRole('button', { name: '查询' }).click();
}
