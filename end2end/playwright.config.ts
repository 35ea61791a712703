import { defineConfig } from '@playwright/test';

const desktop = { width: 1280, height: 900 };

// `@phone` in a test's title lets it run at a phone's size too, `@js` keeps it to browsers with JavaScript.
export default defineConfig({
  testDir: 'tests',
  outputDir: '../target/end2end',
  fullyParallel: false,
  forbidOnly: true,
  workers: 2,
  retries: 0,
  // Bounds for what hangs, not measures of speed: a busy machine of two cores is slow at times.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
  use: {
    baseURL: process.env.PONTE_ORIGIN ?? 'http://127.0.0.1:3000',
    locale: 'en-GB',
    timezoneId: 'Europe/Rome',
    trace: 'off',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? 'chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--disable-quic',
      ],
    },
  },
  projects: [
    { name: 'with-js', use: { viewport: desktop } },
    { name: 'without-js', grepInvert: /@js/, use: { viewport: desktop, javaScriptEnabled: false } },
    { name: 'phone', grep: /@phone/, use: { viewport: { width: 320, height: 640 }, hasTouch: true } },
  ],
});
