// How do staff look after a running exam, and what does its candidate see of it?
import { type Page } from '@playwright/test';
import { serverTime } from '../helpers/authenticator';
import { openComplaint } from '../helpers/complaints';
import { barriers, faults, plainFaults } from '../helpers/looks';
import { awake, begin, hear, press, tick } from '../helpers/room';
import { expect, test } from '../helpers/test';
import { signUp, study } from '../helpers/way';
import { account, exam, signIn, somebody } from '../helpers/world';

async function openCandidate(staff: Page, title: string, name: string): Promise<void> {
  await staff.goto('/office/rooms');
  await staff.getByRole('main').getByRole('link', { name: title }).first().click();
  await staff.getByRole('searchbox').fill(name);
  await staff.getByRole('button', { name: '查询' }).click();
  await staff.getByRole('main').getByRole('link', { name }).click();
  await expect(staff.getByRole('heading', { level: 1 })).toContainText(name);
}

async function chooses(staff: Page, act: string): Promise<void> {
  await staff.locator('#act').getByRole('link', { name: act, exact: true }).click();
}

test('a monitored room: message, extra time, pause, a void by two people, and its end by two others', async ({ page, guest, ear }) => {
  test.slow();
  ear.expects(/423/);
  const [who, mock] = [somebody(), exam('mock')];
  await signUp(page, who);
  await page.goto(`/exams/${mock.id}`);
  await expect(page.getByText('考试期间系统记录下列情况')).toBeVisible();
  await begin(page, mock);

  const proctor = await guest();
  await signIn(proctor, account('proctor'));
  await openCandidate(proctor, mock.title, who.name);
  await expect(proctor.getByRole('heading', { level: 1 })).toContainText('答题中');
  await whole(proctor, 'one candidate');
  await chooses(proctor, '发送消息');
  await proctor.getByLabel('消息内容').fill('请将手机放入储物柜');
  await proctor.getByRole('button', { name: '发送消息' }).click();
  await expect(proctor.getByRole('status')).toContainText('消息已发送');
  await hear(page);
  await expect(page.getByRole('log')).toContainText('监考人员：请将手机放入储物柜');

  const chief = await guest();
  await signIn(chief, account('exam_administrator'));
  await openCandidate(chief, mock.title, who.name);
  const before = await page.locator('.clock strong').innerText();
  await chooses(chief, '延长时间');
  await chief.getByLabel('延长时间（分钟）').fill('30');
  await chief.getByLabel('理由').fill('广播干扰');
  await chief.getByRole('button', { name: '延长时间' }).click();
  await hear(page);
  await expect(page.getByRole('log')).toContainText('考试时间已延长30分钟。');
  const left = async (): Promise<number> => minutes(await page.locator('.clock strong').innerText());
  await expect.poll(left).toBeGreaterThan(minutes(before) + 25);
  await expect(page.getByRole('log')).not.toContainText('广播干扰');

  // what window and screen show is a signal for people
  const told = ['full_screen_left', 'focus_lost'].map((signal) => reported(page, signal));
  await turnFullScreen(page);
  await page.evaluate(() => window.dispatchEvent(new Event('blur')));
  await Promise.all(told);
  await hear(page);
  await chief.goto(`/office/exams/${mock.id}/room`);
  await chief.getByRole('searchbox').fill(who.name);
  await chief.getByRole('button', { name: '查询' }).click();
  const line = chief.getByRole('row').filter({ hasText: who.name });
  await expect(line).toContainText('退出全屏 1次');
  await expect(line).toContainText(/离开考试页面 \d+次/);
  await expect(line).toContainText('答题中');

  await chooses(proctor, '暂停考试');
  await proctor.getByLabel('理由').fill('考场停电');
  await proctor.getByRole('button', { name: '暂停考试' }).click();
  await hear(page);
  await expect(page.getByText('监考人员已暂停考试，计时已经停止')).toBeVisible();
  await expect(page.locator('.question')).toHaveCount(0);
  await proctor.reload();
  await chooses(proctor, '允许继续');
  await proctor.getByRole('button', { name: '允许继续' }).click();
  await page.getByRole('button', { name: '继续考试' }).click();
  await awake(page);
  await tick(page, [(await page.locator('.question label.option').first().innerText()).slice(1)]);
  await press(page, '下一题');
  await expect(page.locator('.saved')).toContainText('已保存');

  await proctor.reload();
  await chooses(proctor, '认定无效');
  await proctor.getByLabel('理由').fill('他人代考');
  await proctor.getByLabel('认定无效').fill('认定无效');
  await proctor.getByRole('button', { name: '认定无效' }).click();
  await expect(proctor.getByText('等待另一名有权限的工作人员复核。')).toBeVisible();
  await expect(page.locator('.question')).toHaveCount(1);
  await chief.goto('/office/rooms');
  await chief.getByRole('main').getByRole('link', { name: mock.title }).first().click();
  await expect(chief.getByText('下列事项等待另一名工作人员复核')).toBeVisible();
  await openCandidate(chief, mock.title, who.name);
  await chief.getByText('复核同意：认定无效').first().click();
  await chief.getByLabel('同意').fill('同意');
  await chief.getByRole('button', { name: '复核同意：认定无效' }).click();
  await expect(chief.getByRole('heading', { level: 1 })).toContainText('成绩无效');
  await hear(page);
  await expect(page.getByText(/该次考试成绩已于.*认定无效/)).toBeVisible();

  // the candidate objects, and two others lift it
  await page.goto('/exams');
  await page.getByRole('link', { name: '查看理由、提出异议' }).click();
  await expect(page.getByText('理由：他人代考')).toBeVisible();
  await expect(page.getByLabel('异议事项')).toHaveCount(0);
  await whole(page, 'the form about a void');
  await page.getByLabel('异议内容').fill('当日由本人参加考试，有监控录像为证');
  await page.getByRole('main').getByRole('button', { name: '提交异议' }).click();
  await expect(page.getByRole('status')).toContainText('异议已提交');
  const own = new URL(page.url()).pathname;

  await openComplaint(chief, who.name);
  await expect(chief.getByText('提请或者复核认定无效的人员不能答复该异议')).toBeVisible();
  await expect(chief.getByRole('button', { name: '提交答复' })).toHaveCount(0);
  const issuer = await guest();
  await signIn(issuer, account('issuer'));
  await openComplaint(issuer, who.name);
  await issuer.getByRole('radio', { name: /^异议成立/ }).check();
  await issuer.getByRole('textbox', { name: '理由' }).fill('经核查录像，确为本人参加考试');
  await issuer.getByRole('button', { name: '提交答复' }).click();
  await expect(issuer.getByText('已提请，等待另一名工作人员复核')).toBeVisible();
  await whole(issuer, 'a void that was found wrong');

  await openCandidate(chief, mock.title, who.name);
  await chief.getByText('复核同意：撤销无效认定').first().click();
  await chief.getByLabel('同意').fill('同意');
  await chief.getByRole('button', { name: '复核同意：撤销无效认定' }).click();
  await expect(chief.getByRole('heading', { level: 1 })).toContainText('已交卷');
  await page.goto(own);
  await expect(page.getByText('已撤销，成绩恢复有效')).toBeVisible();
  await page.getByRole('main').getByRole('link', { name: '查看考试结果' }).click();
  await expect(page).toHaveURL(/\/result$/);
  await expect(page.getByText(/您的成绩为\d+/)).toBeVisible();
});

test('an exam that waits for the proctor, goes one way, and asks more than the pass line', async ({ page, guest }) => {
  test.slow();
  const who = somebody();
  const [chief, issuer, proctor] = [await guest(), await guest(), await guest()];
  const title = `逐题考试${who.phone.slice(-6)}`;
  await signIn(chief, account('exam_administrator'));
  await chief.goto('/office/exams/new');
  const now = await serverTime(chief.request);
  const local = (at: number) => new Date(at).toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' }).slice(0, 16).replace(' ', 'T');
  await chief.getByLabel('考试名称').fill(title);
  await chief.getByRole('radio', { name: '上岗考试' }).check();
  // a certification needs a course: none is not what the list begins with
  await expect(chief.getByLabel('要求完成的课程')).not.toHaveValue('none');
  await chief.getByLabel('要求完成的课程').selectOption({ index: 1 });
  await chief.getByLabel('考试时段开始').fill(local(now - 60_000));
  await chief.getByLabel('考试时段结束').fill('2046-01-01T09:00');
  await chief.getByRole('button', { name: '保存草稿' }).click();
  await expect(chief.getByRole('status')).toContainText('草稿已保存');
  const path = new URL(chief.url()).pathname;

  await chief.getByLabel('判断题最低得分').fill('二十');
  await chief.getByRole('radio', { name: '逐题作答' }).check();
  await chief.getByRole('radio', { name: '监考人员宣布开考' }).check();
  await chief.getByRole('button', { name: '保存安排' }).click();
  await expect(chief.getByRole('alert')).toContainText('最低得分应为不小于0的数');
  await expect(chief.getByLabel('判断题最低得分')).toHaveValue('二十');
  await expect(chief.getByRole('radio', { name: '逐题作答' })).toBeChecked();
  await whole(chief, 'an arrangement that was refused');
  await chief.getByLabel('判断题最低得分').fill('12');
  await chief.getByRole('button', { name: '保存安排' }).click();
  await expect(chief.getByRole('status')).toContainText('考试安排已保存');
  await expect(chief.getByText('判断题不低于12分').first()).toBeVisible();
  await signIn(issuer, account('issuer'));
  await issuer.goto(path);
  await issuer.getByRole('button', { name: '发布考试' }).click();
  await expect(issuer.getByRole('status')).toContainText('考试已发布');

  await signUp(page, who);
  await study(page.request);
  const rules = path.replace('/office', '');
  await page.goto(rules);
  await expect(page.getByText('监考人员尚未宣布开考')).toBeVisible();
  await expect(page.getByText('提交后不能返回查看或者修改')).toBeVisible();
  await expect(page.getByRole('button', { name: '开始考试' })).toHaveCount(0);
  await whole(page, 'rules of an exam that waits');
  await signIn(proctor, account('proctor'));
  await proctor.goto(`${path}/room`);
  await whole(proctor, 'a room that waits for the word');
  await proctor.getByRole('button', { name: '宣布开考' }).click();
  await expect(proctor.getByRole('status')).toContainText('已宣布开考');
  await expect(proctor.getByRole('button', { name: '宣布开考' })).toHaveCount(0);

  // a phone that cannot give a page the whole screen is not offered it
  await page.addInitScript(() => Object.defineProperty(Document.prototype, 'fullscreenEnabled', { get: () => false }));
  await begin(page, { id: rules.split('/').pop() as string });
  await expect(page.getByRole('button', { name: '关闭快捷键' })).toBeVisible();
  await expect(page.getByRole('button', { name: '全屏作答' })).toHaveCount(0);
  await expect(page.locator('#question-title')).toContainText('第1题，');
  await press(page, '下一题');
  await page.waitForURL(/\/next$/);
  await expect(page.getByText('本题尚未作答。')).toBeVisible();
  await whole(page, 'before a question is left');
  await page.getByRole('link', { name: '返回本题' }).click();
  await awake(page);
  await page.locator('.question label.option').first().click();
  await press(page, '下一题');
  await page.waitForURL(/\/next$/);
  await expect(page.getByText('本题尚未作答。')).toHaveCount(0);
  await page.getByRole('button', { name: '提交本题，进入下一题' }).click();
  await awake(page);
  await expect(page.locator('#question-title')).toContainText('第2题，');
  await page.goto(`${new URL(page.url()).pathname}?q=1`);
  await awake(page);
  await expect(page.locator('#question-title')).toContainText('第2题，');
  await page.getByRole('link', { name: '提交本题' }).click();
  await page.getByRole('link', { name: '检查并交卷' }).click();
  await expect(page.getByText(/题没有打开，交卷后按未作答处理/)).toBeVisible();
  await whole(page, 'handing in with questions that were not opened');
  await page.getByRole('button', { name: '确认交卷' }).click();
  await expect(page.getByText('以下合格条件没有满足')).toBeVisible();
  await whole(page, 'a result that missed a condition');
});

/** Onto the whole screen by the button of the room, and back by it. */
async function turnFullScreen(page: Page): Promise<void> {
  const button = page.getByRole('button', { name: '全屏作答' });
  const isWhole = () => page.evaluate(() => document.fullscreenElement === document.documentElement);
  await expect(button).toHaveAttribute('aria-pressed', 'false');
  await button.click();
  await expect(button).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByText('正在全屏作答')).toBeVisible();
  expect(await isWhole()).toBe(true);
  // what is the whole screen takes no other size
  expect.soft([...(await plainFaults(page)), ...(await barriers(page))], 'the room on the whole screen').toEqual([]);
  await button.click();
  await expect(button).toHaveAttribute('aria-pressed', 'false');
  await expect(page.getByText('正在全屏作答')).toBeHidden();
  expect(await isWhole()).toBe(false);
}

/** The room reports this signal to the server. */
function reported(page: Page, signal: string): Promise<unknown> {
  return page.waitForResponse((response) => {
    const sent = response.request().postData() ?? '';
    return response.url().endsWith('/events') && response.ok() && sent.includes(signal);
  });
}

async function whole(page: Page, what: string): Promise<void> {
  expect.soft(await faults(page), what).toEqual([]);
}

function minutes(clock: string): number {
  const parts = clock.split(':').map(Number);
  return parts.length === 3 ? (parts[0] as number) * 60 + (parts[1] as number) : (parts[0] as number);
}
