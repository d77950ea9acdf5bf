// Does every role find its pages and no others, and do roles come about as they must?
import type { Locator, Page } from '@playwright/test';
import { faults } from '../helpers/looks';
import { BY_ROLE, OFFICE_ROLES, officeMenu } from '../helpers/pages';
import { expect, test } from '../helpers/test';
import { findByNumber, setUpSecondFactor, signUp } from '../helpers/way';
import { type Somebody, account, creditCode, signIn, somebody } from '../helpers/world';

const ISSUER = '崇川区劳资专管员发证中心（演示）';
const COUNTY = '崇川区人力资源和社会保障局（演示）';
/** For these some may ask whose menu does not lead there: they show what the asker may see, and nothing else. */
const SCOPED = ['/office/board-channels', '/office/study', '/office/enterprises', '/office/offices', '/office/areas', '/office/industries'];
/** In the menu although they lie below another page's address. */
const DEEPER = ['/office/attendance/silent', '/office/payments/late', '/office/projects/figures', '/office/filings/without'];
const GUARDED = [...new Set(OFFICE_ROLES.flatMap(ways))].filter((way) => !SCOPED.includes(way));

for (const role of OFFICE_ROLES) {
  test(`the ${role.replaceAll('_', ' ')} finds exactly its pages in the menu, and opens no other`, async ({ page }) => {
    await signIn(page, account(role));
    await page.goto('/office');
    const menu = (await officeMenu(page)).getByRole('link');
    const links = await menu.evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
    expect(links.sort()).toEqual(ways(role).sort());
    for (const path of GUARDED.filter((way) => !links.includes(way))) {
      expect.soft([403, 404], path).toContain((await page.request.get(path)).status());
    }
  });
}

test('a candidate finds no office', async ({ page }) => {
  await signUp(page, somebody());
  await expect(page.getByRole('link', { name: '工作台' })).toHaveCount(0);
  for (const path of [...GUARDED, ...SCOPED]) {
    expect.soft([403, 404], path).toContain((await page.request.get(path)).status());
  }
  await page.goto('/office/offices');
  await expect(page.getByRole('heading', { name: '无权办理' })).toBeVisible();
});

test('a role of a county needs one administrator and ends with a word', async ({ page, guest }) => {
  const who = somebody();
  await signUp(await guest(), who);
  await signIn(page, account('office_administrator'));
  await openOffice(page, COUNTY);
  await grant(page, who, '人力资源社会保障部门');
  await expect(rowOf(page, who)).toContainText('有效');

  const newcomer = await guest();
  await signIn(newcomer, { sign_in: who.phone, password: who.password });
  await expect(newcomer).toHaveURL('/account/second-factor');
  await expect(newcomer.getByText('开启前不能进入工作台')).toBeVisible();
  await newcomer.goto('/office/people');
  await expect(newcomer).toHaveURL('/account/second-factor');
  await setUpSecondFactor(newcomer);
  await newcomer.goto('/office');
  await expect(newcomer.getByText('当前身份：')).toContainText('人力资源社会保障部门');

  await rowOf(page, who).getByRole('button', { name: '终止' }).click();
  await expect(page.getByRole('status')).toContainText('角色已终止');
  expect((await newcomer.goto('/office'))?.status()).toBe(403);
});

test('a role of the issuer takes a second administrator', async ({ page, guest }) => {
  const who = somebody();
  const newcomer = await guest();
  await signUp(newcomer, who);
  await signIn(page, account('office_administrator'));
  await openOffice(page, ISSUER);
  await grant(page, who, '发证机构');
  await expect(rowOf(page, who)).toContainText('待第二人复核');
  expect((await newcomer.goto('/office'))?.status()).toBe(403);

  await rowOf(page, who).getByRole('button', { name: '复核同意' }).click();
  await expect(page.getByRole('alert')).toContainText('授权人和被授权人均不能复核');

  const second = await guest();
  await signIn(second, account('second_office_administrator'));
  await openOffice(second, ISSUER);
  await rowOf(second, who).getByRole('button', { name: '复核同意' }).click();
  await expect(second.getByRole('status')).toContainText('已复核同意，角色生效');
  await setUpSecondFactor(newcomer);
  await newcomer.goto('/office');
  await expect(newcomer.getByText('当前身份：')).toContainText('发证机构');
});

test('a whole identity number is shown for a reason, and the log keeps it', async ({ page, guest }) => {
  const who = somebody();
  await signUp(await guest(), who);
  await signIn(page, account('human_resources'));
  await page.goto('/office/people');
  await page.goto(`/office/people?q=${who.id_number}`);
  await expect(page.getByRole('main')).toContainText('号码属于个人信息，不能写在网址里查询');
  expect(await page.getByRole('main').getByRole('link', { name: who.name }).count()).toBe(0);
  await findByNumber(page, who);
  await expect(page.getByRole('main')).not.toContainText(who.id_number);
  await page.getByText('查看完整内容').click();
  await page.getByLabel('查看理由').fill('当面核对证件');
  await page.getByRole('button', { name: '记录并查看' }).click();
  await expect(page.getByRole('main')).toContainText(who.id_number);

  const auditor = await guest();
  await signIn(auditor, account('auditor'));
  await auditor.goto('/office/audit');
  await expect(auditor.getByText('查看完整信息').first()).toBeVisible();
  await expect(auditor.getByRole('main')).not.toContainText(who.id_number);
});

test('an office of another county does not find the people of this one', async ({ page }) => {
  await signIn(page, account('other_human_resources'));
  await page.goto('/office/people');
  await expect(page.getByRole('main')).not.toContainText(account('candidate_new').name);
});

test('an enterprise employs and confirms its people after an office accepted it', async ({ page, guest }) => {
  const [owner, worker] = [somebody(), somebody()];
  const name = `南通示例${owner.phone.slice(-6)}建筑有限公司`;
  await signUp(await guest(), worker);
  await signUp(page, owner);
  await page.goto('/account/enterprises');
  await page.getByLabel('企业名称').fill(name);
  await page.getByLabel('统一社会信用代码').fill(creditCode(owner.phone.slice(-8)));
  await page.getByLabel('监管地区').selectOption({ label: '崇川区' });
  await page.getByRole('button', { name: '登记' }).click();
  await expect(page.getByRole('status')).toContainText('等待主管部门确认');

  const office = await guest();
  await signIn(office, account('human_resources'));
  await office.goto('/office/enterprises?which=not_accepted');
  await office.getByRole('row').filter({ hasText: name }).getByRole('button', { name: '确认该企业' }).click();
  await expect(office.getByRole('status')).toContainText('企业已确认');

  await page.getByRole('main').getByRole('link', { name }).click();
  await page.getByLabel('居民身份证号码').fill(worker.id_number);
  await page.getByRole('button', { name: '录入' }).click();
  await expect(page.getByRole('status')).toContainText('员工已录入');
  await page.getByRole('button', { name: '核验身份' }).click();
  await expect(page.getByRole('status')).toContainText('身份已核验');
});

test('an exam for a few is drafted, published, and seen by those on the roster only', async ({ page, guest }) => {
  const [invited, other] = [somebody(), somebody()];
  const title = `统一考核${invited.phone.slice(-6)}`;
  const [invitedPage, otherPage] = [await guest(), await guest()];
  await signUp(invitedPage, invited);
  await signUp(otherPage, other);
  await signIn(page, account('human_resources'));
  await page.goto('/office/exams/new');
  await page.getByLabel('考试名称').fill(title);
  await page.getByLabel('统一考核').check();
  await page.getByLabel('仅限名单内人员').check();
  // the rules in force on the first day decide, and the demo's begin today
  await page.getByLabel('考试时段开始').fill(`${today()}T00:00`);
  await page.getByLabel('考试时段结束').fill('2046-01-01T09:00');
  await page.getByRole('button', { name: '保存草稿' }).click();
  await expect(page.getByRole('status')).toContainText('草稿已保存');
  await page.getByRole('button', { name: '发布考试' }).click();
  await expect(page.getByRole('status')).toContainText('考试已发布');
  await page.getByLabel('身份证件号码').fill(invited.id_number);
  await page.getByRole('button', { name: '添加考生' }).click();
  await expect(page.getByRole('status')).toContainText('考生已添加');
  await givesTime(page, invited);
  await invitedPage.goto('/exams');
  await expect(invitedPage.getByRole('heading', { name: title })).toBeVisible();
  await otherPage.goto('/exams');
  await expect(otherPage.getByRole('heading', { name: title })).toHaveCount(0);
});

test('a certification is drafted by one office role, filled by whole numbers, and published by another', async ({ page, guest }) => {
  const invited = somebody();
  const title = `上岗考试${invited.phone.slice(-6)}`;
  const candidate = await guest();
  await signUp(candidate, invited);
  await signIn(page, account('exam_administrator'));
  await page.goto('/office/exams/new');
  await expect(page.getByLabel('统一考核')).toHaveCount(0);
  await page.getByLabel('考试名称').fill(title);
  await page.getByRole('radio', { name: '上岗考试' }).check();
  await page.getByLabel('要求完成的课程').selectOption({ index: 1 });
  await page.getByLabel('仅限名单内人员').check();
  await page.getByLabel('考试时段开始').fill(`${today()}T00:00`);
  await page.getByLabel('考试时段结束').fill('2046-01-01T09:00');
  await page.getByRole('button', { name: '保存草稿' }).click();
  await expect(page.getByText('草稿由本单位发证人员审核后发布')).toBeVisible();
  await expect(page.getByRole('button', { name: '发布考试' })).toHaveCount(0);
  const unknown = '320690197001017773';
  await page.getByLabel('身份证件号码').fill(`${invited.id_number}\n${unknown}`);
  await page.getByLabel('考场', { exact: true }).fill('第一考场');
  await page.getByRole('button', { name: '添加考生' }).click();
  await expect(page.getByRole('alert')).toContainText('第2行');
  await expect(page.getByLabel('身份证件号码')).toHaveValue(unknown);
  await expect(page.getByLabel('考场', { exact: true })).toHaveValue('第一考场');
  await expect(page.getByRole('main').getByText(invited.name)).toBeVisible();
  await givesTime(page, invited);

  const path = new URL(page.url()).pathname.replace(/\/roster$/, '');
  expect((await candidate.goto(path.replace('/office', '')))?.status()).toBe(404);
  const other = await guest();
  await signIn(other, account('other_human_resources'));
  expect((await other.goto(path))?.status()).toBe(404);

  const issuer = await guest();
  await signIn(issuer, account('issuer'));
  await issuer.goto(path);
  await issuer.getByRole('button', { name: '发布考试' }).click();
  await expect(issuer.getByRole('status')).toContainText('考试已发布');
  await candidate.goto('/exams');
  await expect(candidate.getByRole('heading', { name: title })).toBeVisible();

  // one room of several is told something
  await page.goto(`${path}/room/all?act=message`);
  expect.soft(await faults(page), 'everybody in the room').toEqual([]);
  await page.getByLabel('考场', { exact: true }).selectOption('第一考场');
  await page.getByLabel('消息内容').fill('请关好窗户');
  await page.getByRole('button', { name: '发送消息' }).click();
  await expect(page.getByRole('status')).toContainText('消息已发送');
});

/** The page of one person on a roster: a slip is told on it, and what is right is kept. */
async function givesTime(page: Page, who: Somebody): Promise<void> {
  await page.getByRole('main').getByRole('link', { name: who.name }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(who.name);
  expect.soft(await faults(page), 'the page of one person on the roster').toEqual([]);
  await page.getByLabel('延长理由').fill('持残疾人证，申请延长时间');
  await page.getByLabel('延长时间（分钟）').fill('很多');
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await expect(page.getByRole('alert').getByRole('listitem').first()).toBeVisible();
  expect.soft(await faults(page), 'the same with a slip').toEqual([]);
  await expect(page.getByLabel('延长理由')).toHaveValue('持残疾人证，申请延长时间');
  await page.getByLabel('延长时间（分钟）').fill('15');
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await expect(page.getByRole('row').filter({ hasText: who.name })).toContainText('15');
}

/** The pages that the menu of a role leads to. */
function ways(role: string): string[] {
  const inMenu = (path: string): boolean => path.startsWith('/office') && (path.split('/').length <= 3 || DEEPER.includes(path));
  return (BY_ROLE[role] ?? []).filter((path) => (inMenu(path) || path === '/recovery') && !/[*?]/.test(path));
}

async function openOffice(page: Page, name: string): Promise<void> {
  await page.goto('/office/offices');
  await page.getByRole('main').getByRole('link', { name }).click();
}

async function grant(page: Page, who: Somebody, role: string): Promise<void> {
  await page.getByLabel('手机号码或身份证号码').fill(who.phone);
  await page.getByLabel('角色', { exact: true }).selectOption({ label: role });
  await page.getByRole('button', { name: '授予' }).click();
  await expect(page.getByRole('status')).toContainText('角色已授予');
}

function rowOf(page: Page, who: Somebody): Locator {
  return page.getByRole('row').filter({ hasText: who.name });
}

function today(): string {
  return new Date().toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' });
}
