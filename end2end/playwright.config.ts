// Which browsers, at which widths, against which server?
import { defineConfig } from '@playwright/test';
import { ADDRESS } from './helpers/world';

// dense as today's screens are: a decoder has to read the code from a picture of the page
const phone = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 3 };
const desktop = { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 2 };

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
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell',
      args: [
        '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync',
      ],
    },
  },
  // the picture book is made on demand: PICTURES=1 npx playwright test
  projects: process.env.PICTURES
    ? [{ name: 'pictures', testMatch: /pictures/ }]
    : [
        { name: 'phone', use: phone, testIgnore: /plain|pictures/ },
        { name: 'desktop', use: desktop, testIgnore: /plain|pictures/ },
        { name: 'plain', use: { ...phone, javaScriptEnabled: false }, testMatch: /plain/ },
      ],
});
