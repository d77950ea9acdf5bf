// Where does a real video come from? The browser films a canvas; what it writes has no length, so the length is put in.
import type { Page } from '@playwright/test';

/** A WebM of so many milliseconds, as a file that can be chosen. */
export async function film(page: Page, lengthMs: number): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const bytes = await page.evaluate(record, lengthMs);
  return { name: '开户流程.webm', mimeType: 'video/webm', buffer: withLength(Buffer.from(bytes), lengthMs) };
}

/** Runs in the page. */
async function record(lengthMs: number): Promise<number[]> {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [320, 180];
  const brush = canvas.getContext('2d');
  const recorder = new MediaRecorder(canvas.captureStream(10), { mimeType: 'video/webm;codecs=vp8' });
  const parts: Blob[] = [];
  recorder.ondataavailable = (event) => parts.push(event.data);
  const ended = new Promise((done) => (recorder.onstop = done));
  const paint = setInterval(() => {
    if (!brush) return;
    brush.fillStyle = `hsl(${Math.floor(performance.now() / 10) % 360} 60% 40%)`;
    brush.fillRect(0, 0, 320, 180);
  }, 100);
  recorder.start();
  setTimeout(() => recorder.stop(), lengthMs);
  await ended;
  clearInterval(paint);
  return [...new Uint8Array(await new Blob(parts).arrayBuffer())];
}

/** Puts the element Duration at the end of Info, whose size is written anew in eight bytes. */
function withLength(webm: Buffer, lengthMs: number): Buffer {
  const info = webm.indexOf(Buffer.from([0x15, 0x49, 0xa9, 0x66]));
  const sizeAt = info + 4;
  const sizeLength = Math.clz32(webm.readUInt8(sizeAt)) - 23;
  const masked = webm.subarray(sizeAt, sizeAt + sizeLength);
  const size = masked.reduce((sum, byte, at) => sum * 256 + (at === 0 ? byte & (0xff >> sizeLength) : byte), 0);
  const content = webm.subarray(sizeAt + sizeLength, sizeAt + sizeLength + size);
  if (content.includes(Buffer.from([0x44, 0x89]))) return webm;
  const length = Buffer.alloc(11);
  length.set([0x44, 0x89, 0x88]);
  length.writeDoubleBE(lengthMs, 3);
  const whole = Buffer.alloc(8);
  whole.writeBigUInt64BE((1n << 56n) | BigInt(size + length.length));
  return Buffer.concat([webm.subarray(0, sizeAt), whole, content, length, webm.subarray(sizeAt + sizeLength + size)]);
}
