// Who is there, who can come in, and what time is it?
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { APIRequestContext, Page } from '@playwright/test';
import { code } from './authenticator';

/** The demo issues certificates under this address, so every test has to use the same. */
export const ADDRESS = process.env.SHANGGANG_URL ?? 'http://localhost:18555';

/** `totp_secret` is the key of the authenticator; staff have one. */
export type Account = { role: string; name: string; sign_in: string; password: string; totp_secret: string | null };
export type Certificate = { number: string; verify_url: string; qr_text: string; status: string; name: string };
/** Two workers of the officer's project, with the wage card on record. */
export type Payee = { name: string; id_number: string; card: string };
export type Demo = {
  url: string;
  accounts: Account[];
  exams: { id: string; title: string; kind: 'certification' | 'mock' }[];
  certificates: Certificate[];
  payees: Payee[];
};

export function demo(): Demo {
  return JSON.parse(readFileSync(process.env.SHANGGANG_DEMO ?? '', 'utf8'));
}

/** Of the demonstration that all tests share, or of another one. */
export function account(role: string, from = demo()): Account {
  return found(from.accounts.find((one) => one.role === role), role);
}

export function exam(kind: 'certification' | 'mock', from = demo()): { id: string; title: string } {
  return found(from.exams.find((one) => one.kind === kind), kind);
}

export function certificate(status: string): Certificate {
  return found(demo().certificates.find((one) => one.status === status), status);
}

function found<T>(one: T | undefined, name: string): T {
  if (!one) throw new Error(`the demo has no ${name}`);
  return one;
}

type Key = { sign_in: string; password: string; totp_secret?: string | null };

/** By password, and by a code where one is asked for. Each code counts once: a used one is a reason to wait for the next. */
export async function signIn(page: Page, who: Key, origin = ADDRESS): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('手机号码或身份证号码').fill(who.sign_in);
  await page.getByLabel('密码', { exact: true }).fill(who.password);
  await page.getByRole('main').getByRole('button', { name: '登录' }).click();
  await page.waitForURL((url) => url.pathname !== '/sign-in');
  for (let tries = 0; new URL(page.url()).pathname === '/sign-in/code'; tries += 1) {
    if (!who.totp_secret || tries > 2) throw new Error(`${who.sign_in} does not get past the second step`);
    if (tries > 0) await advance(page.request, 31 / 60, origin);
    await enterCode(page, await code(page.request, who.totp_secret, origin));
  }
}

export async function enterCode(page: Page, digits: string): Promise<void> {
  await page.getByLabel('动态验证码').fill(digits);
  const answered = page.waitForResponse((response) => response.request().method() === 'POST');
  await page.getByRole('button', { name: '验证并登录' }).click();
  await answered;
  await page.waitForLoadState();
}

/** Moves the server's clock: nothing here ever waits for time to pass. */
export async function advance(request: APIRequestContext, minutes: number, origin = ADDRESS): Promise<void> {
  const moved = await request.post('/fixtures/clock', {
    data: { advance_ms: Math.round(minutes * 60_000) },
    headers: { origin },
  });
  if (!moved.ok()) throw new Error(`the clock did not move: ${moved.status()}`);
}

export type Somebody = { name: string; id_number: string; phone: string; password: string };

/** An invented grown-up with a number of a county that was never allotted; hardly ever the same twice. */
export function somebody(): Somebody {
  const one = (letters: string) => letters.charAt(randomInt(0, letters.length));
  const two = (number: number) => String(number).padStart(2, '0');
  const born = `${randomInt(1970, 2000)}${two(randomInt(1, 13))}${two(randomInt(1, 29))}`;
  const digits = `${randomInt(320690, 320700)}${born}${String(randomInt(1, 1000)).padStart(3, '0')}`;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((all, weight, at) => all + weight * Number(digits[at]), 0);
  return {
    name: one('赵孙冯卫蒋韩朱许吕魏陶戚柏窦章苏葛范彭鲁') + one('思雨文书景若知远安清') + one('琪宁昕桐岚珂航屿衡舟'),
    id_number: digits + '10X98765432'[sum % 11],
    phone: `197${String(randomInt(0, 1e8)).padStart(8, '0')}`,
    password: 'xue-xi-2026',
  };
}

/** A credit code (GB 32100) with both of its check characters, of a body that was never registered; `digits` are eight. */
export function creditCode(digits: string): string {
  const letters = '0123456789ABCDEFGHJKLMNPQRTUWXY';
  const inner = [...digits].reduce((all, digit, at) => all + Number(digit) * (ORGANISATION_WEIGHTS[at] ?? 0), 0);
  const body = `91320613${digits}${'0X987654321'[inner % 11]}`;
  const sum = [...body].reduce((all, letter, at) => all + letters.indexOf(letter) * (3 ** at % 31), 0);
  return body + letters[(31 - (sum % 31)) % 31];
}

/** Of the organisation code inside it (GB 11714). */
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];
