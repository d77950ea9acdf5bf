// What can a candidate, and anybody else, check about an exam afterwards, and what becomes of a result that is doubted?
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { serverTime } from '../helpers/authenticator';
import { knowledge } from '../helpers/bank';
import { openComplaint } from '../helpers/complaints';
import { faults } from '../helpers/looks';
import { answerAtOnce, begin, handIn } from '../helpers/room';
import { expect, test } from '../helpers/test';
import { becomeReady, signUp } from '../helpers/way';
import { account, advance, exam, signIn, somebody } from '../helpers/world';

type Receipt = { document: string; signature: string; keyId: string };

test('whoever hands in keeps a receipt that is the same tomorrow and names a published key', async ({ page }) => {
  await signUp(page, somebody());
  await begin(page, exam('mock'));
  await handIn(page);
  await expect(page.getByRole('heading', { name: '交卷回执' })).toBeVisible();
  const started = page.waitForEvent('download');
  await page.getByRole('link', { name: '下载回执' }).click();
  const first = readFileSync(await (await started).path(), 'utf8');
  const receipt = JSON.parse(first) as Receipt;
  const said = JSON.parse(receipt.document) as { attemptId: string; endedBy: string };
  expect(page.url()).toContain(said.attemptId);
  expect(said.endedBy).toBe('candidate');
  // the short code on the page follows from the signed text
  const bits = BigInt(`0x${createHash('sha256').update(receipt.document).digest('hex').slice(0, 20)}`);
  const digits = Array.from({ length: 16 }, (_, place) => '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[Number((bits >> BigInt(75 - 5 * place)) & 31n)]);
  await expect(page.getByText(digits.join('').replace(/(.{4})(?=.)/g, '$1-'), { exact: true })).toBeVisible();
  const keys = await (await page.request.get('/.well-known/did.json')).text();
  expect(keys).toContain(`#${receipt.keyId}`);
  const again = await page.request.get(`/attempts/${said.attemptId}/receipt.json`);
  expect(await again.text()).toBe(first);
});

test('anybody sees what an exam committed to, and nothing more before it is over', async ({ page }) => {
  const official = exam('certification');
  await page.goto(`/exams/${official.id}/proof`);
  await expect(page.getByRole('heading', { name: '组卷公示' })).toBeVisible();
  // one more for each change of the pool since
  await expect(page.getByText(/^[0-9a-f]{64}$/).first()).toBeVisible();
  await expect(page.getByText('最后一名考生（含延长时间的考生）交卷后公布')).toBeVisible();
  const early = await page.request.get(`/exams/${official.id}/proof/reveal.json`);
  expect(early.status()).toBe(404);
});

test('a complaint is answered, and looked at once more by another person', async ({ page, guest }) => {
  const who = somebody();
  await signUp(page, who);
  await begin(page, exam('mock'));
  await handIn(page);
  await page.getByRole('link', { name: '提出异议' }).click();
  await expect(page.getByText(/请于\d+年\d+月\d+日.*前提出（含当日）/)).toBeVisible();
  await whole(page, 'the form');
  await page.getByLabel('异议内容').fill('第2题的答案与条例第二十六条不一致');
  await page.getByRole('main').getByRole('button', { name: '提交异议' }).click();
  await expect(page.getByRole('heading', { name: '提出异议' })).toBeVisible();
  await page.getByLabel('异议事项').selectOption({ label: '第2题' });
  await page.getByRole('main').getByRole('button', { name: '提交异议' }).click();
  await expect(page.getByRole('status')).toContainText('异议已提交');
  await expect(page.getByText('等待答复')).toBeVisible();
  await whole(page, 'the own complaint');
  const own = new URL(page.url()).pathname;

  const first = await guest();
  await signIn(first, account('exam_administrator'));
  await openComplaint(first, who.name);
  await whole(first, 'one complaint');
  await first.getByRole('radio', { name: /^异议不成立/ }).check();
  await first.getByRole('textbox', { name: '理由' }).fill('错');
  await first.getByRole('button', { name: '提交答复' }).click();
  await expect(first.getByRole('alert')).toContainText('5至1000个字');
  await expect(first.getByRole('textbox', { name: '理由' })).toHaveValue('错');
  await first.getByRole('textbox', { name: '理由' }).fill('答案依据现行条文，没有错误');
  await first.getByRole('button', { name: '提交答复' }).click();
  await expect(first.getByRole('status')).toContainText('答复已提交');

  await page.goto(own);
  await expect(page.getByText('答案依据现行条文，没有错误')).toBeVisible();
  await expect(page.getByText(account('exam_administrator').name)).toHaveCount(0);
  await page.getByLabel('复核理由').fill('请再核对条例第二十六条原文');
  await page.getByRole('button', { name: '申请复核' }).click();
  await expect(page.getByRole('status')).toContainText('由另一名工作人员办理');

  await openComplaint(first, who.name);
  await expect(first.getByText('请由另一名工作人员答复')).toBeVisible();
  await expect(first.getByRole('button', { name: '提交答复' })).toHaveCount(0);
  const second = await guest();
  await signIn(second, account('issuer'));
  await openComplaint(second, who.name);
  await second.getByRole('radio', { name: /^异议成立/ }).check();
  await second.getByRole('textbox', { name: '理由' }).fill('经复核，该题答案有误');
  await second.getByRole('button', { name: '提交答复' }).click();
  await whole(second, 'a complaint that was upheld');
  await second.goto('/office/complaints');
  await whole(second, 'the complaints');
  const sheet = await second.request.get('/office/complaints.xlsx');
  expect([sheet.status(), sheet.headers()['content-type']]).toEqual([200, expect.stringContaining('spreadsheetml')]);

  await page.goto('/complaints');
  await expect(page.getByText('已复核，异议成立')).toBeVisible();
  await whole(page, 'the own complaints');
  await page.getByRole('main').getByRole('link', { name: /第2题/ }).click();
  await expect(page.getByText('经复核，该题答案有误')).toBeVisible();
  await expect(page.getByRole('button', { name: '申请复核' })).toHaveCount(0);
  await page.goto('/account/data');
  await expect(page.getByRole('table', { name: '异议' })).toBeVisible();
});

test('a wrong question is put right by two people, and a fail becomes a pass with its certificate', async ({ page, guest }) => {
  test.slow();
  const who = somebody();
  const [chief, issuer, county] = [await guest(), await guest(), await guest()];
  await becomeReady(page, county, who);
  const official = await hold(chief, issuer, `更正考试${who.phone.slice(-6)}`);
  await begin(page, official);
  // one single choice question is left blank, and one point is missing
  await answerAtOnce(page, right, (number) => number <= 50 && number !== 40);
  await handIn(page);
  await expect(page.getByText('您的成绩为59分，未达到合格线')).toBeVisible();
  const result = page.url();
  await page.getByRole('link', { name: '提出异议' }).click();
  await page.getByLabel('异议事项').selectOption({ label: '第40题' });
  await page.getByLabel('异议内容').fill('第40题没有正确的选项，请核查');
  await page.getByRole('main').getByRole('button', { name: '提交异议' }).click();
  await expect(page.getByRole('status')).toContainText('异议已提交');

  // while somebody may still sit, no question is read
  await chief.goto(`/office/exams/${official.id}/corrections`);
  await expect(chief.getByText('本场考试的时段尚未结束')).toBeVisible();
  await advance(page.request, WINDOW_MINUTES + 1);
  // a session may have ended in three hours
  await comeAgain(page, { sign_in: who.phone, password: who.password });
  await comeAgain(chief, account('exam_administrator'));
  await comeAgain(issuer, account('issuer'));

  await openComplaint(chief, who.name);
  await chief.getByRole('radio', { name: /^异议成立/ }).check();
  await chief.getByRole('textbox', { name: '理由' }).fill('经核查，该题没有正确选项');
  await chief.getByRole('button', { name: '提交答复' }).click();
  await chief.getByRole('link', { name: '提出更正' }).click();
  await whole(chief, 'the question');
  const question = chief.url();
  await chief.getByRole('radio', { name: /^全部给分/ }).check();
  await chief.getByRole('button', { name: '试算影响' }).click();
  await expect(chief.getByText('成绩尚未改变')).toBeVisible();
  await expect(chief.getByRole('row').filter({ hasText: who.name })).toContainText('将签发证书');
  await whole(chief, 'the dry run');
  await chief.getByLabel('更正理由').fill('该题没有正确选项，全部给分');
  await chief.getByRole('button', { name: '提请复核' }).click();
  await expect(chief.getByRole('status')).toContainText('已提请复核');
  await expect(chief.getByText('提请人不能复核本人提请的事项')).toBeVisible();
  await whole(chief, 'the own proposal');
  await page.goto(result);
  await expect(page.getByText('您的成绩为59分')).toBeVisible();

  await issuer.goto(`/office/exams/${official.id}/corrections`);
  await whole(issuer, 'the corrections');
  await issuer.getByRole('main').getByRole('link', { name: /全部给分/ }).click();
  await whole(issuer, 'the proposal');
  await issuer.getByRole('textbox', { name: '同意更正' }).fill('同意更正');
  await issuer.getByRole('button', { name: '复核同意' }).click();
  await expect(issuer.getByRole('status')).toContainText('更正已生效');

  // the candidate is told, and led to it
  await page.goto('/notices');
  const card = (title: string) => page.locator('section.card').filter({ hasText: title });
  await expect(card('异议已答复')).toContainText(`更正考试${who.phone.slice(-6)}`);
  await whole(page, 'what the candidate is told');
  await card('考试成绩已更正').getByRole('button', { name: '查看' }).click();
  await expect(page).toHaveURL(result);
  await expect(page.getByText('您的成绩为60分，合格')).toBeVisible();
  await expect(page.getByText('由“59分，不合格”更正为“60分，合格”')).toBeVisible();
  await expect(page.getByText('更正理由：该题没有正确选项，全部给分')).toBeVisible();
  await whole(page, 'the corrected result');
  await page.getByRole('link', { name: '查看上岗证' }).click();
  await expect(page).toHaveURL(/\/certificates\/NTLZ/);

  await chief.goto(`/office/exams/${official.id}/corrections/new`);
  await chief.getByRole('searchbox').fill('农民工');
  await chief.getByRole('button', { name: '查询' }).click();
  await whole(chief, 'the questions');

  // the first correction was wrong: the pass is lost again, and the certificate is left to people
  const number = new URL(page.url()).pathname.split('/').pop() as string;
  await chief.goto(question);
  await chief.getByRole('radio', { name: /^更换正确答案/ }).check();
  await chief.getByRole('checkbox').first().check();
  await chief.getByRole('button', { name: '试算影响' }).click();
  await expect(chief.getByRole('row').filter({ hasText: who.name })).toContainText(`证书${number}列为待核查事项`);
  await whole(chief, 'a dry run that takes a pass');
  await chief.getByLabel('更正理由').fill('该题有正确选项，前次更正有误');
  await chief.getByRole('button', { name: '提请复核' }).click();
  await issuer.goto(new URL(chief.url()).pathname);
  await issuer.getByRole('textbox', { name: '同意更正' }).fill('同意更正');
  await issuer.getByRole('button', { name: '复核同意' }).click();
  await expect(issuer.getByRole('status')).toContainText('更正已生效');
  await page.goto(result);
  await expect(page.getByText('您已取得的证书不因成绩更正自动失效')).toBeVisible();
  await whole(page, 'the result in doubt');
  await issuer.goto('/office/certificates/matters');
  await whole(issuer, 'certificates to be looked into');
  await issuer.getByRole('main').getByRole('link', { name: number }).click();
  await expect(issuer.getByText('已于').filter({ hasText: '列为待核查事项' })).toBeVisible();
  await page.goto(`/certificates/${number}`);
  await expect(page.getByText('有效').first()).toBeVisible();

  // the figures speak of the questions as they count now
  const editor = await guest();
  await signIn(editor, account('question_editor'));
  await editor.goto(`/office/exams/${official.id}/statistics`);
  await whole(editor, 'the figures');
  await editor.getByRole('main').locator('a[href*="/item?version="]').first().click();
  await expect(editor.getByRole('heading', { level: 1 })).toContainText('试题分析');
  await whole(editor, 'one question in figures');
});

const right = knowledge();
const WINDOW_MINUTES = 180;

/** A certification of this afternoon, drafted by one and published by another. */
async function hold(chief: Page, issuer: Page, title: string): Promise<{ id: string }> {
  await signIn(chief, account('exam_administrator'));
  await chief.goto('/office/exams/new');
  const now = await serverTime(chief.request);
  const local = (at: number) => new Date(at).toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' }).slice(0, 16).replace(' ', 'T');
  await chief.getByLabel('考试名称').fill(title);
  await chief.getByRole('radio', { name: '上岗考试' }).check();
  await chief.getByLabel('要求完成的课程').selectOption({ index: 1 });
  await chief.getByLabel('考试时段开始').fill(local(now - 60_000));
  await chief.getByLabel('考试时段结束').fill(local(now + WINDOW_MINUTES * 60_000));
  await chief.getByRole('button', { name: '保存草稿' }).click();
  await expect(chief.getByRole('status')).toContainText('草稿已保存');
  const path = new URL(chief.url()).pathname;
  await signIn(issuer, account('issuer'));
  await issuer.goto(path);
  await issuer.getByRole('button', { name: '发布考试' }).click();
  await expect(issuer.getByRole('status')).toContainText('考试已发布');
  return { id: path.split('/').pop() as string };
}

async function comeAgain(page: Page, who: Parameters<typeof signIn>[1]): Promise<void> {
  await page.context().clearCookies();
  await signIn(page, who);
}

async function whole(page: Page, what: string): Promise<void> {
  expect.soft(await faults(page), what).toEqual([]);
}
