import { chromium } from '@playwright/test';
const base = 'http://127.0.0.1:3951';
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const out = '/tmp/wtCshots';
async function session(who, js, width) {
  const context = await browser.newContext({ javaScriptEnabled: js, viewport: { width, height: 900 }, baseURL: base });
  const page = await context.newPage();
  await page.goto('/sign-in');
  await page.locator('input[name=email]').fill(`${who}@ponte.example`);
  await page.locator('input[name=password]').fill('bridge-over-water');
  await page.locator('form:has(input[name=password]) button[type=submit]').click();
  return page;
}
export { browser, session, out, base };
