// Who is there, what do they know, and what time is it?
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import type { APIRequestContext, Page } from '@playwright/test';

export type Account = { role: string; name: string; sign_in: string; password: string };
export type Certificate = { number: string; verify_url: string; qr_text: string; status: string; name: string };
export type Demo = {
  url: string;
  accounts: Account[];
  exams: { id: string; title: string; kind: string }[];
  certificates: Certificate[];
};

export function demo(): Demo {
  return JSON.parse(readFileSync(process.env.SHANGGANG_DEMO ?? '', 'utf8'));
}

export function account(role: string): Account {
  const found = demo().accounts.find((one) => one.role === role);
  if (!found) throw new Error(`the demo has no ${role}`);
  return found;
}

export async function signIn(page: Page, who: { sign_in: string; password: string }): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('手机号码或身份证号码').fill(who.sign_in);
  await page.getByLabel('密码', { exact: true }).fill(who.password);
  await page.locator('main').getByRole('button', { name: '登录' }).click();
  await page.waitForURL((url) => url.pathname !== '/sign-in');
}

/** Moves the server's clock: nothing here ever waits for time to pass. */
export async function advance(request: APIRequestContext, minutes: number): Promise<void> {
  const moved = await request.post('/fixtures/clock', {
    data: { advance_ms: minutes * 60_000 },
    headers: { origin: process.env.SHANGGANG_URL ?? 'http://localhost:18555' },
  });
  if (!moved.ok()) throw new Error(`the clock did not move: ${moved.status()}`);
}

/** An invented person with a number of a county that was never allotted. */
export function somebody(): { name: string; id_number: string; phone: string; password: string } {
  const nth = Math.floor(Math.random() * 900) + 50;
  const county = 320690 + (nth % 10);
  const day = String(10 + (nth % 18));
  const digits = `${county}1993${String(1 + (nth % 12)).padStart(2, '0')}${day}${String(nth).padStart(3, '0')}`;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((all, weight, at) => all + weight * Number(digits[at]), 0);
  const phone = `197${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`;
  return { name: '宋思琪', id_number: digits + '10X98765432'[sum % 11], phone, password: 'xue-xi-2026' };
}

type Item = { stem: string; options?: string[]; answer: string | boolean; kind: string };

/** The bank as its authors wrote it: right options by stem, read from the same files as the program. */
export function knowledge(): (stem: string) => { words: string[]; kind: string } {
  const folder = join(import.meta.dirname, '../../question-bank/bank');
  const known = new Map<string, { words: string[]; kind: string }>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.toml'))) {
    const { question } = parse(readFileSync(join(folder, file), 'utf8')) as unknown as {
      question: (Item & { parts?: Item[] })[];
    };
    for (const one of question.flatMap((q) => q.parts ?? [q])) {
      const words =
        typeof one.answer === 'boolean'
          ? [one.answer ? '正确' : '错误']
          : [...one.answer].map((letter) => one.options?.[letter.charCodeAt(0) - 65] ?? '');
      known.set(plain(one.stem), { words, kind: one.kind });
    }
  }
  return (stem) => {
    const found = known.get(plain(stem));
    if (!found) throw new Error(`the bank does not know: ${stem}`);
    return found;
  };
}

function plain(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, '');
}
