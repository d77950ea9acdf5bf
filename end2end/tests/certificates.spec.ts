// Is a certificate what it looks like? Its card, its code on screen and on paper, and what a stranger is told.
import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { certify } from '../helpers/certified';
import { printed, readCode } from '../helpers/code';
import { expect, test } from '../helpers/test';
import { ADDRESS, account, certificate, signIn, somebody } from '../helpers/world';

const VERDICTS = {
  valid: ['证书有效', '通过'],
  suspended: ['证书核查中（暂停）', '正在核查'],
  revoked: ['证书已注销', '第十五条第（一）项'],
  annulled: ['证书已撤销', '以欺骗等不正当手段取得'],
  superseded: ['证书已换发', '更正证书信息后换发'],
};

test('a stranger scans the code of a fresh certificate and meets the verify page', async ({ page, guest }) => {
  test.slow();
  const who = somebody();
  await certify(page, await guest(), who);
  const onScreen = await readFromPage(page.locator('.certificate .qr'));
  const number = new URL(page.url()).pathname.split('/').pop() ?? '';
  expect(onScreen).toMatch(new RegExp(`^${ADDRESS}/v/[0-9A-HJKMNP-TV-Z]{16}#[0-9]+$`));

  const pdf = await page.request.get(`/certificates/${number}/pdf`);
  expect(pdf.headers()['content-type']).toBe('application/pdf');
  const [sheet, ...more] = printed(await pdf.body(), 300);
  expect(more).toHaveLength(0);
  expect(readCode(sheet as Buffer)).toBe(onScreen);

  const stranger = await guest();
  await stranger.goto(onScreen);
  await expect(stranger.getByRole('heading', { level: 1 })).toHaveText('证书有效');
  await expect(stranger.getByText(number)).toBeVisible();
  await expectSignatureChecked(stranger, who.name);
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
