// How does somebody get an account, sign in and look after it?
import { expect, test } from '../helpers/test';
import { confirmIdentity, fillSignUp, signUp } from '../helpers/way';
import { account, signIn, somebody } from '../helpers/world';

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
  await expect(page.getByText('当前设备')).toHaveCount(1);
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
