// Which browsers, at which widths, against which server?
import { defineConfig } from '@playwright/test';

const base = process.env.SHANGGANG_URL ?? 'http://localhost:18555';
const scripts = { use: { javaScriptEnabled: true } };

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
    baseURL: base,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'phone', use: { ...scripts.use, viewport: { width: 360, height: 740 } }, testIgnore: /plain/ },
    { name: 'desktop', use: { ...scripts.use, viewport: { width: 1280, height: 800 } }, testIgnore: /plain/ },
    { name: 'plain', use: { javaScriptEnabled: false, viewport: { width: 360, height: 740 } }, testMatch: /plain/ },
  ],
});
