// How is a course written, published by two people, and its question answered? With and without JavaScript the same.
import { type Page, expect } from '@playwright/test';
import { type Knowledge, plain } from './bank';

/** A lesson with one question in its text. */
export const TEXT = '## 开户\n\n施工总承包单位应当在工程施工合同签订之日起三十日内开设农民工工资专用账户。\n\n```practice\np-01-001\n```\n\n专户资金不得挪作他用。';

/** Opens a draft with its name; its path. */
export async function beginCourse(page: Page, slug: string): Promise<string> {
  await page.goto('/office/courses/new');
  await page.getByLabel('课程名称').fill('工资专户实务');
  await page.getByLabel('网址中的名称').fill(slug);
  await page.getByRole('button', { name: '建立草稿' }).click();
  return new URL(page.url()).pathname;
}

export async function describe(page: Page): Promise<void> {
  await page.getByLabel('课程简介').fill('一课，讲开户。');
  await page.getByRole('button', { name: '保存名称和说明' }).click();
}

export async function writeLesson(page: Page): Promise<void> {
  await page.getByLabel('课文标题').fill('开户');
  await page.getByLabel('所属章').fill('第一章');
  await page.getByLabel('教学内容').selectOption('special_account');
  await page.getByLabel('学习时长').fill('5');
  await page.getByRole('textbox', { name: '正文' }).fill(TEXT);
  await page.getByLabel('依据编号').fill('F018');
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await expect(page.getByRole('status')).toContainText('已保存');
}

export async function answerInTheText(reader: Page, right: Knowledge): Promise<void> {
  const asked = reader.locator('#practice-p-01-001');
  const good = right(await asked.locator('.stem').innerText()).map(plain);
  for (const option of await asked.locator('label.option').all()) {
    if (good.includes(plain(await option.innerText()).slice(1))) await option.locator('input').check({ force: true });
  }
  await asked.getByRole('button', { name: '提交本题' }).click();
  await expect(asked).toContainText('解析：');
  await expect(asked.getByText('答对', { exact: true })).toBeVisible();
  await asked.getByRole('link', { name: '重新作答' }).click();
  await expect(asked).toContainText('您最近一次作答： 答对');
  await expect(asked.locator('input:checked')).toHaveCount(good.length);
}

/** Its author hands the draft over and may not publish it; the second person does. */
export async function publish(author: Page, second: Page, draft: string): Promise<void> {
  await author.goto(draft);
  await author.getByRole('button', { name: '提交发布' }).click();
  await expect(author.getByText('应由其他人审核发布')).toBeVisible();
  await second.goto(draft);
  await second.getByRole('button', { name: '发布为现行版本' }).click();
  await expect(second.getByRole('status')).toContainText('已发布');
}
