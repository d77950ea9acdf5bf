// How does somebody come from the street to the door of the exam room?
import { type APIRequestContext, type Page, expect } from '@playwright/test';
import { code } from './authenticator';
import { type Somebody, account, advance, signIn } from './world';

/** A lesson has at most fifteen minutes, and so much one page earns at most. */
const LESSON_MINUTES = 15;

export async function fillSignUp(page: Page, who: Somebody): Promise<void> {
  await page.getByLabel('姓名').fill(who.name);
  await page.getByLabel('居民身份证号码').fill(who.id_number);
  await page.getByLabel('手机号码').fill(who.phone);
  await page.getByLabel('密码', { exact: true }).fill(who.password);
  await page.getByLabel('我已阅读并同意个人信息处理规则').check();
}

export async function signUp(page: Page, who: Somebody): Promise<void> {
  await page.goto('/sign-up');
  await fillSignUp(page, who);
  await page.getByRole('button', { name: '注册并登录' }).click();
  await expect(page.getByRole('heading', { name: `${who.name}，您好` })).toBeVisible();
}

/** A whole number is sent by a form, and leads to the page of the one whose it is. */
export async function findByNumber(page: Page, who: Somebody): Promise<void> {
  await page.getByLabel('完整的身份证号码或者手机号码').fill(who.id_number);
  await page.getByRole('button', { name: '按号码查找' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(who.name);
  expect(page.url()).not.toContain(who.id_number);
}

/** An office meets the person: looked up by the whole number, confirmed with the card in hand. */
export async function confirmIdentity(office: Page, who: Somebody): Promise<void> {
  await signIn(office, account('human_resources'));
  await office.goto('/office/people');
  await findByNumber(office, who);
  await office.getByLabel('居民身份证原件').check();
  await office.getByRole('button', { name: '确认一致，予以核验' }).click();
  await expect(office.getByRole('status')).toContainText('身份已核验');
}

/** Reads the whole course as a browser without scripts would: each page counts when the next one is asked for. */
export async function study(request: APIRequestContext): Promise<void> {
  for (const lesson of await lessons(request)) {
    await request.get(lesson);
    await advance(request, LESSON_MINUTES);
  }
  await request.get('/courses');
}

export async function lessons(request: APIRequestContext): Promise<string[]> {
  const outline = await (await request.get('/courses/officer')).text();
  return [...new Set(outline.match(/\/courses\/officer\/lessons\/[a-z0-9-]+/g) ?? [])].sort();
}

/** Everything that an official exam asks for. */
export async function becomeReady(page: Page, office: Page, who: Somebody): Promise<void> {
  await signUp(page, who);
  await study(page.request);
  await confirmIdentity(office, who);
}

/** Sets the authenticator up as its page asks; the key, and the recovery codes that are shown once. */
export async function setUpSecondFactor(page: Page): Promise<{ key: string; recovery: string[] }> {
  await page.goto('/account/second-factor');
  await page.getByRole('button', { name: '开始设置' }).click();
  const key = await page.locator('.code.key').innerText();
  await page.getByLabel('身份验证器显示的验证码').fill(await code(page.request, key));
  await page.getByRole('button', { name: '确认并开启' }).click();
  await expect(page.getByRole('heading', { name: '恢复码', level: 1 })).toBeVisible();
  return { key, recovery: await page.locator('.recovery-codes code').allInnerTexts() };
}
