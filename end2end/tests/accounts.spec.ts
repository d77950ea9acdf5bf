// How does somebody get an account, sign in and look after it?
import { expect, test } from '../helpers/test';
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { code } from '../helpers/authenticator';
import { faults } from '../helpers/looks';
import { confirmIdentity, fillSignUp, setUpSecondFactor, signUp } from '../helpers/way';
import { type Somebody, account, advance, enterCode, signIn, somebody } from '../helpers/world';

test('whoever signs up is signed in at once and sees the next step', async ({ page }) => {
  await signUp(page, somebody());
  await expect(page.getByRole('link', { name: '继续学习' })).toBeVisible();
  await expect(page.getByRole('button', { name: '退出' })).toBeVisible();
});

test('a wrong identity number is refused in a sentence and nothing typed is lost', async ({ page }) => {
  const who = somebody();
  const wrong = who.id_number.slice(0, 17) + (who.id_number.endsWith('1') ? '2' : '1');
  await page.goto('/sign-up');
  await fillSignUp(page, { ...who, id_number: wrong });
  await page.getByRole('button', { name: '注册并登录' }).click();
  const said = page.getByRole('alert').getByRole('link', { name: /校验位不符/ });
  await said.click();
  await expect(page.getByLabel('居民身份证号码')).toBeFocused();
  await expect(page.getByLabel('居民身份证号码')).toHaveValue(wrong);
  await expect(page.getByLabel('姓名')).toHaveValue(who.name);
  await expect(page.getByLabel('我已阅读并同意个人信息处理规则')).toBeChecked();
  await expect(page.getByLabel('密码', { exact: true })).toHaveValue('');
});

test('one person has one account', async ({ page, guest }) => {
  const who = somebody();
  await signUp(page, who);
  const again = await guest();
  await again.goto('/sign-up');
  await fillSignUp(again, who);
  await again.getByRole('button', { name: '注册并登录' }).click();
  await expect(again.getByRole('alert')).toContainText('无法用所填信息注册新账号');
});

test('the number or the phone signs in, and the way leads back to the page asked for', async ({ page, guest }) => {
  const who = somebody();
  await signUp(page, who);
  const later = await guest();
  await later.goto('/exams');
  await expect(later.getByText('请先登录，登录后将回到您要访问的页面。')).toBeVisible();
  await later.getByLabel('手机号码或身份证号码').fill(who.id_number);
  await later.getByLabel('密码', { exact: true }).fill(who.password);
  await later.getByRole('main').getByRole('button', { name: '登录' }).click();
  await expect(later).toHaveURL('/exams');
});

test('a wrong password says nothing about who exists', async ({ page }) => {
  const known = account('bystander').sign_in;
  const said: string[] = [];
  for (const sign_in of [known, somebody().phone]) {
    await page.goto('/sign-in');
    await page.getByLabel('手机号码或身份证号码').fill(sign_in);
    await page.getByLabel('密码', { exact: true }).fill('not-the-password-1');
    await page.getByRole('main').getByRole('button', { name: '登录' }).click();
    said.push(await page.getByRole('alert').innerText());
  }
  expect(said[0]).toContain('账号或者密码不正确');
  expect(said[1]).toBe(said[0]);
});

test('signing out ends the session, not only the cookie', async ({ page, context }) => {
  await signUp(page, somebody());
  const cookies = await context.cookies();
  await page.getByRole('button', { name: '退出' }).click();
  await expect(page.getByRole('link', { name: '登录' }).first()).toBeVisible();
  await context.addCookies(cookies);
  await page.goto('/account');
  await expect(page).toHaveURL(/\/sign-in\?next=/);
});

test('a changed password signs the other devices out', async ({ page, guest }) => {
  const who = somebody();
  await signUp(page, who);
  const other = await guest();
  await signIn(other, { sign_in: who.phone, password: who.password });
  await page.goto('/account');
  await expect(page.getByText('当前有2个登录有效')).toBeVisible();
  await page.getByLabel('原密码').fill(who.password);
  await page.getByLabel('新密码').fill('xue-wan-2027');
  await page.getByRole('button', { name: '修改密码' }).click();
  await expect(page.getByRole('status')).toContainText('密码已修改');
  await other.goto('/account');
  await expect(other).toHaveURL(/\/sign-in/);
  await signIn(other, { sign_in: who.phone, password: 'xue-wan-2027' });
});

test('a device that was left somewhere is signed out from here', async ({ page, guest }) => {
  const who = somebody();
  await signUp(page, who);
  const left = await guest();
  await signIn(left, { sign_in: who.phone, password: who.password });
  await page.goto('/account');
  await page.getByRole('link', { name: '查看登录中的设备' }).click();
  await expect(page.getByText('127.0.0.*')).toHaveCount(2);
  await page.getByRole('button', { name: '退出该设备' }).click();
  await expect(page.getByRole('status')).toContainText('该设备已退出登录');
  await left.goto('/account');
  await expect(left).toHaveURL(/\/sign-in/);
});

test('an office confirms an identity with the card in hand, and the account says who did', async ({ page, guest }) => {
  const who = somebody();
  await signUp(page, who);
  await page.goto('/account');
  await expect(page.getByText('未核验', { exact: true })).toBeVisible();
  await confirmIdentity(await guest(), who);
  await page.reload();
  await expect(page.getByText(/由崇川区人力资源和社会保障局.*核验/)).toBeVisible();
});

test('language and type size stay chosen', async ({ page }) => {
  await page.goto('/privacy');
  await page.getByRole('button', { name: '大字版' }).click();
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page).toHaveURL('/privacy');
  await page.goto('/courses');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page.locator('html')).toHaveAttribute('data-text', 'large');
});

test('all other devices are signed out at once', async ({ page, guest }) => {
  const who = somebody();
  await signUp(page, who);
  const others = [await guest(), await guest()];
  for (const other of others) await signIn(other, { sign_in: who.phone, password: who.password });
  await page.goto('/account/sessions');
  await expect(page.getByText('当前设备')).toHaveCount(1);
  await page.getByRole('button', { name: '退出其他全部设备' }).click();
  await expect(page.getByRole('status')).toContainText('其他设备已全部退出登录');
  for (const other of others) {
    await other.goto('/account');
    await expect(other).toHaveURL(/\/sign-in/);
  }
});

test('a second factor is set up, asked for, stood in for by a recovery code, and turned off', async ({ page, guest }) => {
  const who = somebody();
  await signUp(page, who);
  const { key, recovery } = await setUpSecondFactor(page);
  expect(recovery).toHaveLength(10);
  await page.getByRole('link', { name: '我已妥善保存' }).click();

  const later = await guest();
  await halfSignIn(later, who);
  await enterCode(later, '000000');
  await expect(later.getByRole('alert')).toContainText('验证码不正确');
  await advance(later.request, 31 / 60);
  await enterCode(later, await code(later.request, key));
  await expect(later.getByRole('button', { name: '退出' })).toBeVisible();

  const lost = await guest();
  await halfSignIn(lost, who);
  await enterCode(lost, recovery[0] ?? '');
  await expect(lost.getByRole('button', { name: '退出' })).toBeVisible();
  await lost.goto('/account/second-factor');
  await expect(lost.getByText('还有9个未使用')).toBeVisible();
  await lost.getByText('关闭两步验证').first().click();
  await lost.getByLabel('密码', { exact: true }).fill(who.password);
  await lost.locator('#off-code').fill(recovery[1] ?? '');
  await lost.getByRole('button', { name: '关闭两步验证' }).click();
  await expect(lost.getByRole('status')).toContainText('两步验证已关闭');
  await signIn(await guest(), { sign_in: who.phone, password: who.password });
});

test('a forgotten password is reset by the code that was sent to the phone', async ({ page, guest }) => {
  const who = somebody();
  await signUp(page, who);
  const forgetful = await guest();
  await forgetful.goto('/sign-in');
  await forgetful.getByRole('link', { name: '忘记密码' }).click();
  await forgetful.getByLabel('手机号码或身份证号码').fill(who.phone);
  await forgetful.getByRole('button', { name: '发送重置码' }).click();
  await expect(forgetful.getByText('如果该账号已经注册')).toBeVisible();

  const telephone = await guest();
  await telephone.goto('/demo/messages');
  const digits = (await telephone.locator('.message').first().innerText()).match(/\d{8}/)?.[0] ?? '';
  await setPassword(forgetful, digits, 'xue-wan-2027');
  await expect(forgetful.getByRole('status')).toContainText('新密码已设置');
  await page.goto('/account');
  await expect(page).toHaveURL(/\/sign-in/);
  await signIn(forgetful, { sign_in: who.phone, password: 'xue-wan-2027' });
});

test('asking for a code says nothing about who exists', async ({ page }) => {
  const said: string[] = [];
  for (const sign_in of [account('candidate_held').sign_in, somebody().phone]) {
    await page.goto('/reset');
    await page.getByLabel('手机号码或身份证号码').fill(sign_in);
    await page.getByRole('button', { name: '发送重置码' }).click();
    said.push(await page.getByRole('main').innerText());
  }
  expect(said[1]).toBe(said[0]);
});

test('an office gives a code to whom it meets, and another takes a lost second factor away', async ({ page, guest }) => {
  const who = somebody();
  await signUp(page, who);
  await setUpSecondFactor(page);
  const office = await guest();
  await signIn(office, account('human_resources'));
  await help(office, who, '发放密码重置码');
  const slip = await office.locator('.code.slip').innerText();
  await help(office, who, '解除两步验证');
  await expect(office.getByRole('status')).toContainText('两步验证已解除');

  const back = await guest();
  await back.goto('/reset/code');
  await back.getByLabel('手机号码或身份证号码').fill(who.id_number);
  await setPassword(back, slip, 'xue-wan-2027');
  await signIn(back, { sign_in: who.phone, password: 'xue-wan-2027' });
  await expect(back.getByRole('heading', { name: `${who.name}，您好` })).toBeVisible();
});

test('my data are seen, kept and corrected by a second person', async ({ page, guest }) => {
  const who = somebody();
  await signUp(page, who);
  await page.goto('/account/data');
  await expect(page.getByRole('main')).toContainText(who.id_number);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: '下载（JSON文件）' }).click();
  const file = JSON.parse(readFileSync(await (await download).path(), 'utf8'));
  expect(file.profile.phone).toBe(who.phone);

  const right = `${who.name}然`;
  await page.getByRole('link', { name: '更正或者删除信息' }).click();
  await page.getByText('申请更正姓名').click();
  await page.getByLabel('更正后的姓名').fill(right);
  await page.locator('#name-reason').fill('身份证姓名登记有误');
  await page.getByRole('button', { name: '提交申请' }).click();
  await expect(page.getByRole('status')).toContainText('申请已提交');

  const office = await guest();
  await signIn(office, account('human_resources'));
  await office.goto('/office/requests');
  await office.locator('section.card', { hasText: who.name }).getByRole('link', { name: '更正姓名' }).click();
  await office.waitForURL(/\/office\/requests\/[0-9a-f-]{36}$/);
  expect.soft(await faults(office), 'a request').toEqual([]);
  await office.getByLabel('同意', { exact: true }).check();
  await office.getByLabel('居民身份证原件').check();
  await office.getByLabel('答复内容').fill('已核对证件，予以更正');
  await office.getByRole('button', { name: '答复' }).click();
  await expect(office.getByRole('status')).toContainText('已答复');
  await page.reload();
  await expect(page.getByRole('main')).toContainText('已核对证件，予以更正');
  await expect(page.getByRole('link', { name: right })).toBeVisible();
});

test('another phone is proven by the code that comes to it', async ({ page, guest }) => {
  const who = somebody();
  const phone = somebody().phone;
  await signUp(page, who);
  await page.goto('/account/requests');
  await page.getByText('更换手机号码').first().click();
  await page.getByLabel('新手机号码').fill(phone);
  await page.getByLabel('密码', { exact: true }).fill(who.password);
  await page.getByRole('button', { name: '更换手机号码' }).click();
  await expect(page.getByRole('status')).toContainText('验证码已发送到新号码');
  const telephone = await guest();
  await telephone.goto('/demo/messages');
  const digits = (await telephone.locator('.message').first().innerText()).match(/\d{8}/)?.[0] ?? '';
  await page.getByLabel('新手机收到的验证码').fill(digits);
  await page.getByRole('button', { name: '确认新号码' }).click();
  await expect(page.getByRole('status')).toContainText('手机号码已更换');
  await signIn(telephone, { sign_in: phone, password: who.password });
});

test('what no law keeps is erased when its person asks for it', async ({ page, guest }) => {
  const who = somebody();
  await signUp(page, who);
  await page.goto('/account/requests');
  await page.getByText('申请删除个人信息').click();
  await expect(page.getByText('没有依法应当保存的部分')).toBeVisible();
  await page.locator('#deletion-reason').fill('不再从事本岗位');
  await page.getByRole('button', { name: '申请删除' }).click();

  const office = await guest();
  await signIn(office, account('human_resources'));
  await office.goto('/office/requests');
  await office.locator('section.card', { hasText: who.name }).getByRole('link').click();
  await office.getByLabel('同意', { exact: true }).check();
  await office.getByLabel('答复内容').fill('已按申请删除');
  await office.getByRole('button', { name: '答复' }).click();
  await page.goto('/account');
  await expect(page).toHaveURL(/\/sign-in/);
  await signUp(page, who);
});

async function halfSignIn(page: Page, who: Somebody): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('手机号码或身份证号码').fill(who.phone);
  await page.getByLabel('密码', { exact: true }).fill(who.password);
  await page.getByRole('main').getByRole('button', { name: '登录' }).click();
  await page.waitForURL(/\/sign-in\/code/);
  expect.soft(await faults(page), 'the second step').toEqual([]);
}

async function setPassword(page: Page, digits: string, password: string): Promise<void> {
  await page.getByLabel('重置码', { exact: true }).fill(digits);
  await page.getByLabel('新密码').fill(password);
  await page.getByRole('button', { name: '设置新密码' }).click();
}

async function help(office: Page, who: Somebody, what: string): Promise<void> {
  await office.goto('/recovery');
  await office.getByLabel('对方的身份证号码或手机号码').fill(who.id_number);
  await office.getByLabel(what).check();
  await office.getByLabel('居民身份证原件').check();
  await office.getByLabel('办理理由').fill('本人持证到场申请');
  await office.getByRole('button', { name: '确认本人在场，办理' }).click();
}
