// Which browsers, at which widths, against which server?
import { defineConfig } from '@playwright/test';
import { ADDRESS } from './helpers/world';

const phone = { width: 360, height: 740 };
const desktop = { width: 1280, height: 800 };
// the picture book is made on demand: PICTURES=1 npx playwright test pictures

export default defineConfig({
  testDir: './tests',
  globalSetup: './helpers/server.ts',
  // one server and its clock are shared by everything
  workers: 1,
  fullyParallel: false,
  timeout: 120_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    baseURL: ADDRESS,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    screenshot: 'only-on-failure',
    actionTimeout: 15_000,
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync',
      ],
    },
  },
  projects: process.env.PICTURES
    ? [{ name: 'pictures', use: { viewport: desktop }, testMatch: /pictures/ }]
    : [
        { name: 'phone', use: { viewport: phone, deviceScaleFactor: 3 }, testIgnore: /plain|pictures/ },
        { name: 'desktop', use: { viewport: desktop }, testIgnore: /plain|pictures/ },
        { name: 'plain', use: { javaScriptEnabled: false, viewport: phone }, testMatch: /plain/ },
      ],
});
