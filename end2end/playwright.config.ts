// Which browsers, at which widths, against which server?
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { PHONE, SCREEN, takes } from './helpers/widths';
import { ADDRESS } from './helpers/world';

// dense as today's screens are: a decoder has to read the code from a picture of the page
const phone = { viewport: PHONE, deviceScaleFactor: 3 };
const desktop = { viewport: SCREEN, deviceScaleFactor: 2 };

/** The files of walks that a project takes. */
const specs = readdirSync(join(import.meta.dirname, 'tests')).map((file) => basename(file, '.spec.ts'));
const walks = (project: string) => specs.filter((spec) => takes(project, spec)).map((spec) => `**/${spec}.spec.ts`);

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
    ? [{ name: 'pictures', testMatch: walks('pictures') }]
    : [
        { name: 'phone', use: phone, testMatch: walks('phone') },
        { name: 'desktop', use: desktop, testMatch: walks('desktop') },
        { name: 'plain', use: { ...phone, javaScriptEnabled: false }, testMatch: walks('plain') },
      ],
});
