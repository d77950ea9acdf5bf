// Can somebody practise, learn from mistakes, sit a mock exam and say that a question is wrong?
import { knowledge } from '../helpers/bank';
import { faults } from '../helpers/looks';
import { begin as beginRound, solve } from '../helpers/practising';
import { answer, begin, handIn, questionCount } from '../helpers/room';
import { expect, test } from '../helpers/test';
import { signUp } from '../helpers/way';
import { account, exam, signIn, somebody } from '../helpers/world';

const right = knowledge();
const ONE = { point: '平台操作', kind: '单项选择题', count: '10题' };

test('a wrong answer is explained, stands in the error book, and leaves it after two right ones', async ({ page }) => {
  await signUp(page, somebody());
  await page.getByRole('main').getByRole('link', { name: '去练习' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('练习');
  await beginRound(page, ONE);
  expect.soft(await faults(page), 'a question').toEqual([]);
  await page.getByRole('button', { name: '提交答案' }).evaluate((button) => {
    (button as HTMLButtonElement).form?.setAttribute('novalidate', '');
  });
  await page.getByRole('button', { name: '提交答案' }).click();
  await expect(page.getByRole('alert')).toContainText('还没有选择答案');
  await solve(page, 'wrong', right);
  await expect(page.getByRole('heading', { name: '依据' })).toBeVisible();
  await expect(page.locator('.reasons')).toContainText(/第.+条/);
  expect.soft(await faults(page), 'a solution').toEqual([]);
  await page.getByRole('button', { name: '收藏' }).click();
  await expect(page.getByRole('button', { name: '取消收藏' })).toBeVisible();
  await page.getByRole('link', { name: '下一题' }).click();
  await solve(page, 'right', right);
  await page.getByRole('button', { name: '结束本次练习' }).click();
  await expect(page.getByRole('status')).toContainText('已答2题，答对1题');
  expect.soft(await faults(page), 'the end of a round').toEqual([]);

  for (const left of ['再连续答对2次即移出', '再连续答对1次即移出']) {
    await page.goto('/practice/mistakes');
    await expect(page.getByText(left)).toHaveCount(1);
    await page.getByText('查看答案和解析').click();
    expect.soft(await faults(page), 'the error book').toEqual([]);
    await page.getByRole('button', { name: '练习这些题目' }).click();
    await solve(page, 'right', right);
  }
  await page.goto('/practice/mistakes');
  await expect(page.getByText('错题本是空的')).toBeVisible();
  await page.goto('/practice/favourites');
  await expect(page.locator('.question')).toHaveCount(1);
  expect.soft(await faults(page), 'the favourites').toEqual([]);
  await page.goto('/practice');
  await expect(page.getByRole('link', { name: /^错题本/ })).toContainText('0');
  expect.soft(await faults(page), 'progress').toEqual([]);
});

test('a chapter is practised from the page of its course, and what leaves nothing to ask loses nothing', async ({ page }) => {
  await signUp(page, somebody());
  await page.goto('/courses/officer');
  expect.soft(await faults(page), 'the course').toEqual([]);
  await page.getByRole('link', { name: /^练习本章：第一章/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('练习');
  const [chapter, point] = [page.getByLabel('章节', { exact: true }), page.getByLabel('知识点', { exact: true })];
  await expect(chapter.locator('option:checked')).toHaveText(/认识岗位/);
  expect.soft(await faults(page), 'a chapter chosen').toEqual([]);

  await point.selectOption({ label: '劳动争议调解仲裁' });
  await page.getByLabel('题目数量', { exact: true }).selectOption({ label: '不限' });
  await page.getByRole('button', { name: '开始练习' }).click();
  await expect(page.getByRole('alert')).toContainText('没有符合条件的题目');
  await expect(chapter.locator('option:checked')).toHaveText(/认识岗位/);
  await expect(point.locator('option:checked')).toHaveText('劳动争议调解仲裁');
  expect.soft(await faults(page), 'a chapter refused').toEqual([]);

  const count = await page.getByRole('row', { name: /认识岗位/ }).getByRole('cell').nth(1).innerText();
  await point.selectOption({ label: '全部知识点' });
  await page.getByRole('button', { name: '开始练习' }).click();
  await expect(page.locator('#question-title')).toContainText(`第1题，共${count.trim()}题`);
  await solve(page, 'right', right);
  await page.getByRole('button', { name: '结束本次练习' }).click();
  await expect(page.getByRole('status')).toContainText(`共${count.trim()}题，已答1题，答对1题`);
});

test('a mistake is taken out of the book by hand', async ({ page }) => {
  await signUp(page, somebody());
  await beginRound(page, ONE);
  await solve(page, 'wrong', right);
  await page.goto('/practice/mistakes');
  await page.getByRole('button', { name: '移出错题本' }).click();
  await expect(page.getByText('已移出错题本')).toBeVisible();
  await expect(page.getByText('错题本是空的')).toBeVisible();
});

test('a mock exam is sat to its review, and its mistakes are practised', async ({ page }) => {
  test.slow();
  await signUp(page, somebody());
  await page.goto('/practice');
  await page.getByRole('link', { name: `进入：${exam('mock').title}` }).click();
  await begin(page, exam('mock'));
  const count = await questionCount(page);
  await answer(page, 1, count - 1, right);
  await handIn(page);
  await page.getByRole('link', { name: '逐题查看答案和解析' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('逐题回顾');
  await expect(page.getByText(`共${count}题，答对${count - 1}题`)).toBeVisible();
  await expect(page.locator('.question')).toHaveCount(count);
  expect.soft(await faults(page), 'review').toEqual([]);
  await page.getByRole('link', { name: '只看未答对的题目' }).click();
  await expect(page.locator('.question')).toHaveCount(1);
  await page.getByRole('button', { name: '收藏' }).click();
  await expect(page.getByText('已收藏。')).toBeVisible();
  // as often as one likes
  await begin(page, exam('mock'));
  await handIn(page);
  await expect(page.getByRole('link', { name: '逐题查看答案和解析' })).toBeVisible();
});

test('a report goes from a candidate to the office and its answer comes back', async ({ page, guest }) => {
  await signUp(page, somebody());
  await beginRound(page, ONE);
  await solve(page, 'wrong', right);
  await page.getByRole('link', { name: '报告这道题' }).click();
  await expect(page.getByRole('button', { name: '提交报告' })).toBeVisible();
  expect.soft(await faults(page), 'a report').toEqual([]);
  await page.getByRole('button', { name: '提交报告' }).click();
  await expect(page.getByRole('alert').getByRole('listitem')).toHaveCount(2);
  expect.soft(await faults(page), 'a report refused').toEqual([]);
  await page.getByLabel('法条已变').check();
  const words = `该条已经修订（${Date.now()}）。`;
  await page.getByLabel('具体说明').fill(words);
  await page.getByRole('button', { name: '提交报告' }).click();
  await expect(page.getByText('等待答复')).toBeVisible();

  const office = await guest();
  await signIn(office, account('question_editor'));
  await office.goto('/office');
  await office.getByRole('link', { name: '待答复的试题报告' }).click();
  await office.getByRole('row', { name: words }).getByRole('link').click();
  await expect(office.getByRole('button', { name: '修订此题' }).or(office.getByRole('link', { name: '查看正在修订的草稿' }))).toBeVisible();
  expect.soft(await faults(office), 'the report at the office').toEqual([]);
  await office.getByLabel('采纳', { exact: true }).check();
  await office.getByLabel('答复内容').fill('已按现行条文修订，谢谢。');
  await office.getByRole('button', { name: '答复' }).click();
  await expect(office.getByText('已答复。')).toBeVisible();
  await expect(office.getByText(words)).toHaveCount(0);

  await page.goto('/practice/reports');
  await expect(page.getByText('已按现行条文修订，谢谢。')).toBeVisible();
  expect.soft(await faults(page), 'the own reports').toEqual([]);
});
