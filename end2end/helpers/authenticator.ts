// Which six digits does the authenticator show? RFC 6238, by the server's clock and not by this machine's.
import { createHmac } from 'node:crypto';
import type { APIRequestContext } from '@playwright/test';
import { ADDRESS } from './world';

const STEP_SECONDS = 30;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The code of this moment for a key as pages and demo.json write it; `origin` is another server than the one that all share. */
export async function code(request: APIRequestContext, key: string, origin = ADDRESS): Promise<string> {
  const step = Math.floor((await serverTime(request, origin)) / 1000 / STEP_SECONDS);
  const counter = Buffer.alloc(8);
  counter.writeBigInt64BE(BigInt(step));
  const hash = createHmac('sha1', bytes(key)).update(counter).digest();
  const at = (hash[19] as number) & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** Moving the clock by nothing tells what it shows. */
export async function serverTime(request: APIRequestContext, origin = ADDRESS): Promise<number> {
  const asked = await request.post('/fixtures/clock', { data: { advance_ms: 0 }, headers: { origin } });
  return Date.parse((await asked.json()).now);
}

function bytes(key: string): Buffer {
  const letters = [...key].filter((letter) => LETTERS.includes(letter));
  const bits = letters.map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)));
}
